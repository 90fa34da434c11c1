"""The overview of a connection says whether it is still as somebody approved it, in a panel that fetches itself."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
import responses
from django.contrib.auth.models import User
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains
from responses.matchers import query_param_matcher

from integrations_ui.history.snapshots import keep_snapshot
from integrations_ui.models import Baseline, Snapshot
from tests.builders import automation_json, configuration_json, connection_json, page_of, partner_function_json
from tests.integrations_ui.history.made import integration
from tests.integrations_ui.history.test_sightings import failing
from tests.integrations_ui.places import AUTOMATIONS, CONFIGURATION, CONNECTION, FUNCTIONS, PAGE, fragment
from tests.sections import section_on

OVERVIEW = f"{PAGE}/"
DRIFT = "panel-drift"
APPROVED_AT = datetime(2026, 11, 20, 9, 41, tzinfo=UTC)
WHOLE = query_param_matcher({"limit": "100", "offset": "0"})
FIRST_FIVE = query_param_matcher({"limit": "5", "offset": "0"})


def announce(exsited: responses.RequestsMock, *, whole: bool, but: str = "", **changes: Any) -> None:
    """Each answer once: what is asked for twice fails the test."""
    limit = 100 if whole else 5
    answers: dict[str, Any] = {
        CONNECTION: {"integration_connection": [connection_json(**changes)]},
        CONFIGURATION: {"integration": configuration_json()},
        FUNCTIONS: page_of(partner_function_json(), key="partner_functions", limit=limit),
        AUTOMATIONS: page_of(automation_json(), key="integration_automations", limit=limit),
    }
    for address, answer in answers.items():
        matchers = [WHOLE if whole else FIRST_FIVE] if address in {FUNCTIONS, AUTOMATIONS} else []
        if address == but:
            exsited.get(address, status=403, json={}, match=matchers)
        else:
            exsited.get(address, json=answer, match=matchers)


@pytest.fixture
def baseline(db: None) -> Baseline:
    snapshot = keep_snapshot(integration(), APPROVED_AT)
    assert snapshot
    person = User.objects.create_user("mo", first_name="M.", last_name="Okafor")
    return Baseline.objects.create(snapshot=snapshot, approved_by=person, approved_at=APPROVED_AT)


def panel(response: Any) -> str:
    return section_on(response, DRIFT)


class TestWithoutABaseline:
    def test_says_so_and_asks_nothing_more(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce(exsited, whole=False)

        response = administrator.get(OVERVIEW, {"wait": "1"})

        assert "No baseline yet" in panel(response)
        assertContains(response, f'href="{PAGE}/history/approve/"')
        assert len(exsited.calls) == 5
        assert not Snapshot.objects.exists()

    def test_says_so_when_it_was_withdrawn_while_the_page_stood_open(
        self, administrator: Client, exsited: responses.RequestsMock
    ) -> None:
        announce(exsited, whole=True)

        assert "No baseline yet" in panel(administrator.get(OVERVIEW, headers=fragment(DRIFT)))


@pytest.mark.usefixtures("baseline")
class TestTheOverview:
    def test_leaves_the_whole_reading_to_the_panel(
        self, administrator: Client, exsited: responses.RequestsMock
    ) -> None:
        announce(exsited, whole=False)

        response = administrator.get(OVERVIEW)

        assert "approved by M. Okafor on 20 Nov 2026" in panel(response)
        assertContains(response, 'hx-target="#panel-drift"')
        assertContains(response, '<a href="?wait=1">Wait for it</a>', html=True)

    def test_reads_nothing_twice_for_who_waits(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce(exsited, whole=True)

        response = administrator.get(OVERVIEW, {"wait": "1"})

        assert "As approved" in panel(response)
        assertContains(response, "All functions")
        assertContains(response, partner_function_json()["name"])
        assert len(exsited.calls) == 5

    def test_shows_five_of_what_it_read_whole(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce(exsited, whole=True, but=FUNCTIONS)
        many = [partner_function_json(uuid=f"function-{n}", name=f"Function number {n}") for n in range(7)]
        exsited.replace(responses.GET, FUNCTIONS, json=page_of(*many, key="partner_functions", limit=100))

        response = administrator.get(OVERVIEW, {"wait": "1"})

        assertContains(response, "Function number 4")
        assertNotContains(response, "Function number 5")
        assertContains(response, "5 of 7")


@pytest.mark.usefixtures("baseline")
class TestThePanel:
    def fetch(self, person: Client) -> Any:
        return person.get(OVERVIEW, headers=fragment(DRIFT))

    def test_is_a_fragment_of_its_own(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce(exsited, whole=True)

        response = self.fetch(administrator)

        assert response.content.decode().strip().startswith("<section")
        assert panel(response).strip() == (
            "Drift As approved History Everything is as M. Okafor approved it on 20 Nov 2026 ."
        )

    def test_tells_the_drift_and_where_to_see_it(
        self, administrator: Client, exsited: responses.RequestsMock, baseline: Baseline
    ) -> None:
        announce(exsited, whole=True, status="INACTIVE", remote_instance_id="moved")

        response = self.fetch(administrator)

        last = Snapshot.objects.latest("pk")
        assert last != baseline.snapshot
        shown = panel(response)
        assert "Drifted since the baseline approved by M. Okafor on 20 Nov 2026 : 2 changes" in shown
        assert "Status: Active → Inactive" in shown
        assertContains(response, f'href="{PAGE}/history/diff/?from={baseline.snapshot_id}&amp;to={last.pk}"')

    def test_cannot_tell_where_a_part_did_not_come(
        self, administrator: Client, exsited: responses.RequestsMock
    ) -> None:
        announce(exsited, whole=True, but=AUTOMATIONS)

        response = self.fetch(administrator)

        assert "Cannot tell" in panel(response)
        assertNotContains(response, "As approved")
        assert Snapshot.objects.count() == 1

    def test_still_tells_where_nothing_can_be_kept(
        self, administrator: Client, exsited: responses.RequestsMock
    ) -> None:
        announce(exsited, whole=True, status="INACTIVE")

        with failing('INSERT INTO "integrations_ui_snapshot"'):
            response = self.fetch(administrator)

        assert "1 change" in panel(response)
        assertContains(response, f'<a href="{PAGE}/history/">1 change</a>', html=True)

    def test_cannot_tell_where_the_baseline_cannot_be_looked_up(
        self, administrator: Client, exsited: responses.RequestsMock
    ) -> None:
        announce(exsited, whole=False)

        with failing('SELECT "integrations_ui_baseline"'):
            response = administrator.get(OVERVIEW)

        assert "Cannot tell" in panel(response)
        assertContains(response, "Harbour Lane Trading")

    def test_takes_no_reader_away_when_the_connection_is_gone(
        self, administrator: Client, exsited: responses.RequestsMock
    ) -> None:
        exsited.assert_all_requests_are_fired = False
        announce(exsited, whole=True)
        exsited.replace(responses.GET, CONNECTION, status=404, json={})

        assert self.fetch(administrator).status_code == 404

    def test_is_not_for_everybody(self, support: Client) -> None:
        assert self.fetch(support).status_code == 403
