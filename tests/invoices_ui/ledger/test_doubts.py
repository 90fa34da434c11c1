"""What the ledger keeps of contradictions against what the page of an invoice says of the same one."""

from __future__ import annotations

import random
from datetime import timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from dashboard.exsited import Invoice
from invoices_ui.agreement.arithmetic import arithmetic
from invoices_ui.ledger.doubts import CREDIT, RULES, doubtful, doubts_of, overdue_by_us
from invoices_ui.ledger.entries import Entry, entry_of
from invoices_ui.ledger.filters import Filters, matching
from invoices_ui.ledger.keeping import keep, mark_missing
from invoices_ui.ledger.models import DoubtTotal, LedgerInvoice
from invoices_ui.ledger.state import COUNTED
from tests.builders import kpis_json, line_json
from tests.invoices_ui.ledger.test_entries import record, told

SYDNEY = ZoneInfo("Australia/Sydney")
LABELS = {rule.label: rule.key for rule in RULES if rule is not CREDIT}
NOON = "2026-11-20T12:00:00+11:00"


def random_invoice(chance: random.Random, number: int) -> dict[str, Any]:
    """Mostly right, and wrong in every way there is."""

    def near(amount: Decimal) -> str:
        right = f"{amount:.6f}"
        return chance.choice([*([right] * 8), f"{amount + Decimal('0.000001'):.6f}", "", "n/a", "0"])

    total, paid, tax = Decimal(110), chance.choice([Decimal(0), Decimal(60), Decimal(110), Decimal(150)]), Decimal(10)
    day = chance.randint(-3, 3)
    due = total - paid
    return {
        "id": f"INV-{number}",
        "status": chance.choice(["ACTIVE", "ACTIVE", "ACTIVE", "VOID", "WOMBAT"]),
        "payment_status": chance.choice(["PAID", "", "paid", "DUE"]),
        "currency": {"uuid": "u", "name": chance.choice(["AUD", "JPY"])},
        "price_tax_inclusive": chance.choice(["true", "false", ""]),
        "subtotal": near(total - tax),
        "tax": near(tax),
        "tax_total": near(tax),
        "discount_amount": chance.choice(["", "0", "10", "n/a"]),
        "total": near(total),
        "paid": near(paid),
        "due": near(due),
        "issue_date": f"2026-11-{20 + chance.randint(-5, 5)}T09:00:00+11:00",
        "due_date": chance.choice([*([f"2026-11-{20 + day}T09:00:00+11:00"] * 5), "", "soon"]),
        "lines": chance.choice(
            [
                [],
                [line_json(subtotal=near(total - tax), total=near(total), tax={"uuid": "t", "amount": near(tax)})],
            ]
        ),
        "kpis": kpis_json(
            outstanding=near(due),
            overdue=chance.choice([near(due), near(Decimal(0)), ""]),
            payment_applied=near(paid),
            credit_applied=chance.choice(["0", "5"]),
            credit_issued=chance.choice(["0", "5", ""]),
        ),
    }


def broken(row: LedgerInvoice | Entry) -> set[str]:
    return {rule.key for rule in RULES if (row.doubts or 0) & rule.bit}


@pytest.mark.parametrize("seed", range(4))
def test_the_ledger_doubts_what_the_page_of_the_invoice_doubts(seed: int) -> None:
    chance = random.Random(seed)
    met: set[str] = set()
    with time_machine.travel(NOON, tick=False):
        for number in range(150):
            invoice = random_invoice(chance, number)
            row = entry_of(record(**invoice), zone=SYDNEY)

            checks = arithmetic(Invoice.read(told(**invoice)), today=timezone.localdate(), zone=SYDNEY)

            found = {LABELS[check.label] for check in checks if check.verdict == "differs" and check.label in LABELS}
            assert broken(row) - {CREDIT.key} == found
            met |= found
    assert met == set(LABELS.values())


def test_each_rule_has_a_bit_of_its_own() -> None:
    assert sum(rule.bit for rule in RULES) == 2 ** len(RULES) - 1


def fill(seed: int) -> list[LedgerInvoice]:
    chance = random.Random(seed)
    for walk in range(3):
        keep([record(**random_invoice(chance, chance.randrange(120))) for _ in range(60)], walk=walk)
    mark_missing(LedgerInvoice.objects.order_by("pk")[:5], timezone.now())
    return list(LedgerInvoice.objects.filter(missing_since=None))


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(2))
class TestInTheLedger:
    def test_a_filter_gives_the_rows_that_break_the_rule(self, seed: int) -> None:
        rows = fill(seed)

        for rule in RULES:
            assert set(matching(Filters(doubt=rule.key))) == {row for row in rows if rule.key in broken(row)}

    def test_totals_count_them(self, seed: int) -> None:
        rows = fill(seed)

        assert sum(total.invoices for total in DoubtTotal.objects.all()) == sum(row.doubts is not None for row in rows)

    @pytest.mark.parametrize("shift", [-2, 0, 2])
    def test_overdue_is_doubted_where_it_is_not_ours_on_that_day(self, seed: int, shift: int) -> None:
        with time_machine.travel(NOON, tick=False):
            rows = fill(seed)
            today = timezone.localdate() + timedelta(days=shift)

            found = set(LedgerInvoice.objects.filter(doubtful("overdue", today, [])).filter(missing_since=None))

        assert found
        assert found == {
            row for row in rows if row.state in COUNTED and overdue_by_us(row, today) != (row.kpis_overdue or 0)
        }


@pytest.mark.django_db
def test_no_such_rule_finds_nothing() -> None:
    keep([record(total="1", paid="1", due="7")], walk=1)

    assert not matching(Filters(doubt="no-such")).exists()


def test_a_difference_in_the_last_decimal_is_one() -> None:
    row = LedgerInvoice(state="unpaid", total=Decimal("0.3"), paid=Decimal("0.1"), due=Decimal("0.200001"))

    assert doubts_of(row, inclusive=False) == 32
