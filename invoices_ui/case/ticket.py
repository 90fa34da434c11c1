"""An invoice as plain text, to paste into a ticket: what was seen, when, and where."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime
from decimal import Decimal

from dashboard.exsited import Invoice, Malformed, Moment, Money
from dashboard.formats import DASH, day_text, local, moment_text, money_text
from invoices_ui.case.customer import Customer
from invoices_ui.case.summary import Summary

LONGEST = 120


def ticket(invoice: Invoice, summary: Summary, customer: Customer, *, url: str) -> str:
    """One line for each thing, the same for every invoice; what is absent is a dash."""
    reason = f" ({summary.state.reason})" if summary.state.reason else ""
    lines = [
        f"Invoice {invoice.id}: {summary.state.label}{reason}",
        f"Customer: {name_told(customer)}, account {plain(invoice.account_id)}",
        f"Order: {plain(invoice.order_id)}, customer PO: {plain(invoice.customer_purchase_order_id)}",
        f"Issued: {day_told(invoice.issue_date)}, due: {day_told(invoice.due_date)}",
        ", ".join(
            f"{name.capitalize()}: {amount(getattr(invoice, name), summary.currency)}"
            for name in ("total", "paid", "due")
        ),
        f"Last payment: {payment_told(invoice, summary.currency)}",
        f"API says: status {plain(invoice.status)}, payment_status {plain(invoice.payment_status)}",
        *(f"Disagrees: {check.formula} ({check.numbers})" for check in summary.differing),
        f"Version {plain(invoice.version)}, read {moment_told(summary.read_at)}",
        url,
    ]
    return "\n".join(lines)


def name_told(customer: Customer) -> str:
    if not customer.name:
        return "name not read"
    return f"{plain(customer.name)} (as the ledger has it)" if customer.naming == "kept" else plain(customer.name)


def plain(text: str | None) -> str:
    """One short line of what can be seen: nobody writes the ticket's next line through a name."""
    seen = "".join(" " if character.isspace() else character for character in text or "")
    seen = "".join(character for character in seen if not unicodedata.category(character).startswith("C"))
    return " ".join(seen.split())[:LONGEST] or DASH


def amount(value: Money, currency: str | None) -> str:
    if not isinstance(value, Decimal):
        return f"{plain(value.raw)} (not an amount)" if isinstance(value, Malformed) else DASH
    return f"{plain(currency)} {money_text(value, currency)}" if currency else money_text(value)


def day_told(value: Moment) -> str:
    if isinstance(value, Malformed):
        return f"{plain(value.raw)} (not a day)"
    return day_text(value) if value else DASH


def payment_told(invoice: Invoice, currency: str | None) -> str:
    payment = invoice.last_payment
    if payment is None:
        return DASH
    return f"{amount(payment.amount, currency)} on {day_told(payment.created_at)}, {plain(payment.id)}"


def moment_told(value: datetime) -> str:
    return f"{moment_text(value)} {local(value).tzname()} ({value.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ})"
