"""What the pages of one function and of one automation say of where they disagree."""

from __future__ import annotations

from datetime import timedelta

import pytest
import responses
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from integrations_ui.audit.acknowledging import acknowledge
from tests.builders import CONNECTION_UUID, FUNCTION_UUID, Json, automation_json, connection_json, partner_function_json
from tests.integrations_ui.part_pages import announce, announce_broken, text_of
from tests.integrations_ui.places import (
    AUTOMATION,
    AUTOMATION_PAGE,
    AUTOMATIONS,
    CONFIGURATION,
    CONNECTION,
    FUNCTION,
    FUNCTION_PAGE,
    FUNCTIONS,
    PAGE,
    fragment,
)

FITTING: Json = {"applies_to": "customer", "applies_to_function": "update"}
"""What makes the automation of the builders agree with the function of the builders."""

AT_ODDS = [
    ({"direction": "EXPORT"}, {}, "AUT-3", "go opposite ways"),
    ({"provider": "netsuite"}, {}, "AUT-4", "of another provider"),
    ({"applies_to": "invoice"}, {}, "AUT-5", "about different objects"),
    ({}, {"enabled": "false"}, "AUT-2", "runs a function that is disabled"),
]
DOUBTFUL = [
    ({"direction": "SIDEWAYS"}, {}, "The documents have only IMPORT and EXPORT."),
    ({}, {"enabled": "perhaps"}, "nobody can tell whether the function may run"),
    ({"status": "PAUSED"}, {"enabled": "false"}, "nobody can tell whether it runs"),
]


def announce_both(
    exsited: responses.RequestsMock, automation: Json | None = None, function: Json | None = None, **connection: object
) -> None:
    """The answers for either page: one automation and the one function that it runs."""
    exsited.assert_all_requests_are_fired = False
    mine = automation_json(**(FITTING | (automation or {})))
    its = partner_function_json(**(function or {}))
    exsited.get(CONNECTION, json={"integration_connection": [connection_json(**connection)]})
    exsited.get(AUTOMATION, json={"integration_automation": mine})
    exsited.get(FUNCTION, json={"partner_function": its})
    announce(exsited, AUTOMATIONS, [mine])
    announce(exsited, FUNCTIONS, [its])


def at_odds(client: Client, page: str) -> str:
    """The text of the panel, as it comes by itself."""
    response = client.get(page, headers=fragment("panel-findings"))
    assert response.status_code == 200
    return text_of(response.content.decode())


