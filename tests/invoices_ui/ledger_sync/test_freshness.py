"""What a number of the ledger says of itself: complete or not, and as of when."""

from __future__ import annotations

import pytest
from django.utils import timezone

from invoices_ui.ledger.freshness import freshness
from invoices_ui.ledger.lease import take_lease
from invoices_ui.ledger.models import LedgerRun
from tests.invoices_ui.ledger_sync.billing import Billing
from tests.invoices_ui.ledger_sync.test_sync import changed, run

Kind = LedgerRun.Kind


@pytest.mark.django_db
class TestAnEmptyLedger:
    def test_says_so(self) -> None:
        found = freshness()

        assert (found.completeness, found.invoices, found.verified_at) == ("empty", 0, None)

    def test_is_partial_while_it_is_filled_for_the_first_time(self) -> None:
        take_lease(Kind.FULL)

        found = freshness()

        assert found.completeness == "partial"
        assert found.running is not None
        assert found.reason == "It is being read for the first time."


class TestASyncedLedger:
    def test_is_complete_as_of_the_sync(self, billing: Billing) -> None:
        before = timezone.now()
        run(Kind.FULL)

        found = freshness()

        assert found.is_whole
        assert found.counted == "30 invoices"
        assert found.verified_at is not None
        assert before <= found.verified_at <= timezone.now()

    def test_is_partial_where_a_part_could_not_be_read(self, billing: Billing) -> None:
        billing.spoil = lambda order, offset, limit: 500 if offset <= 12 < offset + limit else None
        run(Kind.FULL)

        found = freshness()

        assert found.completeness == "partial"
        assert found.counted == "29 of 30 invoices"
        assert "invoice 13" in found.reason

    def test_a_sync_that_kept_nothing_takes_nothing_away(self, billing: Billing) -> None:
        run(Kind.FULL)
        whole = freshness()
        billing.spoil = lambda *_: 500
        run(Kind.SHORT)

        found = freshness()

        assert found.latest is not None
        assert found.latest.status != LedgerRun.Status.COMPLETE
        assert found.is_whole
        assert found.verified_at == whole.verified_at

    def test_a_sync_that_kept_a_part_does(self, billing: Billing) -> None:
        run(Kind.FULL)
        changed(billing, 3, total="1.000000")
        billing.spoil = lambda order, offset, limit: 500 if offset <= 12 < offset + limit else None
        run(Kind.FULL)

        assert freshness().completeness == "partial"
