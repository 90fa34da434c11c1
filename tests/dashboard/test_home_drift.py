"""The home page says which connections drifted, from what is kept, and how old that is."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import responses
from django.contrib.auth.models import User
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains

from integrations_ui.history.snapshots import keep_snapshot
from integrations_ui.models import Baseline, Snapshot
from tests.builders import connection_json, page_of
from tests.conftest import BASE_URL
from tests.integrations_ui.history.made import integration
from tests.integrations_ui.history.test_sightings import failing
from tests.integrations_ui.places import PAGE
from tests.sections import section_on

NOW = datetime(2026, 11, 20, 9, 41, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _upstream(exsited: responses.RequestsMock) -> None:
    """Only what the other panels ask for."""
    exsited.assert_all_requests_are_fired = False
    exsited.get(
        f"{BASE_URL}/api/v2/integration-connections", json=page_of(connection_json(), key="integration_connection")
    )
    exsited.get(f"{BASE_URL}/api/v3/invoices", json=page_of(key="invoices"))


def kept(*, minutes: int = 0, **changes: Any) -> Snapshot:
    snapshot = keep_snapshot(integration(**changes), NOW + timedelta(minutes=minutes))
    assert snapshot
    return snapshot


def approve(snapshot: Snapshot) -> Baseline:
    person, _ = User.objects.get_or_create(username="mo", first_name="M.", last_name="Okafor")
    return Baseline.objects.create(snapshot=snapshot, approved_by=person, approved_at=NOW)


def drift_on(response: Any) -> str:
    return section_on(response, "drift")


class TestDriftAtHome:
    def test_says_that_nothing_was_approved_yet(self, administrator: Client) -> None:
        response = administrator.get("/")

        assert "No baseline yet" in drift_on(response)
        assertContains(response, '<a href="/integrations/">connections</a>', html=True)

    def test_says_that_all_is_as_approved_and_since_when_somebody_looked(self, administrator: Client) -> None:
        approve(kept())
        keep_snapshot(integration(), NOW + timedelta(hours=2))
        kept(uuid="unapproved")

        shown = drift_on(administrator.get("/"))

        assert "As approved" in shown
        assert "1 approved connection is as approved" in shown
        assert "1 without a baseline" in shown
        assert "All looked at since 20 Nov 2026, 22:41" in shown

    def test_names_what_drifted_and_links_the_difference(self, administrator: Client) -> None:
        first = kept()
        approve(first)
        last = kept(minutes=60, status="INACTIVE", remote_instance_id="moved")

        response = administrator.get("/")

        shown = drift_on(response)
        assert "Drifted" in shown
        assert re.search(
            r"Harbour Lane Trading +looked at 20 Nov 2026, 21:41 +20 Nov 2026 +M\. Okafor +2 changes", shown
        )
        assertContains(response, f'<a href="{PAGE}/history/diff/?from={first.pk}&amp;to={last.pk}">2 changes</a>')
        assertContains(response, f'<a href="{PAGE}/">Harbour Lane Trading</a>')
        assert "1 of 1 approved connection" in shown

    def test_shows_a_few_of_many_and_counts_all(self, administrator: Client) -> None:
        for number in range(10):
            approve(kept(uuid=f"connection-{number}"))
            kept(uuid=f"connection-{number}", minutes=1, status="INACTIVE")

        shown = drift_on(administrator.get("/"))

        assert shown.count("1 change ") == 8
        assert "10 of 10 approved connections , the newest 8 shown" in shown

    def test_shows_a_hostile_name_as_text(self, administrator: Client) -> None:
        approve(kept(remote_instance_name="<script>alert(1)</script>"))
        kept(minutes=1, status="INACTIVE", remote_instance_name="<script>alert(1)</script>")

        response = administrator.get("/")

        assertNotContains(response, "<script>alert")
        assert "<script>alert(1)</script>" in drift_on(response)

    def test_cannot_tell_where_the_database_does_not_answer(self, administrator: Client) -> None:
        approve(kept())

        with failing('SELECT "integrations_ui_baseline"'):
            response = administrator.get("/")

        assert "Cannot tell" in drift_on(response)
        assertContains(response, "Billing API")

    def test_is_not_for_who_may_not_see_connections(self, support: Client) -> None:
        assertNotContains(support.get("/"), 'id="drift"')
