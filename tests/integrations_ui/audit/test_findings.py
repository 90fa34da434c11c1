"""The pages of findings: of all connections and of one, their filters, and what they say when a part fails."""

from __future__ import annotations

import html
import re
from typing import Any
from urllib.parse import quote

import pytest
import responses
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains

from tests.builders import (
    ABSENT,
    CONNECTION_UUID,
    SECRETS,
    Json,
    connection_json,
    page_of,
)
from tests.conftest import BASE_URL
from tests.integrations_ui.audit.subjects import OTHER_UUID, automation, configuration, function
from tests.integrations_ui.places import AUTOMATIONS, CONFIGURATION, CONNECTION, FUNCTIONS, PAGE, fragment

LIST = "/integrations/findings/"
MINE = f"{PAGE}/findings/"
CONNECTIONS = f"{BASE_URL}/api/v2/integration-connections"
DISABLED = "An active automation runs a function that is disabled"
TITLE = re.compile(r"<h2[^>]*>\s*([^<]*?)\s*</h2>")
FIGURE = re.compile(r'<li class="tile">\s*<span class="tile-label">(.*?)</span>\s*<a[^>]*>\s*(\d+)', re.DOTALL)


Response = Any
"""What Django's test client gives: a response with more on it than its type tells."""


def announce_parts(
    exsited: responses.RequestsMock,
    *,
    functions: list[Json] | None = None,
    automations: list[Json] | None = None,
    flags: Json | None = None,
    uuid: str = CONNECTION_UUID,
) -> None:
    """Configuration, functions and automations; without a fault unless said otherwise."""
    functions = [function()] if functions is None else functions
    automations = [automation()] if automations is None else automations
    exsited.get(CONFIGURATION.replace(CONNECTION_UUID, uuid), json={"integration": flags or configuration()})
    exsited.get(FUNCTIONS.replace(CONNECTION_UUID, uuid), json=page_of(*functions, key="partner_functions"))
    exsited.get(AUTOMATIONS.replace(CONNECTION_UUID, uuid), json=page_of(*automations, key="integration_automations"))


def announce_list(exsited: responses.RequestsMock, *connections: Json) -> None:
    exsited.get(CONNECTIONS, json=page_of(*(connections or [connection_json()]), key="integration_connection"))


def announce_one(exsited: responses.RequestsMock, *, subject: Json | None = None, **parts: Any) -> None:
    """Everything that the page of one connection reads."""
    subject = subject or connection_json()
    exsited.get(CONNECTION, json={"integration_connection": [subject]})
    announce_list(exsited, subject)
    announce_parts(exsited, **parts)


def faulty() -> dict[str, Any]:
    return {"functions": [function(enabled="false")]}


def titles(response: Response) -> list[str]:
    main = response.content.decode().partition("<main")[2].partition("</main>")[0]
    return [html.unescape(title) for title in TITLE.findall(main)]


def figures(response: Response) -> dict[str, int]:
    found = FIGURE.findall(response.content.decode())
    return {re.sub(r"<[^>]*>", "", label).strip(): int(count) for label, count in found}


