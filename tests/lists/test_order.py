"""Orders over a whole list."""

from __future__ import annotations

from decimal import Decimal

from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from dashboard.lists import folded, ordered, page_of
from dashboard.lists.listing import ListQuery


class TestOrdered:
    def test_what_has_no_value_comes_last_both_ways(self) -> None:
        records = [Decimal(2), None, Decimal(1)]

        assert ordered(records, lambda record: record) == [1, 2, None]
        assert ordered(records, lambda record: record, descending=True) == [2, 1, None]

    def test_equals_stay_as_they_came_both_ways(self) -> None:
        records = [("b", 1), ("a", 1), ("c", 0)]

        assert ordered(records, lambda record: record[1]) == [("c", 0), ("b", 1), ("a", 1)]
        assert ordered(records, lambda record: record[1], descending=True) == [("b", 1), ("a", 1), ("c", 0)]

    @given(st.lists(st.one_of(st.none(), st.text())))
    def test_loses_and_adds_nothing(self, texts: list[str | None]) -> None:
        found = ordered(texts, folded, descending=True)

        assert sorted(map(repr, found)) == sorted(map(repr, texts))


class TestFolded:
    def test_knows_neither_case_nor_accents(self) -> None:
        assert folded("Müller STRASSE") == folded("muller strasse")
        assert folded("Straße") == "strasse"

    def test_of_nothing_is_nothing(self) -> None:
        assert folded("") is None
        assert folded(None) is None


class TestPage:
    def query(self, url: str) -> ListQuery:
        return ListQuery.from_request(RequestFactory().get(url))

    def test_is_the_part_asked_for_of_a_known_whole(self) -> None:
        page = page_of(range(45), self.query("/?page=3"))

        assert page.items == (40, 41, 42, 43, 44)
        assert (page.first, page.last, page.records, page.has_next) == (41, 45, 45, False)

    def test_beyond_the_end_is_empty(self) -> None:
        page = page_of(range(45), self.query("/?page=9"))

        assert page.items == ()
        assert page.records == 45
