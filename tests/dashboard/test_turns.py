"""Which pages wait for their turn: those that ask the billing API something."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest
import responses
from django.db import connection
from django.test import Client
from requests import PreparedRequest

from dashboard.exsited import turns
from dashboard.frame import Frame
from tests.builders import connection_json, invoice_json, page_of
from tests.conftest import BASE_URL
from tests.invoices_ui.records import INVOICE, INVOICES, NOTES, PAGE

CONNECTIONS = f"{BASE_URL}/api/v2/integration-connections"


class Watched:
    """Whether those that ask the database had their turn, by the tables that they ask."""

    def __init__(self) -> None:
        self.queries: list[tuple[str, bool]] = []

    def __call__(self, execute: Callable[..., Any], sql: str, *query: object) -> Any:
        self.queries.append((sql, turns.has_one()))
        return execute(sql, *query)

    def had(self, table: str) -> set[bool]:
        return {had for sql, had in self.queries if table in sql}


def test_a_page_is_made_in_its_turn(support: Client, exsited: responses.RequestsMock) -> None:
    exsited.get(INVOICES, json=page_of(invoice_json()))

    with connection.execute_wrapper(watched := Watched()):
        support.get("/invoices/")

    assert watched.had("ledger") == {True}
    assert not turns.has_one()


@pytest.mark.parametrize(
    "page", ["/integrations/findings/", "/integrations/evidence/", "/integrations/evidence/download/"]
)
def test_what_computes_for_long_keeps_nobody_waiting(
    administrator: Client, exsited: responses.RequestsMock, page: str
) -> None:
    computing: list[bool] = []

    def listed(request: PreparedRequest) -> tuple[int, dict[str, str], str]:
        del request
        computing.append(turns.has_one())
        return 200, {}, json.dumps(page_of(key="integration_connection"))

    exsited.add_callback("GET", CONNECTIONS, listed, content_type="application/json")

    with closing(administrator.get(page)) as response:
        assert response.status_code == 200

    assert computing == [False]


def test_what_stands_around_it_may_wait_for_the_database(
    administrator: Client, exsited: responses.RequestsMock
) -> None:
    exsited.get(CONNECTIONS, json=page_of(connection_json(), key="integration_connection"))

    with connection.execute_wrapper(watched := Watched()):
        administrator.get("/integrations/?format=csv")

    assert watched.had("django_session") == {False}
    assert watched.had('INSERT INTO "access_log_line"') == {False}


def test_what_is_wanted_most_when_there_is_too_much_to_do_waits_for_none(administrator: Client) -> None:
    with connection.execute_wrapper(watched := Watched()):
        administrator.get("/status/")

    assert watched.had("") == {False}


@pytest.mark.parametrize("breaks", [False, True])
def test_the_content_of_a_page_whose_head_is_sent_is_made_in_its_turn(
    support: Client, exsited: responses.RequestsMock, monkeypatch: pytest.MonkeyPatch, settings: Any, *, breaks: bool
) -> None:
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if not name.startswith("tests.")]
    exsited.get(INVOICE, json={"invoice": invoice_json()})
    exsited.get(NOTES, json=page_of(key="notes", within="invoice"))
    content, had = Frame._content, []

    def watched(self: Frame, *arguments: Any) -> str:
        had.append(turns.has_one())
        if breaks:
            raise ZeroDivisionError
        return content(self, *arguments)

    monkeypatch.setattr(Frame, "_content", watched)

    response = support.get(PAGE)
    assert not turns.has_one()
    page = b"".join(response).decode()

    assert had == [True]
    assert not turns.has_one()
    assert page.rstrip().endswith("</html>")
