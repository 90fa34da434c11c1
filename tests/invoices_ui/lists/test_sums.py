from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from dashboard.exsited import Malformed
from invoices_ui.sums import balance, exact_sum, line_sums
from tests.invoices_ui.records import invoice, line

AMOUNTS = st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**30), max_value=10**30)


class TestExactSum:
    def test_is_exact_where_floats_are_not(self) -> None:
        assert exact_sum([Decimal("0.1"), Decimal("0.2")]).amount == Decimal("0.3")

    def test_counts_what_it_leaves_out(self) -> None:
        found = exact_sum([Decimal(1), None, Malformed("1,5O")])

        assert (found.amount, found.left_out) == (Decimal(1), 2)

    @given(st.lists(AMOUNTS, max_size=50))
    def test_never_rounds(self, amounts: list[Decimal]) -> None:
        assert Fraction(exact_sum(amounts).amount) == sum(map(Fraction, amounts))


class TestLineSums:
    def test_adds_each_column(self) -> None:
        sums = line_sums([line(), line(subtotal="0.01", total="0.02")])

        assert sums.subtotal.amount == Decimal("100.01")
        assert sums.tax.amount == Decimal(20)
        assert sums.total.amount == Decimal("110.02")

    def test_a_line_without_tax_is_left_out_of_the_tax_alone(self) -> None:
        sums = line_sums([line(tax=None)])

        assert (sums.tax.left_out, sums.total.left_out) == (1, 0)


class TestBalance:
    def test_total_less_paid_is_due(self) -> None:
        assert balance(invoice()).agrees is True

    def test_tells_what_it_expected_where_it_is_not(self) -> None:
        found = balance(invoice(due="50"))

        assert (found.agrees, found.expected) == (False, Decimal(55))

    def test_says_nothing_without_all_three(self) -> None:
        assert balance(invoice(paid="")).agrees is None
        assert balance(invoice(due="abc")).agrees is None
