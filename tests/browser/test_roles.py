"""
Every page as each role: what opens, what is refused by a designed page, and what the menu offers.

What a page looks like is test_pages.py's; here most are only asked for, with the cookies of a browser.
"""

import html
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import APIResponse

from tests.browser.accessibility import violations
from tests.browser.checks import spill
from tests.browser.conftest import ContextOf, TabOf
from tests.browser.records import Records
from tests.browser.routes import ROUTES, Route
from tests.browser.watch import nothing
from tests.console_process import FINANCE, NOBODY, SUPPORT

pytestmark = pytest.mark.browser

HEADING = re.compile(r"<h1\b[^>]*>(.*?)</h1>", re.DOTALL)
TAG = re.compile(r"<[^>]+>")

every_role = pytest.mark.parametrize("person", [SUPPORT, FINANCE, NOBODY])


def heading_of(answer: APIResponse) -> str:
    """The words of the one first-level heading."""
    [inner] = HEADING.findall(answer.text())
    return " ".join(html.unescape(TAG.sub("", inner)).split())


def seen(context_of: ContextOf, person: str, address: str) -> tuple[int, str]:
    """Status and heading, or where the answer leads to."""
    answer = context_of(person).request.get(address, max_redirects=0)
    told = answer.headers["location"] if answer.status == 302 else heading_of(answer)
    answer.dispose()
    return answer.status, told


@every_role
class TestEachRole:
    """The administrator's turn is test_pages.py."""

    @pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
    def test_opens_what_it_may_and_is_told_of_the_rest(
        self, context_of: ContextOf, records: Records, person: str, route: Route
    ) -> None:
        opened = (route.status, route.title(records)) if route.opens_for(person) else (403, "Not for your role")

        assert seen(context_of, person, route.address(records)) == opened

    def test_menu_leads_only_where_it_may_go(self, tab_of: TabOf, person: str) -> None:
        tab = tab_of(person)
        tab.open("/")
        links = tab.page.get_by_role("navigation", name="Main").get_by_role("link")
        offered = [link.get_attribute("href") or "" for link in links.all()]

        assert offered
        assert [address for address in offered if tab.page.request.get(address).status != 200] == []
        nothing(tab.watch.complaints + tab.watch.strangers)

    def test_what_is_refused_is_a_page_with_a_way_on(self, tab_of: TabOf, person: str) -> None:
        tab = tab_of(person)

        assert tab.open("/integrations/").status == 403
        assert tab.page.locator("h1").inner_text() == "Not for your role"
        assert tab.page.get_by_role("navigation", name="Main").is_visible()
        nothing(violations(tab.page) + spill(tab.page) + tab.watch.complaints + tab.watch.strangers)


@pytest.mark.parametrize("person", [SUPPORT, FINANCE])
def test_the_case_screen_complains_of_nothing(tab_of: TabOf, records: Records, person: str) -> None:
    tab = tab_of(person)
    tab.open(f"/invoices/{records.invoice}/?wait=1")

    assert tab.page.locator("h1").inner_text() == records.invoice
    nothing(violations(tab.page) + tab.watch.complaints + tab.watch.strangers)


@pytest.mark.parametrize("route", [route for route in ROUTES if route.view], ids=lambda route: route.name)
def test_signed_out_goes_to_sign_in_and_keeps_the_way(context_of: ContextOf, records: Records, route: Route) -> None:
    address = route.address(records)
    status, leads_to = seen(context_of, "", address)

    assert status == 302
    assert urlsplit(leads_to).path == "/login/"
    assert parse_qs(urlsplit(leads_to).query) == {"next": [address]}


def test_signed_out_an_address_without_a_page_tells_nothing(tab_of: TabOf) -> None:
    tab = tab_of()

    assert tab.open("/no/such/page/").status == 404
    assert tab.page.locator("h1").inner_text() == "No such page"
    assert tab.page.get_by_role("navigation").count() == 0
