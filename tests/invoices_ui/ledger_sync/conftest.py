from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from invoices_ui.ledger_sync import fetching
from tests.invoices_ui.ledger_sync.billing import Billing, many

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
    monkeypatch.setattr(fetching, "PAUSES", (0.0, 0.0, 0.0))
