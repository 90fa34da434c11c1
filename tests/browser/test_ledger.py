"""A sync of the ledger as the person at the page sees it: progress by itself, sparing words, Cancel kept in reach."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import WAIT_MS, sign_in
from tests.console_process import FINANCE, ConsoleProcess
from tests.sandbox_process import SandboxProcess

pytestmark = pytest.mark.browser

INVOICES = 1000
SLOW = {"path": "/api/v3/invoices", "latency_ms": 2500}
LISTEN = """() => {
    window.said = [];
    const region = document.getElementById("arrived");
    const note = () => region.textContent && window.said.push(region.textContent);
    new MutationObserver(note).observe(region, { childList: true });
}"""


@pytest.fixture(scope="module")
def syncing() -> Iterator[tuple[SandboxProcess, ConsoleProcess]]:
    """A dashboard of its own, whose ledger is empty until a test fills it."""
    with SandboxProcess(invoices=INVOICES, allow_faults=True) as sandbox, ConsoleProcess(sandbox) as console:
        yield sandbox, console


def opened(browser: Browser, console: ConsoleProcess, *, javascript: bool) -> Iterator[Page]:
    with browser.new_context(base_url=console.base_url, java_script_enabled=javascript) as context:
        context.set_default_timeout(WAIT_MS)
        page = context.new_page()
        sign_in(page, FINANCE)
        page.goto("/finance/ledger/")
        yield page


@pytest.fixture
def page(browser: Browser, syncing: tuple[SandboxProcess, ConsoleProcess]) -> Iterator[Page]:
    yield from opened(browser, syncing[1], javascript=True)


@pytest.fixture
def plain_page(browser: Browser, syncing: tuple[SandboxProcess, ConsoleProcess]) -> Iterator[Page]:
    yield from opened(browser, syncing[1], javascript=False)


def test_is_watched_from_the_press_to_the_end(page: Page, syncing: tuple[SandboxProcess, ConsoleProcess]) -> None:
    sandbox, console = syncing
    sandbox.arm(**SLOW)
    page.get_by_role("button", name="Sync now").click()
    expect(page.get_by_text("A sync waits on the queue since")).to_be_visible()
    page.evaluate(LISTEN)
    page.get_by_role("button", name="Cancel").focus()

    with console.worker():
        bar = page.get_by_role("progressbar", name="Invoices read")
        expect(bar).to_have_attribute("value", "50", timeout=2 * WAIT_MS)
        expect(page.get_by_text("500 of 1,000 invoices, ")).to_be_visible()
        expect(page.get_by_role("button", name="Cancel")).to_be_focused()
        sandbox.clear_faults()
        expect(page.get_by_role("button", name="Read everything again")).to_be_visible(timeout=2 * WAIT_MS)

    expect(page.get_by_text("1,000 invoices", exact=True)).to_be_visible()
    expect(page.get_by_role("table", name="Last syncs").get_by_text("Complete")).to_be_visible()
    said = page.evaluate("window.said")
    assert said[-1] == "Last sync: complete"
    assert len(said) == len(set(said)), "the same was said again"


def test_without_javascript_goes_on_by_refreshing(
    plain_page: Page, syncing: tuple[SandboxProcess, ConsoleProcess]
) -> None:
    plain_page.get_by_role("button", name="Read everything again").click()
    expect(plain_page.get_by_text("A sync waits on the queue since")).to_be_visible()

    with syncing[1].worker():
        table = plain_page.get_by_role("table", name="Last syncs")
        for _ in range(40):
            plain_page.get_by_role("link", name="Refresh").click()
            if table.get_by_text("Complete").count() == 2:
                break
            plain_page.wait_for_timeout(250)

    expect(table.get_by_text("Complete")).to_have_count(2)


def test_cancelled_with_the_keyboard_alone(page: Page) -> None:
    page.get_by_role("button", name="Sync now").press("Enter")
    page.get_by_role("button", name="Cancel").press("Enter")

    expect(page.get_by_text("The sync that waited was taken off the queue.")).to_be_visible()
