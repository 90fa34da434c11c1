"""One automation, with its schedule and the function it runs."""

from __future__ import annotations

import pytest
import responses
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains

from dashboard import upstream
from dashboard.exsited import list_automations, list_connections
from tests.builders import FUNCTION_UUID, Json, automation_json, connection_json, page_of, partner_function_json
from tests.integrations_ui.places import (
    AUTOMATION,
    AUTOMATION_PAGE,
    AUTOMATIONS_PAGE,
    CONFIGURATION_PAGE,
    CONNECTION,
    FUNCTION,
    FUNCTION_PAGE,
    FUNCTIONS,
    fragment,
)
from tests.sandbox_process import SandboxProcess


def automations(*rows: Json, records: int | None = None) -> Json:
    return page_of(*rows, key="integration_automations", records=records)


def functions(*rows: Json, records: int | None = None) -> Json:
    return page_of(*rows, key="partner_functions", records=records, limit=100)


def announce_connection(exsited: responses.RequestsMock) -> None:
    exsited.get(CONNECTION, json={"integration_connection": [connection_json()]})


def announce_automation(exsited: responses.RequestsMock, **changes: object) -> None:
    announce_connection(exsited)
    exsited.get(AUTOMATION, json={"integration_automation": automation_json(**changes)})


def announce_function(exsited: responses.RequestsMock, **changes: object) -> None:
    exsited.get(FUNCTION, json={"partner_function": partner_function_json(**changes)})


