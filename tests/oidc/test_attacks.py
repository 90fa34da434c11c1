"""What proves nothing lets nobody in: forged answers, forged tokens, and a provider that is not well."""

from __future__ import annotations

import socket
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.contrib.auth.models import User
from django.db import connection
from django.http.response import HttpResponseBase
from django.test import Client
from django.utils import timezone
from pytest_django.asserts import assertContains

from tests.cached import everything_cached
from tests.logged import everything_logged
from tests.oidc.provider import CLIENT_SECRET, ProviderProcess, back, begun

PASSWORD = "a long enough password"
HOUR = timedelta(hours=1)


@pytest.fixture
def kim(provider: ProviderProcess) -> ProviderProcess:
    """The provider, which knows her."""
    provider.knows("kim", preferred_username="kim", groups=["helpdesk"])
    return provider


def nobody_is_in(client: Client, answer: HttpResponseBase, told: str, status: int) -> None:
    assertContains(answer, told, status_code=status)
    assert "form-action 'self'" in answer.headers["Content-Security-Policy"]
    assert b"code=" not in answer.content  # type: ignore[attr-defined]
    assert client.get("/components/").status_code == 302
    assert not User.objects.filter(username="kim").exists()


class TestState:
    def test_that_this_browser_did_not_begin(self, kim: ProviderProcess) -> None:
        address = kim.agreed(begun(Client()), "kim")
        victim = Client()
        begun(victim)

        nobody_is_in(victim, back(victim, address), "not begun in this browser", 400)
        assert "/oauth2/token" not in " ".join(kim.asked())

    @pytest.mark.parametrize("state", ["", "wrong", "\0", "x" * 3000])
    def test_that_is_wrong(self, kim: ProviderProcess, state: str) -> None:
        client = Client()
        address = kim.agreed(begun(client), "kim")

        nobody_is_in(client, back(client, address, state=state), "not begun in this browser", 400)

    def test_counts_once(self, kim: ProviderProcess) -> None:
        client = Client()
        address = kim.agreed(begun(client), "kim")
        back(client, address, code="wrong")

        nobody_is_in(client, back(client, address), "not begun in this browser", 400)

    def test_is_forgotten_after_ten_minutes(self, kim: ProviderProcess) -> None:
        client = Client()
        address = kim.agreed(begun(client), "kim")

        with time_machine.travel(timezone.now() + timedelta(minutes=11)):
            nobody_is_in(client, back(client, address), "too long ago", 400)


class TestCode:
    def test_of_somebody_elses_sign_in_is_not_taken(self, kim: ProviderProcess) -> None:
        """It was made for another PKCE verifier."""
        stolen = parse_qs(urlsplit(kim.agreed(begun(Client()), "kim")).query)["code"][0]
        thief = Client()
        address = kim.agreed(begun(thief), "thief")

        nobody_is_in(thief, back(thief, address, code=stolen), "no longer knows of this sign-in", 400)

    def test_of_another_provider_is_not_taken(self, kim: ProviderProcess) -> None:
        client = Client()
        address = kim.agreed(begun(client), "kim")

        nobody_is_in(client, back(client, address, iss="https://evil.example"), "could not be verified", 502)
        assert "/oauth2/token" not in " ".join(kim.asked())

    @pytest.mark.parametrize("changed", [{"code": ""}, {"error": "access_denied", "error_description": "<b>pwned"}])
    def test_that_was_not_given_is_told(self, kim: ProviderProcess, changed: dict[str, str]) -> None:
        client = Client()
        answer = back(client, kim.agreed(begun(client), "kim"), **changed)

        nobody_is_in(client, answer, "Example ID did not sign you in", 403)
        assert b"pwned" not in answer.content  # type: ignore[attr-defined]

    def test_refused_by_the_person_is_told(self, kim: ProviderProcess) -> None:
        client = Client()
        address = begun(client)
        state = parse_qs(urlsplit(address).query)["state"][0]
        refused = kim.agreed(address, "kim", action="deny")

        nobody_is_in(client, back(client, refused, state=state), "Example ID did not sign you in", 403)

    def test_ends_nobodys_session(self, kim: ProviderProcess, support: Client) -> None:
        support.get("/oidc/callback/?error=access_denied&state=x")
        support.get("/oidc/callback/?code=x&state=y")

        assert support.get("/components/").status_code == 403

    def test_is_asked_for_with_pkce_and_the_address_that_is_set(self, kim: ProviderProcess) -> None:
        query = parse_qs(urlsplit(begun(Client(headers={"host": "localhost"}))).query)

        assert query["code_challenge_method"] == ["S256"]
        assert query["redirect_uri"] == ["https://dashboard.example/oidc/callback/"]
        assert query["response_type"] == ["code"]
        assert all(len(query[name][0]) >= 32 for name in ("state", "nonce", "code_challenge"))


