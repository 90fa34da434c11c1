"""What the client makes of each answer. How it copes with sockets is in test_transport.py."""

from __future__ import annotations

import base64
import json
import logging
import time
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
import responses
from responses import matchers

from dashboard.exsited.auth import TOKEN_PATH, MemoryTokenStore
from dashboard.exsited.client import Call, Client
from dashboard.exsited.errors import (
    BadId,
    Busy,
    Conflict,
    ExsitedError,
    Forbidden,
    Missing,
    Refused,
    Rejected,
    Unreadable,
)
from dashboard.exsited.secrets import Sealer
from tests.exsited.hostile import ACCESS_TOKEN, CLIENT_SECRET, REFRESH_TOKEN, client_of, credentials, signed_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

BASE = "https://exsited.example"
LIST = "/api/v3/invoices"
DETAIL = "/api/v3/invoices/{id}"
LIST_URL = BASE + LIST
DETAIL_URL = f"{BASE}/api/v3/invoices/INV-1"
TOKEN_URL = BASE + TOKEN_PATH


@pytest.fixture
def exsited() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock() as fake:
        yield fake


@pytest.fixture
def client() -> Client:
    return client_of(BASE)


def grants(exsited: responses.RequestsMock, access_token: str = "another-token-0001") -> responses.BaseResponse:
    grant: responses.BaseResponse = exsited.post(TOKEN_URL, json={"access_token": access_token, "expires_in": 3600})
    return grant


def based64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def error_body(code: object, message: str) -> dict[str, object]:
    return {"errors": [{"code": code, "message": message}]}


