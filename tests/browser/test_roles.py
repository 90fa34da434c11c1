"""Every page as each role: what opens, what is refused by a designed page, and what the menu offers."""

from urllib.parse import parse_qs, urlsplit

import pytest

from tests.browser.conftest import TabOf
from tests.browser.records import Records
from tests.browser.routes import ROUTES, Route
from tests.browser.watch import nothing
from tests.console_process import FINANCE, NOBODY, SUPPORT

pytestmark = pytest.mark.browser

every_page = pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)


@pytest.mark.parametrize("person", [SUPPORT, FINANCE, NOBODY])
class TestEachRole:
    """The administrator's turn is test_pages.py."""

    @every_page
    def test_opens_what_it_may_and_is_told_of_the_rest(
        self, tab_of: TabOf, records: Records, person: str, route: Route
    ) -> None:
        tab = tab_of(person)
        answer = tab.open(route.address(records))

        if route.opens_for(person):
            assert answer.status == route.status
            assert tab.page.locator("h1").inner_text() == route.title(records)
        else:
            assert answer.status == 403
            assert tab.page.locator("h1").inner_text() == "Not for your role"
            assert tab.page.get_by_role("navigation", name="Main").is_visible()
        nothing(tab.watch.complaints)
        nothing(tab.watch.strangers)

    def test_menu_leads_only_where_it_may_go(self, tab_of: TabOf, person: str) -> None:
        page = tab_of(person).page
        page.goto("/")
        links = page.get_by_role("navigation", name="Main").get_by_role("link")
        offered = [link.get_attribute("href") or "" for link in links.all()]

        assert offered
        assert [address for address in offered if page.request.get(address).status != 200] == []


@pytest.mark.parametrize("route", [route for route in ROUTES if route.view], ids=lambda route: route.name)
def test_signed_out_goes_to_sign_in_and_keeps_the_way(tab_of: TabOf, records: Records, route: Route) -> None:
    tab, address = tab_of(), route.address(records)
    tab.open(address)

    at = urlsplit(tab.page.url)
    assert at.path == "/login/"
    assert parse_qs(at.query) == {"next": [address]}
    assert tab.page.locator("h1").inner_text() == "Sign in"


def test_signed_out_an_address_without_a_page_tells_nothing(tab_of: TabOf) -> None:
    tab = tab_of()

    assert tab.open("/no/such/page/").status == 404
    assert tab.page.locator("h1").inner_text() == "No such page"
    assert tab.page.get_by_role("navigation").count() == 0
