"""The case screen of an invoice in a browser: its late parts arrive, its checks can be asked for, its text be taken."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import violations
from tests.browser.conftest import ContextOf
from tests.browser.records import Records
from tests.browser.watch import nothing
from tests.console_process import ADMIN
from tests.sandbox_process import SandboxProcess

pytestmark = pytest.mark.browser


def case(records: Records) -> str:
    return f"/invoices/{records.invoice}/"


class TestAfterTheFirstAnswer:
    def test_siblings_name_and_answers_arrive_by_themselves(self, page: Page, records: Records) -> None:
        page.goto(case(records))

        expect(page.locator("#panel-order table")).to_be_visible()
        expect(page.locator("#panel-account table")).to_be_visible()
        expect(page.locator("#panel-agreement")).to_contain_text("fields alike")
        expect(page.locator("#customer b")).not_to_be_empty()
        name = page.locator("#customer b").inner_text()
        expect(page.locator("#ticket-text")).to_contain_text(f"Customer: {name}")
        expect(page.locator(".late")).to_have_count(0)
        nothing(violations(page))

    def test_a_slow_account_keeps_nothing_else_waiting(
        self, page: Page, records: Records, faulty: SandboxProcess
    ) -> None:
        faulty.arm(path=f"/api/v3/accounts/{records.account}/invoices", latency_ms=2500, times=2)
        page.goto(case(records))

        expect(page.locator("#panel-order table")).to_be_visible()
        expect(page.locator("#panel-account")).to_contain_text("Still loading")
        expect(page.locator("#panel-account table")).to_be_visible()
        expect(page.locator("#customer b")).not_to_be_empty()
        expect(page.locator("#panel-agreement")).to_contain_text("fields alike")

    def test_one_that_failed_is_tried_again_alone(self, page: Page, records: Records, faulty: SandboxProcess) -> None:
        faulty.arm(path=f"/api/v3/orders/{records.order}/invoices", status=403)
        page.goto(case(records))
        card = page.locator("#panel-order")
        expect(card).to_contain_text("Not allowed")
        expect(page.locator("#panel-account table")).to_be_visible()
        faulty.clear_faults()

        card.get_by_role("link", name="Try again").click()

        expect(page.locator("#panel-order table")).to_be_visible()

    def test_the_fields_of_lines_are_fetched_when_asked_for(self, page: Page, records: Records) -> None:
        page.goto(case(records))
        page.get_by_role("link", name="Every field of each line").click()

        expect(page.locator("#panel-line-fields")).to_contain_text("Tax UUID")
        expect(page).to_have_url(case(records))

    def test_the_list_of_all_is_searched_when_asked_for(self, page: Page, records: Records) -> None:
        page.goto(case(records))
        page.get_by_role("link", name="look for it there").click()

        expect(page.locator("#panel-agreement")).to_contain_text("list.")
        expect(page).to_have_url(case(records))


class TestWithoutJavaScript:
    def test_one_link_brings_the_rest(self, plain_page: Page, records: Records) -> None:
        plain_page.goto(case(records))
        expect(plain_page.locator("#panel-beyond")).to_contain_text("Still loading")

        plain_page.locator("#panel-beyond").get_by_role("link", name="Wait for it").click()

        expect(plain_page.locator("#panel-order table")).to_be_visible()
        expect(plain_page.locator("#customer b")).not_to_be_empty()

    def test_a_link_tells_whether_it_changed(self, plain_page: Page, records: Records) -> None:
        plain_page.goto(case(records))
        plain_page.get_by_role("link", name="Changed since?").click()

        expect(plain_page.locator("#panel-version")).to_contain_text("Unchanged")

    def test_the_text_for_a_ticket_can_be_taken_by_hand(self, plain_page: Page, records: Records) -> None:
        plain_page.goto(case(records))

        expect(plain_page.locator("#ticket-text")).to_contain_text(f"Invoice {records.invoice}: ")
        expect(plain_page.get_by_role("button", name="Copy for ticket")).to_be_hidden()


class TestSinceOpened:
    def test_a_key_press_tells(self, page: Page, records: Records) -> None:
        page.goto(case(records))
        page.get_by_role("link", name="Changed since?").click()

        expect(page.locator("#panel-version")).to_contain_text("Unchanged")
        expect(page.locator("#told")).to_contain_text("Still version")
        expect(page).to_have_url(case(records))

    def test_coming_back_to_the_page_asks_quietly(self, page: Page, records: Records) -> None:
        page.goto(case(records))
        with page.expect_response(lambda answer: "quiet=1" in answer.url) as caught:
            page.evaluate("dispatchEvent(new Event('focus'))")

        assert caught.value.status == 204
        expect(page.locator("#panel-version")).to_contain_text("Changed since?")


def test_the_ticket_is_copied(context_of: ContextOf, records: Records) -> None:
    context = context_of(ADMIN)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    with context.new_page() as page:
        page.goto(case(records))
        expect(page.locator("#customer b")).not_to_be_empty()
        page.get_by_role("button", name="Copy for ticket").click()

        expect(page.locator("#told")).to_have_text("Copied the text for a ticket")
        assert page.evaluate("navigator.clipboard.readText()") == page.locator("#ticket-text").inner_text()
    context.clear_permissions()


def test_paper_has_no_controls(page: Page, records: Records) -> None:
    page.goto(f"{case(records)}?wait=1")
    page.emulate_media(media="print")

    expect(page.locator("h1")).to_be_visible()
    expect(page.locator("#lines table")).to_be_visible()
    for part in ("nav.side", ".top", "#pdf", "#ticket", "button", "#panel-version a"):
        expect(page.locator(part).first).to_be_hidden()
