"""Through the provider and back, over real HTTP: who comes in, with which roles, and what the access log says."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from dashboard import roles
from dashboard.access_log.acts import Act
from dashboard.access_log.models import Line
from dashboard.accounts import people
from dashboard.accounts.models import Identity
from dashboard.oidc.people import free_name, roles_in
from dashboard.oidc.urls import addresses
from dashboard.oidc.views import NEXT
from tests.integrations_ui.history.test_sightings import failing
from tests.oidc.provider import ROOT, ProviderProcess, begun, is_in, sign_in, signed_in

PASSWORD = "a long enough password"
INSERT = 'INSERT INTO "access_log_line"'


def acts() -> list[tuple[str, str, str, str]]:
    return [(line.act, line.user_name, line.subject, line.detail) for line in Line.objects.order_by("number")]


class TestSignInPage:
    def test_leads_to_the_provider_by_a_plain_link(self, client: Client, db: None) -> None:
        page = client.get("/login/?next=/invoices/%3Fpage%3D2")

        assertContains(page, "Sign in with Example ID")
        assertContains(page, 'href="/oidc/sign-in/?next=%2Finvoices%2F%3Fpage%3D2"')

    def test_shows_nothing_of_it_where_it_is_off(
        self, client: Client, db: None, settings: pytest.FixtureRequest
    ) -> None:
        settings.OIDC_ISSUER = ""  # type: ignore[attr-defined]

        assertNotContains(client.get("/login/"), "Example ID")


class TestGroups:
    @pytest.mark.parametrize(
        ("groups", "held"),
        [
            (["billing-admins"], [roles.ADMINISTRATORS]),
            (["everybody", "helpdesk"], [roles.SUPPORT]),
            ("ledger", [roles.FINANCE]),
            (["ledger", "helpdesk"], [roles.FINANCE, roles.SUPPORT]),
        ],
    )
    def test_give_the_roles(self, provider: ProviderProcess, groups: object, held: list[str]) -> None:
        provider.knows("u-1", preferred_username="kim", groups=groups)

        client = signed_in(provider, "u-1")

        kim = User.objects.get(username="kim")
        assert people.roles_of(kim) == held
        assert client.get("/components/").status_code == (200 if roles.ADMINISTRATORS in held else 403)
        assert acts() == [
            (Act.PERSON_ADDED, "", "kim", f"{', '.join(held)}, by the groups of Example ID"),
            (Act.SIGNED_IN, "kim", "", "through Example ID"),
        ]

    def test_without_a_role_let_nobody_in_and_say_so(self, provider: ProviderProcess) -> None:
        provider.knows("u-1", preferred_username="kim", groups=["everybody"])
        client = Client()

        answer = sign_in(provider, client, "u-1")

        assertContains(answer, "none of your groups there has a role here", status_code=403)
        assert not is_in(client)
        assert not User.objects.exists()
        assert acts() == [(Act.SIGN_IN_REFUSED, "", "kim (new)", "through Example ID: in no group with a role")]

    @pytest.mark.parametrize(
        "groups", [[], None, 5, {"helpdesk": True}, ["Helpdesk", "helpdesk "], [["helpdesk"], {"helpdesk": 1}, 7, None]]
    )
    def test_are_taken_by_the_letter(self, groups: object) -> None:
        assert roles_in({"groups": groups}) == []

    def test_may_be_told_only_when_asked_for(self, provider: ProviderProcess) -> None:
        provider.knows("u-1", preferred_username="kim", groups=["helpdesk"])
        provider.spoil(claims={"groups": None})

        signed_in(provider, "u-1")

        assert people.roles_of(User.objects.get()) == [roles.SUPPORT]
        assert "/userinfo" in provider.asked()

    def test_of_somebody_else_are_not_taken(self, provider: ProviderProcess) -> None:
        provider.knows("u-1", groups=["billing-admins"])
        provider.spoil(claims={"groups": None, "sub": "u-2"})

        answer = sign_in(provider, Client(), "u-1")

        assertContains(answer, "could not be verified", status_code=502)
        assert not User.objects.exists()

    def test_change_the_roles_with_the_next_sign_in(self, provider: ProviderProcess) -> None:
        provider.knows("u-1", preferred_username="kim", groups=["billing-admins", "ledger"])
        before = signed_in(provider, "u-1")
        provider.knows("u-1", preferred_username="kim", groups=["ledger"])

        signed_in(provider, "u-1")

        assert people.roles_of(User.objects.get()) == [roles.FINANCE]
        assert before.get("/components/").status_code == 403
        assert (
            Act.ROLES_CHANGED,
            "",
            "kim",
            "Administrators, Finance → Finance, by the groups of Example ID",
        ) in acts()

    def test_that_are_all_gone_end_every_session(self, provider: ProviderProcess) -> None:
        provider.knows("u-1", preferred_username="kim", groups=["helpdesk"])
        before = signed_in(provider, "u-1")
        provider.knows("u-1", preferred_username="kim", groups=[])

        answer = sign_in(provider, Client(), "u-1")

        assertContains(answer, "No role for you", status_code=403)
        assert people.roles_of(User.objects.get()) == []
        assert not is_in(before)
        assert [act for act, *_ in acts()][2:] == [Act.ROLES_CHANGED, Act.SIGN_IN_REFUSED]

    def test_change_nothing_without_a_line(self, provider: ProviderProcess) -> None:
        provider.knows("u-1", groups=["helpdesk"])
        client = Client()

        with failing(INSERT):
            answer = sign_in(provider, client, "u-1")

        assert answer.status_code == 503
        assert not is_in(client)
        assert not User.objects.exists()


class TestNoTakeover:
    def test_a_name_that_is_taken_gets_a_number(self, provider: ProviderProcess) -> None:
        ada = User.objects.create_user("ada", email="ada@example.com", password=PASSWORD)
        ada.groups.add(Group.objects.get(name=roles.ADMINISTRATORS))
        provider.knows(
            "mallory", preferred_username="ADA", email="ada@example.com", email_verified=True, groups=["ledger"]
        )

        signed_in(provider, "mallory")

        assert people.roles_of(User.objects.get(username="ADA-2")) == [roles.FINANCE]
        assert people.roles_of(ada) == [roles.ADMINISTRATORS]
        assert not Identity.objects.filter(user=ada).exists()

    def test_another_subject_of_the_same_name_is_somebody_else(self, provider: ProviderProcess) -> None:
        provider.knows("u-1", preferred_username="kim", email="kim@example.com", groups=["billing-admins"])
        provider.knows("u-2", preferred_username="kim", email="kim@example.com", groups=["helpdesk"])

        signed_in(provider, "u-1")
        signed_in(provider, "u-2")

        held = {identity.subject: people.roles_of(identity.user) for identity in Identity.objects.all()}
        assert held == {"u-1": [roles.ADMINISTRATORS], "u-2": [roles.SUPPORT]}

    def test_the_same_subject_of_another_issuer_is_somebody_else(self, provider: ProviderProcess) -> None:
        kim = User.objects.create_user("kim")
        Identity.objects.create(user=kim, issuer="https://former.example", subject="u-1")
        provider.knows("u-1", preferred_username="kim", groups=["helpdesk"])

        signed_in(provider, "u-1")

        assert Identity.objects.get(issuer=provider.issuer).user.username == "kim-2"

    def test_another_name_is_still_the_same_person(self, provider: ProviderProcess) -> None:
        provider.knows("u-1", preferred_username="kim", groups=["helpdesk"])
        signed_in(provider, "u-1")
        provider.knows("u-1", preferred_username="kim.married", groups=["helpdesk"])

        signed_in(provider, "u-1")

        assert [user.username for user in User.objects.all()] == ["kim"]

    @pytest.mark.parametrize(
        ("claims", "name"),
        [
            ({"preferred_username": "\u0430da"}, "da"),  # a Cyrillic letter
            ({"preferred_username": "José Núñez"}, "JoseNunez"),
            ({"preferred_username": "\u202e\0<b>", "email": "kim@example.com"}, "b"),
            ({"preferred_username": "\u4e2d", "email": "\u4e2d"}, "u-1"),
            ({"preferred_username": ["kim"]}, "u-1"),
            ({"preferred_username": "k" * 500}, "k" * 140),
        ],
    )
    def test_a_name_holds_plain_letters_only(self, db: None, claims: dict[str, object], name: str) -> None:
        assert free_name({"sub": "u-1", **claims}) == name

    def test_a_deactivated_person_stays_out(self, provider: ProviderProcess) -> None:
        provider.knows("u-1", preferred_username="kim", groups=["helpdesk"])
        session = signed_in(provider, "u-1")
        people.deactivate(User.objects.get(), by=User.objects.create_superuser("root"))

        answer = sign_in(provider, Client(), "u-1")

        assertContains(answer, "has deactivated you here", status_code=403)
        assert not is_in(session)


class TestWhereItLeads:
    def test_to_where_one_wanted_to_go(self, provider: ProviderProcess) -> None:
        provider.knows("u-1", groups=["helpdesk"])

        answer = sign_in(provider, Client(), "u-1", "/invoices/?sort=-due_date")

        assertRedirects(answer, "/invoices/?sort=-due_date", fetch_redirect_response=False)

    @pytest.mark.parametrize(
        "elsewhere",
        [
            "//evil.example/",
            "https://evil.example/",
            "/\\evil.example",
            "javascript:alert(1)",
            "\thttps://evil.example",
            "https:evil.example",
            "http://testserver@evil.example/",
        ],
    )
    def test_never_to_another_site(self, provider: ProviderProcess, elsewhere: str) -> None:
        client = Client()

        begun(client, elsewhere)

        assert client.session[NEXT] is None

    @pytest.mark.parametrize("word", ["nowhere", "logout", "http://testserver/invoices/"])
    def test_to_the_start_page_for_what_is_no_path(self, provider: ProviderProcess, word: str) -> None:
        provider.knows("u-1", groups=["helpdesk"])

        assertRedirects(sign_in(provider, Client(), "u-1", word), "/", fetch_redirect_response=False)

    def test_who_is_in_needs_no_provider(self, support: Client) -> None:
        assertRedirects(support.get("/oidc/sign-in/"), "/", fetch_redirect_response=False)
        assertRedirects(support.get("/oidc/callback/?state=x&code=y"), "/", fetch_redirect_response=False)


class TestSwitchedOff:
    def test_there_is_no_address(self, settings: pytest.FixtureRequest) -> None:
        settings.OIDC_ISSUER = ""  # type: ignore[attr-defined]

        assert addresses() == []

    def test_nothing_asks_for_the_library(self) -> None:
        """A start without the extra: nothing but what `urls` reads when it is on may import it."""
        need = {
            path.stem
            for path in (ROOT / "dashboard").rglob("*.py")
            if re.search(r"^(?:from|import) (?:mozilla_django_oidc|jwt)\b", path.read_text(), re.MULTILINE)
        }

        assert need == {"exchange", "views"}
