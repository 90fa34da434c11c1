"""Faults on demand, and the control desk that arms them."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from tests.sandbox_process import SandboxProcess, SignedIn

pytestmark = pytest.mark.sandbox

INVOICES = "/api/v3/invoices"


class TestRules:
    def test_act_as_often_as_they_say(self, sandbox: SandboxProcess, api: SignedIn) -> None:
        sandbox.arm(path=INVOICES, times=2, status=503, headers={"retry-after": "7"})

        first, second, third = (api.get(INVOICES) for _ in range(3))

        assert [first.status_code, second.status_code, third.status_code] == [503, 503, 200]
        assert first.headers["Retry-After"] == "7"
        assert first.json()["errors"][0]["code"] == 503

    def test_act_for_ever_until_cleared(self, sandbox: SandboxProcess, api: SignedIn) -> None:
        sandbox.arm(path=INVOICES, times=None, status=500)
        assert {api.get(INVOICES).status_code for _ in range(5)} == {500}

        sandbox.clear_faults()

        assert api.get(INVOICES).status_code == 200

    def test_a_star_is_one_part_of_the_path(self, sandbox: SandboxProcess, api: SignedIn, ids: Any) -> None:
        sandbox.arm(path="/api/v3/invoices/*/notes", status=500)

        assert api.get(f"{INVOICES}/{ids.invoice}/notes").status_code == 500
        assert api.get(f"{INVOICES}/{ids.invoice}").status_code == 200
        assert api.get(f"{INVOICES}/{ids.invoice}/notes/{ids.note}").status_code == 200

    def test_two_stars_are_any_rest(self, sandbox: SandboxProcess, api: SignedIn, ids: Any) -> None:
        sandbox.arm(path="/api/v3/invoices/**", status=500)

        assert api.get(f"{INVOICES}/{ids.invoice}/notes/{ids.note}").status_code == 500
        assert api.get(INVOICES).status_code == 200

    def test_hold_for_their_method(self, sandbox: SandboxProcess, api: SignedIn) -> None:
        sandbox.arm(path="/api/v1/oauth2/token", method="POST", status=500)

        assert sandbox.ask_for_token().status_code == 500
        assert api.get("/api/v1/oauth2/token").status_code == 405

    def test_the_oldest_acts_first(self, sandbox: SandboxProcess, api: SignedIn) -> None:
        sandbox.arm(path=INVOICES, times=1, status=500)
        sandbox.arm(path=INVOICES, times=1, status=429)

        assert [api.get(INVOICES).status_code for _ in range(3)] == [500, 429, 200]


class TestKinds:
    def test_status_with_a_body_of_its_own(self, sandbox: SandboxProcess, api: SignedIn) -> None:
        sandbox.arm(
            path=INVOICES, status=418, body={"code": "teapot"}, headers={"content-type": "application/problem+json"}
        )

        response = api.get(INVOICES)

        assert (response.status_code, response.json()) == (418, {"code": "teapot"})
        assert response.headers["Content-Type"] == "application/problem+json"

    def test_a_text_body_is_sent_as_it_is(self, sandbox: SandboxProcess, api: SignedIn) -> None:
        sandbox.arm(path=INVOICES, status=200, body='{"invoices": NaN')

        assert api.get(INVOICES).text == '{"invoices": NaN'

    def test_latency_only_waits(self, sandbox: SandboxProcess, api: SignedIn) -> None:
        sandbox.arm(path=INVOICES, latency_ms=200)

        start = time.perf_counter()
        assert api.get(INVOICES).status_code == 200
        assert time.perf_counter() - start >= 0.2

    def test_malformed_json(self, sandbox: SandboxProcess, api: SignedIn) -> None:
        sandbox.arm(path=INVOICES, kind="malformed_json")

        response = api.get(INVOICES)

        assert (response.status_code, response.headers["Content-Type"]) == (200, "application/json")
        with pytest.raises(requests.JSONDecodeError):
            response.json()

    def test_html(self, sandbox: SandboxProcess, api: SignedIn) -> None:
        sandbox.arm(path=INVOICES, kind="html")

        response = api.get(INVOICES)

        assert (response.status_code, response.headers["Content-Type"]) == (200, "text/html; charset=utf-8")

    @pytest.mark.parametrize("status", [200, 204])
    def test_empty(self, sandbox: SandboxProcess, api: SignedIn, status: int) -> None:
        sandbox.arm(path=INVOICES, kind="empty", status=status)

        response = api.get(INVOICES)

        assert (response.status_code, response.content) == (status, b"")

    def test_truncate_ends_the_connection_midway(self, sandbox: SandboxProcess, api: SignedIn) -> None:
        sandbox.arm(path=INVOICES, kind="truncate", times=1)

        with pytest.raises(requests.exceptions.ChunkedEncodingError, match="IncompleteRead"):
            api.get(INVOICES)
        assert api.get(INVOICES).status_code == 200

    def test_an_answer_grows_by_zeros(self, sandbox: SandboxProcess, api: SignedIn, ids: Any) -> None:
        document = api.get(f"{INVOICES}/{ids.invoice}/pdf").content
        sandbox.arm(path=f"{INVOICES}/*/pdf", grow_bytes=1_000_000)

        response = api.get(f"{INVOICES}/{ids.invoice}/pdf")

        assert response.content == document + bytes(1_000_000)
        assert response.headers["Content-Length"] == str(len(response.content))

    def test_a_grown_answer_ends_midway_too(self, sandbox: SandboxProcess, api: SignedIn, ids: Any) -> None:
        sandbox.arm(path=f"{INVOICES}/*/pdf", kind="truncate", grow_bytes=4_000_000, times=1)

        with pytest.raises(requests.exceptions.ChunkedEncodingError, match=r"IncompleteRead\(2\d{6} bytes"):
            api.get(f"{INVOICES}/{ids.invoice}/pdf")

    def test_drop_fields_at_any_depth(self, sandbox: SandboxProcess, api: SignedIn) -> None:
        sandbox.arm(path=INVOICES, kind="drop_fields", fields=["due_date", "records", "outstanding"])

        body = api.json(INVOICES)

        assert "due_date" not in body["invoices"][0]
        assert "outstanding" not in body["invoices"][0]["kpis"]
        assert set(body["pagination"]) == {"limit", "offset", "previous_page", "next_page"}


class TestControlDesk:
    def test_lists_what_is_armed_and_how_often_it_acted(self, sandbox: SandboxProcess, api: SignedIn) -> None:
        sandbox.arm(path=INVOICES, times=3, status=500)
        api.get(INVOICES)

        [rule] = sandbox.faults()

        assert (rule["path"], rule["kind"], rule["times"], rule["used"]) == (INVOICES, "status", 3, 1)

    def test_remembers_what_was_asked(self, sandbox: SandboxProcess, api: SignedIn) -> None:
        sandbox.forget_requests()

        api.get(INVOICES + "/", limit=5)
        api.get("/api/v3/unheard-of")

        assert sandbox.requests_seen() == [
            {"method": "GET", "path": INVOICES, "query": {"limit": "5"}, "status": 200},
            {"method": "GET", "path": "/api/v3/unheard-of", "query": {}, "status": 404},
        ]

    @pytest.mark.parametrize(
        "rule",
        [
            {},
            {"path": "invoices"},
            {"path": INVOICES, "kind": "earthquake"},
            {"path": INVOICES, "times": "often"},
            {"path": INVOICES, "method": 5},
            {"path": INVOICES, "status": 99},
            {"path": INVOICES, "latency_ms": None},
            {"path": INVOICES, "colour": "red"},
            {"path": INVOICES, "status": 500, "headers": {"Retry-After": 7}},
        ],
    )
    def test_refuses_what_is_no_rule(self, sandbox: SandboxProcess, rule: dict[str, object]) -> None:
        with pytest.raises(requests.HTTPError, match="400"):
            sandbox.arm(**rule)
        assert sandbox.faults() == []

    def test_knows_no_other_path(self, sandbox: SandboxProcess) -> None:
        assert requests.get(sandbox.base_url + "/_control/secrets", timeout=10).status_code == 404


class TestWithoutAllowFaults:
    @pytest.fixture
    def strict(self) -> Iterator[SandboxProcess]:
        with SandboxProcess(invoices=1, connections=1, allow_faults=False) as process:
            yield process

    def test_there_is_no_control_desk(self, strict: SandboxProcess) -> None:
        for method, path in (("POST", "faults"), ("GET", "faults"), ("GET", "requests"), ("POST", "tokens/expire")):
            response = requests.request(method, f"{strict.base_url}/_control/{path}", json={"path": "/"}, timeout=10)
            assert response.status_code == 404
