"""The file of a list over the ledger: every row of it, in its columns, and what it is."""

from __future__ import annotations

from io import BytesIO
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.asserts import assertContains

from invoices_ui.ledger.models import LedgerInvoice, LedgerRun
from invoices_ui.ledger_list import files
from invoices_ui.ledger_list.table import InvoiceListTable, listed
from tests.csv_files import parts_of
from tests.invoices_ui.ledger_list.conftest import synced
from tests.invoices_ui.ledger_list.test_ledger_list import LIST


def csv_of(response: Any) -> tuple[list[dict[str, str]], dict[str, str]]:
    """Its rows, and what stands behind them."""
    (heading, *rows), told = parts_of(response)
    return [dict(zip(heading, row, strict=True)) for row in rows], told


def sheets_of(response: Any) -> list[list[list[tuple[str, str]]]]:
    """Of each sheet its lines of (type, text): a number has no type."""
    book = ZipFile(BytesIO(b"".join(response.streaming_content)))
    space = {"x": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
    found = []
    for name in sorted(name for name in book.namelist() if name.startswith("xl/worksheets/sheet")):
        rows = ET.fromstring(book.read(name)).iterfind(".//x:row", space)
        found.append([[(cell.get("t", ""), "".join(cell.itertext())) for cell in row] for row in rows])
    return found


@pytest.mark.usefixtures("ledger")
class TestCsv:
    def test_has_the_whole_list_in_its_order(self, finance: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(files, "AT_ONCE", 7)

        rows, about = csv_of(finance.get(f"{LIST}?sort=-id&per_page=20&format=csv&after=x"))

        assert len(rows) == 43
        assert all(one["Invoice"] > other["Invoice"] for one, other in pairwise(rows))
        assert about["Rows"] == "43"

    def test_has_the_columns_of_the_page_and_those_that_stand_in_others_there(self, finance: Client) -> None:
        usual, _ = csv_of(finance.get(f"{LIST}?format=csv"))
        chosen, _ = csv_of(finance.get(f"{LIST}?format=csv&column=due&column=paid"))

        assert list(usual[0]) == [
            *("Invoice", "Account", "Account name", "Order", "Issued", "Due date", "State", "Currency"),
            *("Total", "Due"),
        ]
        assert list(chosen[0]) == ["Invoice", "Account name", "Currency", "Due", "Paid"]

    def test_every_column_holds_what_the_page_shows(self, finance: Client) -> None:
        everything = [name for name in InvoiceListTable.base_columns if name != "id"]
        rows, _ = csv_of(finance.get(LIST, {"format": "csv", "column": everything, "sort": "id"}))
        kept = LedgerInvoice.objects.order_by("invoice_id", "pk")
        table = InvoiceListTable(listed(kept), today=timezone.localdate(), hidden=())

        from dashboard.lists.exports import plain

        expected = [[str(plain(cell)) for cell in line] for line in table.cells()]
        assert [list(row.values()) for row in rows] == expected

    def test_is_narrowed_like_the_page_and_says_how(self, finance: Client) -> None:
        rows, about = csv_of(
            finance.get(f"{LIST}?state=open&currency=AUD&due_from=5&due_date_to=2099-01-31&no_issue_date=&format=csv")
        )

        assert {row["Currency"] for row in rows} == {"AUD"}
        assert about["Rows"] == "10" == str(len(rows))
        assert about["Only state"] == "Open"
        assert about["Only currency"] == "AUD"
        assert about["Only amount due from"] == "5"
        assert about["Only due to"] == "31 Jan 2099"

    def test_says_how_complete_it_is_and_as_of_when(self, finance: Client) -> None:
        _, whole = csv_of(finance.get(f"{LIST}?format=csv"))
        synced(status="partial", reason="Not read: 12 to 13.", records=45, added=1, verified_at=None)
        _, partial = csv_of(finance.get(f"{LIST}?format=csv"))

        assert whole["Complete"] == "yes, 43 invoices"
        assert whole["As of"]
        assert whole["Order"] == "Issued, descending"
        assert whole["Read by"] == "fay"
        assert "Changed meanwhile" not in whole
        assert partial["Complete"] == "no, 43 of 45 invoices. Not read: 12 to 13."

    def test_says_when_a_sync_changed_the_ledger_meanwhile(self, finance: Client) -> None:
        response: Any = finance.get(f"{LIST}?format=csv")
        LedgerRun.objects.update(changed=3)

        _, about = csv_of(response)

        assert "Changed meanwhile" in about

    def test_runs_nothing_and_keeps_what_could_not_be_read(self, finance: Client) -> None:
        rows, _ = csv_of(
            finance.get(f"{LIST}?malformed=1&format=csv&column=customer_purchase_order_id&column=total&column=due")
        )

        assert rows[0]["Customer PO"] == "'=1+1"
        assert rows[0]["Total"] == "one hundred"
        assert rows[0]["Due"] == ""

    def test_is_handed_on_as_it_is_read(self, finance: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(files, "AT_ONCE", 5)
        response: Any = finance.get(f"{LIST}?sort=id&format=csv")
        parts = iter(response.streaming_content)
        begun = [next(parts) for _ in range(4)]
        LedgerInvoice.objects.filter(invoice_id="INV-030").update(invoice_id="INV-030-RENAMED")

        assert b"INV-030-RENAMED" in b"".join([*begun, *parts])


@pytest.mark.usefixtures("ledger")
class TestXlsx:
    def test_keeps_numbers_numbers_and_tells_what_it_is(self, finance: Client) -> None:
        response = finance.get(f"{LIST}?state=open&format=xlsx&sort=id")
        rows, about = sheets_of(response)

        assert 'filename="invoices-' in response.headers["Content-Disposition"]
        assert len(rows) == 11
        assert ("inlineStr", "INV-000") in rows[1]
        assert ("", "100") in rows[1]
        assert [text for _, text in about[-1]] == ["Rows", "10"]

    def test_goes_on_in_another_sheet(self, finance: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        from dashboard.lists import exports

        monkeypatch.setattr(exports, "SHEET_ROWS", 25)
        *sheets, _ = sheets_of(finance.get(f"{LIST}?format=xlsx"))

        assert [len(sheet) for sheet in sheets] == [25, 20]
        assert sheets[0][0] == sheets[1][0]


class TestNoFile:
    @pytest.mark.parametrize("base", [LIST, "/invoices/"])
    def test_is_made_of_an_empty_ledger(self, finance: Client, base: str) -> None:
        assertContains(finance.get(f"{base}?format=csv"), "has not been read yet")

    @pytest.mark.usefixtures("ledger")
    def test_is_made_of_wrong_filters(self, finance: Client) -> None:
        assertContains(finance.get(f"{LIST}?format=csv&due_from=lots"), "Nothing is listed", status_code=400)


@pytest.mark.usefixtures("ledger")
def test_the_list_of_the_api_has_files_of_the_ledger(support: Client) -> None:
    rows, about = csv_of(support.get("/invoices/?sort=id&format=csv"))

    assert len(rows) == 43
    assert about["Source"].startswith("The ledger")
