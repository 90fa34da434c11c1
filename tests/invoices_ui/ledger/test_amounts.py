"""Amounts in the database: not a digit is lost in storing, ordering, filtering or adding them."""

from __future__ import annotations

import random
from decimal import Decimal, localcontext

import pytest
from django.utils import timezone

from invoices_ui.ledger.amounts import MICROS, MOST, added, amount_of, micros_of, split, sums_of
from invoices_ui.ledger.models import LedgerInvoice

HARD = ["0.1", "0.2", "0.3", "-0.000001", "12345678901.123456", "9223372036854.775807", "-9223372036854.775807", "0"]


def stored(*amounts: str | None) -> None:
    LedgerInvoice.objects.bulk_create(
        LedgerInvoice(
            invoice_id=f"INV-{number}",
            due=None if amount is None else Decimal(amount),
            digest=0,
            read_at=timezone.now(),
            seen_walk=1,
        )
        for number, amount in enumerate(amounts)
    )


@pytest.mark.django_db
class TestStored:
    def test_comes_back_to_the_last_digit(self) -> None:
        stored(*HARD)

        assert [row.due for row in LedgerInvoice.objects.order_by("id")] == [Decimal(text) for text in HARD]

    def test_absent_stays_apart_from_zero(self) -> None:
        stored(None, "0")

        assert list(LedgerInvoice.objects.order_by("id").values_list("due", flat=True)) == [None, Decimal(0)]

    def test_is_ordered_and_compared_exactly(self) -> None:
        stored("12345678901.123456", "12345678901.123455", "2", "10")

        ordered = LedgerInvoice.objects.order_by("due").values_list("due", flat=True)
        above = LedgerInvoice.objects.filter(due__gt=Decimal("12345678901.123455"))

        assert [str(amount and amount.normalize()) for amount in ordered] == [
            "2",
            "1E+1",
            "12345678901.123455",
            "12345678901.123456",
        ]
        assert above.get().due == Decimal("12345678901.123456")

    def test_what_does_not_fit_is_refused_not_rounded(self) -> None:
        with pytest.raises(ValueError, match="not an amount"):
            stored("0.0000001")

    @pytest.mark.parametrize("seed", range(5))
    def test_sums_are_what_decimal_adds_up_to(self, seed: int) -> None:
        chance = random.Random(seed)
        amounts = [amount_of(chance.randint(-MOST, MOST)) for _ in range(200)]
        stored(*map(str, amounts))

        found = LedgerInvoice.objects.aggregate(**sums_of("due"))

        with localcontext(prec=60):
            assert added(found, "due") == sum(amounts)


class TestMicros:
    @pytest.mark.parametrize("text", ["0.0000001", "9223372036854.775808", "1e30", "1e-7"])
    def test_has_none_for_what_does_not_fit(self, text: str) -> None:
        assert micros_of(Decimal(text)) is None

    @pytest.mark.parametrize("text", HARD)
    def test_goes_there_and_back(self, text: str) -> None:
        micros = micros_of(Decimal(text))

        assert micros is not None
        assert amount_of(micros) == Decimal(text)

    @pytest.mark.parametrize("micros", [0, 1, -1, MICROS, -MICROS, 1_500_000, -1_500_000, -MOST])
    def test_splits_into_parts_of_one_sign(self, micros: int) -> None:
        units, rest = split(micros)

        assert units * MICROS + rest == micros
        assert abs(rest) < MICROS
        assert units * rest >= 0
