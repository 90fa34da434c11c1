"""One partner function, with the automations that run it."""

from __future__ import annotations

import pytest
import responses
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains

from dashboard import upstream
from dashboard.exsited import list_connections, list_partner_functions
from tests.builders import (
    AUTOMATION_UUID,
    Json,
    automation_json,
    connection_json,
    page_of,
    partner_function_json,
)
from tests.integrations_ui.places import (
    AUTOMATION_PAGE,
    AUTOMATIONS,
    CONFIGURATION_PAGE,
    CONNECTION,
    FUNCTION,
    FUNCTION_PAGE,
    FUNCTIONS_PAGE,
    fragment,
)
from tests.sandbox_process import SandboxProcess


def functions(*rows: Json, records: int | None = None) -> Json:
    return page_of(*rows, key="partner_functions", records=records)


def automations(*rows: Json, records: int | None = None) -> Json:
    return page_of(*rows, key="integration_automations", records=records, limit=100)


def announce_connection(exsited: responses.RequestsMock) -> None:
    exsited.get(CONNECTION, json={"integration_connection": [connection_json()]})


def announce_function(exsited: responses.RequestsMock, *runners: Json, **changes: object) -> None:
    announce_connection(exsited)
    exsited.get(FUNCTION, json={"partner_function": partner_function_json(**changes)})
    exsited.get(AUTOMATIONS, json=automations(*runners))


class TestPartnerFunctionDetail:
    def test_shows_every_documented_field(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        function = partner_function_json(pre_run_script_id="SCR-0007", post_run_script_id="SCR-0070")
        announce_function(exsited, **function)

        response = administrator.get(FUNCTION_PAGE)

        told = {"direction": "Import", "provider_name": "Xero", "enabled": "Enabled"}
        told |= {"created": "3 Nov 2025, 15:20", "updated": "15 Feb 2026, 09:05"}
        for field, value in function.items():
            assertContains(response, told.get(field, value))

    def test_keeps_the_tabs_of_its_connection(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce_function(exsited)

        response = administrator.get(FUNCTION_PAGE)

        assertContains(response, f'<a href="{CONFIGURATION_PAGE}">Configuration</a>', html=True)
        assertContains(response, f'<a href="{FUNCTIONS_PAGE}" aria-current="true">Partner functions</a>', html=True)

    def test_keeps_what_the_documents_do_not_name(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce_function(exsited, retry_count="7 times")

        assertContains(administrator.get(FUNCTION_PAGE), "7 times")

    @pytest.mark.parametrize("named", ["uuid", "name"])
    def test_lists_the_automations_that_run_it(
        self, administrator: Client, exsited: responses.RequestsMock, named: str
    ) -> None:
        other = automation_json(uuid="0" * 8, perform_function="another function", display_name="Another")
        announce_function(exsited, automation_json(perform_function=partner_function_json()[named]), other)

        response = administrator.get(FUNCTION_PAGE)

        assertContains(response, f'<a href="{AUTOMATION_PAGE}">New suppliers</a>', html=True)
        assertContains(response, "Every 8 hours")
        assertNotContains(response, "Another")

    def test_without_an_automation_says_so(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce_function(exsited)

        assertContains(administrator.get(FUNCTION_PAGE), "No automation runs it")

    def test_says_when_the_automations_could_not_be_read_whole(
        self, administrator: Client, exsited: responses.RequestsMock
    ) -> None:
        announce_connection(exsited)
        exsited.get(FUNCTION, json={"partner_function": partner_function_json()})
        for _ in range(4):
            exsited.get(AUTOMATIONS, json=automations(automation_json(perform_function="x"), records=3))
        exsited.assert_all_requests_are_fired = False

        response = administrator.get(FUNCTION_PAGE)

        assertContains(response, "Not all read")
        assertContains(response, "None met")
        assertNotContains(response, "No automation runs it")

    def test_automations_fail_alone(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce_connection(exsited)
        exsited.get(FUNCTION, json={"partner_function": partner_function_json()})
        exsited.get(AUTOMATIONS, status=403)

        response = administrator.get(FUNCTION_PAGE)

        assertContains(response, "Import customers")
        assertContains(response, "Not allowed")
        assertNotContains(response, "No automation runs it")

    def test_fragment_reads_only_its_own_panel(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(FUNCTION, json={"partner_function": partner_function_json()})
        exsited.get(AUTOMATIONS, json=automations(automation_json()))

        response = administrator.get(FUNCTION_PAGE, headers=fragment("panel-automations"))

        assertContains(response, AUTOMATION_UUID)
        assertNotContains(response, "<h1")

    def test_an_unknown_function_is_not_found(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        exsited.assert_all_requests_are_fired = False
        announce_connection(exsited)
        exsited.get(FUNCTION, status=404)
        exsited.get(AUTOMATIONS, json=automations())

        assert administrator.get(FUNCTION_PAGE).status_code == 404

    def test_a_hostile_id_is_asked_of_nobody(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        exsited.assert_all_requests_are_fired = False
        announce_connection(exsited)
        exsited.get(AUTOMATIONS, json=automations())

        assert administrator.get(f"{FUNCTIONS_PAGE}%2e%2e%20x/").status_code == 404


@pytest.mark.sandbox
class TestOnSandbox:
    def test_the_longest_list_pages_to_its_end(self, administrator: Client, on_sandbox: SandboxProcess) -> None:
        client = upstream.process_client()
        totals = {
            connection.uuid: list_partner_functions(client, connection.uuid, limit=1).records or 0
            for connection in list_connections(client, limit=100).items
        }
        uuid, total = max(totals.items(), key=lambda item: item[1])

        response = administrator.get(f"/integrations/{uuid}/partner-functions/?per_page=100&page={total // 100 + 1}")

        assert total > 300
        assertContains(response, f"to {total} of {total}")

    def test_functions_name_the_automations_that_run_them(
        self, administrator: Client, on_sandbox: SandboxProcess
    ) -> None:
        client = upstream.process_client()
        uuid = list_connections(client, limit=1).items[0].uuid
        function = list_partner_functions(client, uuid, limit=1).items[0]

        response = administrator.get(f"/integrations/{uuid}/partner-functions/{function.uuid}/?wait=1")

        assertContains(response, f'href="/integrations/{uuid}/automations/')
