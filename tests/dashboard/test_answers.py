"""What every answer carries, and what a person is told when something failed."""

import cProfile
import json
import logging

import pytest
import responses
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains

from tests.builders import invoice_json, page_of
from tests.conftest import BASE_URL, TOKEN_URL

INVOICES = f"{BASE_URL}/api/v3/invoices"
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
CSP = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "frame-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "object-src 'none'",
    "frame-ancestors 'none'",
}


class TestHeaders:
    @pytest.mark.parametrize(
        ("path", "status"),
        [
            ("/login/", 200),
            ("/oidc/callback/", 400),
            ("/nowhere/", 404),
            ("/invoices/", 302),
            ("/invoices", 301),
            ("/healthz", 200),
            ("/static/js/app.js", 200),
            ("/static/none.js", 404),
        ],
    )
    def test_stand_on_every_answer(self, client: Client, db: None, path: str, status: int) -> None:
        response = client.get(path)
        response.close()

        assert response.status_code == status
        assert {name: response.headers.get(name) for name in HEADERS} == HEADERS
        assert set(response.headers["Content-Security-Policy"].split("; ")) == CSP

    def test_stand_on_errors_too(self, support: Client) -> None:
        response = support.get("/components/")

        assert response.status_code == 403
        assert {name: response.headers.get(name) for name in HEADERS} == HEADERS
        assert response.headers["Cache-Control"] == "private, no-store"

    def test_pages_are_kept_nowhere(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(INVOICES, json=page_of(invoice_json()))

        response = support.get("/invoices/")

        assert response.headers["Cache-Control"] == "private, no-store"
        assert {"HX-Request", "HX-Target", "Cookie"} <= set(response.headers["Vary"].split(", "))


class TestUpstreamDown:
    def test_is_told_with_an_honest_status_and_a_reference(
        self, support: Client, exsited: responses.RequestsMock, caplog: pytest.LogCaptureFixture
    ) -> None:
        exsited.get(INVOICES, status=500, json={"errors": [{"code": 500, "message": "boom at line 7"}]})

        with caplog.at_level(logging.INFO, "dashboard"):
            response = support.get("/invoices/")

        reference = response.headers["X-Request-ID"]
        assertContains(response, "The billing API is failing", status_code=502)
        assertContains(response, reference, status_code=502)
        assertNotContains(response, "boom at line 7", status_code=502)
        assert [record for record in caplog.records if record.name == "dashboard.problem"]

    def test_tells_the_endpoint_only_to_administrators(
        self, support: Client, administrator: Client, exsited: responses.RequestsMock
    ) -> None:
        exsited.get(INVOICES, status=500, json={})

        assertNotContains(support.get("/invoices/"), "/api/v3/invoices", status_code=502)
        assertContains(administrator.get("/invoices/"), "/api/v3/invoices", status_code=502)

    def test_is_a_card_for_the_fragment_that_was_asked(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(INVOICES, status=500, json={})

        response = support.get("/invoices/", headers={"HX-Request": "true", "HX-Target": "invoice-table"})

        assertContains(response, 'id="invoice-table"', status_code=502, count=1)
        assertNotContains(response, "<html", status_code=502)

    def test_rejected_credentials_say_who_can_help(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.replace(responses.POST, TOKEN_URL, status=302, headers={"Location": "https://exsited.example/sign-in"})

        response = support.get("/invoices/")

        assertContains(response, "rejects our credentials", status_code=502)
        assert len(exsited.calls) == 1


class TestOtherFailures:
    def test_an_id_that_cannot_be_one_is_never_sent(self, support: Client, exsited: responses.RequestsMock) -> None:
        response = support.get("/invoices/a%3Fb/")

        assertContains(response, "cannot be an id", status_code=404)
        assert len(exsited.calls) == 0

    def test_an_unknown_address(self, support: Client) -> None:
        assertContains(support.get("/nowhere/at/all/"), "no page at this address", status_code=404)

    @pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
    def test_read_pages_are_only_read(self, support: Client, method: str) -> None:
        response = getattr(support, method)("/invoices/")

        assertContains(response, "Nothing was changed", status_code=405)
        assert response.headers["Allow"] == "GET, HEAD"

    def test_our_own_mistake_shows_no_trace(self, support: Client, exsited: responses.RequestsMock) -> None:
        support.raise_request_exception = False
        exsited.get(INVOICES, body=ZeroDivisionError("canary-in-an-exception"))

        response = support.get("/invoices/")

        assertContains(response, "Our mistake", status_code=500)
        assertNotContains(response, "canary-in-an-exception", status_code=500)
        assertNotContains(response, "Traceback", status_code=500)


class TestProbes:
    @pytest.mark.parametrize("path", ["/healthz", "/readyz"])
    def test_answer_without_signing_in(self, client: Client, db: None, path: str) -> None:
        response = client.get(path)

        assert response.status_code == 200
        assert json.loads(response.content) == {"status": "ok"}


class TestFiles:
    def test_in_a_form_are_refused_before_they_are_kept(self, client: Client, db: None) -> None:
        sent = {"username": "sam", "password": SimpleUploadedFile("x.txt", b"a file")}

        assertContains(client.post("/login/", sent), "cannot read", status_code=400)


class TestWayBack:
    @pytest.mark.parametrize(
        ("asked", "above"),
        [
            ("/invoices/INV-0/notes/x/files/y/z/", "/invoices/INV-0/notes/x/files/y/"),
            ("/accounts/76GOU2/", "/"),
            ("/invoices/%2E%2E/x/", "/invoices/"),
            ("/nowhere", "/"),
            ("/invoices/a b/<b>/", "/invoices/"),
        ],
    )
    def test_from_what_is_not_there_leads_to_what_is_above_it(self, support: Client, asked: str, above: str) -> None:
        response = support.get(asked)

        assertContains(response, f'<a href="{above}">Back to', status_code=404)
        assertNotContains(response, "/<b>/", status_code=404)

    def test_of_a_deep_address_costs_no_more_than_of_another(self, client: Client, db: None) -> None:
        def calls(path: str) -> int:
            profile = cProfile.Profile()
            with profile:
                client.get(path)
            return sum(one.callcount for one in profile.getstats())

        calls("/nowhere/")

        assert calls(f"/{'a/' * 1500}") < 3 * calls("/nowhere/")

    def test_is_not_told_to_whoever_is_signed_out(self, client: Client) -> None:
        assertNotContains(client.get("/nowhere/"), "Asked for", status_code=404)
