"""Lists with htmx: only the table changes, the address says what is shown, and links stay links."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.records import Records
from tests.browser.watch import Watch, nothing

pytestmark = pytest.mark.browser

KEPT = "document.querySelector('h1').dataset.kept = 'yes'"


@pytest.fixture
def listing(page: Page, watch: Watch) -> Locator:
    """The invoice list, with a mark on a node outside of the table; a page loaded anew would lose it."""
    page.goto("/invoices/")
    page.evaluate(KEPT)
    return page.locator("#invoice-table")


def kept(page: Page) -> bool:
    return page.locator("h1[data-kept]").count() == 1


def rows(listing: Locator) -> list[str]:
    return listing.locator("tbody tr").all_inner_texts()


class TestSorting:
    def test_swaps_only_the_table_and_says_so_in_the_address(self, page: Page, listing: Locator, watch: Watch) -> None:
        before = rows(listing)
        listing.get_by_role("link", name="Total", exact=True).click()

        expect(page).to_have_url("/invoices/?sort=-total")
        expect(listing.locator("th[aria-sort=descending]")).to_have_text("Total")
        assert rows(listing) != before
        assert kept(page)
        nothing(watch.complaints)

    def test_a_second_click_turns_the_order_around(self, page: Page, listing: Locator) -> None:
        for direction in ("descending", "ascending"):
            listing.get_by_role("link", name="Total", exact=True).click()
            expect(listing.locator(f"th[aria-sort={direction}]")).to_have_text("Total")

        expect(page).to_have_url("/invoices/?sort=total")

    def test_is_of_the_whole_set_not_of_the_page(self, page: Page, listing: Locator) -> None:
        first = set(rows(listing))
        listing.get_by_role("link", name="Total", exact=True).click()
        expect(listing.locator("th[aria-sort]")).to_have_count(1)

        assert set(rows(listing)) != first

    def test_keeps_the_focus_on_the_heading_that_was_used(self, page: Page, listing: Locator) -> None:
        listing.get_by_role("link", name="Total", exact=True).focus()
        page.keyboard.press("Enter")
        expect(listing.locator("th[aria-sort=descending]")).to_have_count(1)

        expect(listing.get_by_role("link", name="Total", exact=True)).to_be_focused()

    def test_is_told_to_those_who_do_not_see_it(self, page: Page, listing: Locator) -> None:
        listing.get_by_role("link", name="Total", exact=True).click()

        expect(page.locator("#told")).to_have_text(re.compile(r"^Invoices 1 to 20 of 1,000, by total descending$"))


class TestTurningPages:
    def test_swaps_only_the_table_and_says_so_in_the_address(self, page: Page, listing: Locator, watch: Watch) -> None:
        listing.get_by_role("link", name="Next").click()

        expect(page).to_have_url("/invoices/?page=2")
        expect(listing).to_contain_text("21 to 40 of 1,000")
        assert kept(page)
        nothing(watch.complaints)

    def test_keeps_the_focus_on_the_control(self, page: Page, listing: Locator) -> None:
        listing.get_by_role("link", name="Next").focus()
        page.keyboard.press("Enter")
        expect(page).to_have_url("/invoices/?page=2")

        expect(listing.get_by_role("link", name="Next")).to_be_focused()

    def test_where_the_control_is_gone_the_table_takes_the_focus(self, page: Page, listing: Locator) -> None:
        page.goto("/invoices/?page=2")
        listing.get_by_role("link", name="Previous").focus()
        page.keyboard.press("Enter")
        expect(page).to_have_url("/invoices/")

        page.wait_for_function("document.activeElement.closest('#invoice-table') !== null")

    def test_is_told_to_those_who_do_not_see_it(self, page: Page, listing: Locator) -> None:
        listing.get_by_role("link", name="Next").click()

        expect(page.locator("#told")).to_have_text("Invoices 21 to 40 of 1,000")


class TestHistory:
    def test_back_and_forward_go_through_what_was_shown(self, page: Page, listing: Locator, watch: Watch) -> None:
        first = rows(listing)
        listing.get_by_role("link", name="Next").click()
        expect(page).to_have_url("/invoices/?page=2")
        second = rows(listing)

        page.go_back()
        expect(page).to_have_url("/invoices/")
        expect(listing.locator("tbody tr")).to_have_text(list(map(squeezed, first)))
        page.go_forward()
        expect(page).to_have_url("/invoices/?page=2")
        expect(listing.locator("tbody tr")).to_have_text(list(map(squeezed, second)))
        nothing(watch.complaints)

    def test_the_address_alone_shows_the_same(self, page: Page, listing: Locator) -> None:
        listing.get_by_role("link", name="Due date", exact=True).click()
        expect(page).to_have_url("/invoices/?sort=-due_date")
        listing.get_by_role("link", name="Next").click()
        expect(page).to_have_url("/invoices/?sort=-due_date&page=2")
        shown = rows(listing)

        page.reload()

        assert not kept(page)
        assert rows(listing) == shown

    def test_back_from_a_record_comes_to_the_same_page_of_the_list(self, page: Page, listing: Locator) -> None:
        listing.get_by_role("link", name="Next").click()
        expect(page).to_have_url("/invoices/?page=2")
        shown = rows(listing)
        listing.locator("tbody tr th a").first.click()
        page.wait_for_url("**/invoices/INV-*/?from=*")

        page.go_back()

        expect(listing.locator("tbody tr")).to_have_text(list(map(squeezed, shown)))


def squeezed(text: str) -> re.Pattern[str]:
    """The same words, however a row's cells are spaced."""
    return re.compile(r"^\s*" + r"\s*".join(map(re.escape, text.split())) + r"\s*$")


