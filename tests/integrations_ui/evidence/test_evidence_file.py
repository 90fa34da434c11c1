"""The workbook: every sheet, what stands in it, and that what could not be read is said in it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import responses
import time_machine
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from pytest_django.asserts import assertContains

from dashboard.version import version
from integrations_ui.audit import RULES
from integrations_ui.models import Baseline, SecretSighting, Snapshot
from tests.builders import CONNECTION_UUID, connection_json
from tests.integrations_ui.audit.subjects import OTHER_UUID, automation, configuration, function
from tests.integrations_ui.audit.test_findings import announce_one, faulty
from tests.integrations_ui.evidence.places import ALL_FILE, ONE, ONE_FILE, acknowledged, announce_two, book_of
from tests.integrations_ui.evidence.workbook import content_of, records_in
from tests.integrations_ui.places import AUTOMATIONS, CONFIGURATION

SHEETS = [
    "About",
    "Connections",
    "Findings",
    "Acknowledgements",
    "Matrix",
    "Partner functions",
    "Automations",
    "Snapshots",
    "Rules",
]


class TestAbout:
    def test_says_who_when_what_and_with_what(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce_one(exsited)
        User.objects.filter(username="ada").update(first_name="Ada", last_name="Lovelace")

        with time_machine.travel("2026-11-21T12:30:15Z", tick=False):
            administrator.force_login(User.objects.get())
            book = book_of(administrator, ONE_FILE)

        about = dict(row[:2] for row in book["About"] if len(row) > 1)
        assert list(book) == SHEETS
        assert about["Made by"] == "Ada Lovelace (ada)"
        assert about["Made at"] == "21 Nov 2026, 23:30:15 AEDT, Australia/Sydney"
        assert about["In UTC"] == "21 Nov 2026, 12:30:15 UTC"
        assert about["Made with"] == f"Exsited Console {version()}, {len(RULES)} rules"
        assert about["Completeness"].startswith("Complete")
        assert about["Not read"] == "Nothing: everything was read."

    def test_states_the_digest_that_the_history_keeps(
        self, administrator: Client, exsited: responses.RequestsMock
    ) -> None:
        announce_two(exsited)

        about = book_of(administrator, ALL_FILE)["About"]

        kept = set(Snapshot.objects.values_list("digest", flat=True))
        assert len(kept) == 2
        assert {row[1] for row in about if len(row) > 1 and re.fullmatch("[0-9a-f]{64}", row[1])} == kept


class TestName:
    @pytest.mark.parametrize(
        ("name", "file"),
        [
            ("Blue Gum Traders", "evidence-blue-gum-traders-2026-11-21.xlsx"),
            ("=cmd|'/C calc'!A0", "evidence-cmdc-calca0-2026-11-21.xlsx"),
            ("../../etc/passwd", "evidence-etcpasswd-2026-11-21.xlsx"),
            ('a"; filename="b.exe', "evidence-a-filenamebexe-2026-11-21.xlsx"),
            ("日本", f"evidence-{CONNECTION_UUID}-2026-11-21.xlsx"),
            ("x" * 300, f"evidence-{'x' * 60}-2026-11-21.xlsx"),
            ("a\r\nSet-Cookie: b", "evidence-a-set-cookie-b-2026-11-21.xlsx"),
        ],
    )
    def test_is_safe_whatever_the_connection_is_called(
        self, administrator: Client, exsited: responses.RequestsMock, name: str, file: str
    ) -> None:
        announce_one(exsited, subject=connection_json(remote_instance_name=name))

        with time_machine.travel("2026-11-21T01:00:00Z", tick=False):
            administrator.force_login(User.objects.get())
            response = administrator.get(ONE_FILE)
            content_of(response)

        assert response.headers["Content-Disposition"] == f'attachment; filename="{file}"'

    def test_of_all_says_so(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce_two(exsited)
        response = administrator.get(ALL_FILE)
        content_of(response)

        assert f"evidence-all-{timezone.localdate()}" in response.headers["Content-Disposition"]


class TestConnections:
    def test_tell_what_is_known_of_each_secret(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce_two(exsited)

        first, second = records_in(book_of(administrator, ALL_FILE), "Connections")

        assert (first["Connection uuid"], second["Connection uuid"]) == (CONNECTION_UUID, OTHER_UUID)
        assert first["Client secret, ends in"].startswith("••••••••")
        assert re.fullmatch("[0-9a-f]{10}", first["Client secret, fingerprint"])
        assert first["Client secret, fingerprint"] != second["Client secret, fingerprint"]
        assert first["Client secret, days known"] == "0"

    def test_tell_how_old_a_secret_is(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce_one(exsited)
        book_of(administrator, ONE_FILE)
        SecretSighting.objects.update(first_seen_at=timezone.now() - timedelta(days=90, hours=1))

        [told] = records_in(book_of(administrator, ONE_FILE), "Connections")

        assert told["Client secret, days known"] == "90"
        assertContains(administrator.get(ONE), "for 90 days")

    def test_tell_why_one_ended_where_its_credentials_say(
        self, administrator: Client, exsited: responses.RequestsMock
    ) -> None:
        announce_one(exsited, subject=connection_json(status="DISCONNECTED", access_token="", refresh_token=""))

        [told] = records_in(book_of(administrator, ONE_FILE), "Connections")

        assert (told["Status"], told["Note on the status"]) == ("DISCONNECTED", "no tokens")

    def test_a_name_that_a_spreadsheet_would_run_stays_text(
        self, administrator: Client, exsited: responses.RequestsMock
    ) -> None:
        announce_one(exsited, subject=connection_json(remote_instance_name="=cmd|'/C calc'!A0"))

        book = book_of(administrator, ONE_FILE)  # the reader turns down every formula

        for name in SHEETS[1:]:
            for record in records_in(book, name):
                assert record.get("Connection", "").startswith("'=cmd") or name == "Rules"


class TestFindings:
    def test_tell_the_rule_both_facts_and_why(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce_one(exsited, **faulty())

        [found] = [one for one in records_in(book_of(administrator, ONE_FILE), "Findings") if one["Rule"] == "AUT-2"]

        assert (found["State"], found["Severity"]) == ("Open", "Error")
        assert found["Why it matters"] == RULES["AUT-2"].why
        assert (found["First fact key"], found["First fact value"]) == ("status", "ACTIVE")
        assert (found["Second fact key"], found["Second fact value"]) == ("enabled", "false")
        assert found["Second fact API path"].endswith("/partner-function/{uuid}")

    def test_tell_what_cannot_be_judged_for_each_rule(
        self, administrator: Client, exsited: responses.RequestsMock
    ) -> None:
        announce_one(exsited, automations=[automation(status="PAUSED")])

        found = records_in(book_of(administrator, ONE_FILE), "Findings")
        doubts = [one for one in found if one["State"] == "Cannot judge"]

        assert doubts
        assert {one["First fact value"] for one in doubts} == {"PAUSED"}
        assert all(one["Rule"] in RULES and one["Severity"] for one in doubts)

    def test_tell_what_was_not_checked(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce_one(exsited)
        exsited.remove("GET", CONFIGURATION)
        exsited.get(CONFIGURATION, status=500)

        found = records_in(book_of(administrator, ONE_FILE), "Findings")
        unchecked = [one for one in found if one["State"] == "Not checked"]

        assert {one["Rule"] for one in unchecked} == {
            name for name, rule in RULES.items() if "configuration" in rule.needs
        }
        assert all("The configuration could not be read." in one["Why it matters"] for one in unchecked)


class TestAcknowledgements:
    def test_tell_also_those_that_ended(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce_one(exsited, **faulty())
        [found] = [one for one in records_in(book_of(administrator, ONE_FILE), "Findings") if one["Rule"] == "AUT-2"]
        digest, now = found["Facts digest (SHA-256)"], timezone.now()
        ada = User.objects.get()
        acknowledged("AUT-2", digest, reason="=standing")
        acknowledged("AUT-2", digest, reason="taken back", withdrawn_at=now, withdrawn_by=ada)
        acknowledged("AUT-2", digest, reason="taken back before that was kept", withdrawn_at=now)
        acknowledged("AUT-2", "0b" * 32, reason="over", until=timezone.localdate() - timedelta(days=1))

        book = book_of(administrator, ONE_FILE)
        told = {one["Reason"]: one for one in records_in(book, "Acknowledgements")}
        [found] = [one for one in records_in(book, "Findings") if one["Rule"] == "AUT-2"]

        assert {reason: (one["State"], one["Withdrawn by"]) for reason, one in told.items()} == {
            "'=standing": ("Standing", ""),
            "taken back": ("Withdrawn", "ada"),
            "taken back before that was kept": ("Withdrawn", "Not recorded"),
            "over": ("Expired", ""),
        }
        assert told["'=standing"]["Covers what is found now"] == "Yes"
        assert told["over"]["Covers what is found now"] == "No, its facts are not found now"
        assert (found["State"], found["Acknowledged by"]) == ("Acknowledged", "ada")

    def test_of_what_cannot_be_judged(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce_one(exsited, automations=[automation(status="PAUSED")])
        found = records_in(book_of(administrator, ONE_FILE), "Findings")
        doubt = next(one for one in found if one["State"] == "Cannot judge")
        acknowledged("CANNOT-JUDGE", doubt["Facts digest (SHA-256)"])

        book = book_of(administrator, ONE_FILE)

        [held] = records_in(book, "Acknowledgements")
        assert (held["Rule"], held["Covers what is found now"]) == ("CANNOT-JUDGE", "Yes")
        assert "Cannot judge, acknowledged" in {one["State"] for one in records_in(book, "Findings")}

    def test_of_connections_that_are_gone_are_kept_in_the_pack_of_all(
        self, administrator: Client, exsited: responses.RequestsMock
    ) -> None:
        announce_two(exsited)
        acknowledged("AUT-2", "0b" * 32, uuid="gone")

        [held] = records_in(book_of(administrator, ALL_FILE), "Acknowledgements")

        assert (held["Connection"], held["Connection uuid"]) == ("Not listed any more", "gone")


class TestParts:
    def test_matrix_has_every_flag_once(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce_one(
            exsited, flags=configuration(invoice_to_xero_enabled="perhaps", transaction__export__strange_key="x")
        )

        rows = records_in(book_of(administrator, ONE_FILE), "Matrix")
        by_key = {(row["Key"], row["Direction"]): row for row in rows}

        assert len(by_key) == len(rows) == 54
        odd = by_key["invoice_to_xero_enabled", "export"]
        assert (odd["Object"], odd["State"], odd["Raw value"]) == ("Invoice", "Unknown", "perhaps")
        assert by_key["strange_key", "export"]["Object"] == "Other key"
        assert by_key["invoice_sync_to_xero", "sync"]["State"] == "On"
        assert by_key["refund_from_xero_enabled", "import"]["State"] == "Off"

    def test_functions_and_automations_have_every_field(
        self, administrator: Client, exsited: responses.RequestsMock
    ) -> None:
        announce_one(
            exsited,
            functions=[function(new_field="+61 2")],
            automations=[automation(check_on="customdaytime", custom_day="Thursday", custom_time="06:45:23")],
        )

        book = book_of(administrator, ONE_FILE)
        [mine] = records_in(book, "Partner functions")
        [runs] = records_in(book, "Automations")

        assert (mine["name"], mine["enabled"], mine["object_mapping"]) == ("Send invoices", "true", "invoice_invoice")
        assert mine["Everything else"] == "new_field: +61 2"
        assert runs["Schedule in words"] == "Every Thursday at 06:45:23"
        assert (runs["custom_day"], runs["custom_time"]) == ("Thursday", "06:45:23")
        assert "checkOnText" in runs

    def test_snapshots_tell_the_baseline_and_the_drift(
        self, administrator: Client, exsited: responses.RequestsMock
    ) -> None:
        announce_one(exsited)
        book_of(administrator, ONE_FILE)
        Baseline.objects.create(
            snapshot=Snapshot.objects.get(),
            approved_by=User.objects.get(),
            approved_at=timezone.now(),
            note="As agreed",
        )
        exsited.remove("GET", AUTOMATIONS)
        exsited.get(AUTOMATIONS, json={"integration_automations": [], "pagination": {}})

        [told] = records_in(book_of(administrator, ONE_FILE), "Snapshots")

        assert (told["State"], told["Baseline approved by"]) == ("Kept with this reading", "ada")
        assert told["Baseline note"] == "As agreed"
        assert told["Differences from the baseline"] == "1"
        assert told["Digest of what was read (SHA-256)"] == Snapshot.objects.first().digest  # type: ignore[union-attr]
