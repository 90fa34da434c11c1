"""No secret of a connection, nor our own, in any page, header, log line, cache entry or database row of a crawl."""

from __future__ import annotations

import html
import io
import re
from collections import defaultdict, deque
from collections.abc import Iterator
from urllib.parse import quote, urljoin, urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.urls import Resolver404, get_resolver, resolve

from dashboard import upstream
from tests.cached import everything_cached
from tests.canaries import spellings
from tests.logged import everything_logged
from tests.sandbox_process import SandboxProcess

pytestmark = [pytest.mark.sandbox, pytest.mark.django_db]

ANOTHER_VIEW = re.compile(r"[?&](?:sort|per_page|show|wait|q|who)=")
"""The same records in another order or selection: crawling each would take long and show nothing new."""
FROM_A_LIST = re.compile(r"[?&](?:from|beside)=[^&]*")
"""The same record, which only remembers the list it was opened from."""
PARTS_CRAWLED = 3
"""Of each connection, so many functions and automations; of each invoice, so many notes; of each note, its files."""
LINK = re.compile(r'(?:href|src|hx-get)="([^"#]+)')
SECRET_FIELDS = ("client_secret", "access_token", "refresh_token")
NOT_CRAWLED = {
    "logout": "ends the session, and only by POST",
    "withdraw_finding": "only takes a POST",
    "sign_out_everywhere": "ends the session, and only by POST",
    "login": "sends whoever is signed in to the home page",
    "oidc_sign_in": "sends whoever is signed in to the home page",
    "oidc_callback": "sends whoever is signed in to the home page",
    "search": "is a form; asked below with a secret as what is looked for",
    "search_typed": "only takes a POST",
    "forget_lookups": "only takes a POST",
    "ledger_sync": "only takes a POST",
    "ledger_cancel": "only takes a POST",
    "save_view": "only takes a POST",
    "rename_view": "only takes a POST",
    "delete_view": "only takes a POST",
    "saved_view_list": "is only linked where a view was saved; asked below",
    "note_source": "is only linked from a note that cannot be shown whole; tested beside those",
    "next_invoice": "only leads to an invoice",
    "previous_invoice": "only leads to an invoice",
    "healthz": "is for machines; asked below",
    "readyz": "is for machines; asked below",
}


@pytest.fixture(scope="module")
def small_sandbox() -> Iterator[SandboxProcess]:
    """Few invoices, all connections: so that the crawl reads every page there is."""
    with SandboxProcess(invoices=25, connections=38) as process:
        yield process


@pytest.fixture
def log_lines() -> Iterator[io.StringIO]:
    with everything_logged() as written:
        yield written


def secrets_of(sandbox: SandboxProcess) -> dict[str, str]:
    """Every secret the sandbox serves, by where it stands. Read straight from the API, as no page shows them."""
    with sandbox.sign_in() as api:
        rows = api.json("/api/v2/integration-connections", limit=1000)["integration_connection"]
    return {
        f"{row['uuid']} {field}": row[field] for row in rows for field in SECRET_FIELDS if len(row.get(field, "")) >= 8
    }


def hits(secrets: dict[str, str], place: bytes) -> list[str]:
    return [
        name for name, secret in secrets.items() if any(spelling.encode() in place for spelling in spellings(secret))
    ]


class Parts:
    """Counts the pages of the parts of a record: a list holds hundreds of the same kind."""

    def __init__(self) -> None:
        self._seen: defaultdict[tuple[str, str], set[str]] = defaultdict(set)

    def enough(self, path: str) -> bool:
        """Whether so many of the same whole were taken that this one would show nothing new."""
        try:
            match = resolve(urlsplit(path).path)
        except Resolver404:
            return False
        if len(match.kwargs) < 2:
            return False
        whole, part, *_ = match.kwargs.values()
        seen = self._seen[match.url_name or "", whole]
        if len(seen) < PARTS_CRAWLED:
            seen.add(part)
        return part not in seen


def read(client: Client, path: str) -> dict[str, bytes]:
    """The page with its headers."""
    response = client.get(path)
    body = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
    response.close()
    return {path: "\n".join(f"{name}: {value}" for name, value in response.items()).encode() + b"\n\n" + body}


def crawl(client: Client, start: str) -> dict[str, bytes]:
    """Every page that links lead to from `start`, each with its headers; of many like parts, only some."""
    found: dict[str, bytes] = {}
    parts = Parts()
    waiting = deque([start])
    while waiting:
        path = waiting.popleft()
        if path in found or path.startswith("/static/") or ANOTHER_VIEW.search(path) or parts.enough(path):
            continue
        found |= read(client, path)
        for link in LINK.findall(found[path].decode(errors="replace")):
            target = urlsplit(urljoin(path, html.unescape(link)))
            if not target.scheme and not target.netloc:
                waiting.append(FROM_A_LIST.sub("", target.path + (f"?{target.query}" if target.query else "")))
    return found


class TestNoSecretAnywhere:
    @pytest.mark.long
    def test_after_a_crawl_of_everything(
        self,
        small_sandbox: SandboxProcess,
        settings: pytest.FixtureRequest,
        administrator: Client,
        log_lines: io.StringIO,
    ) -> None:
        settings.EXSITED_BASE_URL = small_sandbox.base_url  # type: ignore[attr-defined]
        settings.EXSITED_CLIENT_ID = small_sandbox.client_id  # type: ignore[attr-defined]
        settings.EXSITED_CLIENT_SECRET = small_sandbox.client_secret  # type: ignore[attr-defined]
        secrets = secrets_of(small_sandbox)
        assert len(secrets) > 38

        pages = crawl(administrator, "/")
        name, secret = next(iter(secrets.items()))
        # Nothing leads to a comparison while one snapshot alone is kept.
        alone = f"/integrations/{name.split()[0]}/history/diff/"
        for path in ("/healthz", "/readyz", "/views/", alone, f"/search/?q={quote(secret)}"):
            pages |= read(administrator, path)

        token = upstream.CacheTokenStore(upstream.store_name(), upstream.derived_key("shared token")).read()
        assert token is not None
        secrets |= {
            "our client secret": small_sandbox.client_secret,
            "our access token": token.access_token,
            "our refresh token": token.refresh_token or "none was given",
        }
        assert connection.connection is not None
        everything = {
            "pages": b"\n".join(pages.values()),
            "logs": log_lines.getvalue().encode(),
            "cache": everything_cached(),
            "database": "\n".join(connection.connection.iterdump()).encode(),
        }
        found = {place: hits(secrets, content) for place, content in everything.items()}
        assert found == {place: [] for place in everything}
        assert all(everything.values())

        routes = {resolve(urlsplit(path).path).url_name for path in pages}
        assert set(get_resolver().reverse_dict) - {name for name in get_resolver().reverse_dict if callable(name)} == (
            routes | set(NOT_CRAWLED)
        )


class TestTheSearchItself:
    @pytest.mark.parametrize("spelling", ["se cret/+=", "se%20cret%2F%2B%3D", "c2UgY3JldC8rPQ=="])
    def test_finds_each_spelling(self, spelling: str) -> None:
        assert hits({"one": "se cret/+="}, f"<p>{spelling}</p>".encode()) == ["one"]
