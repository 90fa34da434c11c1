"""The history of a connection, two snapshots compared, and a baseline approved."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import responses
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from dashboard import upstream
from dashboard.access_log.acts import Act
from dashboard.access_log.models import Line
from integrations_ui.history.snapshots import keep_snapshot
from integrations_ui.models import Baseline, SecretSighting, Snapshot
from tests.builders import (
    AUTOMATION_UUID,
    CLIENT_SECRET,
    CONNECTION_UUID,
    SECRETS,
    automation_json,
    configuration_json,
    connection_json,
    page_of,
    partner_function_json,
)
from tests.integrations_ui.history.made import integration
from tests.integrations_ui.history.test_sightings import failing
from tests.integrations_ui.places import AUTOMATIONS, CONFIGURATION, CONNECTION, FUNCTIONS, PAGE, fragment

HISTORY = f"{PAGE}/history/"
DIFF = f"{HISTORY}diff/"
APPROVE = f"{HISTORY}approve/"
NOW = datetime(2026, 11, 20, 9, 41, tzinfo=UTC)
ODD = connection_json(remote_instance_name="<script>alert(1)</script>", status="<b>", **{"<i>key": "<u>value"})


def announce(exsited: responses.RequestsMock, *, but: str = "", **changes: Any) -> None:
    """All four answers of a healthy page; without the one of the address `but`."""
    answers: dict[str, Any] = {
        CONNECTION: {"integration_connection": [connection_json(**changes)]},
        CONFIGURATION: {"integration": configuration_json()},
        FUNCTIONS: page_of(partner_function_json(), key="partner_functions"),
        AUTOMATIONS: page_of(automation_json(), key="integration_automations"),
    }
    # Without its connection the page does not wait for the others, which may or may not have been asked for.
    exsited.assert_all_requests_are_fired = but != CONNECTION
    for address, answer in answers.items():
        if address != but:
            exsited.get(address, json=answer)


def kept(*, minutes: int = 0, **changes: Any) -> Snapshot:
    snapshot = keep_snapshot(integration(**changes), NOW + timedelta(minutes=minutes))
    assert snapshot
    return snapshot


def approve(snapshot: Snapshot, name: str = "mo") -> Baseline:
    person = User.objects.create_user(name, first_name="M.", last_name="Okafor")
    return Baseline.objects.create(snapshot=snapshot, approved_by=person, approved_at=NOW, note="after the audit")


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


class TestHistory:
    def test_keeps_the_first_snapshot(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce(exsited)

        response = administrator.get(HISTORY)

        snapshot = Snapshot.objects.get()
        assertContains(response, "<h1>Harbour Lane Trading</h1>", html=True)
        assertContains(response, snapshot.digest[:8])
        assertContains(response, "The first that was kept")
        assertContains(response, "No baseline yet")
        assertContains(response, f'<a href="{HISTORY}" aria-current="page">History</a>', html=True)

    def test_keeps_nothing_more_while_nothing_changes(
        self, administrator: Client, exsited: responses.RequestsMock
    ) -> None:
        announce(exsited)

        administrator.get(HISTORY)
        administrator.get(HISTORY)

        assert Snapshot.objects.count() == 1

    def test_tells_what_changed_newest_first(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        first = kept(status="INACTIVE")
        announce(exsited)

        response = administrator.get(HISTORY)

        second = Snapshot.objects.exclude(pk=first.pk).get()
        assert "Status: Inactive → Active" in text_of(response)
        assertContains(response, f"{DIFF}?from={first.pk}&amp;to={second.pk}")
        assertContains(response, "this reading was kept as a new snapshot")

    def test_cuts_what_it_tells_of_one_snapshot(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        kept(configuration={})
        announce(exsited)

        assert re.search(r"and \d+ more", text_of(administrator.get(HISTORY)))

    def test_tells_drift_since_the_baseline(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        approve(kept())
        announce(exsited, status="INACTIVE", client_secret="canary-other-secret-Tn55Wd")

        told = text_of(administrator.get(HISTORY))

        assert "2 differences since the baseline of 20 Nov 2026 , M. Okafor" in told
        assert "after the audit" in told
        assert "Client secret changed" in told
        assert upstream.sealer().seal(CLIENT_SECRET).fingerprint in told

    def test_tells_that_there_is_none(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        approve(kept())
        announce(exsited)

        response = administrator.get(f"{HISTORY}?wait=1")

        assertContains(response, "Everything is as it was approved.")
        assertNotContains(response, "Approve the last snapshot")

    def test_marks_the_baseline_and_those_before_it(
        self, administrator: Client, exsited: responses.RequestsMock
    ) -> None:
        first = kept(status="INACTIVE")
        mo = approve(first).approved_by
        Baseline.objects.create(snapshot=kept(minutes=1), approved_by=mo, approved_at=NOW + timedelta(days=1))
        announce(exsited)

        response = administrator.get(HISTORY)

        assertContains(response, '<span class="badge ok">Baseline</span>', count=1, html=True)
        assertContains(response, '<span class="badge off">Was</span>', count=1, html=True)
        assertContains(response, f'<a href="{APPROVE}?snapshot={first.pk}">Approve again</a>', count=1, html=True)

    def test_has_pages(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        for number in range(21):
            kept(minutes=number, remote_instance_name=f"Name {number}")
        announce(exsited, remote_instance_name="Name 20")

        first, second = administrator.get(HISTORY), administrator.get(f"{HISTORY}?page=2")

        assertContains(first, "1 to 20 of 21")
        assert "Name: Name 0 → Name 1" in text_of(first)
        assertContains(second, "The first that was kept")

    def test_holds_no_secret(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        approve(kept(client_secret="canary-other-secret-Tn55Wd"))
        announce(exsited, extra_token="canary-of-an-unknown-key-77")

        response = administrator.get(HISTORY)

        told = f"{response.headers}{response.content.decode()}{list(Snapshot.objects.values())}"
        secrets = (*SECRETS, "canary-other-secret-Tn55Wd", "canary-of-an-unknown-key-77")
        assert not [secret for secret in secrets if secret in told]

    def test_escapes_what_the_api_sends(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        approve(kept())
        announce(exsited, but=CONNECTION)
        exsited.get(CONNECTION, json={"integration_connection": [ODD]})

        response = administrator.get(HISTORY)

        assertContains(response, "&lt;script&gt;alert(1)")
        for raw in ("<script>alert", "<i>key", "<u>value"):
            assertNotContains(response, raw)

    @pytest.mark.parametrize("query", ["page=-1&per_page=1e9", "page=%00", "sort=digest&from=x"])
    def test_clamps_a_hostile_query(self, administrator: Client, exsited: responses.RequestsMock, query: str) -> None:
        announce(exsited)

        assert administrator.get(f"{HISTORY}?{query}").status_code == 200

    def test_notes_the_secrets_it_read(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce(exsited)

        administrator.get(HISTORY)

        assert SecretSighting.objects.count() == 3


class TestHistoryInParts:
    def test_is_the_list_alone(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        kept()

        response = administrator.get(HISTORY, headers=fragment("snapshot-table"))

        assertContains(response, 'id="snapshot-table"', count=1)
        assertNotContains(response, "<h1")
        assert len(exsited.calls) == 0

    def test_is_the_drift_with_the_list_anew(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce(exsited)

        response = administrator.get(HISTORY, headers=fragment("panel-now"))

        assertContains(response, 'id="panel-now"', count=1)
        assertContains(response, 'hx-swap-oob="innerHTML:#snapshots"')
        assertContains(response, "The first that was kept")
        assertNotContains(response, "<h1")


class TestHistoryThatFails:
    def test_is_an_error_page_where_nothing_is_kept(
        self, administrator: Client, exsited: responses.RequestsMock
    ) -> None:
        announce(exsited, but=CONNECTION)
        exsited.get(CONNECTION, status=500, json={})

        assertContains(administrator.get(HISTORY), "The billing API is failing", status_code=502)

    def test_of_no_connection_is_not_found(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce(exsited, but=CONNECTION)
        exsited.get(CONNECTION, status=404, json={})

        assert administrator.get(HISTORY).status_code == 404

    def test_still_shows_what_is_kept(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        kept()
        announce(exsited, but=CONNECTION)
        exsited.get(CONNECTION, status=500, json={})

        response = administrator.get(HISTORY)

        assertContains(response, "<h1>Harbour Lane Trading</h1>", html=True)
        assertContains(response, "The billing API answered with an error of its own")
        assertContains(response, "The first that was kept")

    def test_of_one_part_keeps_no_half_snapshot(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        approve(kept())
        announce(exsited, but=FUNCTIONS)
        exsited.get(FUNCTIONS, status=403, json={})

        response = administrator.get(HISTORY)

        assertContains(response, "could be read whole")
        assertNotContains(response, "as it was approved")
        assert Snapshot.objects.count() == 1

    def test_to_write_is_told_and_reading_goes_on(
        self, administrator: Client, exsited: responses.RequestsMock, caplog: pytest.LogCaptureFixture
    ) -> None:
        announce(exsited)

        with failing("INSERT"):
            response = administrator.get(HISTORY)

        assertContains(response, "could not be kept as a snapshot")
        assert {"snapshot_not_kept", "sightings_not_kept"} <= {record.getMessage() for record in caplog.records}

    def test_by_an_odd_id_is_not_found(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        for page in ("history", "history/diff", "history/approve", "check"):
            assertContains(administrator.get(f"/integrations/..%20/{page}/"), "Not an id", status_code=404)


class TestDiff:
    def test_is_of_the_last_change_unless_said(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        kept(status="INACTIVE")
        kept(minutes=1)

        told = text_of(administrator.get(DIFF))

        assert "Connection , 1 difference" in told
        assert "Status Inactive Active" in told
        assert len(exsited.calls) == 0

    def test_is_of_any_two(self, administrator: Client) -> None:
        first = kept(status="INACTIVE")
        kept(minutes=1)
        third = kept(minutes=2, status="DISCONNECTED")

        response = administrator.get(f"{DIFF}?from={third.pk}&to={first.pk}")

        assert "Status Disconnected Inactive" in text_of(response)
        assertContains(response, f"?from={first.pk}&amp;to={third.pk}")
        assertContains(response, f'<option value="{third.pk}" selected>', count=1)

    def test_of_one_with_itself_is_none(self, administrator: Client) -> None:
        one = kept()

        assertContains(administrator.get(f"{DIFF}?from={one.pk}&to={one.pk}"), "compared with itself")

    def test_tells_functions_that_came_and_flags_by_their_labels(self, administrator: Client) -> None:
        kept(functions=[], configuration=configuration_json(item={"item_sync_to_xero": "false"}))
        kept(minutes=1)

        told = text_of(administrator.get(DIFF))

        assert "Import customers Added" in told
        assert "Item, sync Off On" in told

    def test_shows_a_dash_where_there_is_nothing(self, administrator: Client) -> None:
        kept(region="AU-1")
        kept(minutes=1)

        told = text_of(administrator.get(DIFF)).partition("Differences")[2].partition("Keys")[0]

        assert "region AU-1 \N{EN DASH}" in told
        assert "None" not in told

    def test_links_what_it_is_about_where_that_still_can_exist(self, administrator: Client) -> None:
        new = partner_function_json(uuid="new-one", name="Send refunds")
        gone, odd = automation_json(uuid="gone", name="Gone"), automation_json(uuid="../odd", display_name="Odd")
        kept(automations=[automation_json(), gone])
        kept(minutes=1, functions=[partner_function_json(), new], automations=[automation_json(status="PAUSED"), odd])

        page = administrator.get(DIFF).content.decode()

        links = re.findall(r'<th scope="rowgroup"[^>]*>\s*<a href="([^"]+)"', page)
        assert links == [f"{PAGE}/partner-functions/new-one/", f"{PAGE}/automations/{AUTOMATION_UUID}/"]
        assert "Odd" in page

    @pytest.mark.parametrize("snapshots", [0, 1])
    def test_waits_for_a_second_snapshot(self, administrator: Client, snapshots: int) -> None:
        if snapshots:
            kept()

        assertContains(administrator.get(DIFF), "Nothing to compare yet")

    @pytest.mark.parametrize("number", ["0", "999999", "-1", "1e3", "%00", "x", "9" * 5000, "1%20OR%201=1"])
    def test_of_no_snapshot_is_not_found(self, administrator: Client, number: str) -> None:
        kept()

        assert administrator.get(f"{DIFF}?from={number}").status_code == 404
        assert administrator.get(f"{DIFF}?to={number}").status_code == 404

    def test_shows_no_snapshot_of_another_connection(self, administrator: Client) -> None:
        kept()
        other = kept(uuid="another")

        assert administrator.get(f"{DIFF}?to={other.pk}").status_code == 404


class TestApproval:
    def test_shows_first_what_it_is_about(self, administrator: Client) -> None:
        approve(kept(status="INACTIVE"))
        last = kept(minutes=1)

        response = administrator.get(APPROVE)

        assert "Status Inactive Active" in text_of(response)
        assertContains(response, last.digest)
        assertContains(response, "csrfmiddlewaretoken")
        assert Baseline.objects.count() == 1

    def test_is_kept_with_who_and_when_and_why(self, administrator: Client) -> None:
        one = kept()

        response = administrator.post(APPROVE, {"snapshot": one.pk, "note": "  quarterly\r\n review\0 "})

        baseline = Baseline.objects.get()
        assertRedirects(response, HISTORY, fetch_redirect_response=False)
        assert (baseline.snapshot, baseline.approved_by.username, baseline.note) == (one, "ada", "quarterly review")
        assert timezone.now() - baseline.approved_at < timedelta(minutes=1)
        assert [(line.act, line.subject, line.user_name) for line in Line.objects.all()] == [
            (Act.BASELINE_APPROVED, CONNECTION_UUID, "ada")
        ]

    def test_sent_twice_is_one(self, administrator: Client) -> None:
        one = kept()

        for _ in range(2):
            administrator.post(APPROVE, {"snapshot": one.pk})

        assert Baseline.objects.count() == 1

    def test_may_be_of_an_older_snapshot(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        old = kept(status="INACTIVE")
        kept(minutes=1)
        administrator.post(APPROVE, {"snapshot": old.pk})
        announce(exsited)

        assert "1 difference since the baseline" in text_of(administrator.get(HISTORY))

    def test_cuts_a_long_note(self, administrator: Client) -> None:
        administrator.post(APPROVE, {"snapshot": kept().pk, "note": "x" * 9000})

        assert len(Baseline.objects.get().note) == 500

    @pytest.mark.parametrize("number", ["", "0", "x", "9" * 400])
    def test_of_no_snapshot_is_refused(self, administrator: Client, number: str) -> None:
        kept()

        assert administrator.post(APPROVE, {"snapshot": number}).status_code == 404
        assert not Baseline.objects.exists()

    def test_of_another_connection_is_refused(self, administrator: Client) -> None:
        assert administrator.post(APPROVE, {"snapshot": kept(uuid="another").pk}).status_code == 404

    def test_wants_the_form_of_this_session(self, administrator: Client) -> None:
        strict = Client(enforce_csrf_checks=True)
        strict.cookies = administrator.cookies

        assert strict.post(APPROVE, {"snapshot": kept().pk}).status_code == 403
        assert not Baseline.objects.exists()

    @pytest.mark.parametrize("role", ["support", "finance", "nobody"])
    def test_is_for_administrators(self, request: pytest.FixtureRequest, role: str) -> None:
        client: Client = request.getfixturevalue(role)

        assert client.post(APPROVE, {"snapshot": kept().pk}).status_code == 403
        assert not Baseline.objects.exists()

    def test_has_nothing_to_approve_at_first(self, administrator: Client) -> None:
        assertContains(administrator.get(APPROVE), "Nothing to approve yet")


class TestOnlyReads:
    @pytest.mark.parametrize("page", [HISTORY, DIFF])
    def test_nothing_can_be_sent_to_it(self, administrator: Client, page: str) -> None:
        assert administrator.post(page).status_code == 405
