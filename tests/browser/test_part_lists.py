"""The lists of functions and automations: what narrows them stays right while only the table changes."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.accessibility import violations
from tests.browser.records import Records
from tests.browser.watch import Watch, nothing
from tests.sandbox_process import SandboxProcess

pytestmark = pytest.mark.browser


@pytest.fixture
def listing(page: Page, records: Records, watch: Watch) -> Locator:
    page.goto(f"/integrations/{records.busy_connection}/partner-functions/")
    page.evaluate("document.querySelector('h1').dataset.kept = 'yes'")
    return page.locator("#function-table")


def order(listing: Locator) -> Locator:
    return listing.locator("form.toolbar input[type=hidden][name=sort]")


class TestPartList:
    def test_keeps_filter_columns_and_order_through_each_other(
        self, page: Page, listing: Locator, watch: Watch
    ) -> None:
        listing.locator("select[name=direction]").select_option("import")
        listing.get_by_text("Columns 8 of 15").click()
        listing.get_by_role("checkbox", name="Tag").uncheck()
        listing.get_by_role("button", name="Apply").click()
        expect(page).to_have_url(re.compile(r"direction=import"))
        listing.get_by_role("link", name="Run by").click()
        expect(listing.locator("th[aria-sort=ascending]")).to_have_text("Run by")
        expect(order(listing)).to_have_value("run_by")
        expect(listing.locator("select[name=direction]")).to_have_value("import")

        listing.get_by_role("searchbox").fill("xero")
        page.keyboard.press("Enter")

        expect(page).to_have_url(re.compile(r"sort=run_by.*q=xero.*direction=import"))
        expect(listing.locator("th[aria-sort=ascending]")).to_have_text("Run by")
        expect(listing.get_by_role("link", name="Tag", exact=True)).to_have_count(0)
        nothing(watch.complaints)

    def test_swaps_only_itself(self, page: Page, listing: Locator, watch: Watch) -> None:
        listing.get_by_role("link", name="Function", exact=True).click()
        expect(order(listing)).to_have_value("name")
        listing.get_by_role("link", name="Next").click()

        expect(page).to_have_url(re.compile(r"sort=name&page=2$"))
        expect(page.locator("h1[data-kept]")).to_have_count(1)
        expect(listing.locator("form.toolbar")).to_have_count(1)
        nothing(watch.complaints)

    def test_gives_the_file_of_what_it_shows(self, page: Page, listing: Locator) -> None:
        listing.get_by_role("link", name="Function", exact=True).click()
        expect(order(listing)).to_have_value("name")

        with page.expect_download() as download:
            listing.get_by_role("link", name="CSV").click()

        assert download.value.suggested_filename.startswith("partner-functions-")
        assert "sort=name" in download.value.url


class TestOtherList:
    """The automations, which only the column "Run by" of the functions needs."""

    def test_that_is_late_arrives_by_itself(
        self, page: Page, records: Records, faulty: SandboxProcess, watch: Watch
    ) -> None:
        faulty.arm(path=f"/api/v3/integration/{records.busy_connection}/automation", latency_ms=2500, times=2)
        page.goto(f"/integrations/{records.busy_connection}/partner-functions/", wait_until="commit")
        listing = page.locator("#function-table")

        expect(listing).to_contain_text("The automations are still being read")
        expect(listing).not_to_contain_text("still being read")
        expect(listing.get_by_role("link", name="Run by")).to_be_visible()
        assert page.url.endswith("/partner-functions/")
        nothing(violations(page))
        nothing(watch.complaints)

    def test_that_fails_costs_only_its_column(
        self, page: Page, records: Records, faulty: SandboxProcess, watch: Watch
    ) -> None:
        faulty.arm(path=f"/api/v3/integration/{records.busy_connection}/automation", status=500)
        page.goto(f"/integrations/{records.busy_connection}/partner-functions/")
        listing = page.locator("#function-table")
        expect(listing).to_contain_text("“Run by” not read")
        expect(listing.get_by_role("link", name="Run by")).to_have_count(0)
        nothing(violations(page))
        faulty.clear_faults()

        listing.get_by_role("link", name="Try again").click()

        expect(listing).not_to_contain_text("not read")
        nothing(watch.complaints)


class TestAtOdds:
    def test_leads_from_the_automation_to_its_function(self, page: Page, records: Records, watch: Watch) -> None:
        page.goto(f"/integrations/{records.busy_connection}/automations/?function=missing")
        page.locator("#automation-table tbody a").first.click()

        expect(page.locator("#panel-findings")).to_contain_text("AUT-1")
        nothing(watch.complaints)
