"""The tables of the reports. Every amount leads to the invoices it is of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias

from django.utils.html import format_html
from django.utils.safestring import SafeString

from dashboard import markup
from dashboard.formats import decimal_text
from dashboard.links import link
from dashboard.lists.tables import Column, DayColumn, IdColumn, MoneyColumn, NumberColumn, Table, TextColumn
from invoices_ui.ledger.addresses import address_of
from invoices_ui.ledger.filters import Filters
from invoices_ui.ledger.models import LedgerInvoice
from invoices_ui.receivables.buckets import Aged, Ageing
from invoices_ui.receivables.debtors import Debtor
from invoices_ui.receivables.tallies import Tally
from invoices_ui.tables import account


def share(value: Decimal | None) -> SafeString:
    return markup.ABSENT if value is None else format_html("{} %", decimal_text(value, decimals=1))


def leading(shown: SafeString, filters: Filters) -> SafeString:
    return markup.linked(shown, address_of(filters))


def currency_name(currency: str) -> str:
    return currency or "No currency"


def amount(tally: Tally, currency: str, filters: Filters) -> SafeString:
    """An amount that leads to its invoices."""
    return amount_at(tally, currency, address_of(filters))


def amount_at(tally: Tally, currency: str, url: str) -> SafeString:
    """It says how many of its invoices are not in it."""
    shown = markup.linked(markup.money(tally.amount, currency), url)
    return format_html('{} <span class="muted small">without {}</span>', shown, tally.unheld) if tally.unheld else shown


class TallyColumn(Column):
    """The amount of a tally, in the currency of its table; `filters` names the attribute that has its invoices."""

    css = "num"

    def __init__(self, label: str, *, filters: str = "filters", **options: Any) -> None:
        super().__init__(label, **options)
        self.filters = filters

    def render(self, value: Tally, record: Any, table: Any) -> SafeString:
        return amount(value, table.currency, getattr(record, self.filters))

    def value(self, value: Tally) -> Decimal:
        return value.amount


class ShareColumn(Column):
    css = "num nowrap"

    def render(self, value: Decimal) -> SafeString:
        return share(value)


Leads: TypeAlias = Callable[[Ageing, Aged | None], str]
"""The address behind one bucket, or behind all of them."""


def to_invoices(ageing: Ageing, aged: Aged | None) -> str:
    return address_of((aged or ageing).filters)


class AgeingTable(Table):
    """Closes with the outstanding amount, which is what its rows add up to."""

    caption = "Outstanding by age"
    section_id = "ageing-table"
    brief = ("tally",)

    bucket = Column("Age", accessor="bucket__label", footer="Outstanding")
    invoices = NumberColumn(
        "Invoices", accessor="tally__invoices", footer=lambda table: markup.number(table.ageing.whole.invoices)
    )
    tally = Column("Amount", css="num", footer=lambda table: table.shown(None))
    share = ShareColumn("Share", footer=lambda table: share(table.ageing.whole_share))

    def __init__(
        self, ageing: Ageing, *, leads: Leads = to_invoices, to_accounts: Callable[[str], str] | None = None
    ) -> None:
        self.ageing, self.leads, self.to_accounts = ageing, leads, to_accounts
        super().__init__(ageing.aged)

    def shown(self, aged: Aged | None) -> SafeString:
        tally = aged.tally if aged else self.ageing.whole
        return amount_at(tally, self.ageing.currency, self.leads(self.ageing, aged))

    def render_bucket(self, value: str, record: Aged) -> SafeString:
        return markup.linked(format_html("{}", value), self.to_accounts(record.bucket.key) if self.to_accounts else "")

    def render_tally(self, record: Aged) -> SafeString:
        return self.shown(record)


class DebtorTable(Table):
    caption = "Highest balances"
    section_id = "debtor-table"
    brief = ("balance",)
    empty_title, empty_advice = "Nobody owes anything", "No invoice of this currency is open or in credit."

    name = TextColumn("Account", empty_values=())
    invoices = NumberColumn("Invoices", accessor="balance__invoices")
    balance = TallyColumn("Outstanding")
    overdue = TallyColumn("Overdue", filters="overdue_filters")
    oldest = Column("Oldest", css="num", empty_values=())
    share = ShareColumn("Share")

    def __init__(self, debtors: Sequence[Debtor], *, currency: str, as_of: date) -> None:
        self.currency, self.as_of = currency, as_of
        super().__init__(debtors)

    def render_name(self, record: Debtor) -> SafeString:
        return account(record.account_id, record.name)

    def render_oldest(self, record: Debtor) -> SafeString:
        return age(record.oldest, self.as_of)


class InvoiceDueTable(Table):
    """Invoices of one currency by what is due on them."""

    heading = "invoice_id"
    brief = ("due", "account_name")

    invoice_id = IdColumn("Invoice", url=lambda row: link("invoice_detail", row.invoice_id), copy=False)
    account_name = TextColumn("Account", empty_values=())
    due_date = DayColumn("Due date")
    days = Column("Overdue", css="num wide", empty_values=())
    due = MoneyColumn("Due", currency=lambda row: row.currency)

    def __init__(self, rows: Sequence[LedgerInvoice], *, as_of: date) -> None:
        self.as_of = as_of
        super().__init__(rows)

    def render_account_name(self, record: LedgerInvoice) -> SafeString:
        return account(record.account_id, record.account_name)

    def render_days(self, record: LedgerInvoice) -> SafeString:
        return age(record.due_date, self.as_of)


class LargestTable(InvoiceDueTable):
    caption = "Largest open invoices"
    section_id = "largest-table"
    empty_title = "Nothing is open"


class OldestTable(InvoiceDueTable):
    caption = "Longest overdue invoices"
    section_id = "oldest-table"
    empty_title = "Nothing is overdue"


def age(day: date | None, as_of: date) -> SafeString:
    """How many days `day` has passed; a dash where it has not."""
    days = (as_of - day).days if day else 0
    return format_html("{} {}", f"{days:,}", "day" if days == 1 else "days") if days > 0 else markup.ABSENT
