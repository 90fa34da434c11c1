from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dashboard.exsited.http import breaker
from invoices_ui.ledger import fetching, gaps
from tests.invoices_ui.ledger.billing import Billing, many

if TYPE_CHECKING:
    import responses


@pytest.fixture
def billing(db: None, exsited: responses.RequestsMock) -> Billing:
    """Thirty invoices, of which the API gives ten at once."""
    billing = Billing(exsited, many(30))
    billing.most = 10
    exsited.assert_all_requests_are_fired = False
    return billing


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """And no breaker: what fails here fails on purpose, and faster than the sync would ask."""
    monkeypatch.setattr(fetching, "PAUSES", (0.0, 0.0, 0.0))
    monkeypatch.setattr(gaps, "FAILED_PAUSE", 0.0)
    monkeypatch.setattr(breaker, "FAILURES", 1_000_000)
