"""How lists of invoices that were read whole are narrowed and sorted."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from dashboard.exsited import Invoice
from dashboard.lists import Facet, SortKey, folded
from invoices_ui.payment import PaymentState, payment_state
from invoices_ui.tables import currency_of

STATES = {
    "overdue": "Overdue",
    "part_paid": "Part paid",
    "not_due": "Not due",
    "unknown": "Unknown",
    "in_credit": "In credit",
    "paid": "Paid",
}
"""The kinds of payment state, those first that want something done."""
RANKS = {kind: rank for rank, kind in enumerate([*STATES, "not_payable"])}


def facets_of(today: date, zone: ZoneInfo) -> tuple[Facet[Invoice], ...]:
    return (
        Facet(
            name="state",
            label="State",
            word=lambda invoice: state_word(payment_state(invoice, today, zone)),
            say=lambda word: STATES.get(word, word.capitalize()),
            everything="Any",
        ),
        Facet(name="currency", label="Currency", word=currency_of, everything="Any", nothing="None given"),
    )


def state_word(state: PaymentState) -> str:
    """The kind of state, but for what is not to be paid why."""
    return state.label.lower() if state.kind == "not_payable" else state.kind


def keys_of(today: date, zone: ZoneInfo) -> dict[str, SortKey[Invoice]]:
    def urgency(invoice: Invoice) -> tuple[int, int]:
        state = payment_state(invoice, today, zone)
        return RANKS[state.kind], state.days or 0

    return {
        "id": lambda invoice: folded(invoice.id),
        "account_id": lambda invoice: folded(invoice.account_id),
        "order_id": lambda invoice: folded(invoice.order_id),
        "issue_date": lambda invoice: readable(invoice.issue_date),
        "due_date": lambda invoice: readable(invoice.due_date),
        "state": urgency,
        "currency": lambda invoice: folded(currency_of(invoice)),
        "shipping_cost": lambda invoice: readable(invoice.shipping_cost),
        "total": lambda invoice: readable(invoice.total),
        "paid": lambda invoice: readable(invoice.paid),
        "due": lambda invoice: readable(invoice.due),
        "status": lambda invoice: folded(invoice.status),
        "invoice_note": lambda invoice: folded(invoice.invoice_note),
        "customer_purchase_order_id": lambda invoice: folded(invoice.customer_purchase_order_id),
    }


def readable(value: Any) -> Decimal | datetime | None:
    """What can be compared; a malformed value stands with the absent ones."""
    return value if isinstance(value, Decimal | datetime) else None


def texts_of(invoice: Invoice) -> Iterable[str | None]:
    return (invoice.id, invoice.order_id, invoice.account_id, invoice.customer_purchase_order_id, invoice.invoice_note)
