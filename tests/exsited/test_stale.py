"""What the upstream last said, when it fails: to whom it is given, and what is never kept."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator

import pytest

from dashboard.exsited.client import Client
from dashboard.exsited.errors import ExsitedError
from dashboard.exsited.secrets import Sealer
from dashboard.exsited.shared import MemoryShared
from dashboard.exsited.stale import MOST_BYTES
from tests.exsited.hostile import HostileServer, Step, answer, credentials, signed_in

LIST = "/api/v3/invoices"
FAILED = {"upstream_5xx", "breaker_open"}
GOOD = {"invoices": [{"id": "INV-1", "total": "10.50"}]}


class Shelves(MemoryShared):
    """Shows what was kept."""

    @property
    def kept(self) -> str:
        return repr(self._entries)

    def age(self, seconds: float) -> None:
        for key, (until, value) in self._entries.items():
            assert isinstance(value, tuple)
            self._entries[key] = (until, (value[0] - seconds, value[1]))


@pytest.fixture
def server() -> Iterator[HostileServer]:
    with HostileServer([answer(status="404 Not set up")]) as server:
        yield server


@pytest.fixture
def answers() -> Shelves:
    return Shelves()


@pytest.fixture
def client(server: HostileServer, answers: Shelves) -> Iterator[Client]:
    client = Client(
        base_url=server.url, credentials=credentials(), tokens=signed_in(), sealer=Sealer(b"tests"), answers=answers
    )
    yield client
    client.close()


def says(server: HostileServer, *steps: Step) -> None:
    server.script = lambda _: steps


def fails(server: HostileServer) -> None:
    says(server, answer(status="500 Oops"))


def read(client: Client, server: HostileServer, body: object, path: str = LIST, **values: str) -> Client:
    """A page of the support role that read `body` while all was well."""
    says(server, answer(json.dumps(body).encode()))
    page = client.within(8, audience="support")
    page.get(path, **values)
    return page


def now(client: Client, path: str = LIST, audience: str | None = "support", **values: str) -> str | None:
    """What a page gets now: the total it was told, or the fault."""
    page = client.within(8, audience=audience)
    try:
        row = page.get(path, **values)
    except ExsitedError as error:
        return error.fault
    return str(row.rows("invoices")[0].money("total"))


class TestServed:
    def test_exactly_as_it_was_with_its_age(self, client: Client, server: HostileServer, answers: Shelves) -> None:
        read(client, server, GOOD)
        answers.age(60)
        fails(server)
        page = client.within(8, audience="support")

        assert str(page.get(LIST).rows("invoices")[0].money("total")) == "10.50"
        (old,) = page.served_old
        assert (old.endpoint, old.error.fault) == (LIST, "upstream_5xx")
        assert 60 <= time.time() - old.read_at < 65

    def test_for_a_quarter_of_an_hour(self, client: Client, server: HostileServer, answers: Shelves) -> None:
        read(client, server, GOOD)
        fails(server)
        answers.age(14 * 60 + 58)
        assert now(client) == "10.50"
        answers.age(5)
        assert now(client) == "upstream_5xx"

    def test_to_the_same_audience_address_and_query_alone(self, client: Client, server: HostileServer) -> None:
        read(client, server, GOOD)
        fails(server)

        assert now(client) == "10.50"
        assert now(client, audience="finance") in FAILED
        assert now(client, audience=None) in FAILED
        assert now(client, limit="20") in FAILED

    def test_while_the_breaker_is_open(self, client: Client, server: HostileServer) -> None:
        read(client, server, GOOD)
        fails(server)

        assert [now(client) for _ in range(8)] == ["10.50"] * 8
        assert len(server.requests) < 10

    def test_what_is_new_counts_as_new(self, client: Client, server: HostileServer) -> None:
        assert read(client, server, GOOD).served_old == ()

    @pytest.mark.parametrize("status", ["403 No", "404 No", "409 No", "422 No"])
    def test_never_for_a_refusal(self, client: Client, server: HostileServer, status: str) -> None:
        read(client, server, GOOD)
        says(server, answer(status=status))

        assert now(client) not in {"10.50", None}


class TestNeverKept:
    @pytest.mark.parametrize(
        "path", ["/api/v2/integration-connections", "/api/v3/note_attachment/{file_uuid}", "/api/v3/somewhere"]
    )
    def test_what_is_not_listed(self, client: Client, server: HostileServer, answers: Shelves, path: str) -> None:
        read(client, server, GOOD, path, **({"file_uuid": "a"} if "{" in path else {}))

        assert answers.kept == "{}"

    @pytest.mark.parametrize(
        "odd",
        [
            {"api_key": "canary"},
            {"note": "the password: canary123"},
            {"link": "Bearer canary0123456789"},
            {"attributes": [{"name": "client_secret", "value": "canary"}]},
            {"deep": [[{"accessToken": "canary"}]]},
        ],
    )
    def test_what_holds_a_secret(
        self, client: Client, server: HostileServer, answers: Shelves, odd: dict[str, object]
    ) -> None:
        read(client, server, {"invoices": [{"id": "INV-1", **odd}]})

        assert answers.kept == "{}"

    def test_what_holds_a_secret_in_another_spelling(
        self, client: Client, server: HostileServer, answers: Shelves
    ) -> None:
        says(server, answer(rb'{"invoices": [{"note": "\u0042earer canary0123456789"}]}'))
        client.within(8, audience="support").get(LIST)

        assert answers.kept == "{}"

    def test_what_is_large(self, client: Client, server: HostileServer, answers: Shelves) -> None:
        read(client, server, {"invoices": [{"id": "x" * MOST_BYTES}]})

        assert answers.kept == "{}"

    def test_what_was_read_for_no_audience(self, client: Client, server: HostileServer, answers: Shelves) -> None:
        says(server, answer(json.dumps(GOOD).encode()))
        client.get(LIST)

        assert answers.kept == "{}"
