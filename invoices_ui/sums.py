"""Exact sums over an invoice's own numbers, and whether they agree with what the API says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, localcontext

from dashboard.exsited import Invoice, Line, Malformed, Money

EXACT = 400
"""Digits enough to add any amounts that the field rules let through, exponents and all, without rounding."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Sum:
    """`left_out` counts values that are absent or no amounts: with any of them the sum is not the whole."""

    amount: Decimal
    left_out: int


@dataclass(frozen=True, kw_only=True, slots=True)
class LineSums:
    subtotal: Sum
    tax: Sum
    total: Sum


@dataclass(frozen=True, kw_only=True, slots=True)
class Balance:
    """`expected` is total less paid; None where either is missing or unreadable."""

    expected: Decimal | None
    agrees: bool | None


def exact_sum(values: Iterable[Money]) -> Sum:
    amount, left_out = Decimal(0), 0
    with localcontext(prec=EXACT):
        for value in values:
            if value is None or isinstance(value, Malformed):
                left_out += 1
            else:
                amount += value
    return Sum(amount=amount, left_out=left_out)


def line_sums(lines: Iterable[Line]) -> LineSums:
    rows = list(lines)
    return LineSums(
        subtotal=exact_sum(line.subtotal for line in rows),
        tax=exact_sum(line.tax.amount if line.tax else None for line in rows),
        total=exact_sum(line.total for line in rows),
    )


def balance(invoice: Invoice) -> Balance:
    """total - paid = due, as the API's numbers have it."""
    total, paid, due = invoice.total, invoice.paid, invoice.due
    if not isinstance(total, Decimal) or not isinstance(paid, Decimal):
        return Balance(expected=None, agrees=None)
    with localcontext(prec=EXACT):
        expected = total - paid
    return Balance(expected=expected, agrees=expected == due if isinstance(due, Decimal) else None)
