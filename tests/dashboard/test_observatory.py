"""What the MDN HTTP Observatory would give each page of a deployment on https, and the headers of all else."""

from __future__ import annotations

import runpy
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

import dashboard
from tests.every_page import WholeApi, addresses, content_of
from tests.observatory import Site

HOST = "testserver"
MOST_WITHOUT_A_PLACE_IN_BROWSERS = 160
EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains; preload",
}


@pytest.fixture(autouse=True)
def _https(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The settings of a deployment, as its own file makes them."""
    monkeypatch.setenv("HTTPS_ONLY", "true")
    deployed = runpy.run_path(str(Path(dashboard.__file__).with_name("settings.py")))
    for name, value in deployed.items():
        if name.startswith(("SECURE_", "SESSION_", "CSRF_")):
            setattr(settings, name, value)


@pytest.fixture
def visitor(administrator: Client) -> Client:
    """Signed in under the name that the cookie has there."""
    client = Client()
    client.force_login(User.objects.get(username="ada"))
    return client


def seen(visitor: Client, answer: Any, html: bytes, http: Any) -> Site:
    """Its cookies are all that the visitor has been given by then, as the Observatory counts them."""
    return Site(
        headers={name.lower(): value for name, value in answer.items()},
        cookies=visitor.cookies,
        html=html.decode(),
        host=HOST,
        redirected_to=http.headers.get("Location"),
    )


def wrong_headers(answer: Any) -> dict[str, str | None]:
    told = {name: answer.headers.get(name) for name, value in EVERYWHERE.items() if answer.headers.get(name) != value}
    policy = answer.headers.get("Content-Security-Policy", "")
    return told if "default-src 'none'" in policy.split("; ") else {**told, "Content-Security-Policy": policy}


class TestScore:
    def test_of_the_sign_in_page(self, client: Client, db: None) -> None:
        answer = client.get("/login/", secure=True)
        site = seen(client, answer, content_of(answer), client.get("/login/"))

        assert site.score == MOST_WITHOUT_A_PLACE_IN_BROWSERS, site.results

    def test_of_every_page(self, visitor: Client, whole_api: WholeApi) -> None:
        scores: dict[str, Any] = {}
        wrong: dict[str, Any] = {}
        for name, path in addresses().items():
            answer = visitor.get(path, secure=True)
            body = content_of(answer)
            wrong[name] = wrong_headers(answer)
            if answer.status_code != 302 and answer.headers["Content-Type"].startswith("text/html"):
                site = seen(visitor, answer, body, visitor.get(path))
                scores[name] = site.score, site.results

        assert len(scores) > 40
        assert {name: told for name, told in scores.items() if told[0] != MOST_WITHOUT_A_PLACE_IN_BROWSERS} == {}
        assert {name: told for name, told in wrong.items() if told} == {}

    def test_without_what_earns_it_is_lower(self, client: Client, db: None) -> None:
        answer = client.get("/login/", secure=True)
        site = seen(client, answer, content_of(answer), client.get("/login/"))

        assert replace(site, headers={**site.headers, "content-security-policy": "script-src *"}).score == 80
        assert replace(site, headers={**site.headers, "cross-origin-opener-policy": "unsafe-none"}).score == 150
        assert replace(site, html=site.html.replace("integrity", "data-x")).score == 155
        assert replace(site, redirected_to=None).score == 80
        assert replace(site, headers={}).score == 30


class TestHeadersOfAllElse:
    @pytest.mark.parametrize(
        ("path", "status"),
        [("/", 302), ("/nowhere/", 404), ("/static/js/app.js", 200), ("/static/none.js", 404)],
    )
    def test_of_a_stranger(self, client: Client, db: None, path: str, status: int) -> None:
        answer = client.get(path, secure=True)
        content_of(answer)

        assert answer.status_code == status
        assert wrong_headers(answer) == {}

    @pytest.mark.parametrize(
        ("path", "status"),
        [("/nowhere/", 404), ("/invoices/..%20/", 404), ("/users/999/", 404), ("/finance/invoices/?due_from=x", 400)],
    )
    def test_of_errors(self, visitor: Client, whole_api: WholeApi, path: str, status: int) -> None:
        answer = visitor.get(path, secure=True)

        assert answer.status_code == status
        assert wrong_headers(answer) == {}

    @pytest.mark.parametrize("path", ["/integrations/?format=csv", "/integrations/?format=xlsx"])
    def test_of_files(self, visitor: Client, whole_api: WholeApi, path: str) -> None:
        answer = visitor.get(path, secure=True)
        content_of(answer)

        assert answer.status_code == 200
        assert "attachment" in answer.headers["Content-Disposition"]
        assert wrong_headers(answer) == {}

    def test_of_what_may_not_be_asked_so(self, visitor: Client) -> None:
        answer = visitor.delete("/invoices/", secure=True)

        assert answer.status_code == 405
        assert wrong_headers(answer) == {}

    def test_of_the_way_to_https(self, client: Client, db: None) -> None:
        answer = client.get("/invoices/")

        assert answer.status_code == 301
        assert answer.headers["Location"] == f"https://{HOST}/invoices/"
        assert wrong_headers(answer) == {"Strict-Transport-Security": None}
