"""The list of connections: its columns, its order, and what it says when there is nothing or no answer."""

from __future__ import annotations

import html
import logging
import re

import pytest
import responses
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains
from responses.matchers import query_param_matcher

from tests.builders import ABSENT, CONNECTION_UUID, SECRETS, Json, connection_json, page_of
from tests.conftest import BASE_URL
from tests.sandbox_process import SandboxProcess

CONNECTIONS = f"{BASE_URL}/api/v2/integration-connections"
FRAGMENT = {"HX-Request": "true", "HX-Target": "connection-table"}
SORTED = {"limit": "20", "offset": "0", "order_by": "status", "direction": "desc"}
UNSORTED = {"limit": "20", "offset": "0"}


def connections(*rows: Json, records: int | None = None, offset: int = 0) -> Json:
    return page_of(*rows, key="integration_connection", records=records, offset=offset)


def text_of(content: bytes) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", content.decode()))


class TestConnectionList:
    def test_shows_a_connection(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(CONNECTIONS, json=connections(connection_json()), match=[query_param_matcher(UNSORTED)])

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
            rf'<th scope="row">\s*<a class="id" href="/integrations/{CONNECTION_UUID}/"', response.content.decode()
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


class TestOrder:
    def test_is_asked_of_the_api(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(CONNECTIONS, json=connections(connection_json()), match=[query_param_matcher(SORTED)])

        response = administrator.get("/integrations/?sort=-status")

        assertContains(response, 'aria-sort="descending"', count=1)

    @pytest.mark.parametrize("field", ["remote_instance_name", "integration_partner", "status", "remote_instance_id"])
    def test_is_offered_where_the_api_has_one(
        self, administrator: Client, exsited: responses.RequestsMock, field: str
    ) -> None:
        exsited.get(CONNECTIONS, json=connections(connection_json()))

        response = administrator.get("/integrations/")

        assertContains(response, f'href="/integrations/?sort={field}"', count=1)

    @pytest.mark.parametrize("field", ["client_secret", "access_token", "refresh_token", "client_id", "uuid"])
    def test_is_never_by_a_secret(self, administrator: Client, exsited: responses.RequestsMock, field: str) -> None:
        exsited.get(CONNECTIONS, json=connections(connection_json()), match=[query_param_matcher(UNSORTED)])

        response = administrator.get(f"/integrations/?sort={field}")

        assertNotContains(response, "aria-sort")

    @pytest.mark.parametrize("status", [400, 422])
    def test_that_is_refused_costs_the_order_alone(
        self,
        administrator: Client,
        exsited: responses.RequestsMock,
        caplog: pytest.LogCaptureFixture,
        status: int,
    ) -> None:
        refusal = {"errors": [{"code": status, "message": "unknown order"}]}
        exsited.get(CONNECTIONS, status=status, json=refusal, match=[query_param_matcher(SORTED)])
        exsited.get(CONNECTIONS, json=connections(connection_json()), match=[query_param_matcher(UNSORTED)])

        with caplog.at_level(logging.WARNING, logger="dashboard.fallback"):
            response = administrator.get("/integrations/?sort=-status")

        assertContains(response, "turned down an order by status")
        assertContains(response, "Harbour Lane Trading")
        assertNotContains(response, "aria-sort")
        assert [record.getMessage() for record in caplog.records if record.name == "dashboard.fallback"] == [
            "param_refused"
        ]

    def test_that_is_refused_is_told_in_the_fragment_too(
        self, administrator: Client, exsited: responses.RequestsMock
    ) -> None:
        exsited.get(CONNECTIONS, status=400, json={}, match=[query_param_matcher(SORTED)])
        exsited.get(CONNECTIONS, json=connections(connection_json()), match=[query_param_matcher(UNSORTED)])

        response = administrator.get("/integrations/?sort=-status", headers=FRAGMENT)

        assertContains(response, "turned down an order by status")
        assertContains(response, 'id="connection-table"', count=1)

    def test_is_not_what_was_refused_when_none_was_asked_for(
        self, administrator: Client, exsited: responses.RequestsMock
    ) -> None:
        exsited.get(CONNECTIONS, status=400, json={"errors": [{"code": 400, "message": "<i>no</i>"}]})

        response = administrator.get("/integrations/")

        assertContains(response, "&lt;i&gt;no&lt;/i&gt;", status_code=400)
        assert len([call for call in exsited.calls if "integration-connections" in str(call.request.url)]) == 1


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
        exsited.get(CONNECTIONS, json=connections(connection_json()), match=[query_param_matcher(UNSORTED)])

        assert administrator.get(f"/integrations/?{query}").status_code == 200

    def test_comes_back_escaped(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(CONNECTIONS, json=connections(connection_json()))

        response = administrator.get("/integrations/?next=%22%3E%3Cscript%3E")

        assertNotContains(response, '"><script>')

    def test_beyond_the_end_leads_back(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(CONNECTIONS, json=connections(records=3, offset=180))

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

        shown = re.findall(r'<th scope="row">\s*<a href="/integrations/[^"]+">([^<]+)</a>', response.content.decode())
        assert shown[0] == html.escape(names[-1])
        assert len(shown) == len([name for name in names if name])
        assert shown == sorted(shown, key=str.casefold, reverse=True)
