"""The list of connections: its columns, its order, and what it says when there is nothing or no answer."""

from __future__ import annotations

import html
import io
import re
import zipfile
from typing import Any

import pytest
import responses
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains
from responses.matchers import query_param_matcher

from integrations_ui.connections.rows import KEYS
from integrations_ui.connections.table import ConnectionTable
from tests.builders import ABSENT, CONNECTION_UUID, SECRETS, Json, connection_json, page_of
from tests.conftest import BASE_URL
from tests.csv_files import parts_of
from tests.sandbox_process import SandboxProcess

CONNECTIONS = f"{BASE_URL}/api/v2/integration-connections"
FRAGMENT = {"HX-Request": "true", "HX-Target": "connection-table"}
WALKED = {"limit": "100", "offset": "0"}


def connections(*rows: Json, records: int | None = None, offset: int = 0) -> Json:
    return page_of(*rows, key="integration_connection", records=records, offset=offset)


def text_of(content: bytes) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", content.decode()))


class TestConnectionList:
    def test_shows_a_connection(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(CONNECTIONS, json=connections(connection_json()), match=[query_param_matcher(WALKED)])

        response = administrator.get("/integrations/")

        assertContains(response, f'<a href="/integrations/{CONNECTION_UUID}/">Harbour Lane Trading</a>', html=True)
        assertContains(response, '<span class="badge ok">Active</span>', html=True)
        assertContains(response, f'data-copy="{CONNECTION_UUID}"')
        assert "Xero" in text_of(response.content)

    def test_has_one_link_for_a_row(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(CONNECTIONS, json=connections(connection_json()))

        response = administrator.get("/integrations/")

        assertContains(response, f'href="/integrations/{CONNECTION_UUID}/"', count=1)

    @pytest.mark.parametrize("name", ["", None, "NULL", ABSENT])
    def test_names_by_its_uuid_what_has_no_name(
        self, administrator: Client, exsited: responses.RequestsMock, name: object
    ) -> None:
        exsited.get(CONNECTIONS, json=connections(connection_json(remote_instance_name=name)))

        response = administrator.get("/integrations/")

        assert re.search(
            rf'<th scope="row"[^>]*>\s*<a class="id" href="/integrations/{CONNECTION_UUID}/"', response.content.decode()
        )

    def test_links_no_id_that_may_not_stand_in_a_path(
        self, administrator: Client, exsited: responses.RequestsMock
    ) -> None:
        exsited.get(CONNECTIONS, json=connections(connection_json(uuid="../../oauth2/token")))

        response = administrator.get("/integrations/")

        assertContains(response, "Harbour Lane Trading")
        assertNotContains(response, 'href="/integrations/..')

    def test_shows_what_nobody_documented_without_colour(
        self, administrator: Client, exsited: responses.RequestsMock
    ) -> None:
        odd = connection_json(status="ON_HOLD", integration_partner="<b>SAGE</b>")
        exsited.get(CONNECTIONS, json=connections(odd))

        response = administrator.get("/integrations/")

        assertContains(response, '<span class="badge off">ON_HOLD</span>', html=True)
        assertContains(response, "&lt;b&gt;SAGE&lt;/b&gt;")

    def test_cannot_tell_the_end_of_an_opaque_token(
        self, administrator: Client, exsited: responses.RequestsMock
    ) -> None:
        exsited.get(CONNECTIONS, json=connections(connection_json()))

        response = administrator.get("/integrations/")

        assertContains(response, '<span class="badge off">Cannot tell</span>', html=True)

    def test_says_what_to_do_when_there_is_none(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(CONNECTIONS, json=connections())

        response = administrator.get("/integrations/")

        assertContains(response, "No connections")
        assertContains(response, "Connect a product there")

    def test_shows_no_secret(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(CONNECTIONS, json=connections(connection_json(extra_token="canary-of-an-unknown-key-77")))

        response = administrator.get("/integrations/")

        told = f"{response.headers}{response.content.decode()}"
        assert not [secret for secret in (*SECRETS, "canary-of-an-unknown-key-77") if secret in told]


class TestFragment:
    def test_is_the_table_alone(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(CONNECTIONS, json=connections(connection_json()))

        response = administrator.get("/integrations/", headers=FRAGMENT)

        assertContains(response, 'id="connection-table"', count=1)
        assertNotContains(response, "<html")
        assert {"HX-Request", "HX-Target"} <= set(response.headers["Vary"].split(", "))


def named(number: int, **fields: object) -> Json:
    uuid = f"{number:08x}-7e2b-4a3c-9a53-0c2f6fb4e5a1"
    return connection_json(**({"uuid": uuid, "remote_instance_name": f"Shop {number:03}"} | fields))


def names_in(response: Any) -> list[str]:
    """In the order of the rows."""
    found = re.findall(r'<th scope="row"[^>]*>\s*<a href="/integrations/[^"]+">([^<]+)</a>', response.content.decode())
    return [html.unescape(name) for name in found]


def body_of(response: Any) -> bytes:
    """Of an answer that streams."""
    return b"".join(response.streaming_content)


@pytest.fixture
def several(exsited: responses.RequestsMock) -> responses.RequestsMock:
    rows = [
        named(3, status="INACTIVE", integration_partner="NETSUITE"),
        named(1),
        named(4, status="DISCONNECTED", refresh_token=""),
        named(2, integration_partner="xero"),
        named(5, status=""),
    ]
    exsited.get(CONNECTIONS, json=connections(*rows))
    return exsited


class TestOrder:
    def test_is_over_the_whole_list_and_asks_nothing_more(
        self, administrator: Client, exsited: responses.RequestsMock
    ) -> None:
        rows = [named(number) for number in range(30)]
        exsited.get(CONNECTIONS, json=connections(*rows), match=[query_param_matcher(WALKED)])

        response = administrator.get("/integrations/?sort=-remote_instance_name")

        assertContains(response, 'aria-sort="descending"', count=1)
        assert names_in(response)[0] == "Shop 029"
        assert len(names_in(response)) == 20

    @pytest.mark.parametrize("field", [*KEYS])
    def test_can_be_by_any_column(self, administrator: Client, several: responses.RequestsMock, field: str) -> None:
        everything = "&".join(f"column={name}" for name in ConnectionTable.base_columns)

        response = administrator.get(f"/integrations/?sort={field}&{everything}")

        assertContains(response, 'aria-sort="ascending"', count=1)
        assert sorted(names_in(response)) == [f"Shop 00{number}" for number in range(1, 6)]

    def test_of_states_is_the_most_urgent_first(self, administrator: Client, several: responses.RequestsMock) -> None:
        assert names_in(administrator.get("/integrations/?sort=status"))[0] == "Shop 004"

    @pytest.mark.parametrize("field", ["client_secret", "access_token", "refresh_token"])
    def test_is_never_by_a_secret(self, administrator: Client, several: responses.RequestsMock, field: str) -> None:
        assertContains(administrator.get(f"/integrations/?sort={field}"), "by connection ascending</caption>")


class TestFilter:
    @pytest.mark.parametrize(
        ("query", "numbers"),
        [
            ("status=INACTIVE", [3]),
            ("status=-", [5]),
            ("provider=Xero", [1, 2, 4, 5]),
            ("provider=NetSuite&status=ACTIVE", []),
            ("q=shop+004", [4]),
            ("q=00000002-7e2b", [2]),
            ("q=%00%ff", []),
            ("token=Cannot+tell", [1, 2, 3, 4, 5]),
            ("findings=unread", [1, 2, 3, 4, 5]),
            ("drift=changed", []),
        ],
    )
    def test_narrows_the_list(
        self, administrator: Client, several: responses.RequestsMock, query: str, numbers: list[int]
    ) -> None:
        response = administrator.get(f"/integrations/?{query}")

        assert names_in(response) == [f"Shop 00{number}" for number in numbers]

    def test_that_nothing_passes_says_so(self, administrator: Client, several: responses.RequestsMock) -> None:
        response = administrator.get("/integrations/?q=nowhere")

        assertContains(response, "No connections match")
        assertContains(response, '<a href="/integrations/">Clear</a>', html=True)

    def test_stays_when_the_order_changes(self, administrator: Client, several: responses.RequestsMock) -> None:
        response = administrator.get("/integrations/?provider=Xero&column=status")

        assertContains(response, 'href="/integrations/?provider=Xero&amp;column=status&amp;sort=status"')

    def test_starts_at_the_first_page_in_the_same_order(
        self, administrator: Client, several: responses.RequestsMock
    ) -> None:
        response = administrator.get("/integrations/?sort=status&page=2")

        assertContains(response, '<input type="hidden" name="sort" value="status">', html=True)
        assertNotContains(response, 'name="page"')


class TestColumns:
    def test_are_those_asked_for(self, administrator: Client, several: responses.RequestsMock) -> None:
        response = administrator.get("/integrations/?column=client_id&column=nonsense")

        headings = re.findall(r'<th scope="col".*?</th>', response.content.decode(), re.S)
        assert [re.sub(r"<[^>]+>", "", heading).strip() for heading in headings] == ["Connection", "Client id"]

    def test_that_none_has_are_the_usual_ones(self, administrator: Client, several: responses.RequestsMock) -> None:
        assertContains(administrator.get("/integrations/?column=nonsense"), "Secret age")


class TestFile:
    def test_is_what_is_shown_whole(self, administrator: Client, several: responses.RequestsMock) -> None:
        url = "/integrations/?provider=Xero&sort=-remote_instance_name&column=status&column=uuid&per_page=20&format=csv"

        response = administrator.get(url)

        lines, told = parts_of(response)
        assert lines[0] == ["Connection", "Status", "UUID"]
        assert told.items() >= {"Read by": "ada", "The whole list": "yes", "Provider": "Xero"}.items()
        assert told["Rows"].startswith("4 of ")
        assert told["Read at"]
        assert [line[0] for line in lines[1:]] == ["Shop 005", "Shop 004", "Shop 002", "Shop 001"]
        assert lines[2][1] == "Disconnected (no cause told)"
        assert response.headers["Content-Disposition"].startswith('attachment; filename="connections-')

    @pytest.mark.parametrize("kind", ["csv", "xlsx"])
    def test_holds_no_secret_and_nothing_to_run(
        self, administrator: Client, exsited: responses.RequestsMock, kind: str
    ) -> None:
        exsited.get(CONNECTIONS, json=connections(connection_json(remote_instance_name="=cmd|'/c calc'!A1")))
        everything = "&".join(f"column={name}" for name in ConnectionTable.base_columns)

        response = administrator.get(f"/integrations/?{everything}&format={kind}")

        body = body_of(response)
        if kind == "xlsx":
            with zipfile.ZipFile(io.BytesIO(body)) as archive:
                body = b"".join(archive.read(name) for name in archive.namelist())
            assert b"<f>" not in body
        else:
            assert b"\r\n'=cmd" in body or b"\r\n\"'=cmd" in body
        assert not [secret for secret in SECRETS if secret.encode() in body]

    def test_of_an_unknown_kind_is_the_page(self, administrator: Client, several: responses.RequestsMock) -> None:
        assertContains(administrator.get("/integrations/?format=exe"), "<h1")


class TestWalk:
    def test_that_did_not_end_is_told(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(CONNECTIONS, json=connections(named(1), records=500))

        response = administrator.get("/integrations/")

        assertContains(response, "Not the whole list")
        name = administrator.get("/integrations/?format=csv").headers["Content-Disposition"]
        assert 'filename="connections-incomplete-' in name


class TestHostileQuery:
    @pytest.mark.parametrize(
        "query",
        [
            "sort=-status%27--&page=-1&per_page=0",
            "sort=&page=&per_page=",
            "sort=__class__&page=0x10&per_page=ten",
            "sort=%00&page=%D9%A1&per_page=1e9",
            "limit=5000&offset=99&order_by=client_secret",
        ],
    )
    def test_is_clamped(self, administrator: Client, exsited: responses.RequestsMock, query: str) -> None:
        exsited.get(CONNECTIONS, json=connections(connection_json()), match=[query_param_matcher(WALKED)])

        assert administrator.get(f"/integrations/?{query}").status_code == 200

    def test_comes_back_escaped(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(CONNECTIONS, json=connections(connection_json()))

        response = administrator.get("/integrations/?next=%22%3E%3Cscript%3E")

        assertNotContains(response, '"><script>')

    def test_beyond_the_end_leads_back(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(CONNECTIONS, json=connections(named(1), named(2)))

        response = administrator.get("/integrations/?page=10")

        assertContains(response, "The list ends before this page")


class TestFailure:
    @pytest.mark.parametrize("headers", [{}, FRAGMENT])
    def test_is_never_an_empty_list(
        self, administrator: Client, exsited: responses.RequestsMock, headers: dict[str, str]
    ) -> None:
        exsited.get(CONNECTIONS, status=500, json={})

        response = administrator.get("/integrations/", headers=headers)

        assertContains(response, "The billing API is failing", status_code=502)
        assertNotContains(response, "No connections", status_code=502)

    def test_of_a_list_without_its_key(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(CONNECTIONS, json={"pagination": {}})

        assertContains(administrator.get("/integrations/"), "could not be read", status_code=502)

    def test_of_a_list_that_is_not_there(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(CONNECTIONS, status=404, json={})

        assertContains(administrator.get("/integrations/"), "lacks this endpoint", status_code=502)


class TestAccess:
    @pytest.mark.parametrize("role", ["support", "finance", "nobody"])
    def test_is_for_administrators(
        self, request: pytest.FixtureRequest, exsited: responses.RequestsMock, role: str
    ) -> None:
        client: Client = request.getfixturevalue(role)

        assert client.get("/integrations/").status_code == 403
        assert not exsited.calls

    def test_is_not_for_who_is_signed_out(self, client: Client, db: None, exsited: responses.RequestsMock) -> None:
        response = client.get("/integrations/")

        assert response.headers["Location"] == "/login/?next=/integrations/"
        assert not exsited.calls

    def test_only_reads(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        assert administrator.post("/integrations/").status_code == 405


@pytest.mark.sandbox
class TestOnTheSandbox:
    def test_pages_through_all_of_them(self, administrator: Client, on_sandbox: SandboxProcess) -> None:
        first = text_of(administrator.get("/integrations/").content)
        second = text_of(administrator.get("/integrations/?page=2").content)

        assert "1 to 20 of 38" in first
        assert "21 to 38 of 38" in second

    def test_sorts_the_whole_list_and_not_the_page(self, administrator: Client, on_sandbox: SandboxProcess) -> None:
        with on_sandbox.sign_in() as api:
            rows = api.json("/api/v2/integration-connections", limit=1000)["integration_connection"]
        names = sorted((row["remote_instance_name"] for row in rows), key=str.casefold)

        response = administrator.get("/integrations/?sort=-remote_instance_name&per_page=50")

        shown = re.findall(
            r'<th scope="row"[^>]*>\s*<a href="/integrations/[^"]+">([^<]+)</a>', response.content.decode()
        )
        assert shown[0] == html.escape(names[-1])
        assert len(shown) == len([name for name in names if name])
        assert shown == sorted(shown, key=str.casefold, reverse=True)
