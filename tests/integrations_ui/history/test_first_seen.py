"""Pages that read connections note what secrets they saw, and say since when they know them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import responses
import time_machine
from django.test import Client
from django.utils import timezone
from pytest_django.asserts import assertContains

from integrations_ui.history.sightings import note_sightings
from integrations_ui.models import SecretSighting
from tests.builders import connection_json, page_of
from tests.conftest import BASE_URL
from tests.integrations_ui.history import made
from tests.integrations_ui.history.test_history_pages import announce
from tests.integrations_ui.history.test_sightings import failing
from tests.integrations_ui.places import PAGE

FIRST = datetime(2026, 3, 1, 22, 5, tzinfo=UTC)


class TestFirstSeen:
    def test_stands_beside_each_secret(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        tokens = {"access_token": "an-access-token-Uy38Fs", "refresh_token": "a-refresh-token-Oi51Bn"}
        note_sightings([made.connection(**tokens)], FIRST)
        announce(exsited, **tokens)

        response = administrator.get(f"{PAGE}/")

        assertContains(response, "First seen")
        assertContains(response, "2 Mar 2026, 09:05", count=3)

    def test_says_for_how_long_each_is_known(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        note_sightings([made.connection()], timezone.now() - timedelta(days=12, hours=1))
        announce(exsited)

        assertContains(administrator.get(f"{PAGE}/"), '<span class="muted small nowrap">12 days ago</span>', count=1)

    def test_is_now_on_the_first_visit(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce(exsited)
        administrator.get(f"{PAGE}/")

        assert {sighting.field for sighting in SecretSighting.objects.all()} == {
            "client_secret",
            "access_token",
            "refresh_token",
        }

    @pytest.mark.parametrize("statement", ["INSERT", 'SELECT "integrations_ui_'])
    def test_is_left_out_where_the_database_fails(
        self, administrator: Client, exsited: responses.RequestsMock, statement: str
    ) -> None:
        announce(exsited)

        with failing(statement):
            response = administrator.get(f"{PAGE}/")

        assertContains(response, "Harbour Lane Trading")
        assertContains(response, "Check a value")


class TestList:
    def test_notes_what_it_shows(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(
            f"{BASE_URL}/api/v2/integration-connections", json=page_of(connection_json(), key="integration_connection")
        )

        with time_machine.travel(datetime.now(UTC).replace(microsecond=0), tick=False):
            assert administrator.get("/integrations/").status_code == 200

        assert SecretSighting.objects.count() == 3
