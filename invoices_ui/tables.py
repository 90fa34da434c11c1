"""Tables of invoices, their lines and their notes' files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from dashboard import markup
from dashboard.exsited import Invoice, Page
from dashboard.links import link
from dashboard.lists.tables import Column, DayColumn, IdColumn, ListQuery, MoneyColumn, Table, TextColumn
from invoices_ui.links import account_url, invoice_url, invoice_url_from, order_url
from invoices_ui.payment import PaymentState, payment_state

UNNAMED = "Not given"

INVOICE_SORTS = frozenset(
    {
        "id",
        "account_id",
        "order_id",
        "status",
        "created_on",
        "last_updated_on",
        "issue_date",
        "due_date",
        "total",
        "due",
    }
)
"""What `order_by` may be. The documents name no field; published clients send these names of the record's own."""


def currency_of(invoice: Invoice) -> str | None:
    return invoice.currency.name if invoice.currency else None


def tenant_zone() -> ZoneInfo:
    zone = timezone.get_default_timezone()
    assert isinstance(zone, ZoneInfo)
    return zone


class InvoiceTable(Table):
    caption = "Invoices"
    section_id = "invoice-table"
    empty_title = "No invoices"
    empty_advice = "The billing API has none. They appear here as they are made."
    brief = ("state", "account_id", "due")

    id = IdColumn("Invoice", url=invoice_url)
    account_id = IdColumn("Account", url=account_url, copy=False)
    order_id = IdColumn("Order", url=order_url, copy=False)
    issue_date = DayColumn("Issued")
    due_date = DayColumn("Due date")
    state = Column("State", accessor="status", empty_values=(), css="nowrap")
    currency = TextColumn("Currency", accessor="currency__name", optional=True, in_files=True)
    total = MoneyColumn("Total", currency=currency_of)
    due = MoneyColumn("Due", currency=currency_of)
    paid = MoneyColumn("Paid", currency=currency_of, optional=True)
    status = TextColumn("Status", css="nowrap", optional=True)
    customer_purchase_order_id = IdColumn("Customer PO", optional=True)
    invoice_note = TextColumn("Note", optional=True)

    not_owed: ClassVar[str] = "not_payable"

    def __init__(
        self,
        source: Page[Invoice] | Sequence[Invoice],
        *,
        today: date,
        query: ListQuery | None = None,
        title: str = "",
        current: str = "",
        hidden: Sequence[str] | None = None,
        names: Mapping[str, str] | None = None,
    ) -> None:
        """
        `current` is the id of the invoice whose page this table stands on, `names` those of accounts by their id: the
        API tells none in a list of invoices of several.
        """
        super().__init__(source, query=query, title=title, hidden=hidden)
        self.today = today
        self.zone = tenant_zone()
        self.current = current
        self.names = names or {}

    def render_id(self, record: Invoice) -> SafeString:
        """A list that has an address of its own goes along, so that its next invoice can be reached from this one."""
        return markup.identifier(record.id, invoice_url_from(record, self.query), copy=self.columns["id"].column.copy)

    def render_state(self, record: Invoice) -> SafeString:
        state = self.standing(record)
        if not state.reason:
            return markup.badge(state.tone, state.label)
        return format_html('<span title="{}">{}</span>', state.reason, markup.badge(state.tone, state.label))

    def render_account_id(self, value: str, record: Invoice, bound_column: Any) -> SafeString:
        """With its name, where that is known and has no column of its own."""
        name = self.account_name_of(record)
        if name and "account_name" not in self.columns:
            return account(value, name)
        shown: SafeString = bound_column.column.render(value, record)
        return shown

    def account_name_of(self, record: Invoice) -> str:
        return self.names.get(record.account_id or "", "")

    def value_state(self, record: Invoice) -> str:
        return self.standing(record).label

    def row_class(self, record: Invoice) -> str:
        if record.id == self.current:
            return "current"
        return "void" if self.standing(record).kind == self.not_owed else ""

    def standing(self, record: Invoice) -> PaymentState:
        return payment_state(record, self.today, self.zone)


class RecentInvoiceTable(InvoiceTable):
    """A few invoices inside a panel of another page: nothing to sort, no pages to turn."""

    caption = "Newest invoices"
    section_id = "recent-invoice-table"

    due_date = DayColumn("Due date", css="wide")

    class Meta:
        exclude = ("order_id", "issue_date", "total")


class OrderInvoiceTable(InvoiceTable):
    caption = "Invoices of this order"
    section_id = "order-invoice-table"
    empty_title = "No invoices for this order"
    empty_advice = "The order exists, but nothing has been invoiced for it yet."

    class Meta:
        exclude = ("order_id",)


class SiblingTable(OrderInvoiceTable):
    """The other invoices of an order, on the page of one of them."""

    section_id = "sibling-table"
    abreast = 2

    id = IdColumn("Invoice", url=invoice_url, copy=False)
    issue_date = DayColumn("Issued", css="wide")
    due_date = DayColumn("Due date", css="wide")
    total = MoneyColumn("Total", currency=currency_of, css="wide")

    class Meta:
        exclude = ("order_id", "account_id")


class AccountSiblingTable(SiblingTable):
    """The other invoices of an account, on the page of one of them."""

    caption = "Invoices of the same account"
    section_id = "account-sibling-table"

    order_id = IdColumn("Order", url=order_url, copy=False, css="wide")

    class Meta:
        exclude = ("account_id", "issue_date")
        sequence = ("id", "order_id", "...")


class AccountInvoiceTable(InvoiceTable):
    caption = "Invoices of this account"
    section_id = "account-invoice-table"
    empty_title = "No invoices for this account"
    empty_advice = "The account exists, but nothing has been invoiced to it yet."

    brief = ("state", "order_id", "due")

    shipping_cost = MoneyColumn("Shipping", currency=currency_of)

    class Meta:
        exclude = ("account_id",)
        sequence = ("id", "order_id", "issue_date", "due_date", "state", "shipping_cost", "total", "due", "...")


def account(account_id: str, name: str) -> SafeString:
    """Its name with its id behind; either alone where the other is absent."""
    url = link("account_invoice_list", account_id)
    shown = name or account_id
    if not shown:
        return format_html('<span class="muted">{}</span>', UNNAMED)
    first = markup.linked(shown, url)
    return format_html('{} <span class="id muted">{}</span>', first, account_id) if name and account_id else first
