"""Differences with the billing API, to the last decimal, and the invoices that explain them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest
import time_machine
from django.test import Client

from dashboard.formats import money_text
from invoices_ui.ledger.doubts import OVERDUE, RULES, overdue_by_us
from invoices_ui.ledger.filters import Filters, matching
from invoices_ui.ledger.keeping import keep
from invoices_ui.ledger.models import LedgerInvoice
from invoices_ui.receivables.reconciliation.report import (
    checks,
    contradicting,
    contradictions,
    overdue_gap,
    overdue_gaps,
    unapplied_credit,
)
from tests.csv_files import parts_of
from tests.invoices_ui.ledger.test_doubts import NOON
from tests.invoices_ui.ledger.test_doubts import fill as fill_doubtful
from tests.invoices_ui.ledger.test_entries import record
from tests.invoices_ui.receivables.made import TODAY, added_up, behind, fill

COUNTED = {"unpaid", "part_paid", "in_credit", "paid"}


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(3))
class TestOverdue:
    def test_is_compared_with_the_sum_that_the_api_gives(self, seed: int) -> None:
        rows = fill(seed)

        for gap in overdue_gaps(TODAY):
            own = [row for row in rows if row.currency == gap.currency and row.state in COUNTED]
            assert gap.ours == added_up(overdue_by_us(row, TODAY) for row in own)
            assert gap.told == added_up(row.kpis_overdue for row in own)
            assert gap.untold == sum(row.kpis_overdue is None for row in own)
            assert behind(gap.ours_filters)[1] == gap.ours

    def test_its_difference_is_that_of_the_invoices_that_explain_it(self, seed: int) -> None:
        fill(seed)

        gaps = overdue_gaps(TODAY)

        assert any(gap.gap for gap in gaps)
        for gap in gaps:
            found = list(matching(gap.differing_filters))
            assert len(found) == gap.differing
            assert added_up(overdue_by_us(row, TODAY) - (row.kpis_overdue or 0) for row in found) == gap.gap


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(2))
class TestChecks:
    def test_count_the_invoices_that_their_links_lead_to(self, seed: int) -> None:
        fill_doubtful(seed)

        found = checks()

        assert {checked.key for checked in found} == {*(rule.key for rule in RULES if rule.key != "credit"), OVERDUE}
        for checked in found:
            assert matching(checked.filters).count() == checked.invoices

    def test_show_two_numbers_that_differ(self, seed: int) -> None:
        fill_doubtful(seed)

        for checked in checks():
            for one in contradictions(checked.key, 0, 500, TODAY):
                assert one.left != one.right
                assert one.difference is None or one.difference == one.left - one.right  # type: ignore[operator]

    def test_credit_not_applied_is_that_of_its_invoices(self, seed: int) -> None:
        fill_doubtful(seed)

        found = unapplied_credit()

        assert found
        for credit in found:
            rows = list(matching(credit.filters))
            assert len(rows) == credit.invoices
            assert added_up(row.kpis_credit_issued - row.kpis_credit_applied for row in rows) == credit.unapplied


@pytest.mark.django_db
class TestPage:
    def test_shows_both_numbers_and_their_difference(self, finance: Client) -> None:
        keep([record(id="INV-7", total="110", paid="55", due="55.000001")], walk=1)

        page = finance.get("/finance/reconciliation/?check=balance").content.decode()

        assert "INV-7" in page
        assert "55.000001" in page
        assert "\N{MINUS SIGN}0.000001" in page

    @pytest.mark.parametrize("query", ["", "?check=overdue", "?check=issued-before-due", "?check=nonsense&page=99"])
    def test_opens(self, finance: Client, query: str) -> None:
        fill(1)

        assert finance.get(f"/finance/reconciliation/{query}").status_code == 200

    def test_says_that_all_agree(self, finance: Client) -> None:
        keep([record(id="INV-7", due_date="2026-01-01T00:00:00Z", total="110", paid="55", due="55")], walk=1)

        page = finance.get("/finance/reconciliation/").content.decode()

        assert "all agree" in page
        assert Decimal(55) in {gap.ours for gap in overdue_gaps(TODAY)}

    def test_an_empty_ledger_invites_to_fill_it(self, finance: Client) -> None:
        assert "The ledger is empty" in finance.get("/finance/reconciliation/").content.decode()


@pytest.mark.django_db
class TestCard:
    def test_tells_the_same_beside_the_figures(self, finance: Client) -> None:
        fill(1)

        page = finance.get("/finance/?currency=AUD").content.decode()

        [gap] = [gap for gap in overdue_gaps(TODAY) if gap.currency == "AUD"]
        assert overdue_gap("AUD", TODAY) == gap
        assert gap.gap
        card = page[page.index('id="beside-the-api"') : page.index("Concentration")]
        for amount in (gap.ours, gap.told, gap.gap):
            assert money_text(amount, "AUD") in card
        assert f"{gap.differing:,} invoice" in card

    @pytest.mark.parametrize("seed", range(2))
    def test_counts_each_invoice_that_contradicts_itself_once(self, seed: int) -> None:
        fill_doubtful(seed)
        keys = [rule.key for rule in RULES if rule.key != "credit"]

        for currency in set(LedgerInvoice.objects.values_list("currency", flat=True)):
            found = {row.pk for key in keys for row in matching(Filters(currency=currency, doubt=key))}
            assert contradicting(currency) == len(found)
        assert any(map(contradicting, set(LedgerInvoice.objects.values_list("currency", flat=True))))

    def test_tells_credit_that_was_not_applied(self, finance: Client) -> None:
        fill_doubtful(1)

        for credit in unapplied_credit():
            page = finance.get("/finance/", {"currency": credit.currency}).content.decode()
            card = page[page.index('id="beside-the-api"') : page.index("Concentration")]
            assert "Credit not applied" in card
            assert money_text(credit.unapplied, credit.currency) in card

    def test_of_a_currency_without_invoices_there_is_none(self) -> None:
        fill(1)

        assert overdue_gap("XXX", TODAY) is None
        assert contradicting("XXX") == 0


@pytest.mark.django_db
class TestFile:
    @pytest.mark.parametrize("key", ["balance", "overdue", "issued-before-due"])
    def test_holds_both_numbers_of_every_invoice(self, finance: Client, key: str) -> None:
        fill_doubtful(1)
        found = contradictions(key, 0, 500, TODAY)
        assert found

        rows, told = parts_of(finance.get("/finance/reconciliation/", {"check": key, "format": "csv"}))

        assert [row[0] for row in rows[1:]] == [one.row.invoice_id for one in found]
        if key == "issued-before-due":
            assert rows[1][4:6] == [f"{found[0].row.issue_date}", f"{found[0].row.due_date}"]
        else:
            assert [Decimal(cell) for cell in rows[1][4:]] == [found[0].left, found[0].right, found[0].difference]
        assert told["As of"] == TODAY.isoformat()
        assert told["Has to hold"]
        assert told["Completeness"]

    def test_is_linked_and_a_workbook_too(self, finance: Client) -> None:
        fill_doubtful(1)

        page = finance.get("/finance/reconciliation/?check=balance").content.decode()

        assert 'href="?check=balance&amp;format=csv"' in page
        answer = finance.get("/finance/reconciliation/?check=balance&format=xlsx")
        answer.close()
        assert answer.headers["Content-Disposition"].startswith('attachment; filename="contradictions-balance-')
