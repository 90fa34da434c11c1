"""The tables of the reconciliation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

from dashboard import markup
from dashboard.exsited import Page
from dashboard.formats import day_text
from dashboard.links import link
from dashboard.lists.tables import Column, IdColumn, ListQuery, MoneyColumn, NumberColumn, Table, TextColumn
from invoices_ui.ledger.doubts import OVERDUE
from invoices_ui.ledger.freshness import invoices_told
from invoices_ui.receivables.reconciliation.report import Checked, Contradiction, OverdueGap, UnappliedCredit
from invoices_ui.receivables.tables import leading
from invoices_ui.tables import UNNAMED, account

DAYS = "issued-before-due"


class CurrencyColumn(Column):
    def __init__(self) -> None:
        super().__init__("Currency", accessor="currency", empty_values=(), css="nowrap")

    def render(self, value: str) -> SafeString:
        return markup.words(value) if value else format_html('<span class="muted">{}</span>', UNNAMED)


def explained(gap: OverdueGap) -> SafeString:
    """The invoices that the gap is of."""
    if not gap.differing:
        return markup.badge("ok", "all agree")
    return leading(format_html("{}", invoices_told(gap.differing)), gap.differing_filters)


class OverdueGapTable(Table):
    caption = "Overdue, ours and the billing API's"
    section_id = "gap-table"
    empty_title = "Nothing to compare"

    currency = CurrencyColumn()
    ours = MoneyColumn("Our overdue", currency=lambda gap: gap.currency)
    told = MoneyColumn("Sum of kpis.overdue", currency=lambda gap: gap.currency)
    gap = MoneyColumn("Difference", currency=lambda gap: gap.currency)
    differing = Column("Explained by", css="num", empty_values=())
    untold = NumberColumn("Without kpis.overdue", css="wide")

    def render_ours(self, record: OverdueGap) -> SafeString:
        return leading(markup.money(record.ours, record.currency), record.ours_filters)

    def render_differing(self, record: OverdueGap) -> SafeString:
        return explained(record)


class UnappliedTable(Table):
    caption = "Credit issued and not applied"
    section_id = "credit-table"

    currency = CurrencyColumn()
    issued = MoneyColumn("Issued", currency=lambda one: one.currency)
    applied = MoneyColumn("Applied", currency=lambda one: one.currency)
    unapplied = MoneyColumn("Not applied", currency=lambda one: one.currency)
    invoices = NumberColumn("Invoices")

    def render_unapplied(self, record: UnappliedCredit) -> SafeString:
        return leading(markup.money(record.unapplied, record.currency), record.filters)


class CheckTable(Table):
    caption = "Checks"
    section_id = "check-table"
    abreast = 2

    label = TextColumn("Check", url=lambda checked: f"?check={checked.key}#contradiction-table")
    formula = Column("Has to hold", css="text small muted")
    invoices = Column("Invoices that contradict it", css="num")

    def render_invoices(self, record: Checked) -> SafeString:
        if not record.invoices:
            return markup.badge("ok", "none")
        return leading(markup.number(record.invoices), record.filters)


class SideColumn(Column):
    """One side of a check: an amount, or for days how many of them."""

    css = "num"

    def __init__(self, label: str, side: Callable[[Contradiction], Any]) -> None:
        super().__init__(label, empty_values=())
        self.side = side

    def render(self, record: Contradiction) -> SafeString:
        return markup.money(self.side(record), record.row.currency)


class ContradictionTable(Table):
    section_id = "contradiction-table"
    heading = "invoice"
    empty_title, empty_advice = "No invoice contradicts it", "Every invoice that can be checked agrees."

    invoice = IdColumn(
        "Invoice", accessor="row__invoice_id", url=lambda one: link("invoice_detail", one.row.invoice_id), copy=False
    )
    account = Column("Account", accessor="row__account_id", empty_values=())
    left = SideColumn("Left side", lambda one: one.left)
    right = SideColumn("Right side", lambda one: one.right)
    difference = SideColumn("Difference", lambda one: one.difference)

    def __init__(self, page: Page[Contradiction], *, query: ListQuery, checked: Checked) -> None:
        self.caption = f"{checked.label}: contradictions"  # type: ignore[misc]  # of this table alone
        super().__init__(page, query=query, title=checked.label)
        if checked.key == OVERDUE:
            self.columns["left"].column.verbose_name = "Ours"
            self.columns["right"].column.verbose_name = "kpis.overdue"

    def render_account(self, record: Contradiction) -> SafeString:
        return account(record.row.account_id, record.row.account_name)


class DayContradictionTable(ContradictionTable):
    left = Column("Issued", accessor="row__issue_date")
    right = Column("Due", accessor="row__due_date")
    difference = Column("Days", accessor="left", css="num")

    def render_left(self, value: Any) -> str:
        return day_text(value)

    def render_right(self, value: Any) -> str:
        return day_text(value)

    def render_difference(self, value: Any) -> SafeString:
        return markup.number(value)


def contradiction_table(page: Page[Contradiction], *, query: ListQuery, checked: Checked) -> ContradictionTable:
    table = DayContradictionTable if checked.key == DAYS else ContradictionTable
    return table(page, query=query, checked=checked)
