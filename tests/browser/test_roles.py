"""Every page as each role: what opens, what is refused by a designed page, and what the menu offers."""

from urllib.parse import parse_qs, urlsplit

import pytest

from tests.browser.conftest import ContextOf
from tests.browser.records import Records
from tests.browser.routes import ROUTES, Route
from tests.browser.watch import Watch, nothing
from tests.console_process import FINANCE, NOBODY, SUPPORT, ConsoleProcess

pytestmark = pytest.mark.browser

every_page = pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)


@pytest.mark.parametrize("person", [SUPPORT, FINANCE, NOBODY])
class TestEachRole:
    """The administrator's turn is test_pages.py."""

    @every_page
    def test_opens_what_it_may_and_is_told_of_the_rest(
        self, context_of: ContextOf, console: ConsoleProcess, records: Records, person: str, route: Route
    ) -> None:
        with context_of(person).new_page() as page:
            watch = Watch(page, console.base_url)
            answer = page.goto(route.address(records))
            assert answer

            if route.opens_for(person):
                assert answer.status == route.status
                assert page.locator("h1").inner_text() == route.title(records)
            else:
                assert answer.status == 403
                assert page.locator("h1").inner_text() == "Not for your role"
                assert page.get_by_role("navigation", name="Main").is_visible()
            nothing(watch.complaints)
            nothing(watch.strangers)

    def test_menu_leads_only_where_it_may_go(
        self, context_of: ContextOf, records: Records, person: str, console: ConsoleProcess
    ) -> None:
        with context_of(person).new_page() as page:
            page.goto("/")
            links = page.get_by_role("navigation", name="Main").get_by_role("link")
            offered = [console.url(link.get_attribute("href") or "") for link in links.all()]

            assert offered
            assert [url for url in offered if page.request.get(url).status != 200] == []


@pytest.mark.parametrize("route", [route for route in ROUTES if route.view], ids=lambda route: route.name)
def test_signed_out_goes_to_sign_in_and_keeps_the_way(context_of: ContextOf, records: Records, route: Route) -> None:
    with context_of().new_page() as page:
        address = route.address(records)
        page.goto(address)

        at = urlsplit(page.url)
        assert at.path == "/login/"
        assert parse_qs(at.query) == {"next": [address]}
        assert page.locator("h1").inner_text() == "Sign in"


def test_signed_out_an_address_without_a_page_tells_nothing(context_of: ContextOf) -> None:
    with context_of().new_page() as page:
        answer = page.goto("/no/such/page/")
        assert answer

        assert answer.status == 404
        assert page.locator("h1").inner_text() == "No such page"
        assert page.get_by_role("navigation").count() == 0