class TestConnectionFindings:
    def test_shows_the_two_facts_and_where_they_came_from(
        self, administrator: Client, exsited: responses.RequestsMock
    ) -> None:
        announce_one(exsited, **faulty())

        response = administrator.get(MINE)

        assert DISABLED in titles(response)
        assertContains(response, "AUT-2")
        assertContains(response, "<code>enabled = <mark>false</mark></code>", html=True)
        assertContains(response, "<code>status = <mark>ACTIVE</mark></code>", html=True)
        assertContains(response, "/api/v3/integration/{uuid}/partner-function/{uuid}")
        assertContains(response, f'href="{PAGE}/partner-functions/3e8b05d7')

    def test_says_why_it_matters_and_what_to_check(
        self, administrator: Client, exsited: responses.RequestsMock
    ) -> None:
        announce_one(exsited, **faulty())

        response = administrator.get(MINE)

        assertContains(response, "The schedule fires and does nothing")
        assertContains(response, "which of the two switches is right")

    def test_puts_the_worst_first_and_counts_them(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce_one(exsited, functions=[function(enabled="false"), function(uuid=OTHER_UUID, name="By hand")])

        response = administrator.get(MINE)

        assert titles(response) == [
            DISABLED,
            "A flag is on, but no active automation runs it",
            "No automation runs an enabled function",
        ]
        assert list(figures(response).items())[:4] == [("Open", 3), ("Error", 1), ("Warning", 1), ("Info", 1)]

    def test_wears_the_head_of_its_connection(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce_one(exsited)

        response = administrator.get(MINE)

        assertContains(response, f'<a href="{MINE}" aria-current="page">Findings</a>', html=True)
        assertContains(response, "<h1>")

    def test_says_that_nothing_was_found(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce_one(exsited)

        response = administrator.get(MINE)

        assertContains(response, "No findings")
        assert figures(response) == dict.fromkeys(figures(response), 0)

    def test_reads_nothing_twice(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce_one(exsited)

        administrator.get(MINE)
        asked = [str(call.request.url).split("?")[0] for call in exsited.calls]

        assert len(asked) == len(set(asked)) == 6

    def test_shows_no_secret(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce_one(exsited, subject=connection_json(refresh_token=SECRETS[1], client_secret=f"{SECRETS[0]} "))

        response = administrator.get(MINE)

        assert "Two fields of a connection hold the same secret" in titles(response)
        assert "A secret cannot be one in use" in titles(response)
        assert [secret for secret in SECRETS if secret in response.content.decode()] == []

    def test_escapes_what_the_api_says(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce_one(exsited, automations=[automation(display_name="<b>new</b>", applies_to="<i>supplier</i>")])

        response = administrator.get(f"{MINE}?show=cannot")

        assertContains(response, "&lt;i&gt;supplier&lt;/i&gt;")
        assertNotContains(response, "<b>new</b>")

    def test_says_what_cannot_be_judged(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce_one(exsited, automations=[automation(status="PAUSED")])

        told = administrator.get(MINE)
        response = administrator.get(f"{MINE}?show=cannot")

        assertContains(told, "No findings in what could be judged")
        assert figures(told)["Cannot judge"] == 1
        assertContains(response, "<mark>PAUSED</mark>")
        assertContains(response, "RUN-1")

    @pytest.mark.parametrize("part", [CONFIGURATION, FUNCTIONS, AUTOMATIONS, CONNECTIONS])
    def test_says_what_was_not_checked_when_a_part_fails(
        self, administrator: Client, exsited: responses.RequestsMock, part: str
    ) -> None:
        announce_one(exsited)
        exsited.remove("GET", part)
        exsited.get(part, status=500, json={"errors": [{"code": 500, "message": "boom"}]})

        response = administrator.get(MINE)

        assert response.status_code == 200
        assert figures(response)["Not checked"] == 1
        assertContains(response, "could not be read. The billing API answered with an error of its own.")
        assertNotContains(response, "found none that is open")

    def test_says_that_a_list_was_not_whole(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce_one(exsited)
        exsited.remove("GET", AUTOMATIONS)
        exsited.get(AUTOMATIONS, json=page_of(automation(), key="integration_automations", records=7))

        response = administrator.get(MINE)

        assertContains(response, "The list of automations could not be read whole.")
        assertContains(response, "Judged only on what came")

    def test_is_an_error_page_without_its_connection(
        self, administrator: Client, exsited: responses.RequestsMock
    ) -> None:
        exsited.assert_all_requests_are_fired = False
        announce_one(exsited)
        exsited.remove("GET", CONNECTION)
        exsited.get(CONNECTION, status=404, json={"errors": [{"code": 404, "message": "none"}]})

        assertContains(administrator.get(MINE), "Not found", status_code=404)

    def test_gives_the_list_alone_to_htmx(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce_one(exsited, **faulty())

        response = administrator.get(MINE, headers=fragment("finding-list"))

        assert response.content.decode().strip().startswith('<section class="panel"')
        assertNotContains(response, "<h1")

    @pytest.mark.parametrize("part", ["..", "%2e%2e%2fx", quote("<script>", safe="")])
    def test_turns_down_what_is_no_id(self, administrator: Client, exsited: responses.RequestsMock, part: str) -> None:
        assert administrator.get(f"/integrations/{part}/findings/").status_code == 404
        assert len(exsited.calls) == 0


class TestFindingList:
    def announce(self, exsited: responses.RequestsMock) -> None:
        """One connection with an error and one, inactive and of another provider, with an info."""
        other = connection_json(
            uuid=OTHER_UUID,
            integration_partner="myob",
            status="INACTIVE",
            remote_instance_id="b7a4",
            remote_instance_name="Wattle Yard",
            client_secret="another-client-secret-Pw55",
            access_token="another-access-token-Jd62",
            refresh_token="another-refresh-token-Bv17",
        )
        announce_list(exsited, connection_json(), other)
        announce_parts(exsited, **faulty())
        off = configuration(on=())
        announce_parts(exsited, automations=[], flags=off, uuid=OTHER_UUID)

    def test_tells_every_connections_findings_worst_first(
        self, administrator: Client, exsited: responses.RequestsMock
    ) -> None:
        self.announce(exsited)

        response = administrator.get(LIST)

        assert titles(response) == [
            DISABLED,
            "A flag is on, but no active automation runs it",
            "No automation runs an enabled function",
        ]
        assertContains(response, "2 connections, ")
        assertContains(response, f'<a href="{MINE}">Harbour Lane Trading</a>', html=True)
        assertContains(response, f'<a href="/integrations/{OTHER_UUID}/findings/">Wattle Yard</a>', html=True)

    @pytest.mark.parametrize(
        ("asked", "count"),
        [
            ("?show=error", 1),
            ("?show=info", 1),
            ("?show=nonsense", 3),
            ("?rule=FUN-1", 1),
            ("?rule=nonsense", 3),
            ("?provider=MYOB", 1),
            ("?provider=xero", 2),
            ("?provider=wombat", 0),
            ("?state=inactive", 1),
            ("?q=wattle", 1),
            ("?q=harbour+runs+disabled", 1),
            ("?q=%00%ff%3Cscript%3E", 0),
            ("?show=error&state=inactive", 0),
            ("?page=9999999999999999999999", 0),
            ("?page=-1&per_page=0", 3),
        ],
    )
    def test_narrows_by_what_the_url_says(
        self, administrator: Client, exsited: responses.RequestsMock, asked: str, count: int
    ) -> None:
        self.announce(exsited)

        response = administrator.get(f"{LIST}{asked}")

        assertContains(response, '<article class="finding', count=count)

    def test_keeps_the_filters_in_every_link(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        self.announce(exsited)

        response = administrator.get(f"{LIST}?q=a%26b&provider=xero&show=error")

        assertContains(response, 'href="/integrations/findings/?show=warning&amp;q=a%26b&amp;provider=xero"')
        assertContains(response, '<input type="hidden" name="show" value="error">', html=True)
        assertContains(response, "Nothing matches")

    def test_turns_pages(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        uuids = [f"{at:08x}-0000-4000-8000-000000000000" for at in range(25)]
        announce_list(exsited)
        announce_parts(
            exsited,
            functions=[function(uuid=uuid, name=uuid) for uuid in uuids],
            automations=[],
            flags=configuration(on=()),
        )

        first, second = administrator.get(LIST), administrator.get(f"{LIST}?page=2")

        assertContains(first, '<article class="finding', count=20)
        assertContains(first, "1 to 20 of 25")
        assertContains(second, '<article class="finding', count=5)
        assertContains(second, 'rel="prev"')

    def test_says_where_the_list_ends(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        self.announce(exsited)

        assertContains(administrator.get(f"{LIST}?page=7"), "The list ends before this page")

    def test_gives_a_connection_that_failed_a_line_of_its_own(
        self, administrator: Client, exsited: responses.RequestsMock
    ) -> None:
        announce_list(exsited, connection_json(), connection_json(uuid=OTHER_UUID, remote_instance_name="Wattle Yard"))
        announce_parts(exsited)
        for part in (CONFIGURATION, FUNCTIONS, AUTOMATIONS):
            exsited.get(part.replace(CONNECTION_UUID, OTHER_UUID), status=403, json={"code": "403"})

        response = administrator.get(LIST)

        assert figures(response)["Not checked"] == 1
        assertContains(response, "The configuration could not be read. The billing API does not let this dashboard")
        assertContains(response, f'<a href="/integrations/{OTHER_UUID}/findings/">Wattle Yard</a>', html=True)

    def test_says_once_that_the_connections_were_not_read_whole(
        self, administrator: Client, exsited: responses.RequestsMock
    ) -> None:
        exsited.get(CONNECTIONS, json=page_of(connection_json(), key="integration_connection", records=5))
        announce_parts(exsited)

        response = administrator.get(LIST)

        assertContains(response, "list of connections could not be read whole", count=1)
        assert figures(response)["Not checked"] == 0

    def test_says_that_there_are_no_connections(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(CONNECTIONS, json=page_of(key="integration_connection"))

        assertContains(administrator.get(LIST), "No connections")

    def test_says_what_failed_when_exsited_is_down(
        self, administrator: Client, exsited: responses.RequestsMock
    ) -> None:
        exsited.get(CONNECTIONS, status=503, json={})

        response = administrator.get(LIST)

        assertContains(response, "The billing API is failing", status_code=502)
        assertNotContains(response, "No findings", status_code=502)

    def test_finds_two_connections_to_one_instance_on_both(
        self, administrator: Client, exsited: responses.RequestsMock
    ) -> None:
        own = {"client_secret": ABSENT, "access_token": ABSENT, "refresh_token": ABSENT}
        announce_list(exsited, connection_json(), connection_json(uuid=OTHER_UUID, **own))
        announce_parts(exsited)
        announce_parts(exsited, uuid=OTHER_UUID)

        response = administrator.get(LIST)

        assert titles(response) == ["Two connections lead to the same remote instance"] * 2
        assertContains(response, 'aria-label="is the same as"', count=2)

    def test_gives_the_list_alone_to_htmx(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        self.announce(exsited)

        response = administrator.get(f"{LIST}?show=error", headers=fragment("finding-list"))

        assertNotContains(response, "<h1")
        assertContains(response, '<article class="finding', count=1)

    def test_stands_in_the_menu_alone(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        self.announce(exsited)

        page = administrator.get(LIST).content.decode()
        menu = page[page.index('id="side"') : page.index("</nav>", page.index('id="side"'))]

        assert re.findall(r'href="([^"]*)"\s+aria-current="page"', menu) == [LIST]

    @pytest.mark.parametrize("address", [LIST, MINE])
    @pytest.mark.parametrize("role", ["support", "finance", "nobody"])
    def test_is_for_administrators(
        self, request: pytest.FixtureRequest, exsited: responses.RequestsMock, role: str, address: str
    ) -> None:
        client: Client = request.getfixturevalue(role)

        assert client.get(address).status_code == 403
        assert len(exsited.calls) == 0

    @pytest.mark.parametrize("address", [LIST, MINE])
    def test_is_read_only(self, administrator: Client, address: str) -> None:
        assert administrator.post(address).status_code == 405

    @pytest.mark.parametrize("address", [LIST, MINE])
    def test_wants_a_sign_in(self, client: Client, db: None, address: str) -> None:
        assert client.get(address).headers["Location"].startswith("/login/?next=")
