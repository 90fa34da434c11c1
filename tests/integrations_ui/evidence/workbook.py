"""Reads a workbook as a person finds it: each sheet by its name, its rows as texts. Without anything that wrote it."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any
from xml.etree import ElementTree as ET

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
COLUMN = re.compile(r"[A-Z]+")

Sheets = dict[str, list[list[str]]]


def content_of(response: Any) -> bytes:
    """The bytes of a file that is streamed."""
    content = b"".join(response.streaming_content)
    response.close()
    return content


def sheets_in(content: bytes) -> Sheets:
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        names = [sheet.attrib["name"] for sheet in ET.fromstring(book.read("xl/workbook.xml")).iter(f"{MAIN}sheet")]
        trees = [ET.fromstring(book.read(f"xl/worksheets/sheet{place}.xml")) for place in range(1, len(names) + 1)]
    return {name: [row_of(row) for row in tree.iter(f"{MAIN}row")] for name, tree in zip(names, trees, strict=True)}


def row_of(row: ET.Element) -> list[str]:
    cells: list[str] = []
    for cell in row.iter(f"{MAIN}c"):
        assert cell.find(f"{MAIN}f") is None, "a formula"
        found = COLUMN.match(cell.attrib["r"])
        assert found
        place = 0
        for letter in found[0]:
            place = place * 26 + ord(letter) - ord("A") + 1
        cells += [""] * (place - 1 - len(cells))
        cells.append("".join(cell.itertext()))
    return cells


def records_in(sheets: Sheets, name: str) -> list[dict[str, str]]:
    """Each row of a sheet by the names of its columns."""
    columns, *rows = sheets[name]
    return [dict(zip(columns, row + [""] * (len(columns) - len(row)), strict=True)) for row in rows]


def unpacked(content: bytes) -> bytes:
    """Everything that is in it, decompressed."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return b"\n".join(book.read(name) for name in book.namelist())
