"""`manage.py snapshot_integrations`: every connection, one line each, and honest about what it could not read."""

from __future__ import annotations

import io
import re

import pytest
import responses
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django.asserts import assertNotContains

from integrations_ui.models import SecretSighting, Snapshot
from tests.builders import (
    CONNECTION_UUID,
    SECRETS,
    Json,
    automation_json,
    configuration_json,
    connection_json,
    page_of,
    partner_function_json,
)
from tests.conftest import BASE_URL
from tests.integrations_ui.history.test_sightings import failing
from tests.sandbox_process import SandboxProcess

CONNECTIONS = f"{BASE_URL}/api/v2/integration-connections"

pytestmark = pytest.mark.django_db


def announce(exsited: responses.RequestsMock, uuid: str, *, status: int = 200) -> None:
    address = f"{BASE_URL}/api/v3/integration/{uuid}"
    exsited.get(f"{address}/configuration", json={"integration": configuration_json()})
    exsited.get(f"{address}/partner-function", json=page_of(partner_function_json(), key="partner_functions"))
    exsited.get(f"{address}/automation", status=status, json=page_of(automation_json(), key="integration_automations"))


def connections(*rows: Json, records: int | None = None) -> Json:
    return page_of(*rows, key="integration_connection", limit=100, records=records)


def run() -> str:
    out = io.StringIO()
    call_command("snapshot_integrations", stdout=out)
    return out.getvalue()


class TestSnapshotIntegrations:
    def test_keeps_each_and_then_only_what_changed(self, exsited: responses.RequestsMock) -> None:
        exsited.get(CONNECTIONS, json=connections(connection_json(), connection_json(uuid="other")))
        announce(exsited, CONNECTION_UUID)
        announce(exsited, "other")

        first, second = run(), run()

        assert re.findall(r"^ *(\d+) (\w+)  (\S+)  Harbour Lane Trading$", first, re.MULTILINE) == [
            ("1", "kept", CONNECTION_UUID),
            ("2", "kept", "other"),
        ]
        assert second.count("same") == 2
        assert Snapshot.objects.count() == 2
        assert SecretSighting.objects.count() == 6

    def test_loses_nothing_of_the_others(self, exsited: responses.RequestsMock) -> None:
        exsited.get(CONNECTIONS, json=connections(connection_json(), connection_json(uuid="other")))
        announce(exsited, CONNECTION_UUID, status=403)
        announce(exsited, "other")
        out = io.StringIO()

        with pytest.raises(CommandError, match="1 of 2 connections could not be kept"):
            call_command("snapshot_integrations", stdout=out)

        assert [one.connection_uuid for one in Snapshot.objects.all()] == ["other"]
        assert re.search(r"FAIL .*automations: upstream_forbidden", out.getvalue())

    def test_fails_where_the_database_does(self, exsited: responses.RequestsMock) -> None:
        exsited.get(CONNECTIONS, json=connections(connection_json()))
        announce(exsited, CONNECTION_UUID)

        with failing('INSERT INTO "integrations_ui_snapshot"'), pytest.raises(CommandError, match="1 of 1"):
            call_command("snapshot_integrations", stdout=io.StringIO())

    def test_fails_on_half_a_list_after_keeping_that_half(self, exsited: responses.RequestsMock) -> None:
        exsited.get(CONNECTIONS, json=connections(connection_json(), records=900))
        announce(exsited, CONNECTION_UUID)

        with pytest.raises(CommandError, match="could not be read whole"):
            run()

        assert Snapshot.objects.count() == 1

    def test_fails_without_a_list(self, exsited: responses.RequestsMock) -> None:
        exsited.get(CONNECTIONS, status=403, json={})

        with pytest.raises(CommandError, match="list of connections could not be read"):
            run()

    def test_prints_no_secret_and_no_command_to_the_terminal(self, exsited: responses.RequestsMock) -> None:
        exsited.get(CONNECTIONS, json=connections(connection_json(remote_instance_name="a\x1b[2Jb\r\nc")))
        announce(exsited, CONNECTION_UUID)

        told = run()

        assert "\x1b" not in told
        assert len(told.splitlines()) == 1
        assert not [secret for secret in SECRETS if secret in told]


@pytest.mark.sandbox
class TestOnTheSandbox:
    def test_reads_all_of_them_and_finds_no_change_at_once(self, on_sandbox: SandboxProcess) -> None:
        first, second = run(), run()

        assert len(first.splitlines()) == first.count(" kept  ") == 38
        assert second.count(" same  ") == 38

    def test_remembers_the_findings_for_the_list_of_connections(
        self, on_sandbox: SandboxProcess, administrator: Client
    ) -> None:
        run()

        response = administrator.get("/integrations/?findings=any")

        assertNotContains(response, "Wait for it")
        assertNotContains(response, "No connections match")