class TestToken:
    @pytest.mark.parametrize(
        "how",
        [
            {"claims": {"nonce": "another"}},
            {"claims": {"nonce": None}},
            {"claims": {"aud": "another-client"}},
            {"claims": {"aud": ["dashboard", "another-client"]}},
            {"claims": {"azp": "another-client"}},
            {"claims": {"aud": None}},
            {"claims": {"iss": "https://evil.example"}},
            {"claims": {"iss": None}},
            {"claims": {"exp": None}},
            {"claims": {"sub": None}},
            {"claims": {"sub": 7}},
            {"claims": {"iat": 32503680000}},
            {"sign": "none"},
            {"sign": "secret"},
            {"sign": "public"},
            {"sign": "other"},
            {"header": {"alg": "RS512"}},
            {"header": {"kid": "another"}},
        ],
        ids=str,
    )
    def test_that_is_not_what_it_must_be_is_not_taken(self, kim: ProviderProcess, how: dict[str, object]) -> None:
        client = Client()
        address = kim.agreed(begun(client), "kim")
        kim.spoil(**how)

        answer = back(client, address)

        nobody_is_in(client, answer, "could not be verified, so nobody was signed in", 502)
        assert not User.objects.exists()

    def test_of_no_subject_is_not_taken(self, kim: ProviderProcess) -> None:
        client = Client()
        address = kim.agreed(begun(client), "kim")
        kim.spoil(claims={"sub": "x" * 256})

        nobody_is_in(client, back(client, address), "did not say who you are", 502)

    def test_that_has_ended_is_not_taken(self, kim: ProviderProcess) -> None:
        with time_machine.travel(timezone.now() + HOUR + timedelta(minutes=2)):
            client = Client()

            nobody_is_in(client, back(client, kim.agreed(begun(client), "kim")), "could not be verified", 502)

    def test_leaves_nothing_behind(self, kim: ProviderProcess) -> None:
        """Nor do the code, the verifier and our own secret."""
        client = Client()
        address = begun(client)
        [begun_with] = client.session["oidc_states"].values()
        came_back = kim.agreed(address, "kim")

        with everything_logged() as written:
            answer = back(client, came_back)
            back(Client(), came_back)

        assert answer.status_code == 302
        assert connection.connection is not None
        everything = (
            written.getvalue() + "\n".join(connection.connection.iterdump()) + everything_cached().decode("latin-1")
        )
        code = parse_qs(urlsplit(came_back).query)["code"][0]
        for secret in (code, begun_with["code_verifier"], begun_with["nonce"], CLIENT_SECRET, "eyJ"):
            assert secret not in everything
            assert secret not in f"{answer.headers}"


class TestProviderNotWell:
    def test_is_told_and_passwords_still_work(self, client: Client, db: None, settings: pytest.FixtureRequest) -> None:
        User.objects.create_user("sam", password=PASSWORD)
        settings.OIDC_ISSUER = f"http://127.0.0.1:{closed_port()}"  # type: ignore[attr-defined]

        refused, again = client.get("/oidc/sign-in/"), client.get("/oidc/sign-in/")

        assertContains(refused, "No sign-in through Example ID", status_code=502)
        assertContains(refused, 'href="/login/"', status_code=502)
        assertContains(again, "Signing in with a name and a password works as ever", status_code=503)
        assert again.headers["Retry-After"] == "10"
        assertContains(client.get("/login/"), "Sign in with Example ID")
        assert client.post("/login/", {"username": "sam", "password": PASSWORD}).status_code == 302

    def test_when_it_is_slow_nobody_waits_longer_than_a_page_may(
        self, kim: ProviderProcess, settings: pytest.FixtureRequest
    ) -> None:
        client = Client()
        address = kim.agreed(begun(client), "kim")
        settings.PAGE_SECONDS = 0.2  # type: ignore[attr-defined]
        kim.spoil(slow=0.6)

        answer = back(client, address)

        nobody_is_in(client, answer, "No sign-in through Example ID", 504)

    def test_which_does_not_know_us_is_not_told_as_our_fault(
        self, kim: ProviderProcess, settings: pytest.FixtureRequest
    ) -> None:
        settings.OIDC_CLIENT_SECRET = "another"  # type: ignore[attr-defined]
        client = Client()

        nobody_is_in(client, back(client, kim.agreed(begun(client), "kim")), "No sign-in through Example ID", 502)


def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
