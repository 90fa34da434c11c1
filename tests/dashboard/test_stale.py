"""Pages while the billing API fails that somebody of the same role read before."""

from __future__ import annotations

import re
from typing import Any

import pytest
import responses
from django.contrib.auth.models import User
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.test import Client, RequestFactory
from django.utils.html import escape
from pytest_django.asserts import assertContains, assertNotContains

from dashboard import errors, pages, upstream
from dashboard.exsited import list_invoices
from dashboard.middleware import ProblemMiddleware
from tests.cached import everything_cached
from tests.conftest import BASE_URL, person
from tests.sandbox_process import SandboxProcess

LIST = f"{BASE_URL}/api/v3/invoices"
GOOD = {"invoices": [{"id": "INV-77", "status": "ACTIVE"}], "pagination": {"records": 1}}
TOLD = "The billing API is not answering: shown as of"
REGION = re.compile(r'<div id="stale" role="status">(.*?)</div>\s*<header', re.DOTALL)


@pytest.fixture
def failing(support: Client, exsited: responses.RequestsMock) -> Client:
    """Somebody of support who read the list just before the API began to fail."""
    good = exsited.get(LIST, json=GOOD)
    assertNotContains(support.get("/invoices/"), TOLD)
    exsited.remove(good)
    exsited.get(LIST, status=500)
    return support


class TestPage:
    def test_shows_what_it_last_read_and_says_so(self, failing: Client) -> None:
        response = failing.get("/invoices/")

        assertContains(response, "INV-77")
        assertContains(response, TOLD, count=1)
        assertContains(response, "less than a minute ago")
        region = REGION.search(response.content.decode())
        assert region
        assert TOLD in region[1]

    def test_tells_the_age_in_minutes(self, failing: Client) -> None:
        kept = re.findall(rb":1:(\S+:answer:\S+)", everything_cached())
        assert kept
        for key in map(bytes.decode, kept):
            read_at, body = cache.get(key)
            cache.set(key, (read_at - 181, body), timeout=60)

        assertContains(failing.get("/invoices/"), "3 minutes ago")

    def test_has_an_empty_region_for_it_while_all_is_well(
        self, support: Client, exsited: responses.RequestsMock
    ) -> None:
        exsited.get(LIST, json=GOOD)

        assertContains(support.get("/invoices/"), '<div id="stale" role="status"></div>')

    def test_a_fragment_brings_the_words_along(self, failing: Client) -> None:
        response = failing.get("/invoices/", headers={"HX-Request": "true", "HX-Target": "invoice-table"})

        assertContains(response, "INV-77")
        assertContains(response, '<div id="stale" hx-swap-oob="innerHTML">')
        assertContains(response, TOLD)

    def test_of_another_role_fails(self, failing: Client, db: None) -> None:
        other = person("ada", "Administrators")

        assertContains(other.get("/invoices/"), "The billing API is failing", status_code=502)

    def test_of_a_person_who_lost_the_role_is_refused(self, failing: Client) -> None:
        assert failing.get("/invoices/").status_code == 200
        User.objects.get(username="sam").groups.clear()

        assert failing.get("/invoices/").status_code == 403


class TestFile:
    def test_is_never_made_of_old_answers(
        self, support: Client, exsited: responses.RequestsMock, rf: RequestFactory
    ) -> None:
        def made(request: HttpRequest) -> HttpResponse:
            page = list_invoices(upstream.exsited(request))
            return HttpResponse(f"id\n{page.items[0].id}\n", content_type="text/csv")

        def ask() -> HttpResponseBase:
            request = rf.get("/invoices/?format=csv")
            request.user = User.objects.get(username="sam")
            return ProblemMiddleware(made)(request)

        good = exsited.get(LIST, json=GOOD)
        assertContains(ask(), "INV-77")
        exsited.remove(good)
        exsited.get(LIST, status=500)

        response = ask()
        assert response.status_code == 502
        assert b"INV-77" not in response.content  # type: ignore[attr-defined]


@pytest.mark.sandbox
class TestOnSandbox:
    @pytest.mark.parametrize(
        "path", ["/invoices/", "/invoices/{}/", "/invoices/{}/information/", "/invoices/{}/notes/"]
    )
    def test_pages_without_secrets_outlive_the_api(
        self, support: Client, on_sandbox: SandboxProcess, path: str
    ) -> None:
        with on_sandbox.sign_in() as api:
            invoice = api.json("/api/v3/invoices", limit=1)["invoices"][0]["id"]
        address = path.format(invoice) + "?wait=1"
        before = support.get(address)
        assert before.status_code == 200
        on_sandbox.arm(path="/api/v3/**", status=503)

        response = support.get(address)

        assertContains(response, TOLD, count=1)
        assertNotContains(response, "Not loaded")

    def test_connections_do_not(self, administrator: Client, on_sandbox: SandboxProcess) -> None:
        assert administrator.get("/integrations/").status_code == 200
        on_sandbox.arm(path="/api/v2/**", status=503)

        assert administrator.get("/integrations/").status_code == 502


class TestTooManyPages:
    @pytest.fixture(autouse=True)
    def _as_many_as_there_may_be(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(pages, "_making", 12)

    def test_are_refused_before_anything_is_done_for_them(
        self, support: Client, exsited: responses.RequestsMock, django_assert_num_queries: Any
    ) -> None:
        for path in ("/invoices/?page=2&q=<b>", "/"):
            with django_assert_num_queries(0):
                response = support.get(path)

            assertContains(response, "Too much at once", status_code=503)
            assert response.headers["Retry-After"] == "1"
            assertContains(response, f'data-copy="{response.headers["X-Request-ID"]}"', status_code=503)
            assertContains(response, f'href="{escape(response.wsgi_request.get_full_path())}"', status_code=503)
            assertNotContains(response, errors.PLACE, status_code=503)
            assertNotContains(response, "2000", status_code=503)
        assert len(exsited.calls) == 0

    def test_fragments_are_refused_as_the_card_of_their_panel(
        self, support: Client, exsited: responses.RequestsMock
    ) -> None:
        response = support.get("/invoices/", headers={"HX-Request": "true", "HX-Target": "invoice-table"})

        assertContains(response, 'id="invoice-table"', status_code=503)
        assertContains(response, "Too much at once", status_code=503)

    @pytest.mark.parametrize("path", ["/status/", "/healthz"])
    def test_what_is_wanted_then_is_open(self, administrator: Client, path: str) -> None:
        assert administrator.get(path).status_code == 200


class TestPlacesOfPages:
    def test_each_page_gives_its_place_back(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(LIST, status=404)
        for _ in range(14):
            assert support.get("/invoices/").status_code == 502

        assert pages.making() == 0
