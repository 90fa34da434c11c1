"""A list of invoices to walk over, behind the strict fake: what it holds, in which order, and how it misbehaves."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests
import responses

from tests.builders import Json, invoice_json, page_of
from tests.conftest import BASE_URL

INVOICES = f"{BASE_URL}/api/v3/invoices"
ACCOUNTS = re.compile(rf"{re.escape(BASE_URL)}/api/v3/accounts/([^/]+)/invoices")
Answer = tuple[int, dict[str, str], str]


class Billing:
    """
    most       how many rows it gives at once, whatever was asked for
    refused    order_by values that get a 400
    ignored    whether it takes no notice of order_by
    counts     whether it says how many records there are
    spoil      asked with (order_by, offset, limit) before each answer; a status, a body or an error takes its place
    names      what its accounts are called; those without one are not there
    before     called with the number of each request for the list, from 1, before it is answered
    """

    def __init__(self, fake: responses.RequestsMock, rows: list[Json]) -> None:
        self.rows = rows
        self.most = 1000
        self.refused: set[str] = set()
        self.ignored = False
        self.counts = True
        self.spoil: Callable[[str, int, int], int | str | Exception | None] = lambda *_: None
        self.before: Callable[[int], None] = lambda _: None
        self.asked: list[tuple[str, int, int]] = []
        self.names: dict[str, str] = {}
        self.accounts_down = False
        self.accounts_asked: list[str] = []
        fake.add_callback(responses.GET, INVOICES, self._answer)
        fake.add_callback(responses.GET, ACCOUNTS, self._account)

    def _answer(self, request: requests.PreparedRequest) -> Answer:
        query = {name: values[0] for name, values in parse_qs(urlsplit(request.url or "").query).items()}
        limit, offset, order = int(query["limit"]), int(query["offset"]), query.get("order_by", "")
        self.asked.append((order, offset, limit))
        self.before(len(self.asked))
        spoilt = self.spoil(order, offset, limit)
        if order in self.refused or isinstance(spoilt, int):
            status = spoilt if isinstance(spoilt, int) else 400
            return status, JSON, json.dumps({"errors": [{"code": status, "message": "no"}]})
        if isinstance(spoilt, Exception):
            raise spoilt
        if isinstance(spoilt, str):
            return 200, JSON, spoilt
        rows = self._ordered(order, descending=query.get("direction") == "desc")
        page = rows[offset : offset + min(limit, self.most)]
        return 200, JSON, json.dumps({"invoices": page, "pagination": {"records": len(rows)} if self.counts else {}})

    def _account(self, request: requests.PreparedRequest) -> Answer:
        found = ACCOUNTS.match(request.url or "")
        account_id = found[1] if found else ""
        self.accounts_asked.append(account_id)
        name = self.names.get(account_id, "")
        if self.accounts_down or not name:
            return 500 if self.accounts_down else 404, JSON, "{}"
        return 200, JSON, json.dumps(page_of(invoice_json(account_name=name), within="account"))

    def _ordered(self, order: str, *, descending: bool) -> list[Json]:
        if self.ignored or not order:
            return list(self.rows)
        return sorted(self.rows, key=lambda row: str(row[order]), reverse=descending)

    @property
    def set(self) -> dict[str, Any]:
        return {row["id"]: row["version"] for row in self.rows}


JSON = {"Content-Type": "application/json"}


def made(number: int, **changes: Any) -> Json:
    """Invoice number so and so, created and last changed in the minute of that number."""
    minute = f"2026-07-{1 + number // 1440:02d}T{number // 60 % 24:02d}:{number % 60:02d}:00Z"
    return invoice_json(
        **{
            "id": f"INV-{number:05d}",
            "uuid": f"00000000-0000-4000-8000-{number:012d}",
            "version": "1",
            "created_on": minute,
            "last_updated_on": minute,
            **changes,
        }
    )


def many(count: int, first: int = 1) -> list[Json]:
    return [made(number) for number in range(first, first + count)]