class TestStatus:
    @pytest.mark.parametrize(
        ("status", "kind", "fault"),
        [
            (201, Unreadable, "unexpected_status"),
            (202, Unreadable, "unexpected_status"),
            (204, Unreadable, "unexpected_status"),
            (206, Unreadable, "unexpected_status"),
            (207, Unreadable, "unexpected_status"),
            (304, Unreadable, "unexpected_status"),
            (301, Unreadable, "redirect_refused"),
            (302, Unreadable, "redirect_refused"),
            (307, Unreadable, "redirect_refused"),
            (400, Rejected, "rejected"),
            (403, Forbidden, "upstream_forbidden"),
            (404, Missing, "missing"),
            (405, Rejected, "rejected"),
            (410, Rejected, "gone"),
            (418, Rejected, "rejected"),
            (422, Rejected, "rejected"),
            (451, Rejected, "rejected"),
            (501, Unreadable, "upstream_5xx"),
            (520, Unreadable, "upstream_5xx"),
        ],
    )
    def test_is_asked_once_and_told(
        self, client: Client, exsited: responses.RequestsMock, status: int, kind: type[ExsitedError], fault: str
    ) -> None:
        call = exsited.get(DETAIL_URL, status=status, json={})

        with pytest.raises(ExsitedError) as caught:
            client.get(DETAIL, id="INV-1")

        assert type(caught.value) is kind
        assert (caught.value.fault, caught.value.status, caught.value.attempts) == (fault, status, 1)
        assert caught.value.endpoint == DETAIL
        assert call.call_count == 1

    @pytest.mark.parametrize(
        ("status", "kind", "fault"),
        [
            (409, Conflict, "conflict"),
            (423, Conflict, "conflict"),
            (500, Unreadable, "upstream_5xx"),
            (502, Unreadable, "upstream_5xx"),
            (503, Unreadable, "upstream_5xx"),
            (504, Unreadable, "upstream_5xx"),
        ],
    )
    def test_that_may_pass_is_asked_twice(
        self, client: Client, exsited: responses.RequestsMock, status: int, kind: type[ExsitedError], fault: str
    ) -> None:
        call = exsited.get(LIST_URL, status=status, body="<html>gateway</html>", content_type="text/html")

        with pytest.raises(ExsitedError) as caught:
            client.get(LIST)

        assert type(caught.value) is kind
        assert (caught.value.fault, caught.value.status, caught.value.attempts) == (fault, status, 2)
        assert call.call_count == 2

    @pytest.mark.parametrize("status", [409, 500, 502, 503, 504])
    def test_that_passed_is_not_seen(self, client: Client, exsited: responses.RequestsMock, status: int) -> None:
        exsited.get(LIST_URL, status=status)
        exsited.get(LIST_URL, json={"a": "b"})

        assert client.get(LIST).text("a") == "b"

    def test_404_for_a_list_is_no_missing_record(self, client: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(LIST_URL, status=404, json={})

        with pytest.raises(Unreadable, match="endpoint_missing"):
            client.get(LIST)

    @pytest.mark.parametrize("content_type", ["text/html", "text/plain", "application/pdf", "", "application/jsonp"])
    def test_200_that_is_no_json_is_not_read(
        self, client: Client, exsited: responses.RequestsMock, content_type: str
    ) -> None:
        exsited.get(LIST_URL, body="{}", content_type=content_type)

        with pytest.raises(Unreadable, match="bad_content_type"):
            client.get(LIST)

    @pytest.mark.parametrize(
        "content_type", ["application/json;charset=UTF-8", "Application/JSON", "application/x+json"]
    )
    def test_json_by_any_of_its_names(self, client: Client, exsited: responses.RequestsMock, content_type: str) -> None:
        exsited.get(LIST_URL, body='{"a": "b"}', content_type=content_type)

        assert client.get(LIST).text("a") == "b"

    @pytest.mark.parametrize("body", [b"", b"null", b"[]", b"42", b"{", b"<html>", b"\xff{}"])
    def test_200_without_an_object_says_where_it_failed(
        self, client: Client, exsited: responses.RequestsMock, body: bytes
    ) -> None:
        exsited.get(LIST_URL, body=body, content_type="application/json")

        with pytest.raises(Unreadable) as caught:
            client.get(LIST)

        assert caught.value.fault in {"bad_shape", "bad_json", "bad_encoding"}
        assert (caught.value.endpoint, caught.value.status, caught.value.attempts) == (LIST, 200, 1)


class TestBeingToldToWait:
    @pytest.mark.parametrize("status", [429, 503])
    def test_waits_when_the_page_has_the_time(
        self, client: Client, exsited: responses.RequestsMock, status: int
    ) -> None:
        exsited.get(LIST_URL, status=status, headers={"Retry-After": "1"})
        exsited.get(LIST_URL, json={"a": "b"})
        started = time.monotonic()

        assert client.get(LIST).text("a") == "b"
        assert time.monotonic() - started >= 1

    @pytest.mark.parametrize("status", [429, 503])
    def test_says_so_at_once_when_it_has_not(
        self, client: Client, exsited: responses.RequestsMock, status: int
    ) -> None:
        call = exsited.get(LIST_URL, status=status, headers={"Retry-After": "30"})

        with pytest.raises(Busy) as caught:
            client.get(LIST)

        assert (caught.value.fault, caught.value.retry_after) == ("rate_limited", 30)
        assert call.call_count == 1

    @pytest.mark.parametrize("headers", [{}, {"Retry-After": "soon"}, {"Retry-After": "-1"}, {"Retry-After": "1e9"}])
    def test_believes_no_nonsense(
        self, client: Client, exsited: responses.RequestsMock, headers: dict[str, str]
    ) -> None:
        exsited.get(LIST_URL, status=429, headers=headers)

        with pytest.raises(Busy) as caught:
            client.get(LIST)

        assert (caught.value.fault, caught.value.retry_after) == ("retry_after_bad", 5)


class TestBeingUnauthorized:
    def test_costs_one_grant_and_one_replay(self, client: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(LIST_URL, status=401, json=error_body(401, "expired"))
        grant = grants(exsited)
        replay = exsited.get(
            LIST_URL, json={"a": "b"}, match=[matchers.header_matcher({"Authorization": "Bearer another-token-0001"})]
        )

        assert client.get(LIST).text("a") == "b"
        assert (grant.call_count, replay.call_count) == (1, 1)

    def test_may_be_said_inside_a_200(self, client: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(LIST_URL, json=error_body("401", "Unauthorized"))
        grants(exsited)
        exsited.get(LIST_URL, json={"a": "b"})

        assert client.get(LIST).text("a") == "b"

    def test_again_is_told_and_then_not_tried_for_a_while(
        self, client: Client, exsited: responses.RequestsMock
    ) -> None:
        data = exsited.get(LIST_URL, status=401, json={})
        grant = grants(exsited)

        for _ in range(3):
            with pytest.raises(Refused, match="auth_rejected"):
                client.get(LIST)

        assert (data.call_count, grant.call_count) == (2, 1)


class TestErrorInsideA200:
    @pytest.mark.parametrize(
        ("code", "kind"),
        [(403, Forbidden), ("404", Missing), (423, Conflict), (429, Busy), (400, Rejected), (501, Unreadable)],
    )
    def test_counts_as_its_code(
        self, client: Client, exsited: responses.RequestsMock, code: object, kind: type[ExsitedError]
    ) -> None:
        exsited.get(DETAIL_URL, json=error_body(code, "no"))

        with pytest.raises(ExsitedError) as caught:
            client.get(DETAIL, id="INV-1")

        assert type(caught.value) is kind
        assert caught.value.status == int(str(code))

    @pytest.mark.parametrize("body", [{"errors": [{"message": "odd"}]}, error_body(200, "odd"), {"object": "error"}])
    def test_without_a_code_is_unreadable(
        self, client: Client, exsited: responses.RequestsMock, body: dict[str, object]
    ) -> None:
        exsited.get(DETAIL_URL, json=body)

        with pytest.raises(Unreadable, match="error_in_answer"):
            client.get(DETAIL, id="INV-1")


class TestMessage:
    def said(self, client: Client, exsited: responses.RequestsMock, **answer: object) -> str | None:
        exsited.get(DETAIL_URL, **{"status": 400, **answer})
        with pytest.raises(ExsitedError) as caught:
            client.get(DETAIL, id="INV-1")
        return caught.value.message

    def test_is_the_upstreams_own(self, client: Client, exsited: responses.RequestsMock) -> None:
        assert self.said(client, exsited, json=error_body(400, "order_by is unknown")) == "order_by is unknown"

    def test_is_short(self, client: Client, exsited: responses.RequestsMock) -> None:
        assert len(self.said(client, exsited, json=error_body(400, "a b " * 1000)) or "") <= 300

    @pytest.mark.parametrize("secret", [ACCESS_TOKEN, CLIENT_SECRET, REFRESH_TOKEN])
    @pytest.mark.parametrize("spell", [str, partial(quote, safe=""), based64])
    @pytest.mark.parametrize("where", [0, 285])
    def test_holds_no_secret_of_ours(
        self, client: Client, exsited: responses.RequestsMock, secret: str, spell: Callable[[str], str], where: int
    ) -> None:
        spelt = spell(secret)
        message = self.said(client, exsited, json=error_body(400, "." * where + f"you sent {spelt} to us"))

        assert message
        assert not any(spelt[start : start + 8] in message for start in range(len(spelt) - 8))

    def test_is_not_looked_for_in_html(self, client: Client, exsited: responses.RequestsMock) -> None:
        assert self.said(client, exsited, body="<h1>Bad</h1>", content_type="text/html") is None

    def test_is_not_looked_for_in_a_5xx(self, client: Client, exsited: responses.RequestsMock) -> None:
        assert self.said(client, exsited, json=error_body(500, "stack trace"), status=501) is None

    @pytest.mark.parametrize("body", ["{", "[]", json.dumps({"errors": []}), " " * 100_000])
    def test_that_cannot_be_read_is_none(self, client: Client, exsited: responses.RequestsMock, body: str) -> None:
        assert self.said(client, exsited, body=body, content_type="application/json") is None

    def test_data_that_repeats_our_token_loses_it(self, client: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(DETAIL_URL, json={"note": f"sent with {ACCESS_TOKEN}"})

        assert client.get(DETAIL, id="INV-1").text("note") == "sent with [hidden]"


class TestBadId:
    def test_sends_nothing(
        self, client: Client, exsited: responses.RequestsMock, caplog: pytest.LogCaptureFixture
    ) -> None:
        with pytest.raises(BadId):
            client.get(DETAIL, id="../../v2/integration-connections")

        assert [record.message for record in caplog.records] == ["bad_id"]
        assert "integration" not in caplog.text

    @pytest.mark.parametrize("path", ["/api/../x", "/api/./x", "/api/x?y=z", "/api/x y"])
    def test_is_also_found_in_the_built_address(self, client: Client, path: str) -> None:
        with pytest.raises(BadId):
            client.get(path)


class TestLogLine:
    def test_is_one_for_each_call(
        self, client: Client, exsited: responses.RequestsMock, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.INFO, logger="dashboard.exsited")
        exsited.get(DETAIL_URL, status=500)
        exsited.get(DETAIL_URL, json={"a": "b"})

        client.get(DETAIL, id="INV-1", fields="name")

        (line,) = caplog.records
        assert (
            vars(line).items() >= {"endpoint": DETAIL, "fault": None, "status": 200, "attempts": 2, "bytes": 10}.items()
        )
        assert vars(line)["ms"] >= 50
        assert line.levelname == "INFO"

    def test_of_a_failure_names_the_fault(
        self, client: Client, exsited: responses.RequestsMock, caplog: pytest.LogCaptureFixture
    ) -> None:
        exsited.get(DETAIL_URL, status=403, json={})

        with pytest.raises(Forbidden):
            client.get(DETAIL, id="INV-1")

        (line,) = caplog.records
        assert (line.levelname, vars(line)["fault"]) == ("WARNING", "upstream_forbidden")

    def test_of_a_redirect_names_its_host_alone(
        self, client: Client, exsited: responses.RequestsMock, caplog: pytest.LogCaptureFixture
    ) -> None:
        exsited.get(LIST_URL, status=302, headers={"Location": "https://user:pw@evil.example/path?token=x"})

        with pytest.raises(Unreadable):
            client.get(LIST)

        assert [vars(line).get("redirect_host") for line in caplog.records] == ["evil.example", None]

    def test_holds_no_secret_id_or_query(
        self, client: Client, exsited: responses.RequestsMock, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG)
        exsited.get(DETAIL_URL, status=400, json=error_body(400, f"{ACCESS_TOKEN} INV-1"))

        with pytest.raises(Rejected):
            client.get(DETAIL, id="INV-1", order_by="canary-query")

        told = "".join(str(vars(record)) for record in caplog.records if record.name.startswith("dashboard"))
        assert told
        assert not [word for word in (ACCESS_TOKEN, CLIENT_SECRET, "INV-1", "canary-query") if word in told]


class TestObserver:
    def test_is_told_of_every_call(self, exsited: responses.RequestsMock) -> None:
        seen: list[Call] = []
        client = Client(
            base_url=BASE, credentials=credentials(), tokens=signed_in(), sealer=Sealer(b"tests"), observe=seen.append
        )
        exsited.get(LIST_URL, json={})
        exsited.get(LIST_URL, status=501)

        client.get(LIST)
        with pytest.raises(Unreadable):
            client.within(5).get(LIST)

        assert [(call.endpoint, call.fault, call.status) for call in seen] == [
            (LIST, None, 200),
            (LIST, "upstream_5xx", 501),
        ]


class TestSigningIn:
    def test_a_first_call_asks_for_a_token(self, exsited: responses.RequestsMock) -> None:
        store = MemoryTokenStore()
        exsited.post(
            TOKEN_URL,
            json={"access_token": ACCESS_TOKEN, "refresh_token": REFRESH_TOKEN, "expires_in": 3600},
            match=[
                matchers.json_params_matcher(
                    {
                        "grant_type": "client_credentials",
                        "client_id": "tests",
                        "client_secret": CLIENT_SECRET,
                        "redirect_uri": "https://dashboard.example/callback",
                    }
                ),
                matchers.header_matcher({"Content-Type": "application/json"}),
            ],
        )
        exsited.get(LIST_URL, json={}, match=[matchers.header_matcher({"Authorization": f"Bearer {ACCESS_TOKEN}"})])

        client_of(BASE, tokens=store).get(LIST)

        kept = store.read()
        assert kept
        assert (kept.access_token, kept.refresh_token) == (ACCESS_TOKEN, REFRESH_TOKEN)

    def test_the_token_request_carries_no_token(self, exsited: responses.RequestsMock) -> None:
        grant = grants(exsited)
        exsited.get(LIST_URL, json={})

        client_of(BASE, tokens=MemoryTokenStore()).get(LIST)

        assert "Authorization" not in grant.calls[0].request.headers

    def test_a_sign_in_page_is_a_refusal_and_never_visited(self, exsited: responses.RequestsMock) -> None:
        exsited.post(TOKEN_URL, status=302, headers={"Location": "https://evil.example/login"})

        with pytest.raises(Refused, match="auth_rejected"):
            client_of(BASE, tokens=MemoryTokenStore()).get(LIST)

    @pytest.mark.parametrize("status", [500, 502, 503, 429])
    def test_a_failing_token_endpoint_is_asked_once(self, exsited: responses.RequestsMock, status: int) -> None:
        grant = exsited.post(TOKEN_URL, status=status, body=f"<h1>{CLIENT_SECRET}</h1>")
        client = client_of(BASE, tokens=MemoryTokenStore())

        for _ in range(3):
            with pytest.raises(Busy) as caught:
                client.get(LIST)
            assert caught.value.fault == "token_unavailable"
            assert 0 < (caught.value.retry_after or 0) <= 10

        assert grant.call_count == 1
