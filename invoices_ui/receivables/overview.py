"""What is outstanding and overdue of each currency, in one row: for who opens the dashboard."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString

from dashboard.lists.tables import Column, Table, TextColumn
from invoices_ui.receivables.definitions import OVERDUE
from invoices_ui.receivables.figures import CurrencyFigures, Figure, read_figures
from invoices_ui.receivables.standing import Standing, read_standing
from invoices_ui.receivables.tables import amount, currency_name, share


class OverviewTable(Table):
    caption = "Outstanding by currency"
    section_id = "overview-table"
    abreast = 2
    brief = ("outstanding",)

    currency = TextColumn("Currency", empty_values=())
    outstanding = Column("Outstanding", css="num", empty_values=())
    overdue = Column("Overdue", css="num", empty_values=())

    def render_currency(self, record: CurrencyFigures) -> str:
        return currency_name(record.currency)

    def render_outstanding(self, record: CurrencyFigures) -> SafeString:
        return linked_amount(record.outstanding)

    def render_overdue(self, record: CurrencyFigures) -> SafeString:
        overdue = record.figures[OVERDUE.key]
        return format_html('{} <span class="muted small">{}</span>', linked_amount(overdue), share(overdue.share))


def linked_amount(figure: Figure) -> SafeString:
    return amount(figure.tally, figure.filters.currency or "", figure.filters)


@dataclass(frozen=True, kw_only=True, slots=True)
class Overview:
    standing: Standing
    table: OverviewTable


def read_overview() -> Overview:
    """Currencies of which nothing is owed are left out."""
    standing = read_standing()
    owed = [row for row in read_figures(standing.as_of) if row.outstanding.tally.invoices]
    return Overview(standing=standing, table=OverviewTable(owed))