class TestLinksStayLinks:
    def test_a_click_with_a_modifier_opens_a_tab_and_leaves_this_one(self, page: Page, listing: Locator) -> None:
        with page.context.expect_page() as opened:
            listing.get_by_role("link", name="Next").click(modifiers=["ControlOrMeta"])
        opened.value.wait_for_load_state()

        assert opened.value.url.endswith("/invoices/?page=2")
        assert opened.value.locator("h1").count() == 1
        expect(page).to_have_url("/invoices/")
        opened.value.close()

    def test_a_middle_click_opens_a_tab(self, page: Page, listing: Locator) -> None:
        with page.context.expect_page() as opened:
            listing.get_by_role("link", name="Total", exact=True).click(button="middle")
        opened.value.wait_for_load_state()

        assert opened.value.url.endswith("/invoices/?sort=-total")
        opened.value.close()

    def test_no_link_leads_nowhere(self, listing: Locator) -> None:
        links = listing.page.get_by_role("link").all()

        assert [
            link.inner_text()
            for link in links
            if (link.get_attribute("href") or "#").startswith("#")
            and link.get_attribute("aria-disabled") != "true"
            and link.get_attribute("href") != "#main"
        ] == []

    def test_a_click_anywhere_in_a_row_opens_its_record(self, page: Page, listing: Locator) -> None:
        target = listing.locator("tbody tr th a").first.get_attribute("href")
        listing.locator("tbody tr").first.locator("td").last.click()

        expect(page).to_have_url(target or "")


class TestCopying:
    def test_copies_the_id_and_says_so(self, page: Page, records: Records) -> None:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.goto(f"/invoices/{records.invoice}/information/")
        page.get_by_role("button", name=f"Copy {records.invoice}", exact=True).click()

        expect(page.locator("#told")).to_have_text(f"Copied {records.invoice}")
        assert page.evaluate("navigator.clipboard.readText()") == records.invoice


class TestOnAPhone:
    def test_id_customer_state_and_amount_are_seen_at_once(self, page: Page, listing: Locator) -> None:
        page.set_viewport_size({"width": 390, "height": 844})
        first = listing.get_by_role("row").nth(1)

        for role, name in (("rowheader", 0), ("cell", 0), ("cell", 4), ("cell", 6)):
            box = first.get_by_role(role).nth(name).bounding_box()  # type: ignore[arg-type]  # one of ARIA's own
            assert box
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= 390

    def test_the_headings_that_sort_stay(self, page: Page, listing: Locator) -> None:
        page.set_viewport_size({"width": 390, "height": 844})
        listing.get_by_role("link", name="Due", exact=True).click()

        expect(page).to_have_url("/invoices/?sort=-due")
        expect(listing.locator("th[aria-sort=descending]")).to_have_text("Due")
