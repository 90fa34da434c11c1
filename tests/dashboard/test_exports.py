import csv
import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from xml.etree import ElementTree as ET

import pytest

from dashboard.exsited import Malformed, turns
from dashboard.lists.exports import Cell, Sheet, csv_response, workbook_response, xlsx_response

COLUMNS = ["Invoice", "Due", "Due date"]
# Closing a response lets Django look after its database connections.
pytestmark = pytest.mark.django_db

NAMESPACE = {"x": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


def csv_rows(*rows: Sequence[Cell]) -> list[list[str]]:
    response = csv_response("invoices", COLUMNS, rows)
    text = b"".join(response).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))[1:]


def xlsx_cells(*rows: Sequence[Cell], sheet: int = 1) -> list[tuple[str, str]]:
    """Each cell below the heading as its type and its text; shared strings are never used."""
    response = xlsx_response("invoices", COLUMNS, rows, about=[("As of", "21 Nov 2026")])
    content = b"".join(response)
    response.close()
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        tree = ET.fromstring(book.read(f"xl/worksheets/sheet{sheet}.xml"))
    cells = tree.findall(".//x:row[@r!='1']/x:c", NAMESPACE)
    assert not tree.findall(".//x:f", NAMESPACE)
    return [(cell.get("t", "n"), "".join(cell.itertext())) for cell in cells]


class TestCells:
    @pytest.mark.parametrize(
        ("cell", "shown"),
        [
            (None, ""),
            ("INV-1", "INV-1"),
            (Decimal("1234.500000"), "1234.500000"),
            (Decimal("-3.10"), "-3.10"),
            (7, "7"),
            (date(2026, 11, 21), "2026-11-21"),
            (datetime(2026, 7, 1, 14, tzinfo=UTC), "2026-07-02T00:00:00+10:00"),
            (Malformed("abc"), "abc"),
        ],
    )
    def test_are_what_they_are(self, cell: Cell, shown: str) -> None:
        assert csv_rows([cell]) == [[shown]]

    @pytest.mark.parametrize(
        "text",
        [
            *("=1+1", "+61 2", "-5", "@SUM(A1)", "\tx", "\rx", "\x00=1", '=HYPERLINK("x")'),
            # Hidden behind what is left out, or what a spreadsheet passes by.
            *(
                "\x01=1+1",
                "\x1b\x7f@SUM(A1)",
                "\ud800=1",
                "\ufffe+1",
                " =1+1",
                "\xa0\n=1",
                "\uff1d1+1",
                "\uff20SUM(A1)",
            ),
        ],
    )
    def test_never_run_in_a_spreadsheet(self, text: str) -> None:
        ((shown,),) = csv_rows([text])
        ((kind, inside),) = xlsx_cells([text])

        assert shown.startswith("'")
        assert kind in {"inlineStr", "s"}
        assert inside.startswith("'")

    def test_keep_quotes_commas_and_lines_apart(self) -> None:
        assert csv_rows(['a "b", c\nd', "e"]) == [['a "b", c\nd', "e"]]


class TestXlsx:
    def test_keeps_numbers_numbers(self) -> None:
        assert xlsx_cells([Decimal("1234.50"), 7, Decimal(0)]) == [("n", "1234.5"), ("n", "7"), ("n", "0")]

    def test_keeps_what_a_double_would_round_as_text(self) -> None:
        ((kind, text),) = xlsx_cells([Decimal("12345678901234567.89")])

        assert (kind in {"inlineStr", "s"}, text) == (True, "12345678901234567.89")

    def test_leaves_out_what_is_absent(self) -> None:
        assert xlsx_cells([None, "x"]) == [("inlineStr", "x")]

    def test_says_what_it_is_on_a_sheet_of_its_own(self) -> None:
        assert ("inlineStr", "As of") not in xlsx_cells(["x"])
        response = xlsx_response("n", COLUMNS, [["x"]], about=[("As of", "21 Nov 2026")])
        with zipfile.ZipFile(io.BytesIO(b"".join(response))) as book:
            about = book.read("xl/worksheets/sheet2.xml").decode()
        response.close()

        assert "As of" in about
        assert "21 Nov 2026" in about

    def test_starts_another_sheet_where_one_is_full(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("dashboard.lists.exports.SHEET_ROWS", 3)

        def rows() -> Iterator[Sequence[Cell]]:
            yield from ([f"INV-{number}"] for number in range(5))

        assert [text for _, text in xlsx_cells(*rows())] == ["INV-0", "INV-1"]
        assert [text for _, text in xlsx_cells(*rows(), sheet=3)] == ["INV-4"]


def names_in(*sheets: Sheet) -> list[str]:
    response = workbook_response("several", sheets)
    with zipfile.ZipFile(io.BytesIO(b"".join(response))) as book:
        tree = ET.fromstring(book.read("xl/workbook.xml"))
    response.close()
    return [sheet.attrib["name"] for sheet in tree.findall(".//x:sheet", NAMESPACE)]


class TestSeveralSheets:
    def test_keep_their_names_and_order(self) -> None:
        assert names_in(
            Sheet(name="Findings", columns=["Rule"], rows=[["AUT-1"]]), Sheet(name="Empty", columns=["A"], rows=[])
        ) == ["Findings", "Empty"]

    def test_number_the_parts_of_a_long_one(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("dashboard.lists.exports.SHEET_ROWS", 3)

        long = Sheet(name="Matrix", columns=["Key"], rows=([f"key_{number}"] for number in range(5)))

        assert names_in(long, Sheet(name="About", columns=(), rows=[["a", "b"]])) == [
            "Matrix",
            "Matrix (2)",
            "Matrix (3)",
            "About",
        ]

    def test_are_made_one_after_the_other(self) -> None:
        made: list[str] = []

        def rows(name: str) -> Iterator[Sequence[Cell]]:
            made.append(name)
            yield [name]

        assert made == []
        names_in(*(Sheet(name=name, columns=["A"], rows=rows(name)) for name in ("first", "second")))
        assert made == ["first", "second"]

    def test_keeps_nobody_waiting_for_a_turn(self) -> None:
        computing: list[bool] = []

        def rows() -> Iterator[Sequence[Cell]]:
            computing.append(turns.has_one())
            yield ["first"]

        with turns.taken():
            names_in(Sheet(name="Findings", columns=["A"], rows=rows()))
            computing.append(turns.has_one())

        assert computing == [False, True]


class TestCsv:
    def test_is_handed_on_as_it_is_made(self) -> None:
        made: list[int] = []

        def rows() -> Iterator[Sequence[Cell]]:
            for number in range(3):
                made.append(number)
                yield [number]

        lines = iter(csv_response("invoices", COLUMNS, rows()))
        next(lines), next(lines), next(lines)

        assert made == [0]

    def test_is_a_file_with_our_own_name(self) -> None:
        assert csv_response("invoices", COLUMNS, []).headers["Content-Disposition"] == (
            'attachment; filename="invoices.csv"'
        )
