"""The invoices of one order or account as a list: read whole with totals, or page by page where they are too many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from dashboard.exsited import Invoice, Page, Sort, Walk
from dashboard.lists import ColumnChoice, SortKey, WholeList
from dashboard.lists.listing import ListQuery
from invoices_ui.currencies import CurrencyTable, totals_by_currency
from invoices_ui.invoice_filters import facets_of, keys_of, texts_of
from invoices_ui.ledger.names import names_of
from invoices_ui.tables import InvoiceTable, tenant_zone
from invoices_ui.whole import MOST, Fetch, read_whole

NEWEST_FIRST = Sort(field="issue_date", descending=True)


@dataclass(frozen=True, kw_only=True, slots=True)
class WholeInvoices:
    """`walked` may have ended early: then totals are of what came, and the page says so."""

    shown: WholeList[Invoice]
    walked: Walk[Invoice]
    today: date
    zone: ZoneInfo

    @property
    def invoices(self) -> Sequence[Invoice]:
        return self.walked.items

    def context(self) -> dict[str, object]:
        totals = totals_by_currency(self.shown.shown, today=self.today, zone=self.zone)
        return {"list": self.shown, "walked": self.walked, "totals": CurrencyTable(totals) if totals else None}

    def file(self, *, name: str, about: Sequence[tuple[str, str]]) -> HttpResponseBase | None:
        whole = "yes" if self.walked.complete else f"no: {self.walked.reason}"
        return self.shown.file(name=name, complete=self.walked.complete, about=[*about, ("The whole list", whole)])


@dataclass(frozen=True, kw_only=True, slots=True)
class PagedInvoices:
    """One page in the API's own order, of more invoices than are added up for a page."""

    table: InvoiceTable
    page: Page[Invoice]

    @property
    def invoices(self) -> Sequence[Invoice]:
        return self.page.items

    def context(self) -> dict[str, object]:
        return {"table": self.table, "most": MOST}

    def file(self, *, name: str, about: Sequence[tuple[str, str]]) -> None:
        """None is made of a part of a list."""
        del name, about


def read_list(request: HttpRequest, fetch: Fetch, table: type[InvoiceTable]) -> WholeInvoices | PagedInvoices:
    today, zone = timezone.localdate(), tenant_zone()
    walked = read_whole(fetch)
    if walked is None:
        query = ListQuery.from_request(request)
        page = fetch(query.limit, query.offset)
        hidden = ColumnChoice.from_request(request, table).hidden
        names = names_of(invoice.account_id for invoice in page.items)
        return PagedInvoices(table=table(page, today=today, query=query, hidden=hidden, names=names), page=page)
    shown: WholeList[Invoice] = WholeList(
        request=request,
        records=walked.items,
        table_class=table,
        make=partial(table, today=today, names=names_of(invoice.account_id for invoice in walked.items)),
        keys=keys_for(table, today, zone),
        text_of=texts_of,
        facets=facets_of(today, zone),
        usual=NEWEST_FIRST,
        label="invoices",
    )
    return WholeInvoices(shown=shown, walked=walked, today=today, zone=zone)


def keys_for(table: type[InvoiceTable], today: date, zone: ZoneInfo) -> dict[str, SortKey[Invoice]]:
    return {name: key for name, key in keys_of(today, zone).items() if name in table.base_columns}
