"""How far an invoice of the ledger is paid, in the words of its case screen."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from invoices_ui.ledger.state import OPEN, State
from invoices_ui.payment import PaymentState, unknown, unpaid

if TYPE_CHECKING:
    from invoices_ui.ledger.models import LedgerInvoice

SETTLED = {
    State.PAID: PaymentState(kind="paid", tone="ok", label=State.PAID.label),
    State.IN_CREDIT: PaymentState(kind="in_credit", tone="info", label=State.IN_CREDIT.label),
}
NEEDED = ("total", "paid", "due")


def standing_of(row: LedgerInvoice, today: date) -> PaymentState:
    """`today` is the day in the tenant's zone."""
    state = State(row.state)
    if state in SETTLED:
        return SETTLED[state]
    if state in OPEN:
        if "due_date" in row.malformed:
            return unknown("its due date is not readable as a day")
        days = (row.due_date - today).days if row.due_date else None
        return unpaid(days, part_paid=state == State.PART_PAID)
    if state == State.UNKNOWN:
        return unknown(why_unknown(row))
    return PaymentState(kind="not_payable", tone="off", label=state.label)


def why_unknown(row: LedgerInvoice) -> str:
    lacking = [name for name in NEEDED if getattr(row, name) is None]
    if lacking:
        return f"{' and '.join(lacking)} not provided or not readable"
    return f"its status {row.status} is not documented" if row.status else "it has no status"
