"""The lookup box while one types, and the keys of a page, in a real browser."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.accessibility import violations
from tests.browser.conftest import NARROW, WIDE
from tests.browser.records import Records
from tests.browser.watch import Watch, nothing
from tests.sandbox_process import SandboxProcess

pytestmark = pytest.mark.browser


def box(page: Page) -> Locator:
    return page.get_by_label("Look up anything")


def results(page: Page) -> Locator:
    return page.locator("#lookup-results")


def heading(page: Page) -> Locator:
    return page.locator("h1")


def press(page: Page, key: str) -> None:
    """The words of a page are there before its keys work: its scripts run when all of it has come."""
    page.wait_for_load_state("domcontentloaded")
    page.keyboard.press(key)


class TestTyping:
    def test_lists_what_is_found_and_tells_it(self, page: Page, records: Records, watch: Watch) -> None:
        page.goto("/")
        box(page).press_sequentially(records.invoice, delay=10)
        hit = results(page).get_by_role("link", name=f"Invoice {records.invoice}").first

        expect(hit).to_be_visible()
        expect(page.get_by_role("status").last).to_contain_text("1 found")
        page.keyboard.press("ArrowDown")
        expect(hit).to_be_focused()
        nothing(watch.complaints)
        page.keyboard.press("Enter")
        expect(page).to_have_url(f"/invoices/{records.invoice}/")

    def test_escape_closes_the_list_and_keeps_the_text(self, page: Page, records: Records) -> None:
        page.goto("/")
        box(page).press_sequentially(records.invoice, delay=10)
        expect(results(page)).to_be_visible()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Escape")

        expect(results(page)).to_be_hidden()
        expect(box(page)).to_be_focused()
        expect(box(page)).to_have_value(records.invoice)

    def test_going_on_closes_the_list(self, page: Page, records: Records) -> None:
        page.goto("/")
        box(page).press_sequentially(records.invoice, delay=10)
        expect(results(page)).to_be_visible()
        page.mouse.click(WIDE["width"] - 40, WIDE["height"] - 40)

        expect(results(page)).to_be_hidden()

    def test_too_little_asks_nothing(self, page: Page) -> None:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url) if "typed" in request.url else None)
        page.goto("/")
        page.evaluate("document.getElementById('lookup').value = 'x'")
        box(page).focus()
        box(page).press_sequentially("y", delay=10)
        page.wait_for_timeout(600)

        nothing(asked)

    def test_nothing_typed_gets_into_an_address(self, page: Page, records: Records) -> None:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto("/")
        box(page).press_sequentially("Bearer abcdefgh12345678", delay=5)
        expect(results(page)).to_contain_text("looks like a secret")
        page.keyboard.press("Enter")
        expect(page.get_by_text("This text looks like a secret")).to_be_visible()

        nothing([url for url in asked if "abcdefgh" in url])
        assert "abcdefgh" not in page.content()

    def test_a_server_in_trouble_leads_nobody_away(self, page: Page, records: Records, faulty: SandboxProcess) -> None:
        faulty.arm(path=f"/api/v3/invoices/{records.invoice}", kind="malformed_json")
        page.goto("/")
        box(page).press_sequentially(records.invoice, delay=10)

        expect(results(page)).to_contain_text("could not be asked")
        expect(page).to_have_url("/")

    @pytest.mark.parametrize("scheme", ["light", "dark"])
    @pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
    def test_the_open_list_is_accessible(self, page: Page, records: Records, scheme: str, size: dict[str, int]) -> None:
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        page.set_viewport_size({"width": size["width"], "height": size["height"]})
        page.goto("/invoices/")
        box(page).press_sequentially(records.invoice, delay=10)
        expect(results(page)).to_be_visible()
        # What the list covers in part would count as too small to press.
        page.evaluate("document.querySelector('main').replaceChildren(document.querySelector('h1'))")

        nothing(violations(page))
        assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")


class TestRecent:
    def test_are_offered_in_an_empty_box_and_can_be_forgotten(self, page: Page, records: Records) -> None:
        page.goto("/")
        box(page).fill(records.quiet_invoice)
        page.keyboard.press("Enter")
        expect(heading(page)).to_have_text(records.quiet_invoice)
        page.goto("/invoices/")
        page.keyboard.press("Control+k")
        expect(results(page).get_by_role("link", name=f"Invoice {records.quiet_invoice}")).to_be_visible()

        page.goto("/search/")
        page.get_by_role("button", name="Forget these").click()

        expect(page.get_by_text("Looked up before")).to_have_count(0)


class TestKeys:
    @pytest.fixture
    def _keys_on_again(self, page: Page) -> Iterator[None]:
        """The browser keeps the choice for all the tests of this person."""
        yield
        page.evaluate("localStorage.clear()")

    def test_step_through_the_list_and_back(self, page: Page) -> None:
        page.goto("/invoices/?sort=-due_date&page=2")
        ids = page.locator("tbody th a").all_inner_texts()
        page.locator("tbody th a").nth(1).click()
        expect(heading(page)).to_have_text(ids[1])

        press(page, "j")
        expect(heading(page)).to_have_text(ids[2])
        press(page, "k")
        expect(heading(page)).to_have_text(ids[1])
        press(page, "b")
        expect(page).to_have_url("/invoices/?sort=-due_date&page=2")

    def test_step_without_javascript(self, plain_page: Page) -> None:
        plain_page.goto("/invoices/")
        ids = plain_page.locator("tbody th a").all_inner_texts()
        plain_page.locator("tbody th a").first.click()
        plain_page.get_by_role("link", name="Next", exact=True).click()
        expect(heading(plain_page)).to_have_text(ids[1])
        plain_page.get_by_role("link", name="Previous", exact=True).click()
        plain_page.get_by_role("link", name="Previous", exact=True).click()

        expect(plain_page.get_by_text("The first of the list")).to_be_visible()

    @pytest.mark.parametrize(("key", "there"), [("o", "pdf/"), ("n", "notes/")])
    def test_open_the_parts_of_an_invoice(self, page: Page, records: Records, key: str, there: str) -> None:
        page.goto(f"/invoices/{records.invoice}/")
        press(page, key)

        expect(page).to_have_url(f"/invoices/{records.invoice}/{there}")

    def test_none_works_while_typing_or_with_a_modifier(self, page: Page, records: Records) -> None:
        page.goto(f"/invoices/{records.invoice}/")
        box(page).press_sequentially("on?")
        page.keyboard.press("Escape")
        box(page).blur()
        for pressed in ("Control+o", "Alt+n", "Shift+n", "Meta+o"):
            page.evaluate(
                """(pressed) => {
                  const [modifier, key] = pressed.split("+");
                  const held = { Control: "ctrlKey", Alt: "altKey", Shift: "shiftKey", Meta: "metaKey" }[modifier];
                  document.body.dispatchEvent(new KeyboardEvent("keydown", { key, [held]: true, bubbles: true }));
                }""",
                pressed,
            )
        page.wait_for_timeout(300)

        expect(page).to_have_url(f"/invoices/{records.invoice}/")
        expect(page.get_by_role("dialog")).to_be_hidden()

    @pytest.mark.parametrize("scheme", ["light", "dark"])
    @pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
    def test_the_sheet_tells_those_of_the_page(
        self, page: Page, records: Records, scheme: str, size: dict[str, int]
    ) -> None:
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        page.set_viewport_size({"width": size["width"], "height": size["height"]})
        page.goto(f"/invoices/{records.invoice}/?from=/invoices/")
        press(page, "?")
        sheet = page.get_by_role("dialog", name="Keys")

        expect(sheet).to_be_visible()
        for words in ("Next", "Previous", "Notes", "PDF", "Copy for ticket", "All invoices"):
            expect(sheet.get_by_text(words, exact=True)).to_be_visible()
        nothing(violations(page))
        assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
        page.keyboard.press("Escape")
        expect(sheet).to_be_hidden()

    @pytest.mark.usefixtures("_keys_on_again")
    def test_can_be_switched_off_and_on_again(self, page: Page, records: Records) -> None:
        page.goto(f"/invoices/{records.invoice}/")
        press(page, "?")
        page.get_by_label("Keys of one character").uncheck()
        page.get_by_role("button", name="Close", exact=True).click()
        page.reload()
        for key in ("o", "n", "/", "?"):
            press(page, key)
        page.wait_for_timeout(300)

        expect(page).to_have_url(f"/invoices/{records.invoice}/")
        expect(page.get_by_role("dialog")).to_be_hidden()
        expect(box(page)).not_to_be_focused()
        page.keyboard.press("Control+k")
        expect(box(page)).to_be_focused()

        page.locator("details.menu summary", has_text="account menu").click()
        page.get_by_role("button", name="Keys of this page").click()
        page.get_by_label("Keys of one character").check()
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_be_hidden()
        press(page, "n")
        expect(page).to_have_url(f"/invoices/{records.invoice}/notes/")


class TestWithoutJavaScript:
    def test_a_mail_is_pasted_with_its_lines(self, plain_page: Page, records: Records) -> None:
        plain_page.goto("/search/")
        mail = f"Dear support,\n{records.invoice}\n{records.quiet_invoice}\n" + "Kind regards from Rosa. " * 20
        plain_page.get_by_label("A whole mail").fill(mail)
        plain_page.get_by_role("button", name="Look up what it names").click()

        expect(plain_page.get_by_text("Of the text you pasted only the ids were taken")).to_be_visible()
        expect(plain_page.get_by_role("link", name=records.invoice, exact=True)).to_be_visible()
        assert "Rosa" not in plain_page.url
