"""
An invoice read for its figures alone: by the same field rules, but only what a ledger keeps. What is left out is as if
the answer had not told it. Reading all of an invoice takes most of the time that a walk over a million of them does.
"""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from dashboard.exsited.invoice_records import Currency, Invoice, Kpis, Line, Payment, Tax

if TYPE_CHECKING:
    from dashboard.exsited.fields import Row


def _names(record: type[Invoice | Line]) -> set[str]:
    return {field.name for field in fields(record)}


_UNTOLD_TAX: dict[str, Any] = dict.fromkeys(("uuid", "code", "rate", "link")) | {"extra": {}}
_UNTOLD_LINE: dict[str, Any] = dict.fromkeys(_names(Line) - {"subtotal", "tax", "total"}) | {"extra": {}}
_TOLD_KPIS_MONEY = ("outstanding", "overdue", "payment_applied", "credit_applied", "credit_issued")
_TOLD_KPIS_MOMENTS = ("last_payment_date", "last_cancelled_on", "voided_on", "deleted_on")
_UNTOLD_KPIS: dict[str, Any] = {"last_reactivated_on": None, "last_amended_on": None, "extra": {}}

_TEXTS = (
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
_MOMENTS = ("issue_date", "due_date", "created_on", "last_updated_on")
_AMOUNTS = ("subtotal", "discount_amount", "tax", "tax_total", "total", "paid", "due")
_OTHERS = ("id", "currency", "price_tax_inclusive", "last_payment", "kpis", "lines")
_UNTOLD: dict[str, Any] = dict.fromkeys(_names(Invoice) - {*_TEXTS, *_MOMENTS, *_AMOUNTS, *_OTHERS}) | {
    "custom_attributes": (),
    "custom_objects": (),
    "extra": {},
}


def read_figures(row: Row) -> Invoice:
    told: dict[str, Any] = _UNTOLD.copy()
    for name in _TEXTS:
        told[name] = row.text(name)
    for name in _MOMENTS:
        told[name] = row.moment(name)
    for name in _AMOUNTS:
        told[name] = row.money(name)
    return Invoice(
        id=row.identity("id"),
        currency=row.record("currency", _currency),
        price_tax_inclusive=row.flag("price_tax_inclusive"),
        last_payment=row.record("last_payment", _payment),
        kpis=row.record("kpis", _kpis),
        lines=row.records("lines", _line) if row.has("lines") else None,
        **told,
    )


def _currency(row: Row) -> Currency:
    return Currency(uuid=None, name=row.text("name"), link=None, extra={})


def _payment(row: Row) -> Payment:
    return Payment(id=row.text("id"), amount=row.money("amount"), created_at=row.moment("created_at"), extra={})


def _kpis(row: Row) -> Kpis:
    told: dict[str, Any] = _UNTOLD_KPIS.copy()
    for name in _TOLD_KPIS_MONEY:
        told[name] = row.money(name)
    for name in _TOLD_KPIS_MOMENTS:
        told[name] = row.moment(name)
    return Kpis(**told)


def _line(row: Row) -> Line:
    return Line(subtotal=row.money("subtotal"), tax=row.record("tax", _tax), total=row.money("total"), **_UNTOLD_LINE)


def _tax(row: Row) -> Tax:
    return Tax(amount=row.money("amount"), **_UNTOLD_TAX)
