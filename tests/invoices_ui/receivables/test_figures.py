"""Every figure against plain Python over all rows, and against the invoices that its link leads to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest

from invoices_ui.ledger.models import LedgerInvoice
from invoices_ui.receivables.debtors import largest, oldest, read_debtors
from invoices_ui.receivables.figures import read_figures
from tests.invoices_ui.receivables.made import TODAY, added_up, behind, due_of, fill

pytestmark = pytest.mark.django_db

SUNDAY = date(2026, 11, 22)
OPEN = {"unpaid", "part_paid"}
OWED = OPEN | {"in_credit"}

MEANT: dict[str, Callable[[LedgerInvoice], bool]] = {
    "outstanding": lambda row: row.state in OWED,
    "overdue": lambda row: row.state in OPEN and row.due_date is not None and row.due_date < TODAY,
    "not-yet-due": lambda row: row.state in OPEN and row.due_date is not None and row.due_date >= TODAY,
    "due-this-week": lambda row: row.state in OPEN and row.due_date is not None and TODAY <= row.due_date <= SUNDAY,
    "no-due-date": lambda row: row.state in OPEN and row.due_date is None,
    "credit": lambda row: row.state == "in_credit",
}


@pytest.mark.parametrize("seed", range(4))
class TestEveryFigure:
    def test_is_what_adding_up_all_rows_gives(self, seed: int) -> None:
        rows = fill(seed)

        found = {
            (one.currency, key): (figure.tally.invoices, figure.tally.amount)
            for one in read_figures(TODAY)
            for key, figure in one.figures.items()
        }

        assert found == {
            (currency, key): due_of(rows, lambda row, c=currency, m=meant: row.currency == c and m(row))  # type: ignore[misc]
            for currency in {row.currency for row in rows}
            for key, meant in MEANT.items()
        }

    def test_is_the_sum_of_the_invoices_it_leads_to(self, seed: int) -> None:
        fill(seed)

        for one in read_figures(TODAY):
            for figure in one.figures.values():
                assert behind(figure.filters) == (figure.tally.invoices, figure.tally.amount)
            assert behind(one.unjudged_filters)[0] == one.unjudged.invoices
            assert behind(one.sales.filters, "total") == (one.sales.invoiced.invoices, one.sales.invoiced.amount)

    def test_is_part_of_what_is_outstanding(self, seed: int) -> None:
        fill(seed)

        for one in read_figures(TODAY):
            parts = [one.figures[key].tally for key in ("overdue", "not-yet-due", "no-due-date", "credit")]
            assert added_up(part.amount for part in parts) == one.outstanding.tally.amount
            assert sum(part.invoices for part in parts) == one.outstanding.tally.invoices

    def test_leaves_out_amounts_that_cannot_be_held_and_counts_them(self, seed: int) -> None:
        rows = fill(seed)

        unheld = sum(row.state in OWED and row.due is None for row in rows)

        assert unheld
        assert sum(one.outstanding.tally.unheld for one in read_figures(TODAY)) == unheld


@pytest.mark.parametrize("seed", range(3))
class TestDebtors:
    def test_have_the_balances_of_their_accounts(self, seed: int) -> None:
        rows = fill(seed)

        for one in read_figures(TODAY):
            found = read_debtors(one.currency, one.outstanding.tally.amount, TODAY)
            own = [row for row in rows if row.currency == one.currency and row.state in OWED]
            balances = {
                name: due_of(own, lambda row, n=name: row.account_id == n)  # type: ignore[misc]
                for name in {row.account_id for row in own}
            }
            assert {
                debtor.account_id: (debtor.balance.invoices, debtor.balance.amount) for debtor in found.debtors
            } == balances
            assert [debtor.balance.amount for debtor in found.debtors] == sorted(
                (b for _, b in balances.values()), reverse=True
            )
            assert found.accounts == len(balances)

    def test_lead_to_what_they_owe_and_what_of_it_is_overdue(self, seed: int) -> None:
        fill(seed)

        for one in read_figures(TODAY):
            for debtor in read_debtors(one.currency, one.outstanding.tally.amount, TODAY).debtors:
                assert behind(debtor.filters) == (debtor.balance.invoices, debtor.balance.amount)
                assert behind(debtor.overdue_filters) == (debtor.overdue.invoices, debtor.overdue.amount)

    def test_the_largest_and_the_oldest_are_those_of_all_rows(self, seed: int) -> None:
        rows = [row for row in fill(seed) if row.currency == "AUD" and row.state in OPEN]

        assert [row.due for row in largest("AUD", 5)] == sorted((row.due for row in rows if row.due), reverse=True)[:5]
        assert [row.due_date for row in oldest("AUD", TODAY, 5)] == sorted(
            row.due_date for row in rows if row.due_date and row.due_date < TODAY
        )[:5]


class TestDaysSalesOutstanding:
    def test_is_outstanding_by_what_was_invoiced_times_the_days(self) -> None:
        rows = fill(5)
        since = TODAY - timedelta(days=89)

        for one in read_figures(TODAY):
            invoiced = added_up(
                row.total
                for row in rows
                if row.currency == one.currency
                and row.state in OWED | {"paid"}
                and row.issue_date
                and since <= row.issue_date <= TODAY
            )
            assert one.sales.invoiced.amount == invoiced
            assert one.sales.days == (one.outstanding.tally.amount * 90 / invoiced).quantize(
                Decimal("0.1"), "ROUND_HALF_UP"
            )
