"""How far an invoice is paid: read from its status, its amounts and its due day, never from `payment_status`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from dashboard.exsited import Malformed, day
from dashboard.formats import plain

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from dashboard.exsited import Invoice, InvoiceFigures

Tone = Literal["ok", "warn", "bad", "info", "off"]
Kind = Literal["paid", "in_credit", "part_paid", "not_due", "overdue", "not_payable", "unknown"]

PAYABLE = "ACTIVE"
NOT_PAYABLE = {
    "VOID": "Voided",
    "VOIDED": "Voided",
    "CANCELLED": "Cancelled",
    "CANCELED": "Cancelled",
    "DELETED": "Deleted",
    "DRAFT": "Draft",
    "INACTIVE": "Inactive",
}
NEEDED = ("total", "paid", "due")


@dataclass(frozen=True, kw_only=True, slots=True)
class PaymentState:
    """
    What a badge shows. `days` counts from today to the due day: 0 today, negative once it has passed, None without a
    due day that matters. `reason` says why nothing better is known; empty otherwise.
    """

    kind: Kind
    tone: Tone
    label: str
    days: int | None = None
    reason: str = ""


def payment_state(invoice: Invoice, today: date, zone: ZoneInfo) -> PaymentState:
    """`today` is the day in `zone`, the tenant's: an invoice is overdue from the day after its due day there."""
    status = (invoice.status or "").upper()
    if status in NOT_PAYABLE:
        return PaymentState(kind="not_payable", tone="off", label=NOT_PAYABLE[status])
    if status != PAYABLE:
        return unknown(
            f"its status {plain(invoice.status[:60])} is not documented" if invoice.status else "it has no status"
        )
    if doubt := doubt_about(invoice):
        return unknown(doubt)
    return by_amounts(invoice, today, zone)


def doubt_about(invoice: Invoice | InvoiceFigures) -> str:
    """Why the amounts say nothing: absent is not zero, and what cannot be read is not a number."""
    missing = [name for name in NEEDED if getattr(invoice, name) is None]
    if missing:
        return f"{listed(missing)} not provided"
    garbled = [name for name in NEEDED if isinstance(getattr(invoice, name), Malformed)]
    return f"{listed(garbled)} not readable as an amount" if garbled else ""


def listed(names: list[str]) -> str:
    return f"{' and '.join(names)} {'is' if len(names) == 1 else 'are'}"


def by_amounts(invoice: Invoice, today: date, zone: ZoneInfo) -> PaymentState:
    due, paid = invoice.due, invoice.paid
    assert isinstance(due, Decimal)
    assert isinstance(paid, Decimal)
    if due < 0:
        return PaymentState(kind="in_credit", tone="info", label="In credit")
    if due == 0:
        return PaymentState(kind="paid", tone="ok", label="Paid")
    if isinstance(invoice.due_date, Malformed):
        return unknown("its due date is not readable as a day")
    due_day = day(invoice.due_date, zone) if isinstance(invoice.due_date, datetime) else None
    return unpaid((due_day - today).days if due_day else None, part_paid=paid > 0)


def unpaid(days: int | None, *, part_paid: bool) -> PaymentState:
    if days is not None and days < 0:
        return PaymentState(kind="overdue", tone="bad", label=f"Overdue {counted(-days)}", days=days)
    until = "no due date" if days is None else "due today" if days == 0 else counted(days)
    if part_paid:
        return PaymentState(kind="part_paid", tone="warn", label=f"Part paid, {until}", days=days)
    label = until.capitalize() if not days else f"Not due, {until}"
    return PaymentState(kind="not_due", tone="info", label=label, days=days)


def counted(days: int) -> str:
    return "1 day" if days == 1 else f"{days:,} days"


def unknown(reason: str) -> PaymentState:
    return PaymentState(kind="unknown", tone="off", label="Unknown", reason=reason)
