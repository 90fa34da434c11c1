"""The whole dashboard without JavaScript: nothing is missing, and lists turn and sort by plain links."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import TabOf
from tests.browser.records import Records
from tests.browser.routes import ROUTES, Route
from tests.console_process import ADMIN
from tests.sandbox_process import SandboxProcess

pytestmark = pytest.mark.browser

LATE_MS = 2500
PASSING = re.compile(r"[?&](?:walk=[^&]*|read=1$)")
"""What an address holds for a moment alone: the ticket of a list just read, and the wish to read what is stale."""
ADDRESSES = "links => links.map((link) => link.getAttribute('href') ?? '')"


def lasting(addresses: list[str]) -> set[str]:
    return {PASSING.sub("", address) for address in addresses}


def substance(page: Page) -> dict[str, object]:
    """What the page holds, apart from what changes from one second to the next."""
    main = page.locator("main")
    return {
        "headings": main.locator("h1, h2, h3").all_inner_texts(),
        "rows": main.locator("tbody tr").count(),
        "facts": main.locator("dt").all_text_contents(),
        "links": sorted(lasting(main.locator("a").evaluate_all(ADDRESSES))),
    }


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"admin, {route.name}")
def test_every_page_holds_the_same(tab_of: TabOf, records: Records, route: Route) -> None:
    plain, scripted = tab_of(ADMIN, javascript=False), tab_of(ADMIN)
    answer = plain.open(route.address(records))
    scripted.open(route.address(records))

    assert answer.status == route.status
    assert plain.page.locator("h1").inner_text() == route.title(records)
    assert substance(plain.page) == substance(scripted.page)


class TestLists:
    def test_turn_by_links(self, plain_page: Page) -> None:
        plain_page.goto("/invoices/")
        first = plain_page.locator("tbody tr").first.inner_text()
        plain_page.get_by_role("link", name="Next").click()

        expect(plain_page).to_have_url("/invoices/?page=2")
        expect(plain_page.locator("tbody tr")).to_have_count(20)
        assert plain_page.locator("tbody tr").first.inner_text() != first

        plain_page.get_by_role("link", name="Previous").click()
        assert plain_page.locator("tbody tr").first.inner_text() == first

    def test_sort_by_links(self, plain_page: Page) -> None:
        plain_page.goto("/invoices/")
        plain_page.get_by_role("link", name="Due date", exact=True).click()

        expect(plain_page).to_have_url("/invoices/?sort=-due_date")
        expect(plain_page.locator("th[aria-sort=descending]")).to_have_text("Due date")

    def test_show_more_rows_by_links(self, plain_page: Page) -> None:
        plain_page.goto("/invoices/")
        plain_page.get_by_role("link", name="50 per page").click()

        expect(plain_page.locator("tbody tr")).to_have_count(50)


def test_the_lookup_is_a_plain_form(plain_page: Page, records: Records) -> None:
    plain_page.goto("/")
    plain_page.get_by_label("Look up anything").fill(records.invoice)
    plain_page.get_by_role("button", name="Look up").click()

    expect(plain_page).to_have_url(f"/invoices/{records.invoice}/")


def test_a_late_panel_is_reached_by_its_link(plain_page: Page, records: Records, faulty: SandboxProcess) -> None:
    faulty.arm(path=f"/api/v3/invoices/{records.invoice}/notes", latency_ms=LATE_MS)
    plain_page.goto(f"/invoices/{records.invoice}/")
    late = plain_page.locator("#panel-notes")
    expect(late).to_contain_text("Still loading")

    late.get_by_role("link", name="Wait for it").click()

    expect(plain_page.locator("#panel-notes")).not_to_contain_text("Still loading")
    expect(plain_page.locator("h1")).to_have_text(records.invoice)
