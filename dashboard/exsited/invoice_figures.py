"""
An invoice read for its figures alone: by the same field rules, but only what a ledger keeps, without a record for each
of its parts. Reading all of an invoice takes most of the time that a walk over a million of them does.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Context, Decimal
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dashboard.exsited.fields import Flag, Moment, Money, Row

EXACT = Context(prec=400)
"""Digits enough to add any amounts that the field rules let through, exponents and all, without rounding."""

TEXTS = (
    "uuid",
    "version",
    "status",
    "payment_status",
    "type",
    "account_id",
    "account_name",
    "order_id",
    "customer_purchase_order_id",
)
MOMENTS = ("issue_date", "due_date", "created_on", "last_updated_on")
AMOUNTS = ("subtotal", "discount_amount", "tax", "tax_total", "total", "paid", "due")
KPI_AMOUNTS = ("outstanding", "overdue", "payment_applied", "credit_applied", "credit_issued")
KPI_MOMENTS = ("last_payment_date", "last_cancelled_on", "voided_on", "deleted_on")


@dataclass(kw_only=True, slots=True)
class InvoiceFigures:
    """
    The API's names, and `currency` the code of it; what stands in `last_payment` or `kpis` begins with that word.
    `lines_*` are sums over the lines: None where there are none, or a line lacks an amount that can be added.
    """

    id: str
    uuid: str | None
    version: str | None
    status: str | None
    payment_status: str | None
    type: str | None
    currency: str | None
    account_id: str | None
    account_name: str | None
    order_id: str | None
    customer_purchase_order_id: str | None
    issue_date: Moment
    due_date: Moment
    created_on: Moment
    last_updated_on: Moment
    price_tax_inclusive: Flag
    subtotal: Money
    discount_amount: Money
    tax: Money
    tax_total: Money
    total: Money
    paid: Money
    due: Money
    last_payment_id: str | None
    last_payment_amount: Money
    last_payment_created_at: Moment
    kpis_outstanding: Money
    kpis_overdue: Money
    kpis_payment_applied: Money
    kpis_credit_applied: Money
    kpis_credit_issued: Money
    kpis_last_payment_date: Moment
    kpis_last_cancelled_on: Moment
    kpis_voided_on: Moment
    kpis_deleted_on: Moment
    lines_count: int | None
    lines_subtotal: Decimal | None
    lines_tax: Decimal | None
    lines_total: Decimal | None

    @classmethod
    def read(cls, row: Row) -> Self:
        told: dict[str, Any] = {"id": row.identity("id")}
        for name in TEXTS:
            told[name] = row.text(name)
        for name in MOMENTS:
            told[name] = row.moment(name)
        for name in AMOUNTS:
            told[name] = row.money(name)
        currency, payment, kpis = row.row("currency"), row.row("last_payment"), row.row("kpis")
        for name in KPI_AMOUNTS:
            told[f"kpis_{name}"] = kpis.money(name) if kpis else None
        for name in KPI_MOMENTS:
            told[f"kpis_{name}"] = kpis.moment(name) if kpis else None
        lines = row.rows("lines") if row.has("lines") else None
        taxes = [line.row("tax") for line in lines or ()]
        return cls(
            currency=currency.text("name") if currency else None,
            price_tax_inclusive=row.flag("price_tax_inclusive"),
            last_payment_id=payment.text("id") if payment else None,
            last_payment_amount=payment.money("amount") if payment else None,
            last_payment_created_at=payment.moment("created_at") if payment else None,
            lines_count=None if lines is None else len(lines),
            lines_subtotal=whole_sum(line.money("subtotal") for line in lines or ()),
            lines_tax=whole_sum(tax.money("amount") if tax else None for tax in taxes),
            lines_total=whole_sum(line.money("total") for line in lines or ()),
            **told,
        )


def whole_sum(amounts: Iterable[Money]) -> Decimal | None:
    """None where there are none, or any of them is absent or malformed: a part is no sum."""
    found: Decimal | None = None
    for amount in amounts:
        if not isinstance(amount, Decimal):
            return None
        found = amount if found is None else EXACT.add(found, amount)
    return found
