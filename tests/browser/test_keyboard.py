"""Everything by keyboard alone, and always visibly."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NARROW
from tests.browser.watch import nothing

pytestmark = pytest.mark.browser

MOST_STOPS = 250
# The ring is around the element, or around the box that makes a field of it.
FOCUS = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const seen = (part) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(part);
    return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
  };
  const { top, bottom, left, right, width, height } = at.getBoundingClientRect();
  const x = Math.min(Math.max((left + right) / 2, 0), innerWidth - 1);
  const hit = document.elementFromPoint(x, (top + bottom) / 2);
  return {
    what: at.outerHTML.slice(0, 140),
    ringed: at.matches(":focus-visible") && (seen(at) || (at.matches("input, select") && seen(at.parentElement))),
    inView: bottom > 0 && top < innerHeight && width > 0 && height > 0,
    uncovered: Boolean(hit) && (at.contains(hit) || hit.contains(at)),
    again: Boolean(at.dataset.stopped),
    mark: at.dataset.stopped = "yes",
  };
}"""


def stops(page: Page) -> list[dict[str, Any]]:
    """Every element that Tab comes to, once around the page."""
    found: list[dict[str, Any]] = []
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        at = page.evaluate(FOCUS)
        if at is None or at["again"]:
            return found
        found.append(at)
    raise AssertionError(f"Tab did not come around after {MOST_STOPS} stops")


class TestSkipLink:
    def test_is_the_first_stop_and_leads_into_the_content(self, page: Page) -> None:
        page.goto("/invoices/")
        page.keyboard.press("Tab")
        skip = page.get_by_role("link", name="Skip to content")

        expect(skip).to_be_focused()
        expect(skip).to_be_in_viewport()
        page.keyboard.press("Enter")
        expect(page.locator("main")).to_be_focused()
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('main') !== null")


class TestLookupKey:
    def test_slash_leads_to_the_lookup_from_anywhere(self, page: Page) -> None:
        page.goto("/invoices/")
        page.keyboard.press("/")

        expect(page.get_by_label("Look up anything")).to_be_focused()
        expect(page.get_by_label("Look up anything")).to_have_value("")

    def test_slash_is_a_letter_while_typing(self, page: Page) -> None:
        page.goto("/invoices/")
        page.get_by_label("Look up anything").fill("INV")
        page.keyboard.press("/")

        expect(page.get_by_label("Look up anything")).to_have_value("INV/")


class TestFocus:
    @pytest.mark.parametrize("address", ["/", "/invoices/", "/integrations/", "/components/"])
    @pytest.mark.parametrize("scheme", ["light", "dark"])
    def test_is_visible_at_every_stop(self, page: Page, address: str, scheme: str) -> None:
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        page.goto(address)
        found = stops(page)

        assert len(found) > 10
        nothing([at["what"] for at in found if not at["ringed"]])
        nothing([at["what"] for at in found if not at["inView"]])
        nothing([at["what"] for at in found if not at["uncovered"]])


class TestMenus:
    def test_the_account_menu_opens_by_key_and_closes_by_escape(self, page: Page) -> None:
        page.goto("/")
        menu = page.locator("details.menu summary")
        menu.focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("button", name="Sign out", exact=True)).to_be_visible()

        page.keyboard.press("Escape")

        expect(page.get_by_role("button", name="Sign out", exact=True)).to_be_hidden()
        expect(menu).to_be_focused()

    def test_on_a_phone_the_navigation_opens_and_closes_by_key(self, page: Page) -> None:
        page.set_viewport_size({"width": NARROW["width"], "height": NARROW["height"]})
        page.goto("/")
        main = page.get_by_role("navigation", name="Main")
        expect(main).to_be_hidden()
        opener = page.get_by_role("button", name="Menu", exact=True)
        opener.focus()
        page.keyboard.press("Enter")
        expect(main.get_by_role("link", name="All invoices")).to_be_visible()

        page.keyboard.press("Escape")

        expect(main).to_be_hidden()
        expect(opener).to_be_focused()
