"""Every page as administrators see it: there, accessible in light and dark, quiet, ours alone, and narrow enough."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import pytest
from playwright.sync_api import Page

from tests.browser.accessibility import violations
from tests.browser.conftest import NARROW, WIDE, ContextOf
from tests.browser.records import Records
from tests.browser.routes import ROUTES, Route
from tests.browser.watch import Watch, nothing
from tests.console_process import ADMIN, ConsoleProcess

pytestmark = pytest.mark.browser

# Scripts that watch sizes have their say in the two frames after a change.
SPILL = """async () => {
  for (const _ of [1, 2]) await new Promise(requestAnimationFrame);
  const width = document.scrollingElement.scrollWidth;
  const wide = [...document.querySelectorAll("body *")]
    .filter((part) => part.getBoundingClientRect().right > innerWidth + 1 && !part.closest(".scroll"))
    .slice(0, 5).map((part) => part.outerHTML.slice(0, 120));
  return width > innerWidth ? [`${width} px in ${innerWidth} px`, ...wide] : [];
}"""


@dataclass(frozen=True, slots=True)
class Opened:
    """A page that was loaded once for all the tests of it."""

    route: Route
    status: int
    page: Page
    watch: Watch


@pytest.fixture(scope="module", params=ROUTES, ids=lambda route: f"admin, {route.name}")
def opened(
    request: pytest.FixtureRequest, context_of: ContextOf, console: ConsoleProcess, records: Records
) -> Iterator[Opened]:
    route: Route = request.param
    with context_of(ADMIN).new_page() as page:
        watch = Watch(page, console.base_url)
        answer = page.goto(route.address(records))
        assert answer
        page.wait_for_load_state("networkidle")
        yield Opened(route, answer.status, page, watch)


class TestEveryPage:
    def test_opens_under_its_heading(self, opened: Opened, records: Records) -> None:
        heading = opened.page.locator("h1")

        assert opened.status == opened.route.status
        assert heading.count() == 1
        assert heading.inner_text() == opened.route.title(records)

    def test_has_a_title_that_says_where_one_is(self, opened: Opened) -> None:
        title = opened.page.title()

        assert title.endswith(" · Exsited Console")
        assert title == " ".join(title.split())

    def test_complains_of_nothing(self, opened: Opened) -> None:
        nothing(opened.watch.complaints)

    def test_talks_to_nobody_else(self, opened: Opened) -> None:
        nothing(opened.watch.strangers)

    @pytest.mark.parametrize("scheme", ["light", "dark"])
    def test_axe_finds_nothing(self, opened: Opened, scheme: Literal["light", "dark"]) -> None:
        opened.page.emulate_media(color_scheme=scheme)

        nothing(violations(opened.page))

    def test_does_not_scroll_sideways_on_a_phone(self, opened: Opened) -> None:
        opened.page.set_viewport_size({"width": NARROW["width"], "height": NARROW["height"]})
        try:
            nothing(opened.page.evaluate(SPILL))
        finally:
            opened.page.set_viewport_size({"width": WIDE["width"], "height": WIDE["height"]})
