"""The dashboard without JavaScript: lists turn and sort by plain links. That nothing is missing: test_pages.py."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.records import Records
from tests.sandbox_process import SandboxProcess

pytestmark = pytest.mark.browser

LATE_MS = 2500


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
