from __future__ import annotations

from datetime import date

import pytest

from dashboard.exsited import Page
from dashboard.formats import DASH
from dashboard.lists.listing import ListQuery
from invoices_ui.notes.tables import NoteFileTable, NoteTable
from invoices_ui.tables import (
    INVOICE_SORTS,
    AccountInvoiceTable,
    InvoiceTable,
    OrderInvoiceTable,
    RecentInvoiceTable,
    SiblingTable,
)
from tests.builders import NOTE_UUID
from tests.invoices_ui.records import ID, invoice, note

TODAY = date(2026, 7, 20)
TABLES: list[type[InvoiceTable]] = [
    InvoiceTable,
    RecentInvoiceTable,
    OrderInvoiceTable,
    SiblingTable,
    AccountInvoiceTable,
]


def cells(table: object) -> dict[str, str]:
    """The first row, by column."""
    row = next(iter(table.rows))  # type: ignore[attr-defined]
    return {bound.name: str(html) for bound, html in row.items()}


class TestEveryInvoiceTable:
    @pytest.mark.parametrize("table", TABLES)
    def test_reads_a_real_attribute_in_every_column(self, table: type[InvoiceTable]) -> None:
        found = cells(table([invoice(shipping_cost="12.5")], today=TODAY))

        assert [name for name, html in found.items() if DASH in html] == []

    @pytest.mark.parametrize("table", TABLES)
    def test_shows_an_empty_record_with_dashes(self, table: type[InvoiceTable]) -> None:
        empty = dict.fromkeys(("total", "due", "due_date", "issue_date", "order_id", "account_id"))

        found = cells(table([invoice(**empty)], today=TODAY))

        assert all(DASH in html for name, html in found.items() if name not in {"id", "state"})
        assert "Unknown" in found["state"]

    def test_only_columns_of_the_api_can_be_sorted(self) -> None:
        query = ListQuery(path="/invoices/", sorts=INVOICE_SORTS)
        page = Page(items=(invoice(),), limit=20, offset=0, records=1)

        headers = InvoiceTable(page, query=query, today=TODAY).headers

        assert {header.label for header in headers if not header.url} == {"State"}

    def test_recent_invoices_are_unsorted_and_unpaged(self) -> None:
        table = RecentInvoiceTable(Page(items=(invoice(),), limit=8, offset=0, records=500), today=TODAY)

        assert [header.url for header in table.headers] == [""] * len(table.headers)
        assert table.pager is None

    def test_marks_the_invoice_it_stands_beside(self) -> None:
        table = SiblingTable(
            [invoice(), invoice(id="INV-2", status="VOID"), invoice(id="INV-3")], today=TODAY, current=ID
        )

        assert [line.css for line in table.lines] == ["current", "void", ""]

    def test_says_why_a_state_is_unknown(self) -> None:
        found = cells(InvoiceTable([invoice(due="abc")], today=TODAY))

        assert "due is not readable as an amount" in found["state"]


class TestNoteTables:
    def test_a_file_without_a_usable_uuid_has_no_link(self) -> None:
        read = note(files=[{"uuid": "../x", "name": "a.txt"}, {"uuid": "f-1", "name": ""}])

        rows = list(NoteFileTable(read.files, invoice_id=ID, note_uuid=NOTE_UUID).lines)

        assert "href" not in rows[0].cells[0].html
        assert "A file without a name" in rows[1].cells[0].html

    def test_notes_are_paged(self) -> None:
        page = Page(items=(note(),), limit=20, offset=0, records=120)

        table = NoteTable(page, query=ListQuery(path="/notes/"))

        assert table.pager is not None
        assert table.pager.place == "Page 1 of 6"
