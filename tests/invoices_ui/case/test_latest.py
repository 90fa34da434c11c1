from __future__ import annotations

from datetime import UTC, datetime

from dashboard.exsited import Malformed, Moment, Page
from invoices_ui.case.latest import both_ends, latest


def pages(records: list[int], *, told: bool = True, most: int = 100) -> tuple[list[tuple[int, int]], Page[int]]:
    """The ends of a list whose server gives at most `most` records a page, and what was asked for."""
    asked: list[tuple[int, int]] = []

    def fetch(limit: int, offset: int) -> Page[int]:
        asked.append((limit, offset))
        items = tuple(records[offset : offset + min(limit, most)])
        return Page(items=items, limit=limit, offset=offset, records=len(records) if told else None)

    return asked, both_ends(fetch, identity=str, limit=4)


def on_day(day: int) -> Moment:
    return datetime(2026, 7, day, tzinfo=UTC)


class TestBothEnds:
    def test_a_short_list_takes_one_call(self) -> None:
        asked, page = pages([1, 2, 3, 4])

        assert asked == [(4, 0)]
        assert page.items == (1, 2, 3, 4)

    def test_of_a_long_list_the_last_page_comes_too(self) -> None:
        asked, page = pages(list(range(1, 11)))

        assert asked == [(4, 0), (4, 6)]
        assert page.items == (1, 2, 3, 4, 7, 8, 9, 10)

    def test_nothing_is_read_twice(self) -> None:
        assert pages([1, 2, 3, 4, 5])[1].items == (1, 2, 3, 4, 5)

    def test_a_server_that_gives_less_is_still_read_at_its_end(self) -> None:
        assert pages(list(range(1, 11)), most=2)[1].items == (1, 2, 9, 10)

    def test_without_a_length_there_is_no_end_to_read(self) -> None:
        asked, page = pages(list(range(1, 11)), told=False)

        assert asked == [(4, 0)]
        assert page.items == (1, 2, 3, 4)


class TestLatest:
    def test_is_the_newest_whichever_way_the_list_runs(self) -> None:
        for records in ([1, 2, 3, 4, 5, 6, 7, 8, 9], [9, 8, 7, 6, 5, 4, 3, 2, 1]):
            found = latest(pages(records)[1], when=on_day, most=3)

            assert found.items == (9, 8, 7)
            assert found.note == "3 of 9, newest first"

    def test_holds_the_one_that_must_be_there(self) -> None:
        assert latest(pages([1, 2, 3, 4])[1], when=on_day, most=2, always=1).items == (4, 1)

    def test_an_unread_moment_counts_as_long_ago(self) -> None:
        moments: dict[int, Moment] = {1: None, 2: Malformed(raw="soon"), 3: on_day(3)}

        assert latest(pages([1, 2, 3])[1], when=moments.__getitem__, most=1).items == (3,)

    def test_claims_no_order_where_the_end_is_unknown(self) -> None:
        found = latest(pages(list(range(1, 11)), told=False)[1], when=on_day, most=3)

        assert found.items == (1, 2, 3)
        assert found.note == "the first 3"

    def test_says_nothing_of_an_empty_list(self) -> None:
        assert latest(pages([])[1], when=on_day, most=3).note == ""
