from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoices_ui.payment import NOT_PAYABLE, PaymentState, payment_state
from tests.invoices_ui.records import invoice

SYDNEY = ZoneInfo("Australia/Sydney")
TODAY = date(2026, 7, 20)
AMOUNTS = st.decimals(min_value=0, max_value=10**9, places=2)
WORDS = st.sampled_from(["PAID", "UNPAID", "OVERDUE", "PARTIALLY_PAID", "", "BANANA", None])


def midnight(day: date) -> str:
    """A day as the API sends it: midnight of the tenant, in UTC."""
    return datetime.combine(day, time(), SYDNEY).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def state(**changes: object) -> PaymentState:
    return payment_state(invoice(**changes), TODAY, SYDNEY)


class TestByAmounts:
    def test_paid_when_nothing_is_due(self) -> None:
        assert state(due="0.000000", paid="110.000000") == PaymentState(kind="paid", tone="ok", label="Paid")

    def test_overdue_from_the_day_after_the_due_day(self) -> None:
        found = state(due_date=midnight(TODAY - timedelta(days=1)))

        assert (found.tone, found.label, found.days) == ("bad", "Overdue 1 day", -1)

    def test_overdue_says_so_even_when_a_part_is_paid(self) -> None:
        assert state(due_date=midnight(TODAY - timedelta(days=23)), paid="55").label == "Overdue 23 days"

    def test_not_due_counts_the_days_left(self) -> None:
        found = state(due_date=midnight(TODAY + timedelta(days=9)), paid="0", due="110")

        assert (found.tone, found.label, found.days) == ("info", "Not due, 9 days", 9)

    def test_part_paid_warns_until_the_due_day(self) -> None:
        found = state(due_date=midnight(TODAY + timedelta(days=9)))

        assert (found.tone, found.label) == ("warn", "Part paid, 9 days")

    def test_due_today_is_not_overdue(self) -> None:
        assert state(due_date=midnight(TODAY), paid="0").label == "Due today"
        assert state(due_date=midnight(TODAY)).label == "Part paid, due today"

    def test_without_a_due_date_it_says_that(self) -> None:
        assert state(due_date="", paid="0").label == "No due date"
        assert state(due_date="").label == "Part paid, no due date"

    def test_more_paid_than_asked_for_is_a_credit(self) -> None:
        assert state(due="-5").kind == "in_credit"

    def test_one_unit_of_the_smallest_amount_is_not_paid(self) -> None:
        assert state(due="0.000001").kind != "paid"


class TestTenantsDay:
    def test_a_due_day_is_the_tenants_not_the_day_in_utc(self) -> None:
        """14:00 UTC of the 19th is midnight of the 20th in Sydney: due today, not overdue."""
        assert state(due_date="2026-07-19T14:00:00Z", paid="0").label == "Due today"

    def test_another_zone_reads_another_day(self) -> None:
        found = payment_state(invoice(due_date="2026-07-19T14:00:00Z"), TODAY, ZoneInfo("UTC"))

        assert found.kind == "overdue"


class TestNotPayable:
    @pytest.mark.parametrize(("status", "label"), NOT_PAYABLE.items())
    def test_owes_nothing_whatever_the_amounts_say(self, status: str, label: str) -> None:
        assert state(status=status.lower(), due="") == PaymentState(kind="not_payable", tone="off", label=label)


class TestUnknown:
    @pytest.mark.parametrize("name", ["total", "paid", "due"])
    def test_a_missing_amount_is_not_zero(self, name: str) -> None:
        found = state(**{name: ""})

        assert (found.kind, found.tone, found.reason) == ("unknown", "off", f"{name} is not provided")

    @pytest.mark.parametrize("garbled", ["1,234.50", "abc", "NaN", "1e999", {"a": 1}])
    def test_a_malformed_amount_is_not_guessed(self, garbled: object) -> None:
        assert state(due=garbled).reason == "due is not readable as an amount"

    def test_several_are_named_together(self) -> None:
        assert state(total="", due="").reason == "total and due are not provided"

    @pytest.mark.parametrize(
        ("status", "reason"), [("", "it has no status"), ("FROZEN", "its status FROZEN is not documented")]
    )
    def test_an_unknown_status_is_never_coloured(self, status: str, reason: str) -> None:
        found = state(status=status, due="0")

        assert (found.tone, found.reason) == ("off", reason)

    def test_a_malformed_due_date_says_so(self) -> None:
        assert state(due_date="2025-02-30").reason == "its due date is not readable as a day"

    def test_a_long_status_is_cut(self) -> None:
        assert len(state(status="X" * 10_000).reason) < 120


class TestAnyInvoice:
    @given(total=AMOUNTS, paid=AMOUNTS, due=AMOUNTS, ahead=st.integers(-5_000, 5_000), word=WORDS)
    def test_follows_the_numbers_and_never_the_word(
        self, total: Decimal, paid: Decimal, due: Decimal, ahead: int, word: str | None
    ) -> None:
        told = {
            "total": str(total),
            "paid": str(paid),
            "due": str(due),
            "due_date": midnight(TODAY + timedelta(days=ahead)),
        }

        found = state(**told, payment_status=word)

        assert found == state(**told, payment_status="PAID")
        assert (found.kind == "paid") == (due == 0)
        assert (found.kind == "overdue") == (due > 0 and ahead < 0)
        assert (found.tone == "bad") == (found.kind == "overdue")
        assert found.days is None or found.days == ahead

    @given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=40))
    def test_any_text_gives_a_state_with_words(self, total: str, due: str, due_date: str) -> None:
        found = state(
            total=total.encode("utf-8", "ignore").decode(),
            due=due.encode("utf-8", "ignore").decode(),
            due_date=due_date.encode("utf-8", "ignore").decode(),
        )

        assert found.label
        assert (found.kind == "unknown") == bool(found.reason)
