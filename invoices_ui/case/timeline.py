"""What happened to an invoice, in order of time: its own days and moments, those of its key figures, and its notes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from dashboard.exsited import Invoice, Kpis, Malformed, Moment, Note
from dashboard.formats import money_text
from dashboard.links import link
from invoices_ui.payment import PaymentState
from invoices_ui.tables import currency_of

KPI_EVENTS = (
    ("last_amended_on", "Amended", ""),
    ("last_cancelled_on", "Cancelled", "off"),
    ("last_reactivated_on", "Reactivated", "info"),
    ("voided_on", "Voided", "off"),
    ("deleted_on", "Deleted", "off"),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """`by_day` is for what has a day and no time of day; `url` leads to what the words are about."""

    at: datetime
    words: str
    tone: str = ""
    url: str = ""
    by_day: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Unplaced:
    """Something whose time the API told, but not readably."""

    words: str
    raw: Malformed


@dataclass(frozen=True, kw_only=True, slots=True)
class Timeline:
    """The newest first."""

    events: list[Event]
    unplaced: list[Unplaced]


def timeline(invoice: Invoice, notes: Sequence[Note], *, state: PaymentState, now: datetime) -> Timeline:
    """What has no time is left out; what has an unreadable one is told apart."""
    told = [*of_invoice(invoice, state), *of_payment(invoice), *of_kpis(invoice.kpis), *of_notes(invoice, notes)]
    events = [made for made in told if isinstance(made, Event)]
    if all(one.at != invoice.last_updated_on for one in events):
        told += placed(invoice.last_updated_on, by("Changed", invoice.last_updated_by))
    told.append(Event(at=now, words=f"Now: {state.label}", tone=state.tone))
    events = [made for made in told if isinstance(made, Event)]
    return Timeline(
        events=sorted(events, key=lambda event: event.at, reverse=True),
        unplaced=[made for made in told if isinstance(made, Unplaced)],
    )


def placed(at: Moment, words: str, *, tone: str = "", url: str = "", by_day: bool = False) -> list[Event | Unplaced]:
    if at is None:
        return []
    if isinstance(at, Malformed):
        return [Unplaced(words=words, raw=at)]
    return [Event(at=at, words=words, tone=tone, url=url, by_day=by_day)]


def of_invoice(invoice: Invoice, state: PaymentState) -> list[Event | Unplaced]:
    return [
        *placed(invoice.created_on, by("Created", invoice.created_by)),
        *placed(invoice.issue_date, "Issued", by_day=True),
        *placed(invoice.due_date, "Due", tone="warn" if state.kind == "overdue" else "", by_day=True),
    ]


def of_payment(invoice: Invoice) -> list[Event | Unplaced]:
    """The last payment stands in two places, which may disagree; both are told then."""
    payment, told = invoice.last_payment, invoice.kpis.last_payment_date if invoice.kpis else None
    events: list[Event | Unplaced] = []
    if payment:
        amount = payment.amount
        sum_of = (
            f", {currency_of(invoice) or ''} {money_text(amount, currency_of(invoice))}"
            if isinstance(amount, Decimal)
            else ""
        )
        events += placed(payment.created_at, f"Payment {payment.id or ''}".strip() + sum_of, tone="ok")
    if told is not None and (payment is None or told != payment.created_at):
        events += placed(told, "Last payment, as the key figures have it", tone="ok")
    return events


def of_kpis(kpis: Kpis | None) -> list[Event | Unplaced]:
    found: list[Event | Unplaced] = []
    for name, words, tone in KPI_EVENTS if kpis else ():
        found += placed(getattr(kpis, name), words, tone=tone)
    return found


def of_notes(invoice: Invoice, notes: Sequence[Note]) -> list[Event | Unplaced]:
    found: list[Event | Unplaced] = []
    for note in notes:
        found += placed(note.created_on, by("Note", note.created_by), url=link("note_detail", invoice.id, note.uuid))
    return found


def by(words: str, who: str | None) -> str:
    return f"{words} by {who}" if who else words
