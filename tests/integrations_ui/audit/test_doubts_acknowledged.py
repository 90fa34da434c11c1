"""Taking as it is what cannot be judged: like a finding, and never as if it had been understood."""

from __future__ import annotations

import re

import pytest
import responses
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from tests.builders import page_of
from tests.integrations_ui.audit.subjects import automation
from tests.integrations_ui.audit.test_findings import MINE, announce_one, figures
from tests.integrations_ui.audit.test_findings_acknowledged import REASON, in_days
from tests.integrations_ui.places import AUTOMATIONS, CONFIGURATION

DOUBT = re.compile(rf'href="({MINE}CANNOT-JUDGE/[0-9a-f]{{64}}/)acknowledge/"')


class TestWhatCannotBeJudged:
    @pytest.fixture(autouse=True)
    def _unsure(self, exsited: responses.RequestsMock) -> None:
        announce_one(exsited, automations=[automation(status="PAUSED")])

    def place(self, client: Client) -> str:
        found = DOUBT.search(client.get(f"{MINE}?show=cannot").content.decode())
        assert found
        return found[1]

    def acknowledge(self, client: Client) -> str:
        place = self.place(client)
        response = client.post(f"{place}acknowledge/", {"reason": REASON, "expires_on": in_days(30)})
        assertRedirects(response, MINE, fetch_redirect_response=False)
        return place

    def test_has_a_form_of_its_own(self, administrator: Client) -> None:
        response = administrator.get(f"{self.place(administrator)}acknowledge/")

        assertContains(response, "<code>status = <mark>PAUSED</mark></code>", html=True)
        assertContains(response, "Acknowledge what cannot be judged")

    def test_is_set_aside_with_its_reason(self, administrator: Client) -> None:
        before = figures(administrator.get(MINE))
        self.acknowledge(administrator)

        response = administrator.get(f"{MINE}?show=acknowledged")
        after = figures(response)

        assert before["Cannot judge"] == after["Cannot judge"] + 1
        assert after["Acknowledged"] == 1
        assertContains(response, REASON)
        assertContains(response, "Cannot judge")

    def test_is_not_told_as_understood(self, administrator: Client) -> None:
        while found := DOUBT.search(administrator.get(f"{MINE}?show=cannot").content.decode()):
            administrator.post(f"{found[1]}acknowledge/", {"reason": REASON, "expires_on": in_days(30)})

        response = administrator.get(f"{MINE}?show=cannot")

        assert figures(response)["Cannot judge"] == 0
        assertNotContains(response, "Every word was understood")
        assertContains(response, "What cannot be judged is acknowledged")

    def test_is_open_again_once_withdrawn(self, administrator: Client) -> None:
        place = self.acknowledge(administrator)

        assertContains(administrator.get(MINE), f'action="{place}withdraw/"')
        administrator.post(f"{place}withdraw/")

        assert figures(administrator.get(MINE))["Acknowledged"] == 0
        assert self.place(administrator) == place

    def test_returns_when_its_fact_changes(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        place = self.acknowledge(administrator)
        exsited.remove("GET", AUTOMATIONS)
        exsited.get(AUTOMATIONS, json=page_of(automation(status="ASLEEP"), key="integration_automations"))

        assert figures(administrator.get(MINE))["Acknowledged"] == 0
        assert self.place(administrator) != place
        assertContains(administrator.get(f"{place}acknowledge/"), "Its facts have changed", status_code=404)

    def test_stays_covered_when_another_part_cannot_be_read(
        self, administrator: Client, exsited: responses.RequestsMock
    ) -> None:
        """Fewer rules stay open because of it then, but it is the same fact."""
        self.acknowledge(administrator)
        exsited.remove("GET", CONFIGURATION)
        exsited.get(CONFIGURATION, status=500)

        assert figures(administrator.get(MINE))["Acknowledged"] == 1
