"""
The file of a list over the ledger: all that match, in the columns of the page and those that only files have.

It is read in parts, so that it takes the same memory at any length and holds up no sync. Where a sync changed the
ledger meanwhile, a row may have moved from one part to another; the file then says so. And it always says how many rows
it has: one that was cut off on its way does not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.db.models import F, Sum
from django.http.response import HttpResponseBase
from django.utils import timezone

from dashboard.exsited import Malformed
from dashboard.formats import moment_text
from dashboard.lists import Kind
from dashboard.lists.exports import Cell, Sheet, about_sheet, csv_response, workbook_response
from dashboard.lists.files import dated
from invoices_ui.ledger.arranging import arranged
from invoices_ui.ledger.keyset import every
from invoices_ui.ledger.models import LedgerInvoice, LedgerRun
from invoices_ui.ledger.standing import NEEDED, standing_of
from invoices_ui.ledger_list.shown import LedgerList
from invoices_ui.ledger_list.table import FIELDS, InvoiceListTable

AT_ONCE = 2_000
FOR_STATE = ("state", "status", "malformed", "due_date", *NEEDED)
NAME = "invoices"
TITLE = "Invoices"


@dataclass(slots=True)
class LedgerFile:
    shown: LedgerList
    written: int = 0
    before: int = 0

    def response(self, kind: Kind) -> HttpResponseBase:
        self.before = changes()
        name = dated(NAME, timezone.now())
        if kind == "csv":
            return csv_response(name, self.headings, self.rows(), about=self.about())
        return workbook_response(name, [Sheet(columns=self.headings, rows=self.rows()), about_sheet(self.about())])

    @property
    def columns(self) -> list[str]:
        base = InvoiceListTable.base_columns
        hidden = [name for name in self.shown.controls.columns.hidden if not base[name].in_files]
        return [bound.name for bound in InvoiceListTable([], today=timezone.localdate(), hidden=hidden).columns]

    @property
    def headings(self) -> list[str]:
        return [str(InvoiceListTable.base_columns[name].verbose_name) for name in self.columns]

    @property
    def order(self) -> str:
        sort = self.shown.asked.query.sort
        assert sort is not None
        label = InvoiceListTable.base_columns[sort.field].verbose_name
        return f"{label}, {'descending' if sort.descending else 'ascending'}"

    def rows(self) -> Iterator[list[Cell]]:
        order = self.shown.asked.order
        readers = [reader_of(name, timezone.localdate()) for name in self.columns]
        fields = {FIELDS[name] for name in self.columns} | {*FOR_STATE, order.field}
        for row in every(arranged(self.shown.filters, order).only(*fields), order, at_once=AT_ONCE):
            self.written += 1
            yield [read(row) for read in readers]

    def about(self) -> Iterator[tuple[str, Cell]]:
        """Taken after the rows."""
        fresh, asked = self.shown.freshness, self.shown.asked
        yield TITLE, ""
        yield "Source", "The ledger, this dashboard's own copy of the billing API's invoices"
        yield "As of", moment_text(fresh.verified_at) if fresh.verified_at else "never read whole"
        yield "Complete", f"yes, {fresh.counted}" if fresh.is_whole else f"no, {fresh.counted}. {fresh.reason}".strip()
        for chip in self.shown.controls.chips:
            yield f"Only {chip.label.lower()}" if chip.value else "Only", chip.value or chip.label
        yield "Order", self.order
        yield "Read by", asked.request.user.get_username()
        yield "Read at", moment_text(timezone.localtime())
        yield "Rows", self.written
        if self.before != changes():
            yield "Changed meanwhile", "A sync changed the ledger while this was read: a row may be missing or twice."


def reader_of(column: str, today: date) -> Callable[[LedgerInvoice], Cell]:
    if column == "state":
        return lambda row: standing_of(row, today).label
    return partial(value_of, field=FIELDS[column])


def value_of(row: LedgerInvoice, field: str) -> Cell:
    raw = row.malformed.get(field)
    value: Any = getattr(row, field) if raw is None else Malformed(raw)
    return value or None if isinstance(value, str) else value


def changes() -> int:
    """How many rows all syncs have ever changed."""
    summed = Sum(F("added") + F("changed") + F("missing"))
    return LedgerRun.objects.aggregate(changes=summed)["changes"] or 0
