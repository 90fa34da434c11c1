"""
Every page as administrators see it: there, accessible in light and dark, quiet, ours alone, narrow enough, and the
same without JavaScript.

Loading and judging a page takes long, so one test makes all the checks of one page, and tells apart what each found.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page

from tests.browser.accessibility import faint_words, shorten, violations
from tests.browser.checks import differences, misheaded, settle, spill, substance, untitled, unworded
from tests.browser.conftest import NARROW, WIDE, TabOf
from tests.browser.records import Records
from tests.browser.routes import ROUTES, Route
from tests.browser.watch import nothing
from tests.console_process import ADMIN

pytestmark = pytest.mark.browser

every_page = pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)


@contextmanager
def in_the_dark(page: Page) -> Iterator[Page]:
    page.emulate_media(color_scheme="dark")
    yield page
    page.emulate_media(color_scheme="light")


@contextmanager
def on_a_phone(page: Page) -> Iterator[Page]:
    page.set_viewport_size({"width": NARROW["width"], "height": NARROW["height"]})
    yield page
    page.set_viewport_size({"width": WIDE["width"], "height": WIDE["height"]})


@every_page
def test_every_page_is_in_order(tab_of: TabOf, records: Records, route: Route) -> None:
    plain, scripted = tab_of(ADMIN, javascript=False), tab_of(ADMIN)
    address, heading = route.address(records), route.title(records)
    statuses = [scripted.open(address).status, plain.open(address).status]
    found = {
        "status": [f"{status} instead of {route.status}" for status in statuses if status != route.status],
        "without JavaScript": [
            *misheaded(plain.page, heading),
            *differences(substance(plain.page), substance(scripted.page)),
        ],
    }
    settle(scripted.page)
    found["heading"] = misheaded(scripted.page, heading)
    found["title"] = untitled(scripted.page)
    found["not in words"] = unworded(scripted.page)
    with on_a_phone(scripted.page) as page:
        found["too wide for a phone"] = spill(page)
    shorten(scripted.page)
    found["axe"] = violations(scripted.page)
    with in_the_dark(scripted.page) as page:
        found["contrast in the dark"] = faint_words(page)
    found["complaints"] = scripted.watch.complaints
    found["requests to strangers"] = scripted.watch.strangers

    nothing([f"{check}: {place}" for check, places in found.items() for place in places])
