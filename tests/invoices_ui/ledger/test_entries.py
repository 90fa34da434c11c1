"""An invoice as a row: absent, malformed and too large are told apart; days are the tenant's."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from dashboard.exsited import InvoiceFigures, Sealer
from dashboard.exsited.fields import Row
from dashboard.exsited.wire import read_object
from invoices_ui.ledger.keeping import keep
from invoices_ui.ledger.models import LONGEST_ID, LedgerInvoice
from tests.builders import ABSENT, invoice_json, kpis_json, line_json


def told(**changes: Any) -> Row:
    body = json.dumps({"invoice": invoice_json(**changes)}).encode()
    return read_object(body, sealer=Sealer(b"k" * 32), endpoint="/test").need_row("invoice")


def record(**changes: Any) -> InvoiceFigures:
    return InvoiceFigures.read(told(**changes))


def kept(**changes: Any) -> LedgerInvoice:
    keep([record(**changes)], walk=1)
    return LedgerInvoice.objects.get()


@pytest.mark.django_db
class TestRow:
    def test_holds_what_the_api_told(self) -> None:
        row = kept(total="110.000000", paid="55.000000", due="55.000000")

        assert (row.invoice_id, row.currency, row.state, row.total) == (
            "INV-76GOU2-6081",
            "AUD",
            "part_paid",
            Decimal(110),
        )
        assert row.malformed_count == 0

    @pytest.mark.parametrize("value", ["", None, "NULL", ABSENT])
    def test_absent_is_null_and_no_fault(self, value: object) -> None:
        row = kept(due=value, due_date=value)

        assert (row.due, row.due_date, row.malformed, row.state) == (None, None, {}, "unknown")

    @pytest.mark.parametrize("raw", ["1,234.50", "abc", "0.0000001", "12345678901234567890.00"])
    def test_what_is_no_amount_for_the_ledger_is_kept_raw_and_counted(self, raw: str) -> None:
        row = kept(total=raw)

        assert (row.total, row.malformed, row.malformed_count) == (None, {"total": raw}, 1)

    def test_what_is_no_day_is_kept_raw_and_counted(self) -> None:
        row = kept(due_date="2025-02-30")

        assert (row.due_date, row.malformed) == (None, {"due_date": "2025-02-30"})

    @pytest.mark.parametrize(
        ("moment", "day"),
        [
            ("2026-07-19T14:00:00Z", date(2026, 7, 20)),
            ("2026-07-19T13:59:59Z", date(2026, 7, 19)),
            ("2026-01-19T13:00:00Z", date(2026, 1, 20)),
            ("2028-02-28T13:00:00Z", date(2028, 2, 29)),
        ],
    )
    def test_days_are_those_of_the_tenant(self, moment: str, day: date) -> None:
        assert kept(due_date=moment).due_date == day

    @pytest.mark.parametrize(
        ("status", "paid", "due", "state"),
        [
            ("ACTIVE", "0.000000", "110.000000", "unpaid"),
            ("ACTIVE", "110.000000", "0.000000", "paid"),
            ("active", "120.000000", "-10.000000", "in_credit"),
            ("VOID", "0.000000", "110.000000", "voided"),
            ("DELETED", "0.000000", "110.000000", "deleted"),
            ("CANCELLED", "", "", "cancelled"),
            ("DRAFT", "0.000000", "110.000000", "draft"),
            ("WOMBAT", "0.000000", "110.000000", "unknown"),
            ("", "0.000000", "110.000000", "unknown"),
        ],
    )
    def test_stands_by_status_and_amounts(self, status: str, paid: str, due: str, state: str) -> None:
        assert kept(status=status, paid=paid, due=due).state == state

    def test_adds_its_lines_only_where_all_of_them_can_be_added(self) -> None:
        row = kept(lines=[line_json(total="0.100000", subtotal="1"), line_json(total="0.200000", subtotal="")])

        assert (row.lines_count, row.lines_total, row.lines_subtotal) == (2, Decimal("0.3"), None)

    def test_without_lines_has_no_sums(self) -> None:
        row = kept(lines=ABSENT, kpis=kpis_json(outstanding=7))

        assert (row.lines_count, row.lines_total, row.kpis_outstanding) == (None, None, Decimal(7))

    def test_texts_too_long_are_cut_but_stay_apart(self) -> None:
        keep([record(id="A" * 999 + "1"), record(id="A" * 999 + "2")], walk=1)

        ids = set(LedgerInvoice.objects.values_list("invoice_id", flat=True))

        assert len(ids) == 2
        assert {len(text) for text in ids} == {LONGEST_ID}

    def test_searched_text_is_folded(self) -> None:
        assert "müller" not in kept(account_name="MÜLLER & Söhne").search_text
        assert "muller & sohne" in LedgerInvoice.objects.get().search_text

    def test_reading_it_again_changes_nothing_but_when(self) -> None:
        before = kept()
        again = keep([record()], walk=2)
        after = LedgerInvoice.objects.get()

        assert (again.added, again.changed) == (0, 0)
        assert (after.digest, after.seen_walk) == (before.digest, 2)
        assert after.read_at > before.read_at

    def test_an_older_answer_that_came_later_does_not_take_its_place(self) -> None:
        keep([record(version="3", due="5.000000")], walk=1)
        keep([record(version="2", due="9.000000")], walk=1)

        assert LedgerInvoice.objects.get().due == Decimal(5)