class TestAutomationDetail:
    def test_shows_every_documented_field(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        automation = automation_json(custom_day="friday", custom_day_time="friday 01:02:03", custom_time="01:02:03")
        announce_automation(exsited, **automation)
        announce_function(exsited)

        response = administrator.get(AUTOMATION_PAGE)

        told = {"direction": "Import", "provider": "Xero", "status": "Active", "additional_criteria": "No"}
        for field, value in automation.items():
            assertContains(response, told.get(field, value))

    def test_keeps_the_tabs_of_its_connection(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce_automation(exsited)
        announce_function(exsited)

        response = administrator.get(AUTOMATION_PAGE)

        assertContains(response, f'<a href="{CONFIGURATION_PAGE}">Configuration</a>', html=True)
        assertContains(response, f'<a href="{AUTOMATIONS_PAGE}" aria-current="true">Automations</a>', html=True)

    def test_tells_the_schedule_beside_its_fields(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce_automation(exsited, checkOnText="Every 4 hours")
        announce_function(exsited)

        response = administrator.get(AUTOMATION_PAGE)

        assertContains(response, "The fields say every 8 hours, but checkOnText says every 4 hours.")

    def test_cannot_tell_what_nobody_can(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce_automation(exsited, check_on="<once in a while>")
        announce_function(exsited)

        response = administrator.get(AUTOMATION_PAGE)

        assertContains(response, "Cannot tell")
        assertContains(response, "&lt;once in a while&gt;")

    def test_an_unknown_automation_is_not_found(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        exsited.assert_all_requests_are_fired = False
        announce_connection(exsited)
        exsited.get(AUTOMATION, status=404)

        assert administrator.get(AUTOMATION_PAGE).status_code == 404

    def test_is_an_error_page_when_exsited_is_down(
        self, administrator: Client, exsited: responses.RequestsMock
    ) -> None:
        exsited.assert_all_requests_are_fired = False
        announce_connection(exsited)
        exsited.get(AUTOMATION, body=ConnectionError())

        assertContains(administrator.get(AUTOMATION_PAGE), "Exsited did not answer", status_code=502)

    def test_stands_without_its_connection(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(CONNECTION, status=403)
        exsited.get(AUTOMATION, json={"integration_automation": automation_json()})
        announce_function(exsited)

        assertContains(administrator.get(AUTOMATION_PAGE), "New suppliers")


class TestFunctionItRuns:
    def test_is_asked_for_by_uuid(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce_automation(exsited)
        announce_function(exsited)

        response = administrator.get(AUTOMATION_PAGE)

        assertContains(response, f'<a href="{FUNCTION_PAGE}">Import customers</a>', html=True)
        assertContains(response, "its UUID")

    def test_is_looked_for_by_name(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce_automation(exsited, perform_function="Import customers")
        exsited.get(FUNCTIONS, json=functions(partner_function_json()))

        response = administrator.get(AUTOMATION_PAGE)

        assertContains(response, f'<a href="{FUNCTION_PAGE}">Import customers</a>', html=True)
        assertContains(response, "its name")

    def test_of_a_name_that_two_have_is_not_certain(
        self, administrator: Client, exsited: responses.RequestsMock
    ) -> None:
        announce_automation(exsited, perform_function="Import customers")
        exsited.get(FUNCTIONS, json=functions(partner_function_json(), partner_function_json(uuid="another")))

        assertContains(administrator.get(AUTOMATION_PAGE), "2 functions of this connection have the name")

    @pytest.mark.parametrize("named", ["UUID", "name"])
    def test_that_does_not_exist_is_told(
        self, administrator: Client, exsited: responses.RequestsMock, named: str
    ) -> None:
        announce_automation(exsited, perform_function=FUNCTION_UUID if named == "UUID" else "Nothing <b>like it</b>")
        if named == "UUID":
            exsited.get(FUNCTION, status=404)
        else:
            exsited.get(FUNCTIONS, json=functions(partner_function_json()))

        response = administrator.get(AUTOMATION_PAGE)

        assertContains(response, "Function not found")
        assertContains(response, f"this connection has none of that {named}")
        assertNotContains(response, "<b>like it")

    def test_not_met_in_a_broken_list_is_not_called_missing(
        self, administrator: Client, exsited: responses.RequestsMock
    ) -> None:
        exsited.assert_all_requests_are_fired = False
        announce_automation(exsited, perform_function="Some function")
        for _ in range(4):
            exsited.get(FUNCTIONS, json=functions(partner_function_json(), records=3))

        response = administrator.get(AUTOMATION_PAGE)

        assertContains(response, "Not all read")
        assertNotContains(response, "Function not found")

    def test_that_is_not_named_is_told(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce_automation(exsited, perform_function="")

        assertContains(administrator.get(AUTOMATION_PAGE), "It names no function")

    def test_fails_alone(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce_automation(exsited)
        exsited.get(FUNCTION, status=403)

        response = administrator.get(AUTOMATION_PAGE)

        assertContains(response, "Every 8 hours")
        assertContains(response, "Not allowed")

    def test_fragment_reads_only_what_it_needs(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(AUTOMATION, json={"integration_automation": automation_json()})
        announce_function(exsited)

        response = administrator.get(AUTOMATION_PAGE, headers=fragment("panel-function"))

        assertContains(response, FUNCTION_PAGE)
        assertNotContains(response, "<h1")


@pytest.mark.sandbox
class TestOnSandbox:
    def test_every_schedule_is_told_or_said_to_be_untold(
        self, administrator: Client, on_sandbox: SandboxProcess
    ) -> None:
        client = upstream.process_client()
        uuids = [connection.uuid for connection in list_connections(client, limit=100).items]
        pages = [administrator.get(f"/integrations/{uuid}/automations/?per_page=100") for uuid in uuids]
        text = "".join(page.content.decode() for page in pages)

        assert {page.status_code for page in pages} == {200}
        assert text.count("Cannot tell") == 1
        assert text.count("fields disagree") == 1

    def test_a_function_that_is_gone_is_told(self, administrator: Client, on_sandbox: SandboxProcess) -> None:
        client = upstream.process_client()
        told = 0
        for connection in list_connections(client, limit=6).items:
            for automation in list_automations(client, connection.uuid, limit=5).items:
                page = administrator.get(f"/integrations/{connection.uuid}/automations/{automation.uuid}/?wait=1")
                told += "Function not found" in page.content.decode()

        assert told == 1