class TestBothPages:
    @pytest.mark.parametrize("page", [AUTOMATION_PAGE, FUNCTION_PAGE])
    @pytest.mark.parametrize(("automation", "function", "rule", "title"), AT_ODDS)
    def test_say_where_the_two_disagree(
        self,
        administrator: Client,
        exsited: responses.RequestsMock,
        page: str,
        automation: Json,
        function: Json,
        rule: str,
        title: str,
    ) -> None:
        announce_both(exsited, automation, function)

        response = administrator.get(f"{page}?wait=1")

        told = text_of(response.content.decode())
        assert rule in told
        assert title in told
        assertContains(response, f'href="{AUTOMATION_PAGE}"')
        assertContains(response, f'href="{PAGE}/findings/?q=')

    @pytest.mark.parametrize("page", [AUTOMATION_PAGE, FUNCTION_PAGE])
    @pytest.mark.parametrize(("automation", "function", "why"), DOUBTFUL)
    def test_say_what_nobody_can_judge(
        self,
        administrator: Client,
        exsited: responses.RequestsMock,
        page: str,
        automation: Json,
        function: Json,
        why: str,
    ) -> None:
        announce_both(exsited, automation, function)

        told = at_odds(administrator, page)

        assert "Cannot judge" in told
        assert why in told

    @pytest.mark.parametrize("page", [AUTOMATION_PAGE, FUNCTION_PAGE])
    def test_say_that_nothing_is_at_odds(
        self, administrator: Client, exsited: responses.RequestsMock, page: str
    ) -> None:
        announce_both(exsited)

        assert "Nothing at odds" in at_odds(administrator, page)

    @pytest.mark.parametrize("page", [AUTOMATION_PAGE, FUNCTION_PAGE])
    def test_say_what_was_taken_as_it_is_on_the_findings_page(
        self, administrator: Client, exsited: responses.RequestsMock, page: str
    ) -> None:
        announce_both(exsited, {"direction": "EXPORT"})
        exsited.get(CONFIGURATION, json={"integration": {}})
        exsited.get(CONNECTION.rpartition("/")[0], json={"integration_connection": [connection_json()]})
        findings = administrator.get(f"{PAGE}/findings/?rule=AUT-3").content.decode()
        digest = findings.partition("/findings/AUT-3/")[2].partition("/")[0]
        ada, now = User.objects.get(username="ada"), timezone.now()
        key, until = (CONNECTION_UUID, "AUT-3", digest), timezone.localdate() + timedelta(days=9)
        acknowledge(key, by=ada, reason="Known to both", expires_on=until, now=now)

        assert "Known to both" in at_odds(administrator, page)

    @pytest.mark.parametrize("page", [AUTOMATION_PAGE, FUNCTION_PAGE])
    def test_wear_no_state_where_nothing_is_at_odds(
        self, administrator: Client, exsited: responses.RequestsMock, page: str
    ) -> None:
        announce_both(exsited)

        whole = text_of(administrator.get(f"{page}?wait=1").content.decode())

        assert "At odds as far as this page can tell" in whole
        assert "Nothing at odds" in whole

    @pytest.mark.parametrize("page", [AUTOMATION_PAGE, FUNCTION_PAGE])
    def test_stand_without_the_connection(
        self, administrator: Client, exsited: responses.RequestsMock, page: str
    ) -> None:
        exsited.get(CONNECTION, status=403)
        announce_both(exsited)

        response = administrator.get(f"{page}?wait=1")

        assertContains(response, "At odds")
        assertContains(response, "Not allowed")
        assertNotContains(response, "Nothing at odds")

    @pytest.mark.parametrize("page", [AUTOMATION_PAGE, FUNCTION_PAGE])
    def test_read_nothing_twice(self, administrator: Client, exsited: responses.RequestsMock, page: str) -> None:
        announce_both(exsited)

        administrator.get(f"{page}?wait=1")

        asked = [str(call.request.url) for call in exsited.calls if call.request.method == "GET"]
        assert len(asked) == len(set(asked)) == 3

    @pytest.mark.parametrize("page", [AUTOMATION_PAGE, FUNCTION_PAGE])
    def test_run_nothing_of_what_came(self, administrator: Client, exsited: responses.RequestsMock, page: str) -> None:
        name = "<script>alert(1)</script>"
        announce_both(exsited, {"display_name": name, "direction": "<b>x</b>"}, {"name": name, "enabled": "<i>"})

        response = administrator.get(f"{page}?wait=1")

        assertNotContains(response, "<script>alert")
        assertNotContains(response, "<b>x")


