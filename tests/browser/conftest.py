"""One sandbox, one dashboard and one browser for all browser tests; a context for each person, signed in once."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser import chromium
from tests.browser.records import Records, find_records
from tests.browser.watch import Tab, Watch, tell_violations
from tests.console_process import ADMIN, PASSWORD, ConsoleProcess
from tests.sandbox_process import SandboxProcess

WAIT_MS = 10_000
WIDE = {"width": 1280, "height": 900}
NARROW = {"width": 390, "height": 844}

ContextOf = Callable[..., BrowserContext]
TabOf = Callable[..., Tab]
expect.set_options(timeout=WAIT_MS)

# "package" and not "session": Playwright keeps an event loop running in this thread, which Django's database
# refuses to work beside, so it must have ended before the next tests begin.
once = pytest.fixture(scope="package")


@once
def billing_api() -> Iterator[SandboxProcess]:
    with SandboxProcess(invoices=1000, allow_faults=True) as sandbox:
        yield sandbox


@once
def records(billing_api: SandboxProcess) -> Records:
    return find_records(billing_api)


@once
def console(billing_api: SandboxProcess, records: Records) -> Iterator[ConsoleProcess]:
    """After `records`, whose sign-in would end the dashboard's own token."""
    with ConsoleProcess(billing_api) as process:
        yield process


@once
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = chromium.launch(playwright)
        yield started
        started.close()


def sign_in(page: Page, person: str) -> None:
    page.goto("/login/")
    page.get_by_label("Name").fill(person)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/")


@once
def state_of(browser: Browser, console: ConsoleProcess) -> Callable[[str], Any]:
    """The cookies of a person, who signs in at the first call."""
    states: dict[str, Any] = {}

    def state(person: str) -> Any:
        if person not in states:
            with browser.new_context(base_url=console.base_url) as context:
                sign_in(context.new_page(), person)
                states[person] = context.storage_state()
        return states[person]

    return state


@once
def context_of(browser: Browser, console: ConsoleProcess, state_of: Callable[[str], Any]) -> Iterator[ContextOf]:
    """A kept context: of a person, or of nobody signed in; with or without JavaScript."""
    contexts: dict[tuple[str, bool], BrowserContext] = {}

    def context(person: str = "", *, javascript: bool = True) -> BrowserContext:
        if (person, javascript) not in contexts:
            made = browser.new_context(
                base_url=console.base_url,
                java_script_enabled=javascript,
                viewport={"width": WIDE["width"], "height": WIDE["height"]},
                reduced_motion="reduce",
                storage_state=state_of(person) if person else None,
            )
            made.set_default_timeout(WAIT_MS)
            tell_violations(made)
            contexts[person, javascript] = made
        return contexts[person, javascript]

    yield context
    for made in contexts.values():
        made.close()


@once
def tab_of(context_of: ContextOf, console: ConsoleProcess) -> TabOf:
    """The kept tab of a context; a test that leaves more behind than a page opens one of its own."""
    tabs: dict[tuple[str, bool], Tab] = {}

    def tab(person: str = "", *, javascript: bool = True) -> Tab:
        if (person, javascript) not in tabs:
            made = context_of(person, javascript=javascript).new_page()
            tabs[person, javascript] = Tab(made, console.base_url)
        return tabs[person, javascript]

    return tab


@pytest.fixture
def page(context_of: ContextOf) -> Iterator[Page]:
    """A new tab of an administrator."""
    with context_of(ADMIN).new_page() as tab:
        yield tab


@pytest.fixture
def plain_page(context_of: ContextOf) -> Iterator[Page]:
    """A new tab of an administrator, without JavaScript."""
    with context_of(ADMIN, javascript=False).new_page() as tab:
        yield tab


@pytest.fixture
def watch(page: Page, console: ConsoleProcess) -> Watch:
    return Watch(page, console.base_url)


@pytest.fixture
def faulty(billing_api: SandboxProcess) -> Iterator[SandboxProcess]:
    """The sandbox, to be given faults that end with the test."""
    yield billing_api
    billing_api.clear_faults()
