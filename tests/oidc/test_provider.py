"""What the provider answers that it should not, and what is sent to it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from urllib.parse import parse_qs

import pytest

from dashboard.exsited.http.deadline import Deadline
from dashboard.oidc.provider import AT_ONCE, CodeRefused, Metadata, Provider, basic, endpoint, fits
from dashboard.oidc.wire import ProviderFailed


class Odd:
    """A server with one answer to everything, which keeps what it was sent."""

    def __init__(self, status: int = 200, body: bytes = b"") -> None:
        self.status, self.body = status, body
        self.paths: list[str] = []
        self.form: dict[str, list[str]] = {}
        self.authorization: str | None = None
        outer = self

        class Answer(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.paths.append(self.path)
                outer.form = parse_qs(self.rfile.read(int(self.headers.get("Content-Length", 0))).decode())
                outer.authorization = self.headers["Authorization"]
                self.send_response(outer.status)
                self.send_header("Location", "http://127.0.0.1:1/elsewhere")
                self.send_header("Content-Length", str(len(outer.body)))
                self.end_headers()
                self.wfile.write(outer.body)

            do_POST = do_GET  # noqa: N815  (its name there)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (its name there)
                pass

        self._server = HTTPServer(("127.0.0.1", 0), Answer)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = Thread(target=self._server.serve_forever, args=[0.01], daemon=True)
        self._thread.start()

    def publish(self, **more: object) -> Provider:
        """A provider whose every answer is its metadata."""
        places = dict.fromkeys(("authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint"), self.url)
        self.body = json.dumps({"issuer": self.url, **places, **more}).encode()
        return Provider(self.url)

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@pytest.fixture
def odd(request: pytest.FixtureRequest) -> Iterator[Odd]:
    server = Odd(*getattr(request, "param", ()))
    yield server
    server.close()


class TestOddAnswers:
    @pytest.mark.parametrize(
        ("odd", "fault"),
        [
            ((200, b"<html>"), "bad_json"),
            ((200, b"[]"), "bad_json"),
            ((200, b"[" * 100_000), "bad_json"),
            ((200, b"\xff\xfe"), "bad_json"),
            ((200, b"{}"), "wrong_issuer"),
            ((200, b'{"x": "' + b"x" * 600_000 + b'"}'), "unreadable_answer"),
            ((404, b"{}"), "unexpected_status"),
            ((500, b"{}"), "provider_down"),
            ((302, b""), "redirect_refused"),
        ],
        indirect=["odd"],
        ids=lambda value: value if isinstance(value, str) else "",
    )
    def test_are_no_metadata(self, odd: Odd, fault: str) -> None:
        with pytest.raises(ProviderFailed, match=fault):
            Provider(odd.url).metadata(Deadline(5))

        assert odd.paths == ["/.well-known/openid-configuration"]

    @pytest.mark.parametrize(
        "told",
        [
            None,
            5,
            "",
            "/oauth2/token",
            "ftp://login.example/",
            "http://login.example/token",
            "https://u:p@login.example/t",
            "http://127.0.0.1/token",
            "https://login.example/#x",
            "https://login.example/\r\nX: y",
            "javascript:alert(1)",
        ],
    )
    def test_are_no_endpoint(self, told: object) -> None:
        with pytest.raises(ProviderFailed, match="bad_metadata"):
            endpoint(told, "https://login.example")

    def test_of_another_issuer_are_not_taken(self) -> None:
        with pytest.raises(ProviderFailed, match="wrong_issuer"):
            Metadata.read({"issuer": "https://login.example/"}, "https://login.example")

    @pytest.mark.parametrize(
        "key",
        [
            {"kty": "oct", "k": "x", "kid": "1"},
            {"kty": "EC", "kid": "1"},
            {"kty": "RSA", "use": "enc", "kid": "1"},
            {"kty": "RSA", "alg": "RS512", "kid": "1"},
            {"kty": "RSA", "kid": ["1"]},
            {"kty": "RSA"},
            {},
        ],
    )
    def test_are_no_key(self, key: dict[str, object]) -> None:
        assert not fits(key, "1")


FORM = {"client_id": "dash:board", "client_secret": "p&=\u00fc", "code": "c", "code_verifier": "v"}


class TestAsking:
    def test_sends_the_secret_beside_the_form(self, odd: Odd) -> None:
        odd.publish().tokens(FORM, Deadline(5))

        assert odd.form == {"code": ["c"], "code_verifier": ["v"]}
        assert odd.authorization == basic("dash:board", "p&=\u00fc") == "Basic ZGFzaCUzQWJvYXJkOnAlMjYlM0QlQzMlQkM="

    def test_sends_it_in_the_form_where_that_is_wanted(self, odd: Odd) -> None:
        odd.publish(token_endpoint_auth_methods_supported=["client_secret_post"]).tokens(FORM, Deadline(5))

        assert odd.form == {name: [value] for name, value in FORM.items()}
        assert odd.authorization is None

    @pytest.mark.parametrize(
        ("status", "body", "fault"),
        [
            (401, b'{"error": "invalid_client"}', "client_rejected"),
            (400, b'{"error": "invalid_request"}', "client_rejected"),
            (400, b"<html>", "client_rejected"),
            (307, b"", "redirect_refused"),
            (429, b"{}", "provider_down"),
            (503, b"", "provider_down"),
            (200, b'{"id_token": "\\ud800.x.y"}', "bad_token"),
        ],
    )
    def test_takes_no_refusal_for_tokens(self, odd: Odd, status: int, body: bytes, fault: str) -> None:
        provider = odd.publish()
        provider.metadata(Deadline(5))
        odd.status, odd.body = status, body

        with pytest.raises(ProviderFailed, match=fault):
            provider.tokens(FORM, Deadline(5))

        assert len(odd.paths) == 2

    def test_tells_a_code_that_is_used_up(self, odd: Odd) -> None:
        provider = odd.publish()
        provider.metadata(Deadline(5))
        odd.status, odd.body = 400, b'{"error": "invalid_grant"}'

        with pytest.raises(CodeRefused):
            provider.tokens(FORM, Deadline(5))

    @pytest.mark.parametrize("token", [None, 7, "a\r\nb", "\u00e9"])
    def test_sends_no_odd_token(self, odd: Odd, token: object) -> None:
        assert odd.publish().user_info(token, Deadline(5)) == {}
        assert odd.authorization is None

    def test_reads_what_is_published_once_and_new_keys_no_sooner_than_after_a_while(self, odd: Odd) -> None:
        provider = odd.publish(keys=[{"kty": "RSA", "kid": "1"}, {"kty": "RSA", "kid": "2"}, "odd", None])

        found = [provider.key(key_id, Deadline(5)) for key_id in ("1", "3", "3", None)]

        assert found == [{"kty": "RSA", "kid": "1"}, None, None, None]
        assert len(odd.paths) == 2

    def test_holds_up_few_threads(self, odd: Odd) -> None:
        provider = odd.publish()
        with ExitStack() as others:
            for _ in range(AT_ONCE):
                others.enter_context(provider._place(Deadline(5)))

            with pytest.raises(ProviderFailed, match="overloaded"):
                provider.metadata(Deadline(0.05))

        assert provider.metadata(Deadline(5))
