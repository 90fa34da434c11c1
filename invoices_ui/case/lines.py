"""The lines of one invoice as the rows of a table, closed by their exact sums."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.html import format_html
from django.utils.safestring import SafeString

from dashboard import formats, markup
from dashboard.exsited import Line, Money
from invoices_ui.sums import Sum, line_sums


@dataclass(frozen=True, kw_only=True, slots=True)
class LineRow:
    """The cells. Amounts have the currency's own decimals without its code, which the headings name."""

    item: SafeString
    quantity: SafeString
    charged: SafeString
    code: SafeString
    subtotal: SafeString
    tax: SafeString
    total: SafeString


@dataclass(frozen=True, kw_only=True, slots=True)
class LineRows:
    """
    Written out rather than a `Table`: an invoice can have dozens of lines, nobody sorts them, and the page waits.

    `subtotal`, `tax` and `total` are the sums; one that leaves out what could not be added says so.
    """

    rows: list[LineRow]
    currency: str | None
    subtotal: SafeString
    tax: SafeString
    total: SafeString

    @property
    def label(self) -> str:
        return "1 line" if len(self.rows) == 1 else f"Sum of {len(self.rows)} lines"


def line_rows(lines: Sequence[Line], *, currency: str | None) -> LineRows:
    sums = line_sums(lines)
    return LineRows(
        rows=[line_row(line, currency) for line in lines],
        currency=currency,
        subtotal=footing(sums.subtotal, currency),
        tax=footing(sums.tax, currency),
        total=footing(sums.total, currency),
    )


def line_row(line: Line, currency: str | None) -> LineRow:
    return LineRow(
        item=item(line),
        quantity=quantity(line),
        charged=charged(line),
        code=markup.words(line.accounting_code.sales_revenue if line.accounting_code else None),
        subtotal=amount(line.subtotal, currency),
        tax=tax(line, currency),
        total=amount(line.total, currency),
    )


def item(line: Line) -> SafeString:
    shown = markup.identifier(line.item_id, copy=False)
    return format_html('{}<br><span class="muted">{}</span>', line.item_name, shown) if line.item_name else shown


def quantity(line: Line) -> SafeString:
    shown = markup.number(line.item_order_quantity)
    return format_html('{} <span class="muted small">{}</span>', shown, line.item_uom) if line.item_uom else shown


def charged(line: Line) -> SafeString:
    if line.charging_start_date is None and line.charging_end_date is None:
        return markup.ABSENT
    return format_html("{} to<br>{}", markup.day(line.charging_start_date), markup.day(line.charging_end_date))


def tax(line: Line, currency: str | None) -> SafeString:
    """The amount over its code and rate."""
    shown = amount(line.tax.amount if line.tax else None, currency)
    if line.tax is None or not (line.tax.code or line.tax.rate is not None):
        return shown
    rate = "" if line.tax.rate is None else format_html("{} %", markup.number(line.tax.rate))
    return format_html('{}<br><span class="muted small">{} {}</span>', shown, line.tax.code or "", rate)


def amount(value: Money, currency: str | None) -> SafeString:
    if not isinstance(value, Decimal):
        return markup.money(value)
    return format_html('<span class="nowrap">{}</span>', formats.money_text(value, currency))


def footing(found: Sum, currency: str | None) -> SafeString:
    shown = amount(found.amount, currency)
    if not found.left_out:
        return shown
    return format_html('{} <span class="muted small">without {}</span>', shown, found.left_out)
