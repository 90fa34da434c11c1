"""The inventory of pages is whole: a page that nobody added to it would be looked at by no browser test."""

from django.urls import URLPattern, URLResolver, get_resolver

from tests.browser.routes import EXCEPTIONS, ROUTES


def names_in(resolver: URLResolver) -> set[str]:
    names: set[str] = set()
    for pattern in resolver.url_patterns:
        names |= {pattern.name or ""} if isinstance(pattern, URLPattern) else names_in(pattern)
    return names


class TestInventory:
    def test_every_address_is_a_page_in_it_or_an_exception_with_a_reason(self) -> None:
        assert {route.view for route in ROUTES if route.view} | set(EXCEPTIONS) == names_in(get_resolver())

    def test_no_exception_is_a_page(self) -> None:
        assert not {route.view for route in ROUTES} & set(EXCEPTIONS)

    def test_each_page_has_a_name_of_its_own_and_a_heading(self) -> None:
        assert len({route.name for route in ROUTES}) == len(ROUTES)
        assert [route.name for route in ROUTES if not route.heading] == []
