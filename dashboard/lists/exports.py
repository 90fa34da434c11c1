"""Tables as files: CSV as it is made, XLSX through a temporary file. What a spreadsheet would run is made text."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import chain
from tempfile import TemporaryFile
from typing import IO, TypeAlias

import xlsxwriter
from django.http import FileResponse, StreamingHttpResponse
from django.utils import timezone

from dashboard.exsited import Malformed, turns

Cell: TypeAlias = str | Decimal | int | date | datetime | Malformed | None
"""Numbers stay numbers, days days; absent is an empty cell, never zero; malformed is its raw text."""

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHEET_ROWS = 1_048_576
EXACT_DIGITS = 15
"""A spreadsheet holds numbers as doubles: with more digits than this an amount would change, so it becomes text."""
RUNS = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")
"""Some spreadsheets pass blanks before a formula by, and some take the wide forms of its signs for the signs."""
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]|[\ud800-\udfff]")
LONGEST_TEXT = 32_767
NARROWEST = 12
ABOUT_WIDTHS = (34, 90)


class _Echo:
    """What csv writes to: it hands each line straight on."""

    def write(self, line: str) -> str:
        return line


def plain(value: Cell) -> str | Decimal | int:
    """The cell as CSV has it: local instants in ISO form, and no text that a spreadsheet would take for a formula."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case int() | Decimal():
            return value
        case datetime():
            return timezone.localtime(value).isoformat(timespec="seconds")
        case date():
            return value.isoformat()
        case Malformed():
            return inert(value.raw)
        case _:
            return inert(value)


def inert(text: str) -> str:
    """Text that stays text wherever it is opened: an apostrophe stands before what would run."""
    cleaned = UNPRINTABLE.sub("", text)
    return f"'{cleaned}" if RUNS.match(cleaned) or text.startswith("\0") else cleaned


def csv_response(
    name: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]], *, about: Iterable[Sequence[Cell]] = ()
) -> StreamingHttpResponse:
    """
    `name` is ours, without an ending. UTF-8 with a mark, without which Excel would read it as something else. `about`
    says what this is: behind the rows and an empty line, for there is no other place; it is taken after the rows.
    """

    def lines() -> Iterator[str]:
        writer = csv.writer(_Echo())
        yield "\ufeff"
        yield writer.writerow(columns)
        for row in chain(rows, [()] if about else (), about):
            yield writer.writerow([plain(cell) for cell in row])

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """
    One table of a workbook; its rows are taken once, as they are written.

    name      ours and unlike those of the other sheets, at most 25 characters; without one the format numbers it
    columns   the heading; none for a sheet that is not a table, such as what a file says of itself
    widths    of the columns, in characters; without them each is as wide as its heading
    """

    name: str = ""
    columns: Sequence[str]
    rows: Iterable[Sequence[Cell]]
    widths: Sequence[int] = ()


def xlsx_response(
    name: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]], *, about: Iterable[tuple[str, str]] = ()
) -> FileResponse:
    """One table, in as many sheets as the format's row limit demands; `about` is a sheet that says what this is."""
    facts = list(about)
    sheets = [Sheet(columns=columns, rows=rows)]
    return workbook_response(name, [*sheets, about_sheet(facts)] if facts else sheets)


def about_sheet(rows: Iterable[Sequence[Cell]]) -> Sheet:
    """What a workbook says of itself, line by line."""
    return Sheet(name="About", columns=(), rows=rows, widths=ABOUT_WIDTHS)


def workbook_response(name: str, sheets: Iterable[Sheet]) -> FileResponse:
    """`name` is ours, without an ending."""
    file = TemporaryFile()  # noqa: SIM115  (the response closes it)
    with turns.given_up():
        write_workbook(file, sheets)
    file.seek(0)
    return FileResponse(
        file,
        as_attachment=True,
        filename=f"{name}.xlsx",
        content_type=XLSX,
    )


def write_workbook(file: IO[bytes], sheets: Iterable[Sheet]) -> None:
    """Rows are written as they come and not kept; a table longer than a sheet goes on in the next one."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        heading, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        for told in sheets:
            part = 1
            sheet, line = started(book, told, part, heading)
            for row in told.rows:
                if line == SHEET_ROWS:
                    part += 1
                    sheet, line = started(book, told, part, heading)
                for place, cell in enumerate(row):
                    write_cell(sheet, line, place, cell, day)
                line += 1


def started(
    book: xlsxwriter.Workbook, told: Sheet, part: int, heading: xlsxwriter.format.Format
) -> tuple[xlsxwriter.worksheet.Worksheet, int]:
    """The next sheet of a table, and its first line below the heading."""
    sheet = book.add_worksheet(f"{told.name} ({part})" if told.name and part > 1 else told.name)
    for place, width in enumerate(told.widths or [max(NARROWEST, len(column) + 2) for column in told.columns]):
        sheet.set_column(place, place, width)
    if not told.columns:
        return sheet, 0
    sheet.freeze_panes(1, 0)
    sheet.write_row(0, 0, told.columns, heading)
    return sheet, 1


def write_cell(
    sheet: xlsxwriter.worksheet.Worksheet, line: int, place: int, cell: Cell, day: xlsxwriter.format.Format
) -> None:
    if isinstance(cell, date) and not isinstance(cell, datetime):
        sheet.write_datetime(line, place, cell, day)
        return
    value = plain(cell)
    if isinstance(value, str):
        if value:
            sheet.write_string(line, place, cut(value))
    elif len(Decimal(value).normalize().as_tuple().digits) <= EXACT_DIGITS and Decimal(value).is_finite():
        sheet.write_number(line, place, float(value))
    else:
        sheet.write_string(line, place, str(value))


def cut(text: str) -> str:
    return text if len(text) <= LONGEST_TEXT else f"{text[: LONGEST_TEXT - 1]}…"