class TestAutomation:
    def test_whose_function_is_gone_is_told_so(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(FUNCTION, status=404)
        announce_both(exsited)

        told = at_odds(administrator, AUTOMATION_PAGE)

        assert "AUT-1" in told
        assert "None has this uuid or name" in told

    def test_whose_name_for_it_two_have_cannot_be_judged(
        self, administrator: Client, exsited: responses.RequestsMock
    ) -> None:
        exsited.assert_all_requests_are_fired = False
        exsited.get(CONNECTION, json={"integration_connection": [connection_json()]})
        exsited.get(AUTOMATION, json={"integration_automation": automation_json(perform_function="Import customers")})
        announce(exsited, FUNCTIONS, [partner_function_json(), partner_function_json(uuid="another")])

        assert "2 functions have this name" in at_odds(administrator, AUTOMATION_PAGE)

    def test_is_not_called_without_one_where_the_list_broke_off(
        self, administrator: Client, exsited: responses.RequestsMock
    ) -> None:
        exsited.assert_all_requests_are_fired = False
        exsited.get(CONNECTION, json={"integration_connection": [connection_json()]})
        exsited.get(AUTOMATION, json={"integration_automation": automation_json(perform_function="Another")})
        announce_broken(exsited, FUNCTIONS, partner_function_json())

        told = at_odds(administrator, AUTOMATION_PAGE)

        assert "Not checked" in told
        assert "Nothing at odds" not in told
        assert "runs a function that is not there" not in told

    def test_of_a_function_that_did_not_come_is_half_judged(
        self, administrator: Client, exsited: responses.RequestsMock
    ) -> None:
        exsited.get(FUNCTION, status=403)
        announce_both(exsited, {"checkOnText": "Every 4 hours"})

        told = at_odds(administrator, AUTOMATION_PAGE)

        assert "SCH-2" in told
        assert "Not checked" in told
        assert "Nothing at odds" not in told

    def test_that_runs_while_its_connection_does_not_is_told_so(
        self, administrator: Client, exsited: responses.RequestsMock
    ) -> None:
        announce_both(exsited, status="INACTIVE")

        assert "CON-1" in at_odds(administrator, AUTOMATION_PAGE)


class TestFunction:
    def test_that_several_run_is_told_so(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        exsited.assert_all_requests_are_fired = False
        exsited.get(CONNECTION, json={"integration_connection": [connection_json()]})
        exsited.get(FUNCTION, json={"partner_function": partner_function_json()})
        announce(exsited, AUTOMATIONS, [automation_json(**FITTING), automation_json(**FITTING, uuid="b" * 8)])

        assert "AUT-6" in at_odds(administrator, FUNCTION_PAGE)

    def test_that_none_runs_is_told_so(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce_both(exsited, {"perform_function": "Another"})

        assert "FUN-1" in at_odds(administrator, FUNCTION_PAGE)

    def test_without_a_mapping_is_told_so(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce_both(exsited, function={"mapping_id": "", "object_mapping": ""})

        told = at_odds(administrator, FUNCTION_PAGE)

        assert "FUN-2" in told
        assert "FUN-2" not in at_odds(administrator, AUTOMATION_PAGE)

    def test_of_automations_that_did_not_come_is_half_judged(
        self, administrator: Client, exsited: responses.RequestsMock
    ) -> None:
        exsited.get(AUTOMATIONS, status=403)
        announce_both(exsited, function={"mapping_id": "", "object_mapping": ""})

        told = at_odds(administrator, FUNCTION_PAGE)

        assert "FUN-2" in told
        assert "Not checked" in told
        assert "The list of automations could not be read." in told

    def test_is_held_against_its_namesakes_where_it_is_run_by_name(
        self, administrator: Client, exsited: responses.RequestsMock
    ) -> None:
        exsited.assert_all_requests_are_fired = False
        exsited.get(CONNECTION, json={"integration_connection": [connection_json()]})
        exsited.get(FUNCTION, json={"partner_function": partner_function_json()})
        announce(exsited, AUTOMATIONS, [automation_json(**FITTING, perform_function="Import customers")])
        announce(exsited, FUNCTIONS, [partner_function_json(), partner_function_json(uuid="another")])

        assert "2 functions have this name" in at_odds(administrator, FUNCTION_PAGE)

    def test_that_hundreds_run_names_the_first_of_them(
        self, administrator: Client, exsited: responses.RequestsMock
    ) -> None:
        exsited.assert_all_requests_are_fired = False
        exsited.get(CONNECTION, json={"integration_connection": [connection_json()]})
        exsited.get(FUNCTION, json={"partner_function": partner_function_json()})
        many = [automation_json(**FITTING, uuid=f"a{number:07d}", status="PAUSED") for number in range(300)]
        announce(exsited, AUTOMATIONS, many)

        response = administrator.get(f"{FUNCTION_PAGE}?wait=1")

        assert response.content.count(b"<tr ") == 1 + 50
        assertContains(response, f'<a href="{PAGE}/automations/?q={FUNCTION_UUID}">250 more</a>', html=True)
        assertContains(response, "280 more</a>")
        assert response.content.count(b'<article class="finding') == 20

    def test_says_nothing_of_other_automations(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        exsited.assert_all_requests_are_fired = False
        exsited.get(CONNECTION, json={"integration_connection": [connection_json()]})
        exsited.get(FUNCTION, json={"partner_function": partner_function_json()})
        other = automation_json(uuid="c" * 8, perform_function="x", display_name="Other", checkOnText="Every 4 hours")
        announce(exsited, AUTOMATIONS, [automation_json(**FITTING, perform_function=FUNCTION_UUID.upper()), other])

        told = at_odds(administrator, FUNCTION_PAGE)

        assert "Other" not in told
        assert "Nothing at odds" in told
