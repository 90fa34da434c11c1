"""Records read from made answers, and the addresses and queries of the calls that bring them."""

from __future__ import annotations

import json
import re
from typing import Any

from responses.matchers import query_param_matcher

from dashboard.exsited import Invoice, Line, Note, Sealer
from dashboard.exsited.wire import read_object
from tests.builders import FILE_UUID, NOTE_UUID, invoice_json, line_json, note_json

ORIGIN = "https://exsited.example"
API = f"{ORIGIN}/api/v3"
ID = "INV-76GOU2-6081"
ORDER_ID = "ORD-76GOU2-1267"
ACCOUNT_ID = "76GOU2"
INVOICES = f"{API}/invoices"
INVOICE = f"{API}/invoices/{ID}"
INFORMATION = f"{INVOICE}/information"
PDF = f"{INVOICE}/pdf"
NOTES = f"{INVOICE}/notes"
NOTE = f"{NOTES}/{NOTE_UUID}"
FILES = f"{NOTE}/files"
FILE = f"{FILES}/{FILE_UUID}"
ATTACHMENT = f"{API}/note_attachment/{FILE_UUID}"
ORDER = f"{API}/orders/{ORDER_ID}/invoices"
ACCOUNT = f"{API}/accounts/{ACCOUNT_ID}/invoices"

PAGE = f"/invoices/{ID}/"
NOTE_PAGE = f"{PAGE}notes/{NOTE_UUID}/"
FILE_PAGE = f"{NOTE_PAGE}files/{FILE_UUID}/"


def row(answer: dict[str, Any]) -> Any:
    return read_object(json.dumps(answer).encode(), sealer=Sealer(b"a key for tests"), endpoint="/test")


def invoice(**changes: Any) -> Invoice:
    return Invoice.read(row(invoice_json(**changes)))


def line(**changes: Any) -> Line:
    return Line.read(row(line_json(**changes)))


def note(**changes: Any) -> Note:
    return Note.read(row(note_json(**changes)))


def query(**wanted: object) -> Any:
    """The request's query must be exactly this."""
    return query_param_matcher({key: str(value) for key, value in wanted.items()})


def fragment(target: str) -> dict[str, str]:
    """The headers by which htmx asks for one part of a page."""
    return {"HX-Request": "true", "HX-Target": target}


def words(response: Any) -> str:
    """What can be read of a page, in one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())
