"""Over a thousand hostile notes in a real browser, with the content security policy and without: none does anything."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request

from tests import builders
from tests.browser.watch import OWN_SCHEMES
from tests.console_process import SUPPORT, ConsoleProcess
from tests.exsited.hostile import HostileServer
from tests.faults.conftest import place_of
from tests.faults.upstream import INVOICE, NOTES, Asked, Upstream, as_json
from tests.hostile_notes import VECTORS

pytestmark = pytest.mark.browser

AT_ONCE = 100
PAGE = f"/invoices/{INVOICE}/notes/?per_page={AT_ONCE}&page="
RAW_ONES = [vector.html for vector in VECTORS[::20]]
"""To see that they would do something, were they not cleaned."""
AT_LEAST, LOOKS = 8, 150
OFTEN = ("error", "load", "focus", "pointerenter", "mouseover", "animationstart", "toggle", "begin")
"""What happens to parts of a page by itself, or before somebody means it to."""

TELL = """
for (const name of ["hit", "alert", "confirm", "prompt", "print", "open"]) window[name] = () => tell(window.name);
"""
POKE = """
async (events) => {
  addEventListener("click", (event) => event.preventDefault(), true);
  for (const fold of document.querySelectorAll("details")) fold.open = true;
  for (const part of document.querySelectorAll(".prose *")) {
    for (const name of events) part.dispatchEvent(new Event(name, {cancelable: true}));
    part.dispatchEvent(new MouseEvent("click", {bubbles: true, cancelable: true}));
  }
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 50)));
  return document.querySelectorAll(".prose").length;
}
"""
RAW = """
async (vectors) => {
  await Promise.all(vectors.map((vector, number) => new Promise((done) => {
    const frame = document.createElement("iframe");
    frame.name = `raw ${number}`;
    frame.onload = done;
    frame.srcdoc = vector;
    document.body.append(frame);
    setTimeout(done, 1000);
  })));
  await new Promise((done) => setTimeout(done, 200));
}
"""


@dataclass
class Heard:
    """What ran, and what was asked for besides the page and what is its own."""

    ran: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)

    def watch(self, context: BrowserContext, base_url: str) -> None:
        def request(made: Request) -> None:
            own = made.url.startswith((f"{base_url}/static/", f"{base_url}{PAGE}"))
            if not own and made.url.partition(":")[0] not in OWN_SCHEMES:
                self.asked.append(made.url)

        context.expose_binding("tell", lambda _, name: self.ran.add(name))
        context.add_init_script(TELL)
        context.on("request", request)
        context.on("page", lambda page: self.asked.append(f"a window: {page.url}"))


def notes(asked: Asked) -> bytes:
    limit, offset = int(asked.query["limit"]), int(asked.query["offset"])
    rows = [
        builders.note_json(uuid=f"note-{offset + number}", content=vector.html)
        for number, vector in enumerate(VECTORS[offset : offset + limit])
    ]
    page = builders.page_of(*rows, key="notes", within="invoice", records=len(VECTORS), limit=limit, offset=offset)
    return as_json(page)


@pytest.fixture(scope="module")
def hostile_api() -> Iterator[Any]:
    with HostileServer() as server:
        upstream = Upstream(server)
        upstream.makes(NOTES, notes)
        server.script = upstream.script
        yield place_of(server.url)


@pytest.fixture(scope="module", params=["tests.console_settings", "tests.browser.settings_without_csp"])
def dashboard(request: pytest.FixtureRequest, console: ConsoleProcess, hostile_api: Any) -> Iterator[ConsoleProcess]:
    variables = {
        "DJANGO_SETTINGS_MODULE": request.param,
        "EXSITED_BASE_URL": hostile_api.base_url,
        "EXSITED_CLIENT_ID": hostile_api.client_id,
        "EXSITED_CLIENT_SECRET": hostile_api.client_secret,
    }
    with ConsoleProcess(hostile_api, like=console, variables=variables) as process:
        yield process


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def page(browser: Browser, dashboard: ConsoleProcess, state_of: Callable[[str], Any], heard: Heard) -> Iterator[Page]:
    with browser.new_context(base_url=dashboard.base_url, storage_state=state_of(SUPPORT)) as context:
        page = context.new_page()
        heard.watch(context, dashboard.base_url)
        yield page


class TestHostileNotes:
    def test_run_and_load_nothing(self, page: Page, heard: Heard, dashboard: ConsoleProcess) -> None:
        has_policy = "without" not in dashboard.settings["DJANGO_SETTINGS_MODULE"]
        for start in range(0, len(VECTORS), AT_ONCE):
            address = f"{PAGE}{start // AT_ONCE + 1}"
            answer = page.goto(address)
            assert answer
            assert answer.status == 200
            assert ("content-security-policy" in answer.headers) == has_policy

            assert page.evaluate(POKE, OFTEN) == len(VECTORS[start : start + AT_ONCE])
            assert (heard.ran, heard.asked) == (set(), [])
            assert page.url == f"{dashboard.base_url}{address}"

        page.evaluate(RAW, RAW_ONES)
        if has_policy:
            assert heard.ran == set(), "the policy did not stop them"
        else:
            for _ in range(LOOKS):  # they load what they need, each as it gets there
                if len(heard.ran) >= AT_LEAST:
                    break
                page.wait_for_timeout(100)
            assert len(heard.ran) >= AT_LEAST, "the vectors do nothing even where nothing stops them"
            assert heard.asked
