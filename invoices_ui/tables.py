"""Tables of invoices, their lines and their notes' files."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from dashboard import formats, markup
from dashboard.exsited import Invoice, Line, Money, Page
from dashboard.tables import Column, DayColumn, IdColumn, ListQuery, MoneyColumn, Table, TextColumn
from invoices_ui.links import account_url, invoice_url, invoice_url_from, order_url
from invoices_ui.payment import payment_state
from invoices_ui.sums import LineSums, Sum, line_sums

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
    ) -> None:
        """`current` is the id of the invoice whose page this table stands on."""
        super().__init__(source, query=query, title=title, hidden=hidden)
        self.today = today
        self.zone = tenant_zone()
        self.current = current

    def render_id(self, record: Invoice) -> SafeString:
        """A list that has an address of its own goes along, so that its next invoice can be reached from this one."""
        return markup.identifier(record.id, invoice_url_from(record, self.query), copy=self.columns["id"].column.copy)

    def render_state(self, record: Invoice) -> SafeString:
        state = payment_state(record, self.today, self.zone)
        if not state.reason:
            return markup.badge(state.tone, state.label)
        return format_html('<span title="{}">{}</span>', state.reason, markup.badge(state.tone, state.label))

    def value_state(self, record: Invoice) -> str:
        return payment_state(record, self.today, self.zone).label

    def row_class(self, record: Invoice) -> str:
        if record.id == self.current:
            return "current"
        return "void" if payment_state(record, self.today, self.zone).kind == self.not_owed else ""


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

    shipping_cost = MoneyColumn("Shipping", currency=currency_of)

    class Meta:
        exclude = ("account_id",)
        sequence = ("id", "order_id", "issue_date", "due_date", "state", "shipping_cost", "total", "due", "...")


class LineTable(Table):
    """The lines of one invoice, closed by their exact sums."""

    caption = "Lines"
    section_id = "line-table"
    heading = "item_id"

    item_id = Column("Item", empty_values=(), css="nowrap", footer=lambda table: table.sum_label)
    quantity = Column("Quantity", accessor="item_order_quantity", empty_values=(), css="num nowrap")
    charged = Column("Charged for", accessor="charging_start_date", empty_values=(), css="nowrap wide")
    accounting_code = Column("Code", accessor="accounting_code__sales_revenue", css="nowrap wide")
    subtotal = MoneyColumn("Subtotal", css="wide", footer=lambda table: table.footing(table.sums.subtotal))
    tax = MoneyColumn(
        "Tax", accessor="tax__amount", empty_values=(), css="nowrap", footer=lambda table: table.footing(table.sums.tax)
    )
    total = MoneyColumn("Total", footer=lambda table: table.footing(table.sums.total))

    def __init__(self, lines: Sequence[Line], *, currency: str | None) -> None:
        self.sums: LineSums = line_sums(lines)
        self.currency = currency
        super().__init__(lines)
        if currency:
            for name in ("subtotal", "tax", "total"):
                self.columns[name].column.verbose_name = f"{self.base_columns[name].verbose_name} {currency}"

    @property
    def sum_label(self) -> str:
        count = len(self.data)
        return "1 line" if count == 1 else f"Sum of {count} lines"

    def footing(self, found: Sum) -> SafeString:
        """A sum that leaves out what could not be added says so."""
        shown = self.amount(found.amount)
        if not found.left_out:
            return shown
        return format_html('{} <span class="muted small">without {}</span>', shown, found.left_out)

    def render_item_id(self, record: Line) -> SafeString:
        shown = markup.identifier(record.item_id, copy=False)
        return (
            format_html('{}<br><span class="muted">{}</span>', record.item_name, shown) if record.item_name else shown
        )

    def render_quantity(self, record: Line) -> SafeString:
        amount = markup.number(record.item_order_quantity)
        if not record.item_uom:
            return amount
        return format_html('{} <span class="muted small">{}</span>', amount, record.item_uom)

    def render_charged(self, record: Line) -> SafeString:
        if record.charging_start_date is None and record.charging_end_date is None:
            return markup.ABSENT
        return format_html("{} to<br>{}", markup.day(record.charging_start_date), markup.day(record.charging_end_date))

    def render_subtotal(self, value: Money) -> SafeString:
        return self.amount(value)

    def render_tax(self, value: Money, record: Line) -> SafeString:
        """The amount over its code and rate."""
        shown = self.amount(value)
        if record.tax is None or not (record.tax.code or record.tax.rate is not None):
            return shown
        rate = "" if record.tax.rate is None else format_html("{} %", markup.number(record.tax.rate))
        return format_html('{}<br><span class="muted small">{} {}</span>', shown, record.tax.code or "", rate)

    def render_total(self, value: Money) -> SafeString:
        return self.amount(value)

    def amount(self, value: Money) -> SafeString:
        """With the currency's own decimals; the heading names the currency."""
        if not isinstance(value, Decimal):
            return markup.money(value)
        return format_html('<span class="nowrap">{}</span>', formats.money_text(value, self.currency))
