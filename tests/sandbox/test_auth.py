"""Signing in: grants, refreshes, what ends a token, and who is turned away."""

import re

import pytest
import requests

from sandbox.tokens import LIFETIME, TokenDesk
from tests.sandbox_process import SandboxProcess, SignedIn

pytestmark = pytest.mark.sandbox

INVOICES = "/api/v3/invoices"
LEGAL_TOKEN = re.compile(r"[A-Za-z0-9\-._~+/]+=*")


def status_with(sandbox: SandboxProcess, token: str) -> int:
    with SignedIn(sandbox.base_url, lambda: token) as client:
        return client.get(INVOICES).status_code


def post_token(sandbox: SandboxProcess, path: str = "/api/v1/oauth2/token", **options: object) -> requests.Response:
    return requests.post(sandbox.base_url + path, timeout=10, allow_redirects=False, **options)  # type: ignore[arg-type] # any option


class TestGrant:
    def test_gives_two_tokens_for_an_hour(self, sandbox: SandboxProcess) -> None:
        response = sandbox.ask_for_token()

        assert response.status_code == 200
        assert response.headers["Content-Type"] == "application/json"
        body = response.json()
        assert LEGAL_TOKEN.fullmatch(body["access_token"])
        assert LEGAL_TOKEN.fullmatch(body["refresh_token"])
        assert body["expires_in"] == 3600
        assert status_with(sandbox, body["access_token"]) == 200

    def test_a_new_one_ends_the_one_before(self, sandbox: SandboxProcess) -> None:
        first = sandbox.ask_for_token().json()
        second = sandbox.ask_for_token().json()

        assert status_with(sandbox, first["access_token"]) == 401
        assert status_with(sandbox, second["access_token"]) == 200
        refused = sandbox.ask_for_token(grant_type="refresh_token", refresh_token=first["refresh_token"])
        assert refused.status_code == 400

    @pytest.mark.parametrize("path", ["/api/v2/oauth2/token", "/api/v3/oauth2/token/", "//api/v4/oauth2/token"])
    def test_other_spellings_of_the_path(self, sandbox: SandboxProcess, path: str) -> None:
        fields = {"client_id": sandbox.client_id, "client_secret": sandbox.client_secret}
        response = post_token(sandbox, path, json={"grant_type": "client_credentials", **fields})

        assert response.status_code == 200

    def test_a_form_is_as_good_as_json(self, sandbox: SandboxProcess) -> None:
        fields = {"client_id": sandbox.client_id, "client_secret": sandbox.client_secret}
        response = post_token(sandbox, data={"grant_type": "client_credentials", **fields})

        assert response.status_code == 200

    def test_fields_it_does_not_know_are_ignored(self, sandbox: SandboxProcess) -> None:
        assert sandbox.ask_for_token(exsited_url=sandbox.base_url, scope="all").status_code == 200

    def test_an_unknown_grant_type_is_a_400(self, sandbox: SandboxProcess) -> None:
        response = sandbox.ask_for_token(grant_type="password")

        assert (response.status_code, response.json()["error"]) == (400, "unsupported_grant_type")

    @pytest.mark.parametrize("body", [b"{", b"[]", b"\xff", b"[" * 100_000])
    def test_an_unreadable_body_is_a_400(self, sandbox: SandboxProcess, body: bytes) -> None:
        response = post_token(sandbox, data=body, headers={"Content-Type": "application/json"})

        assert response.status_code == 400
        assert response.json()["errors"][0]["code"] == 400

    def test_only_post_asks_for_a_token(self, api: SignedIn) -> None:
        assert api.get("/api/v1/oauth2/token").status_code == 405


class TestRefresh:
    def test_gives_new_tokens_and_ends_the_old_ones(self, sandbox: SandboxProcess) -> None:
        first = sandbox.ask_for_token().json()
        second = sandbox.ask_for_token(grant_type="refresh_token", refresh_token=first["refresh_token"]).json()

        assert status_with(sandbox, first["access_token"]) == 401
        assert status_with(sandbox, second["access_token"]) == 200

    def test_works_once(self, sandbox: SandboxProcess) -> None:
        used = sandbox.ask_for_token().json()["refresh_token"]
        alive = sandbox.ask_for_token(grant_type="refresh_token", refresh_token=used).json()

        again = sandbox.ask_for_token(grant_type="refresh_token", refresh_token=used)

        assert again.status_code == 400
        assert again.json()["error"] == "invalid_grant"
        assert again.json()["errors"][0]["code"] == 400
        assert status_with(sandbox, alive["access_token"]) == 200

    def test_outlives_the_access_token(self, sandbox: SandboxProcess) -> None:
        first = sandbox.ask_for_token().json()
        sandbox.expire_token()

        assert status_with(sandbox, first["access_token"]) == 401
        assert (
            sandbox.ask_for_token(grant_type="refresh_token", refresh_token=first["refresh_token"]).status_code == 200
        )


class TestWrongCredentials:
    @pytest.mark.parametrize(
        "fields",
        [
            {"client_id": "somebody"},
            {"client_secret": "guess"},
            {"client_secret": ""},
            {"client_id": "pölicy\n"},
            {"grant_type": "refresh_token", "client_secret": "guess"},
        ],
    )
    def test_are_sent_to_a_sign_in_page(self, sandbox: SandboxProcess, fields: dict[str, str]) -> None:
        response = sandbox.ask_for_token(**fields)

        assert response.status_code == 302
        assert response.headers["Content-Type"].startswith("text/html")
        page = requests.get(sandbox.base_url + response.headers["Location"], timeout=10)
        assert (page.status_code, page.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
        assert "/api" not in response.headers["Location"]

    def test_do_not_end_the_live_token(self, sandbox: SandboxProcess, api: SignedIn) -> None:
        sandbox.ask_for_token(client_secret="guess")

        assert api.get(INVOICES).status_code == 200


class TestWithoutALiveToken:
    @pytest.mark.parametrize(
        "header", [None, "", "Bearer", "Bearer ", "Bearer nonsense", "Basic dGVzdDp0ZXN0", "Bearer é"]
    )
    def test_the_answer_is_a_401_in_json(self, sandbox: SandboxProcess, header: str | None) -> None:
        headers = {} if header is None else {"Authorization": header.encode()}
        response = requests.get(sandbox.base_url + INVOICES, headers=headers, timeout=10, allow_redirects=False)

        assert response.status_code == 401
        assert response.headers["Content-Type"] == "application/json"
        assert response.json()["errors"][0]["code"] == 401

    def test_nobody_learns_which_paths_there_are(self, sandbox: SandboxProcess) -> None:
        response = requests.get(sandbox.base_url + "/api/v3/unheard-of", timeout=10)

        assert response.status_code == 401


class TestTokenDesk:
    def test_a_token_dies_after_its_hour(self) -> None:
        now = [0.0]
        desk = TokenDesk(client_id="id", client_secret="secret", clock=lambda: now[0])
        token = desk.grant().access_token

        now[0] = LIFETIME - 1
        assert desk.accepts(token)
        now[0] = LIFETIME
        assert not desk.accepts(token)

    def test_id_and_secret_do_not_run_into_each_other(self) -> None:
        desk = TokenDesk(client_id="ab", client_secret="c")

        assert desk.knows("ab", "c")
        assert not desk.knows("a", "bc")
