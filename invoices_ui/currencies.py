"""Totals of several invoices, one row for each currency: currencies are never added together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from dashboard import markup
from dashboard.exsited import Invoice
from dashboard.lists import folded
from dashboard.lists.tables import Column, NumberColumn, Table
from invoices_ui.payment import PaymentState, payment_state
from invoices_ui.sums import Sum, exact_sum
from invoices_ui.tables import currency_of


@dataclass(frozen=True, kw_only=True, slots=True)
class CurrencyTotal:
    """
    `invoices` are those that count; `not_payable` tells by state how many more are not to be paid, and in no sum.
    `currency` is None for those that name none.
    """

    currency: str | None
    invoices: int
    not_payable: Mapping[str, int]
    total: Sum
    paid: Sum
    due: Sum
    overdue: Sum


def totals_by_currency(invoices: Iterable[Invoice], *, today: date, zone: ZoneInfo) -> list[CurrencyTotal]:
    """By the currency's name, that without one last."""
    found: dict[str | None, list[Invoice]] = {}
    for invoice in invoices:
        found.setdefault(currency_of(invoice), []).append(invoice)
    ordered = sorted(found.items(), key=lambda pair: (pair[0] is None, folded(pair[0]) or ""))
    return [
        total_of(currency, [(invoice, payment_state(invoice, today, zone)) for invoice in several])
        for currency, several in ordered
    ]


def total_of(currency: str | None, judged: Sequence[tuple[Invoice, PaymentState]]) -> CurrencyTotal:
    counted = [(invoice, state) for invoice, state in judged if state.kind != "not_payable"]
    return CurrencyTotal(
        currency=currency,
        invoices=len(counted),
        not_payable=Counter(state.label.lower() for _, state in judged if state.kind == "not_payable"),
        total=exact_sum(invoice.total for invoice, _ in counted),
        paid=exact_sum(invoice.paid for invoice, _ in counted),
        due=exact_sum(invoice.due for invoice, _ in counted),
        overdue=exact_sum(invoice.due for invoice, state in counted if state.days is not None and state.days < 0),
    )


class SumColumn(Column):
    """An exact sum in the currency of its row; one that is not the whole says how many are missing from it."""

    css = "num"

    def render(self, value: Sum, record: CurrencyTotal) -> SafeString:
        shown = markup.money(value.amount, record.currency)
        if not value.left_out:
            return shown
        return format_html('{} <span class="muted small">without {}</span>', shown, value.left_out)


class SumTable(Table):
    """One row for each currency."""

    currency = Column("Currency", empty_values=(), css="nowrap")
    invoices = NumberColumn("Invoices")
    total = SumColumn("Total")
    paid = SumColumn("Paid")
    due = SumColumn("Due")
    not_payable = Column("Not counted")

    def render_currency(self, value: str | None) -> SafeString:
        return markup.words(value) if value else format_html('<span class="muted">{}</span>', "None given")


class CurrencyTable(SumTable):
    caption = "Totals by currency"
    section_id = "currency-table"

    overdue = SumColumn("Of it overdue")

    class Meta:
        sequence = ("...", "overdue", "not_payable")

    def render_not_payable(self, value: Mapping[str, int]) -> SafeString:
        told = ((markup.number(count), state) for state, count in sorted(value.items()))
        return format_html_join(", ", "{} {}", told) or markup.ABSENT
