"""The table of all invoices: the same for rows of the ledger and for records of the billing API."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.utils.safestring import SafeString

from dashboard import markup
from dashboard.exsited import Invoice, Malformed, Page
from dashboard.lists.columns import MomentColumn
from dashboard.lists.listing import ListQuery
from dashboard.lists.tables import Pager, TextColumn
from invoices_ui.ledger.models import LedgerInvoice
from invoices_ui.ledger.standing import standing_of
from invoices_ui.links import FROM, invoice_url
from invoices_ui.payment import PaymentState
from invoices_ui.tables import InvoiceTable

FIELDS = {
    "id": "invoice_id",
    "account_id": "account_id",
    "account_name": "account_name",
    "order_id": "order_id",
    "customer_purchase_order_id": "customer_purchase_order_id",
    "issue_date": "issue_date",
    "due_date": "due_date",
    "state": "state",
    "currency": "currency",
    "total": "total",
    "due": "due",
    "paid": "paid",
    "status": "status",
    "created_on": "created_on",
    "last_updated_on": "last_updated_on",
}
"""Each column, and the field of the ledger that orders by it; each has an index."""


@dataclass(frozen=True, slots=True)
class Named:
    name: str


class ListedInvoice:
    """A row of the ledger under the API's names; what was malformed is its raw text again."""

    __slots__ = ("row",)

    def __init__(self, row: LedgerInvoice) -> None:
        self.row = row

    @property
    def id(self) -> str:
        return self.row.invoice_id

    @property
    def currency(self) -> Named:
        return Named(self.row.currency)

    def __getattr__(self, name: str) -> Any:
        raw = self.row.malformed.get(name)
        return getattr(self.row, name) if raw is None else Malformed(raw)


class InvoiceListTable(InvoiceTable):
    account_name = TextColumn("Account name", empty_values=(), optional=True, in_files=True)
    created_on = MomentColumn("Created", optional=True, css="nowrap")
    last_updated_on = MomentColumn("Last changed", optional=True, css="nowrap")

    class Meta:
        exclude = ("invoice_note",)
        sequence = ("id", "account_id", "account_name", "...")

    def __init__(
        self,
        source: Page[Invoice] | Sequence[ListedInvoice],
        *,
        today: date,
        query: ListQuery | None = None,
        hidden: Sequence[str] | None = None,
        names: Mapping[str, str] | None = None,
        here: str = "",
        turns: Pager | None = None,
    ) -> None:
        """`here` is the address of this very page, and `turns` leads to the others, where the query does not tell."""
        super().__init__(source, today=today, query=query, hidden=hidden, names=names)  # type: ignore[arg-type]  # by the same names
        self.here = here
        self.turns = turns
        if "account_id" not in self.columns:
            self.brief = ("state", "account_name", "due")

    def standing(self, record: Invoice | ListedInvoice) -> PaymentState:
        return standing_of(record.row, self.today) if isinstance(record, ListedInvoice) else super().standing(record)

    def render_id(self, record: Invoice) -> SafeString:
        if not self.here:
            return super().render_id(record)
        url = invoice_url(record)
        return markup.identifier(record.id, f"{url}?{urlencode({FROM: self.here})}" if url else "")

    def account_name_of(self, record: Invoice | ListedInvoice) -> str:
        return record.row.account_name if isinstance(record, ListedInvoice) else super().account_name_of(record)

    def render_account_name(self, record: Invoice) -> SafeString:
        return markup.words(record.account_name or self.account_name_of(record))

    @property
    def range(self) -> str:
        return self.turns.range if self.turns else super().range

    @property
    def pager(self) -> Pager | None:
        return self.turns or super().pager


def listed(rows: Iterable[LedgerInvoice]) -> list[ListedInvoice]:
    return [ListedInvoice(row) for row in rows]
