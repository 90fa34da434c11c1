"""What is remembered of findings, and how the list of connections keeps it fresh."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import User
from django.db import DatabaseError
from django.test import Client
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from integrations_ui.audit.acknowledging import acknowledge
from integrations_ui.audit.judgements import STALE, tallies
from integrations_ui.models import Judgement, Snapshot
from tests.sandbox_process import SandboxProcess

pytestmark = pytest.mark.sandbox
FRAGMENT = {"HX-Request": "true", "HX-Target": "connection-table"}


def read_all(client: Client) -> None:
    assert client.get("/integrations/?read=1").status_code == 302


class TestReading:
    def test_of_what_is_stale_is_offered_and_starts_by_itself(
        self, administrator: Client, on_sandbox: SandboxProcess
    ) -> None:
        response = administrator.get("/integrations/?provider=Xero")

        assertContains(response, 'hx-trigger="load"', count=1)
        assertContains(response, 'href="/integrations/?provider=Xero&amp;read=1">Wait for it</a>')

    def test_comes_back_to_the_same_list_without_asking_again(
        self, administrator: Client, on_sandbox: SandboxProcess
    ) -> None:
        response = administrator.get("/integrations/?provider=Xero&read=1", headers=FRAGMENT, follow=True)

        assert response.redirect_chain == [("/integrations/?provider=Xero", 302)]
        assertNotContains(response, 'hx-trigger="load"')
        assert re.search(r'id="connection-reading"\s+hx-swap-oob="true"\s+hidden', response.content.decode())

    def test_fills_findings_and_drift(self, administrator: Client, on_sandbox: SandboxProcess) -> None:
        assertContains(administrator.get("/integrations/?findings=unread&per_page=50"), "1 to 38 of 38")

        read_all(administrator)

        assertContains(administrator.get("/integrations/?findings=unread"), "No connections match")
        assert Judgement.objects.count() == 38
        assert Snapshot.objects.count() >= 37

    def test_is_not_done_again_while_it_is_fresh(self, administrator: Client, on_sandbox: SandboxProcess) -> None:
        read_all(administrator)
        on_sandbox.forget_requests()

        read_all(administrator)

        assert {seen["path"] for seen in on_sandbox.requests_seen()} == {"/api/v2/integration-connections"}

    def test_is_done_again_after_a_while(self, administrator: Client, on_sandbox: SandboxProcess) -> None:
        read_all(administrator)
        first = Judgement.objects.earliest("judged_at").judged_at

        with time_machine.travel(timezone.now() + STALE + timedelta(seconds=5), tick=True):
            read_all(administrator)

        assert Judgement.objects.earliest("judged_at").judged_at > first

    def test_that_fails_for_one_part_says_so(self, administrator: Client, on_sandbox: SandboxProcess) -> None:
        uuid = on_sandbox_uuid(on_sandbox)
        on_sandbox.arm(path=f"/api/v3/integration/{uuid}/automation", times=9, status=403)

        read_all(administrator)

        assertContains(administrator.get(f"/integrations/?q={uuid}"), "not checked")


def on_sandbox_uuid(on_sandbox: SandboxProcess) -> str:
    with on_sandbox.sign_in() as api:
        uuid: str = api.json("/api/v2/integration-connections")["integration_connection"][0]["uuid"]
    return uuid


class TestTally:
    def test_counts_an_acknowledgement_at_once(
        self, administrator: Client, on_sandbox: SandboxProcess, django_user_model: type[User]
    ) -> None:
        read_all(administrator)
        one = next(one for one in Judgement.objects.all() if any(kind == "error" for kind, _, _ in one.verdicts))
        kept = {one.connection_uuid: one}
        before = tallies(kept, today=timezone.localdate())[one.connection_uuid]
        _, rule, facts = next(verdict for verdict in one.verdicts if verdict[0] == "error")

        acknowledge(
            (one.connection_uuid, rule, facts),
            by=django_user_model.objects.get(username="ada"),
            reason="known",
            expires_on=timezone.localdate() + timedelta(days=3),
            now=timezone.now(),
        )

        after = tallies(kept, today=timezone.localdate())[one.connection_uuid]
        assert (after.findings, after.acknowledged) == (before.findings - 1, before.acknowledged + 1)
        later = tallies(kept, today=timezone.localdate() + timedelta(days=4))[one.connection_uuid]
        assert later == before

    def test_agrees_with_the_findings_page(self, administrator: Client, on_sandbox: SandboxProcess) -> None:
        read_all(administrator)
        counts = tallies({one.connection_uuid: one for one in Judgement.objects.all()}, today=timezone.localdate())

        total = sum(tally.findings for tally in counts.values())

        assertContains(administrator.get("/integrations/findings/"), f">{total}</a>")


class TestWithoutDatabase:
    def test_the_page_says_what_it_can(
        self, administrator: Client, on_sandbox: SandboxProcess, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def broken(*args: object, **options: object) -> None:
            raise DatabaseError("disk full")

        monkeypatch.setattr(Judgement.objects, "bulk_create", broken)

        read_all(administrator)

        assertContains(administrator.get("/integrations/"), "1 to 20 of 38")
        assert Judgement.objects.count() == 0
