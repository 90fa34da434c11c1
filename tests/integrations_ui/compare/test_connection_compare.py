"""Two connections side by side: choosing them, their differences in words, and what could not be compared."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import Any
from urllib.parse import urlencode

import pytest
import responses
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains

from tests.builders import SECRETS, Json, automation_json, configuration_json, page_of, partner_function_json
from tests.integrations_ui.compare.places import (
    COMPARE_PAGE,
    CONNECTIONS,
    A,
    B,
    automations_of,
    configuration_of,
    connections,
    functions_of,
    myob,
    one,
    tell,
    tell_lists,
)
from tests.sandbox_process import SandboxProcess

BOTH = f"{COMPARE_PAGE}?a={A}&b={B}"
ONLY = f"{BOTH}&only=differences"
ALPHA, BETA = one(A, "Alpha"), one(B, "Beta", integration_partner="MYOB")
OURS = partner_function_json(name="Send new items to Xero", provider_name="XERO", description="")
THEIRS = OURS | {"name": "Send new items to MYOB", "provider_name": "myob"}
TAGS = re.compile(r"<[^>]+>")


def announce(
    fake: responses.RequestsMock,
    *,
    functions: tuple[list[Json], list[Json]] = ([OURS], [THEIRS]),
    automations: tuple[list[Json], list[Json]] = ([], []),
    **modules: Any,
) -> None:
    fake.get(CONNECTIONS, json=connections(ALPHA, BETA))
    tell(fake, A)
    tell(fake, B, myob(configuration_json(**modules)))
    tell_lists(fake, A, functions[0], automations[0])
    tell_lists(fake, B, functions[1], automations[1])


def part(page: str, name: str) -> str:
    """The words of one panel."""
    start = page.index(f'id="{name}"')
    end = page.index("</section>", start)
    return " ".join(TAGS.sub(" ", page[start:end].replace("<wbr>", "")).split())


class TestChoosing:
    def test_offers_every_connection_on_both_sides(
        self, administrator: Client, exsited: responses.RequestsMock
    ) -> None:
        exsited.get(CONNECTIONS, json=connections(BETA, ALPHA))

        page = administrator.get(COMPARE_PAGE).content.decode()

        assert re.findall(r'<option value="[^"]+" >([^<]+)<', page) == ["Alpha, Xero", "Beta, MYOB"] * 2
        assert "Choose two connections" in page

    def test_asks_for_a_second_one(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(CONNECTIONS, json=connections(ALPHA, BETA))

        response = administrator.get(f"{COMPARE_PAGE}?a={A}")

        assertContains(response, "Choose a second connection")
        assertContains(response, f'<option value="{A}" selected>Alpha, Xero</option>', html=True)

    def test_says_when_there_are_not_two(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(CONNECTIONS, json=connections(ALPHA))

        assertContains(administrator.get(COMPARE_PAGE), "It takes two connections")

    def test_of_one_with_itself_says_so_and_reads_nothing(
        self, administrator: Client, exsited: responses.RequestsMock
    ) -> None:
        exsited.get(CONNECTIONS, json=connections(ALPHA, BETA))

        assertContains(administrator.get(f"{COMPARE_PAGE}?a={A}&b={A}"), "One and the same connection")

    @pytest.mark.parametrize("uuid", ["../../secrets", "<script>alert(1)</script>", "x" * 4000, "a b", "é"])
    def test_of_what_cannot_be_an_id_says_so(
        self, administrator: Client, exsited: responses.RequestsMock, uuid: str
    ) -> None:
        exsited.get(CONNECTIONS, json=connections(ALPHA, BETA))
        exsited.assert_all_requests_are_fired = False
        tell(exsited, A)
        tell_lists(exsited, A)
        exsited.get(re.compile(".*/x{4000}"), status=404)  # long, and yet what may stand in an address

        response = administrator.get(f"{COMPARE_PAGE}?{urlencode({'a': A, 'b': uuid})}")

        assertContains(response, "No such connection", status_code=404)
        assertNotContains(response, "<script>alert", status_code=404)
        assert len(response.content) < 40_000

    def test_of_one_that_is_not_there_says_which(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(CONNECTIONS, json=connections(ALPHA, BETA))
        exsited.assert_all_requests_are_fired = False
        tell(exsited, A)
        tell_lists(exsited, A)
        tell_lists(exsited, A)
        for address in (configuration_of("gone"), functions_of("gone"), automations_of("gone")):
            exsited.get(address, status=404)

        response = administrator.get(f"{COMPARE_PAGE}?a={A}&b=gone")

        assertContains(response, "“gone” is not in the list of connections.", status_code=404)

    def test_of_several_values_takes_one(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce(exsited)

        assert administrator.get(f"{COMPARE_PAGE}?a=x&a={A}&b=y&b={B}&only=on&only=no").status_code == 200


class TestComparison:
    def test_reads_each_part_once(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce(exsited)

        administrator.get(BOTH)

        asked = Counter(str(call.request.url) for call in exsited.calls)
        assert set(asked.values()) == {1}

    def test_tells_facts(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce(exsited)

        facts = part(administrator.get(BOTH).content.decode(), "facts")

        assert "Provider Xero MYOB differs" in facts
        assert "Status Active Active same" in facts

    def test_matches_settings_by_meaning(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce(exsited, item={"provider": "xero", "item_sync_to_xero": "false"})

        settings = part(administrator.get(BOTH).content.decode(), "settings")

        assert "Item Sync On Off differs On in A, Off in B" in settings
        assert "Account Export On On same" in settings

    def test_matches_functions_by_meaning(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce(exsited)

        page = administrator.get(BOTH).content.decode()

        assert "0 differ, 0 only in A, 0 only in B, 1 the same" in part(page, "functions")
        assert f"/integrations/{A}/partner-functions/{OURS['uuid']}/" in page
        assert f"/integrations/{B}/partner-functions/{OURS['uuid']}/" in page

    def test_tells_the_differences_of_functions_and_automations_in_words(
        self, administrator: Client, exsited: responses.RequestsMock
    ) -> None:
        announce(
            exsited,
            functions=([OURS], [THEIRS | {"enabled": "false"}]),
            automations=([automation_json()], [automation_json(status="INACTIVE")]),
        )

        page = administrator.get(BOTH).content.decode()

        assert "State: enabled in A, disabled in B" in part(page, "functions")
        assert "Status: Active in A, Inactive in B" in part(page, "automations")

    def test_lists_what_has_no_counterpart_on_its_side(
        self, administrator: Client, exsited: responses.RequestsMock
    ) -> None:
        lonely = partner_function_json(uuid="lonely", name="Send refunds", object_name="refund")
        announce(exsited, functions=([OURS], [THEIRS, lonely]))

        functions = part(administrator.get(BOTH).content.decode(), "functions")

        assert "1 only in B What it is for Only in B Import: refund, update Send refunds" in functions.replace(
            "Partner functions only in B ", ""
        )

    def test_shows_no_secret(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce(exsited)

        page = administrator.get(BOTH).content.decode()

        assert not [secret for secret in SECRETS if secret in page]

    def test_escapes_names(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce(exsited, functions=([OURS | {"name": "<img src=x>"}], [THEIRS | {"tag": "<script>"}]))

        page = administrator.get(BOTH).content.decode()

        assert "<img src=x>" not in page
        assert "&lt;img src=x&gt;" in page

    def test_swaps_the_sides(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce(exsited)

        assertContains(administrator.get(ONLY), f"?a={B}&amp;b={A}&amp;only=differences")


class TestOnlyDifferences:
    def test_leaves_out_what_is_the_same(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce(exsited, item={"provider": "xero", "item_sync_to_xero": "false"})

        page = administrator.get(ONLY).content.decode()

        assert "Item Sync On Off differs" in part(page, "settings")
        assert "same" not in part(page, "settings")
        assert "Status" not in part(page, "facts")
        assert "Send new items" not in part(page, "functions")

    def test_says_where_nothing_differs(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce(exsited)

        page = administrator.get(ONLY).content.decode()

        assert "No setting differs" in part(page, "settings")
        assert "Nothing differs" in part(page, "functions")
        assert "None on either side" in part(page, "automations")


class TestFailures:
    def test_of_the_list_is_the_page(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        exsited.assert_all_requests_are_fired = False
        announce(exsited)
        exsited.replace("GET", CONNECTIONS, status=500)

        assertContains(administrator.get(BOTH), "The billing API is failing", status_code=502)

    def test_of_one_part_costs_that_part(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce(exsited)
        exsited.replace("GET", configuration_of(B), status=403)

        response = administrator.get(BOTH)

        assertContains(response, "Configuration of B, Beta")
        assertContains(response, "does not let this dashboard read")
        assertNotContains(response, 'id="settings"')
        assert "1 the same" in part(response.content.decode(), "functions")

    def test_of_both_sides_names_both(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce(exsited)
        for uuid in (A, B):
            exsited.replace("GET", functions_of(uuid), status=403)

        response = administrator.get(BOTH)

        assertContains(response, "Partner functions of A, Alpha")
        assertContains(response, "Partner functions of B, Beta")

    def test_of_a_walk_is_told(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce(exsited)
        short = page_of(THEIRS, key="partner_functions", limit=100, records=7)
        exsited.replace("GET", functions_of(B), json=short)

        response = administrator.get(BOTH)

        assert "Not read to the end" in part(response.content.decode(), "functions")

    def test_of_the_end_of_the_list_is_told(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce(exsited)
        short = connections(ALPHA, BETA) | {"pagination": {"records": 5, "limit": 100, "offset": 0}}
        exsited.replace("GET", CONNECTIONS, json=short)

        assertContains(administrator.get(BOTH), "Not all connections")


@pytest.mark.sandbox
class TestOnSandbox:
    def test_every_neighbour_can_be_compared(self, administrator: Client, on_sandbox: SandboxProcess) -> None:
        with on_sandbox.sign_in() as api:
            rows = api.json("/api/v2/integration-connections", limit=1000)["integration_connection"]
        uuids = [row["uuid"] for row in rows[:8]]

        for a, b in pairwise(uuids):
            response = administrator.get(f"{COMPARE_PAGE}?a={a}&b={b}")

            assertContains(response, 'id="settings"')
            assertContains(response, 'id="automations"')
