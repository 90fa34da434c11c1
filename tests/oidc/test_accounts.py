"""Whoever came in through the provider: no password here, no roles by hand, and sessions that end as all do."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from dashboard import roles
from dashboard.access_log.acts import Act
from dashboard.access_log.models import Line
from dashboard.accounts import people
from tests.oidc.provider import ProviderProcess, back, begun, is_in, signed_in

PASSWORD = "a long enough password"


def acts() -> list[tuple[str, str, str, str]]:
    return [(line.act, line.user_name, line.subject, line.detail) for line in Line.objects.order_by("number")]


class TestNoPassword:
    def test_can_be_changed_or_used(self, provider: ProviderProcess) -> None:
        provider.knows("u-1", preferred_username="kim", groups=["helpdesk"])
        client = signed_in(provider, "u-1")

        assert not User.objects.get().has_usable_password()
        for answer in (client.get("/password/"), client.post("/password/", {"new_password1": PASSWORD})):
            assertContains(answer, "keeps no password of yours", status_code=403)
        assertNotContains(client.get("/nowhere/"), "Change password", status_code=404)
        assert Client().post("/login/", {"username": "kim", "password": ""}).status_code == 200

    @pytest.mark.parametrize("form", [{"do": "password"}, {"do": "roles", "roles": ["Administrators"]}])
    def test_nor_roles_are_given_by_hand(
        self, provider: ProviderProcess, administrator: Client, form: dict[str, object]
    ) -> None:
        provider.knows("u-1", preferred_username="kim", groups=["helpdesk"])
        signed_in(provider, "u-1")
        kim = User.objects.get(username="kim")
        page = administrator.get(f"/users/{kim.pk}/")

        assertContains(page, "groups at http://localhost")
        assertNotContains(page, "Give a new password")
        assertContains(administrator.post(f"/users/{kim.pk}/", form), "signs in elsewhere", status_code=409)
        assert people.roles_of(kim) == [roles.SUPPORT]
        assert not User.objects.get(username="kim").has_usable_password()


class TestSession:
    def test_has_another_id_and_holds_nothing_of_the_provider(self, provider: ProviderProcess) -> None:
        provider.knows("u-1", groups=["helpdesk"])
        client = Client()
        address = begun(client)
        before = client.session.session_key

        back(client, provider.agreed(address, "u-1"))

        assert client.session.session_key not in {None, before}
        [kept] = Session.objects.all()
        held = {"_auth_user_id", "_auth_user_backend", "_auth_user_hash", "_csrftoken", "signed_in_at"}
        assert set(kept.get_decoded()) == held

    def test_ends_when_idle_and_after_twelve_hours(self, provider: ProviderProcess) -> None:
        provider.knows("u-1", groups=["helpdesk"])
        idle, busy = signed_in(provider, "u-1"), signed_in(provider, "u-1")
        start = timezone.now()

        with time_machine.travel(start + timedelta(minutes=31)):
            assert not is_in(idle)
        seen = []
        for minutes in range(25, 12 * 60 + 26, 25):
            with time_machine.travel(start + timedelta(minutes=minutes)):
                seen.append(is_in(busy))
        assert seen == [True] * (len(seen) - 1) + [False]

    def test_ends_by_signing_out_here_or_everywhere(self, provider: ProviderProcess) -> None:
        provider.knows("u-1", preferred_username="kim", groups=["helpdesk"])
        one, two, three = (signed_in(provider, "u-1") for _ in range(3))

        one.post("/logout/")
        assert [is_in(client) for client in (one, two, three)] == [False, True, True]
        two.post("/sign-out-everywhere/")
        assert [is_in(client) for client in (two, three)] == [False, False]
        assert [(act, who) for act, who, *_ in acts()][-2:] == [
            (Act.SIGNED_OUT, "kim"),
            (Act.SIGNED_OUT_EVERYWHERE, "kim"),
        ]

    def test_ends_when_the_provider_is_another_or_none(
        self, provider: ProviderProcess, settings: pytest.FixtureRequest
    ) -> None:
        provider.knows("u-1", groups=["helpdesk"])
        here, there = signed_in(provider, "u-1"), signed_in(provider, "u-1")

        settings.OIDC_ISSUER = "https://another.example"  # type: ignore[attr-defined]
        assert not is_in(there)
        settings.OIDC_ISSUER = provider.issuer  # type: ignore[attr-defined]
        settings.AUTHENTICATION_BACKENDS = settings.AUTHENTICATION_BACKENDS[:2]  # type: ignore[attr-defined]
        assert not is_in(here)

    def test_of_somebody_else_is_replaced_whole(self, provider: ProviderProcess, support: Client) -> None:
        provider.knows("u-1", groups=["ledger"])
        client = Client()
        address = provider.agreed(begun(client), "u-1")
        client.post("/login/", {"username": "sam", "password": PASSWORD})
        client.get("/invoices/")

        answer = back(client, address)

        assertRedirects(answer, "/", fetch_redirect_response=False)
        assert client.get("/nowhere/").context["user"].username == "u-1"
