"""What the tests of the two lists of a connection share: whole lists in pages, and what an answer shows."""

from __future__ import annotations

import io
import json
import re
import time
import zipfile
from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree as ET

import requests
import responses

from tests.builders import Json, connection_json, page_of
from tests.integrations_ui.places import AUTOMATIONS, CONNECTION, FUNCTIONS

KEYS = {FUNCTIONS: "partner_functions", AUTOMATIONS: "integration_automations"}
CELL = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}c"


def announce_connection(exsited: responses.RequestsMock) -> None:
    exsited.get(CONNECTION, json={"integration_connection": [connection_json()]})


def announce(exsited: responses.RequestsMock, url: str, rows: Sequence[Json], *, after: float = 0) -> None:
    """The whole list behind `url`, in the pages that are asked for, each `after` so many seconds."""

    def answer(request: requests.PreparedRequest) -> tuple[int, dict[str, str], str]:
        time.sleep(after)
        asked = parse_qs(urlsplit(str(request.url)).query)
        limit, offset = int(asked["limit"][0]), int(asked["offset"][0])
        part = rows[offset : offset + limit]
        return 200, {}, json.dumps(page_of(*part, key=KEYS[url], records=len(rows), limit=limit, offset=offset))

    exsited.add_callback(responses.GET, url, answer, content_type="application/json")


def announce_broken(exsited: responses.RequestsMock, url: str, *rows: Json) -> None:
    """A list that says it has more than it ever gives."""
    page = page_of(*rows, key=KEYS[url], records=len(rows) + 7, limit=100)
    exsited.get(url, json=page)


def text_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def cells(response: Any) -> list[list[str]]:
    """The text of each cell of the table, row by row."""
    page = response.content.decode()
    body = page[page.index("<tbody") : page.index("</tbody>")]
    rows = re.findall(r"<tr.*?</tr>", body, re.DOTALL)
    return [[text_of(cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)] for row in rows]


def column(response: Any, place: int = 0) -> list[str]:
    return [row[place] for row in cells(response)]


def headings(response: Any) -> list[str]:
    page = response.content.decode()
    head = page[page.index("<thead") : page.index("</thead>")]
    return [text_of(cell) for cell in re.findall(r"<th.*?</th>", head, re.DOTALL)]


def body_of(response: Any) -> bytes:
    """Of an answer that streams."""
    return b"".join(response.streaming_content)


def sheets_of(response: Any) -> list[list[str]]:
    """The texts of the cells of each sheet."""
    with zipfile.ZipFile(io.BytesIO(body_of(response))) as book:
        names = sorted(name for name in book.namelist() if name.startswith("xl/worksheets/sheet"))
        trees = [ET.fromstring(book.read(name)) for name in names]
    return [["".join(cell.itertext()) for cell in tree.iter(CELL)] for tree in trees]
