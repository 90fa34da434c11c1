"""What a snapshot holds, and that one is kept exactly when something changed."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from dashboard import upstream
from integrations_ui.history.snapshots import configuration_of, digest, keep_seen, keep_snapshot, normalised
from integrations_ui.models import Snapshot
from tests.builders import (
    ABSENT,
    CLIENT_SECRET,
    CONNECTION_UUID,
    SECRETS,
    Json,
    automation_json,
    configuration_json,
    partner_function_json,
)
from tests.integrations_ui.history.made import configuration, content, integration
from tests.integrations_ui.history.test_sightings import failing

ROOT = Path(__file__).resolve().parents[3]
NOW = datetime(2026, 11, 20, 9, 41, tzinfo=UTC)
MINUTE = timedelta(minutes=1)

RACE = """
import threading, django
django.setup()
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from integrations_ui.models import Snapshot
from integrations_ui.history.snapshots import keep_snapshot
from tests.integrations_ui.history.made import integration

call_command("migrate", verbosity=0)
made, now, start = integration(), timezone.now(), threading.Barrier(8)

def visit():
    start.wait()
    keep_snapshot(made, now)
    connection.close()

visits = [threading.Thread(target=visit) for _ in range(8)]
for one in visits: one.start()
for one in visits: one.join()
print(Snapshot.objects.count())
"""


def settings_of(made: Json) -> dict[tuple[str, str], str]:
    (module,) = made["configuration"]["modules"]["item"]
    return {(section, key): text for section, key, text in module["settings"]}


class TestContent:
    def test_survives_being_kept_as_json(self) -> None:
        made = content()

        assert json.loads(json.dumps(made)) == made

    def test_is_the_same_in_any_order_of_the_wire(self) -> None:
        other = partner_function_json(uuid="00000000-0000-4000-8000-000000000001")
        turned = dict(reversed([*configuration_json().items()]))
        turned["account"] = dict(reversed([*turned["account"].items()]))

        one = content(functions=[partner_function_json(), other])
        same = content(functions=[other, partner_function_json()], configuration=turned)

        assert digest(one) == digest(same)

    def test_tells_a_setting_that_was_sent_empty_from_one_that_was_not_sent(self) -> None:
        made = content(configuration=configuration_json(item={"export": {"a_enabled": "", "b_enabled": None}}))

        assert settings_of(made) == {("export", "a_enabled"): "", ("export", "b_enabled"): ""}

    @pytest.mark.parametrize("written", ["true", "TRUE", " true", True])
    def test_takes_a_flag_for_what_it_says(self, written: object) -> None:
        made = content(configuration=configuration_json(item={"export": {"a_enabled": written}}))

        assert settings_of(made) == {("export", "a_enabled"): "true"}

    def test_keeps_the_whole_text_of_what_is_no_flag(self) -> None:
        made = content(configuration=configuration_json(item={"export": {"a_enabled": "perhaps" * 100}}))

        assert settings_of(made) == {("export", "a_enabled"): "perhaps" * 100}

    def test_holds_no_secret(self) -> None:
        told = json.dumps(content(extra_token="canary-of-an-unknown-key-77", memo=f"was {CLIENT_SECRET}"))

        assert not [secret for secret in (*SECRETS, "canary-of-an-unknown-key-77") if secret in told]

    def test_tells_a_client_secret_by_mask_and_fingerprint(self) -> None:
        sealed = upstream.sealer().seal(CLIENT_SECRET)

        assert content()["secrets"] == {"client_secret": {"mask": sealed.mask, "fingerprint": sealed.fingerprint}}

    def test_is_the_same_after_tokens_renewed_themselves(self) -> None:
        renewed = content(access_token="another-access-token-9", refresh_token="another-refresh-token-9")

        assert digest(renewed) == digest(content())

    def test_differs_when_a_token_is_gone(self) -> None:
        assert digest(content(refresh_token="")) != digest(content())

    @pytest.mark.parametrize(
        "clock", [{"last_sync_at": "2026-11-20T01:00:00Z"}, {"lastSync": "1700000000"}, {"token_expires_in": 1740}]
    )
    def test_leaves_out_clocks_of_the_machine(self, clock: Json) -> None:
        assert digest(content(**clock)) == digest(content())

    @pytest.mark.parametrize("told", [{"last_error": "no such ledger"}, {"region": "AU-1"}, {"start_at": "2026-01-01"}])
    def test_keeps_everything_else_that_is_not_documented(self, told: Json) -> None:
        assert digest(content(**told)) != digest(content())

    def test_has_nothing_of_an_integration_that_was_not_read_whole(self) -> None:
        with pytest.raises(ValueError, match="read whole"):
            normalised(integration(complete=False))

    def test_has_no_nul_which_postgresql_would_refuse(self) -> None:
        assert "\\u0000" not in json.dumps(content(remote_instance_name="a\0b", **{"k\0": "v\0"}))

    @given(st.dictionaries(st.sampled_from(["a_enabled", "b_enabled", "c"]), st.sampled_from(["true", "no", ""])))
    def test_gives_the_configuration_again(self, flags: Json) -> None:
        changes = {"item": {"provider": "xero", "export": flags}, "fx": [{"rate_enabled": "x"}, {"note": "y"}]}
        made = content(configuration=configuration_json(**changes))
        again = normalised(integration()) | {"configuration": made["configuration"]}

        back = configuration_of(again)

        kept = {module.name: {(s.section, s.key, s.value) for s in module.settings} for module in back.modules}
        read = configuration(**changes)
        assert kept["item"] == {
            (s.section, s.key, s.value) for m in read.modules if m.name == "item" for s in m.settings
        }
        assert len(back.modules) == len(read.modules)


@pytest.mark.django_db
class TestKeeping:
    def test_begins_with_the_first_visit(self) -> None:
        kept = keep_snapshot(integration(), NOW)

        assert kept is not None
        assert (kept.connection_uuid, kept.taken_at, len(kept.digest)) == (CONNECTION_UUID, NOW, 64)

    def test_is_idle_while_nothing_changes(self) -> None:
        keep_snapshot(integration(), NOW)

        assert keep_snapshot(integration(), NOW + MINUTE) is None
        assert Snapshot.objects.count() == 1

    def test_goes_on_when_something_changed_and_when_it_changed_back(self) -> None:
        for minute, status in enumerate(["ACTIVE", "INACTIVE", "ACTIVE"]):
            keep_snapshot(integration(status=status), NOW + minute * MINUTE)

        kept = [one.content["connection"]["fields"]["status"] for one in Snapshot.objects.all()]
        assert kept == ["ACTIVE", "INACTIVE", "ACTIVE"]

    def test_takes_only_what_was_read_whole(self) -> None:
        assert keep_snapshot(integration(complete=False), NOW) is None
        assert not Snapshot.objects.exists()

    def test_keeps_connections_apart(self) -> None:
        keep_snapshot(integration(), NOW)

        assert keep_snapshot(integration(uuid="another-one"), NOW) is not None

    def test_lets_no_slow_visit_bring_back_what_is_over(self) -> None:
        keep_snapshot(integration(status="INACTIVE"), NOW)

        assert keep_snapshot(integration(status="ACTIVE"), NOW - MINUTE) is None

    def test_is_not_kept_out_by_a_clock_that_went_wrong(self) -> None:
        with time_machine.travel(NOW, tick=False):
            keep_snapshot(integration(status="INACTIVE"), NOW + timedelta(days=400))

            assert keep_snapshot(integration(status="ACTIVE"), NOW) is not None

    def test_knows_nothing_by_an_odd_uuid(self) -> None:
        assert keep_snapshot(integration(uuid="x" * 500), NOW) is None

    def test_reads_back_what_it_kept(self) -> None:
        made = integration(automations=[automation_json(status=ABSENT)])
        keep_snapshot(made, NOW)

        kept = Snapshot.objects.get()

        assert kept.content == normalised(made)
        assert digest(kept.content) == kept.digest


class TestVisitsAtTheSameTime:
    def test_keep_one(self, tmp_path: Path) -> None:
        environment = {
            "PATH": "",
            "DJANGO_SETTINGS_MODULE": "dashboard.settings",
            "SECRET_KEY": "k7" * 30,
            "DATABASE_URL": f"sqlite:///{tmp_path / 'race.sqlite3'}",
            "EXSITED_BASE_URL": "https://exsited.example",
            "EXSITED_CLIENT_ID": "race",
            "EXSITED_CLIENT_SECRET": "a-secret-of-no-account",
            "EXSITED_REDIRECT_URI": "https://dashboard.example/callback",
        }

        done = subprocess.run(
            [sys.executable, "-c", RACE],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

        assert (done.stdout.strip(), done.stderr) == ("1", "")


@pytest.mark.django_db
class TestSeenAgain:
    def test_remembers_when_it_was_last_seen_so(self) -> None:
        keep_snapshot(integration(), NOW)
        keep_snapshot(integration(), NOW + 2 * MINUTE)
        keep_snapshot(integration(), NOW + MINUTE)

        kept = Snapshot.objects.get()
        assert (kept.taken_at, kept.seen_at) == (NOW, NOW + 2 * MINUTE)

    def test_writes_nothing_for_what_was_seen_a_moment_ago(
        self, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        keep_snapshot(integration(), NOW)

        with django_assert_num_queries(1):
            keep_snapshot(integration(), NOW + MINUTE / 2)

    def test_of_what_was_overtaken_is_not_seen_again(self) -> None:
        keep_snapshot(integration(status="INACTIVE"), NOW)
        keep_snapshot(integration(status="ACTIVE"), NOW - MINUTE)

        assert [one.seen_at for one in Snapshot.objects.all()] == [NOW]


@pytest.mark.django_db
class TestKeepingOnAVisit:
    def test_keeps_those_that_were_read_whole(self) -> None:
        assert keep_seen([integration(), integration(uuid="half", complete=False)], NOW)

        assert [one.connection_uuid for one in Snapshot.objects.all()] == [CONNECTION_UUID]

    def test_leaves_the_page_alone_where_the_database_fails(self, caplog: pytest.LogCaptureFixture) -> None:
        with failing('INSERT INTO "integrations_ui_snapshot"'):
            assert not keep_seen([integration()], NOW)

        assert "snapshot_not_kept" in caplog.text
