"""Customers by their names: the list of invoices tells none, so the accounts are asked after a sync."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from invoices_ui.ledger.filters import Filters, matching
from invoices_ui.ledger.models import LedgerAccount, LedgerInvoice, LedgerRun
from invoices_ui.ledger_sync import accounts
from tests.invoices_ui.ledger_sync.billing import Billing
from tests.invoices_ui.ledger_sync.test_sync import changed, run

Kind = LedgerRun.Kind


def names() -> set[str]:
    return set(LedgerInvoice.objects.values_list("account_name", flat=True))


def asked(billing: Billing) -> list[str]:
    return sorted(account_id for account_id in billing.accounts_asked)


@pytest.fixture
def billing(billing: Billing) -> Billing:
    """Two customers: one that the API names, one that it does not know."""
    for place, row in enumerate(billing.rows):
        row["account_id"] = "AAA111" if place % 2 else "BBB222"
    billing.names = {"AAA111": "Harvest Foods Pty Ltd"}
    return billing


class TestNames:
    def test_stand_on_the_invoices_after_a_sync(self, billing: Billing) -> None:
        run()

        assert set(matching(Filters(account_id="AAA111")).values_list("account_name", flat=True)) == {
            "Harvest Foods Pty Ltd"
        }
        assert set(matching(Filters(account_id="BBB222")).values_list("account_name", flat=True)) == {""}

    def test_are_found_by_search(self, billing: Billing) -> None:
        run()

        assert {row.account_id for row in matching(Filters(words=("harvest",)))} == {"AAA111"}

    def test_outlast_a_change_of_the_invoice(self, billing: Billing) -> None:
        run()
        changed(billing, 2, due="1.000000")
        run()

        row = LedgerInvoice.objects.get(invoice_id="INV-00002")
        assert (row.version, row.account_name) == ("2", "Harvest Foods Pty Ltd")
        assert "harvest" in row.search_text

    def test_change_no_invoice_for_the_next_sync(self, billing: Billing) -> None:
        run()

        assert run(Kind.FULL).changed == 0

    def test_are_on_invoices_that_come_later(self, billing: Billing) -> None:
        run()
        billing.rows.append({**billing.rows[1], "id": "INV-99999", "last_updated_on": "2026-08-01T00:00:00Z"})
        run()

        assert LedgerInvoice.objects.get(invoice_id="INV-99999").account_name == "Harvest Foods Pty Ltd"


class TestAsking:
    def test_asks_each_account_once_a_week(self, billing: Billing) -> None:
        run()
        run()
        assert asked(billing) == ["AAA111", "BBB222"]

        LedgerAccount.objects.update(asked_at=timezone.now() - timedelta(days=8))
        billing.names["AAA111"] = "Harvest Foods Limited"
        run()

        assert asked(billing) == ["AAA111", "AAA111", "BBB222", "BBB222"]
        assert names() == {"Harvest Foods Limited", ""}

    def test_a_name_that_is_no_longer_told_stays(self, billing: Billing) -> None:
        run()
        LedgerAccount.objects.update(asked_at=timezone.now() - timedelta(days=8))
        billing.names = {}
        run()

        assert "Harvest Foods Pty Ltd" in names()

    def test_asks_no_more_than_it_may(self, billing: Billing, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(accounts.name_accounts, "__kwdefaults__", {"most": 1})
        run()
        assert len(asked(billing)) == 1
        run()

        assert asked(billing) == ["AAA111", "BBB222"]

    def test_an_api_that_cannot_be_asked_costs_no_sync(self, billing: Billing) -> None:
        billing.accounts_down = True

        assert run().status == LedgerRun.Status.COMPLETE
        assert names() == {""}
        assert not LedgerAccount.objects.exists()

    def test_an_id_that_fits_in_no_path_is_not_asked_for(self, billing: Billing) -> None:
        billing.rows[0]["account_id"] = "../token"
        run()

        assert asked(billing) == ["AAA111", "BBB222"]
