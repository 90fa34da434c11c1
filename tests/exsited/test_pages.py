from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.exsited.errors import Unreadable
from dashboard.exsited.pages import Page, Sort, Walk, sort_params, walk
from dashboard.exsited.secrets import Sealer
from dashboard.exsited.wire import read_object
from tests.builders import page_of

if TYPE_CHECKING:
    from dashboard.exsited.fields import Row


def read_page(body: dict[str, Any], *, limit: int = 20, offset: int = 0) -> Page[str]:
    row = read_object(json.dumps(body).encode(), sealer=Sealer(b"key"), endpoint="/api/v3/things")
    return Page.read(row, "things", name_of, limit=limit, offset=offset)


def name_of(row: Row) -> str:
    return row.identity("id")


def things(first: int, last: int) -> list[dict[str, str]]:
    return [{"id": f"T{number}"} for number in range(first, last)]


class TestPage:
    def test_knows_where_it_stands(self) -> None:
        page = read_page(page_of(*things(20, 40), key="things", records=45, offset=20), offset=20)

        assert (page.number, page.pages, page.first, page.last) == (2, 3, 21, 40)
        assert (page.has_previous, page.previous_offset) == (True, 0)
        assert (page.has_next, page.next_offset) == (True, 40)

    def test_ends_at_the_last_record(self) -> None:
        page = read_page(page_of(*things(40, 45), key="things", records=45, offset=40), offset=40)

        assert (page.last, page.has_next, page.next_offset) == (45, False, None)

    def test_may_be_empty(self) -> None:
        page = read_page(page_of(key="things"))

        assert (page.items, page.first, page.last, page.pages) == ((), 0, 0, 1)
        assert not page.has_next
        assert not page.has_previous

    def test_beyond_the_end_leads_back(self) -> None:
        page = read_page(page_of(key="things", records=45, offset=1000), offset=1000)

        assert (page.has_next, page.previous_offset, page.records) == (False, 980, 45)

    @pytest.mark.parametrize("body", [{}, {"things": None}, {"things": ""}, {"thing": []}, {"things": "none"}])
    def test_is_never_empty_for_want_of_its_list(self, body: dict[str, Any]) -> None:
        with pytest.raises(Unreadable, match="schema_missing"):
            read_page(body)

    def test_is_not_read_without_identities(self) -> None:
        with pytest.raises(Unreadable, match="schema_missing"):
            read_page({"things": [{"id": ""}]})

    @pytest.mark.parametrize("records", [-1, 1_000_000_000_000, "many", None, 1.5, True, 3])
    @pytest.mark.parametrize("shown", [5, 20])
    def test_does_without_an_unbelievable_total(self, records: object, shown: int) -> None:
        page = read_page({"things": things(0, shown), "pagination": {"records": records}})

        assert page.records is None
        assert page.pages is None
        assert page.has_next == (shown == 20)

    def test_reads_a_total_written_as_text(self) -> None:
        assert read_page({"things": things(0, 20), "pagination": {"records": "296"}}).records == 296

    @pytest.mark.parametrize("pagination", [{}, None, "", [], "NULL"])
    def test_does_without_pagination(self, pagination: object) -> None:
        assert not read_page({"things": things(0, 3), "pagination": pagination}).has_next

    @pytest.mark.parametrize(
        "link", ["http://evil.example/", "javascript:alert(1)", "NULL", "", None, "file:///etc/passwd"]
    )
    def test_pays_no_heed_to_the_links(self, link: str | None) -> None:
        body = {"things": things(0, 20), "pagination": {"records": 45, "next_page": link, "previous_page": link}}

        assert read_page(body).next_offset == 20
        assert str(link) not in repr(read_page(body)) or not link

    def test_steps_by_what_it_received_when_the_limit_was_lowered(self) -> None:
        page = read_page(page_of(*things(0, 20), key="things", records=296), limit=100)

        assert page.next_offset == 20

    def test_shows_no_more_than_was_asked_for(self) -> None:
        page = read_page(page_of(*things(0, 5000), key="things", records=9000))

        assert len(page.items) == 20
        assert page.next_offset == 20

    def test_finds_its_place_in_a_list_that_came_whole(self) -> None:
        page = read_page({"things": things(0, 50), "pagination": {}}, offset=40)

        assert page.items == tuple(f"T{number}" for number in range(40, 50))
        assert (page.records, page.has_next) == (50, False)


class TestSort:
    def test_asks_for_a_field_and_a_direction(self) -> None:
        assert sort_params(Sort(field="due_date", descending=True)) == {"order_by": "due_date", "direction": "desc"}
        assert sort_params(Sort(field="id")) == {"order_by": "id", "direction": "asc"}

    def test_asks_for_nothing_without_an_order(self) -> None:
        assert sort_params(None) == {}


Answer = Callable[[int, int], Page[str]]


class Server:
    """A list of numbers served page by page; it counts the calls, and `tell` may lie about the total."""

    def __init__(
        self, size: int, *, cap: int | None = None, tell: Callable[[int], int | None] = lambda size: size
    ) -> None:
        self.rows = [f"T{number}" for number in range(size)]
        self.calls = 0
        self._cap = cap
        self._tell = tell

    def __call__(self, limit: int, offset: int) -> Page[str]:
        self.calls += 1
        self.before(offset)
        return self.page(self.rows[offset : offset + min(limit, self._cap or limit)], limit, offset)

    def before(self, offset: int) -> None:
        """What happens to the list just before a call."""

    def page(self, rows: Iterable[str], limit: int, offset: int) -> Page[str]:
        return Page(items=tuple(rows), limit=limit, offset=offset, records=self._tell(len(self.rows)))


def walked(fetch: Answer, *, limit: int = 10, most_calls: int = 1000) -> Walk[str]:
    return walk(fetch, identity=str, limit=limit, most_calls=most_calls)


class TestWalk:
    @pytest.mark.parametrize(("size", "calls"), [(0, 1), (1, 1), (9, 1), (10, 2), (11, 2), (95, 10), (100, 11)])
    def test_brings_everything_in_order(self, size: int, calls: int) -> None:
        server = Server(size)

        assert walked(server) == Walk(items=tuple(server.rows), complete=True)
        assert server.calls == calls

    @pytest.mark.parametrize("size", [0, 1, 9, 10, 11, 95])
    def test_asks_one_page_further_where_no_total_is_told(self, size: int) -> None:
        server = Server(size, tell=lambda _: None)

        assert walked(server) == Walk(items=tuple(server.rows), complete=True)
        assert server.calls == (-(-size // 10) + 1)

    def test_leaves_no_gap_when_the_server_gives_less_than_asked_for(self) -> None:
        server = Server(95, cap=4)

        assert walked(server) == Walk(items=tuple(server.rows), complete=True)

    def test_lets_an_error_through(self) -> None:
        def broken(limit: int, offset: int) -> Page[str]:
            raise Unreadable("bad_json")

        with pytest.raises(Unreadable):
            walked(broken)


class TestWalkOverAMovingList:
    def test_counts_a_row_once_that_came_on_two_pages(self) -> None:
        class Overlapping(Server):
            def page(self, rows: Iterable[str], limit: int, offset: int) -> Page[str]:
                again = self.rows[offset - 1 : offset] if offset == 10 else []
                return super().page([*again, *rows], limit, offset)

        brought = walked(Overlapping(15))

        assert brought.complete
        assert brought.duplicates == 1
        assert len(brought.items) == 15

    def test_says_that_the_list_grew(self) -> None:
        class Growing(Server):
            def before(self, offset: int) -> None:
                if offset == 20:
                    self.rows.append("late")

        server = Growing(35)
        brought = walked(server)

        assert (brought.complete, brought.changed, len(brought.items)) == (True, True, 36)
        assert server.calls <= 4 + 2

    def test_is_not_complete_when_the_list_shrank_under_it(self) -> None:
        class Shrinking(Server):
            def before(self, offset: int) -> None:
                if offset == 20:
                    del self.rows[:3]

        server = Shrinking(35)
        brought = walked(server)

        assert brought.changed
        assert "T20" not in brought.items
        assert server.calls <= 4 + 2

    def test_goes_round_again_for_rows_that_changed_places(self) -> None:
        class Reordering(Server):
            def before(self, offset: int) -> None:
                if self.calls == 2:
                    self.rows[3], self.rows[15] = self.rows[15], self.rows[3]

        server = Reordering(25)
        brought = walked(server)

        assert brought.complete
        assert sorted(brought.items) == sorted(server.rows)
        assert (brought.duplicates, server.calls) == (1, 6)

    def test_counts_what_it_could_not_find(self) -> None:
        class Hiding(Server):
            def page(self, rows: Iterable[str], limit: int, offset: int) -> Page[str]:
                return super().page((row if row != "T7" else "T6" for row in rows), limit, offset)

        brought = walked(Hiding(25))

        assert (brought.complete, brought.missing, brought.reason) == (False, 1, "short_list")


class TestWalkOverABrokenList:
    @pytest.mark.parametrize("records", [25, None, 10_000])
    def test_ends_when_the_offset_is_ignored(self, records: int | None) -> None:
        class Stuck(Server):
            def page(self, rows: Iterable[str], limit: int, offset: int) -> Page[str]:
                return super().page(self.rows[:limit], limit, offset)

        server = Stuck(25, tell=lambda _: records)
        brought = walked(server)

        assert (brought.complete, brought.reason) == (False, "pagination_loop")
        assert server.calls == 2

    def test_ends_when_nothing_new_comes_in_any_order(self) -> None:
        class Shuffling(Server):
            def page(self, rows: Iterable[str], limit: int, offset: int) -> Page[str]:
                return super().page([self.rows[(self.calls * 3 + number) % 25] for number in range(10)], limit, offset)

        brought = walked(Shuffling(25, tell=lambda _: 1000))

        assert (brought.complete, brought.reason) == (False, "pagination_loop")

    def test_looks_one_page_beyond_an_empty_one(self) -> None:
        class Gapped(Server):
            def page(self, rows: Iterable[str], limit: int, offset: int) -> Page[str]:
                return super().page([] if offset == 10 and self.calls == 2 else rows, limit, offset)

        brought = walked(Gapped(35))

        assert brought.complete
        assert len(brought.items) == 35

    def test_ends_after_two_empty_pages(self) -> None:
        server = Server(15, tell=lambda _: 1000)
        brought = walked(server)

        assert (brought.complete, brought.missing, brought.reason) == (False, 985, "short_list")
        assert server.calls == 8

    def test_does_not_believe_a_total_it_has_seen_exceeded(self) -> None:
        brought = walked(Server(35, tell=lambda _: 10))

        assert (brought.complete, brought.reason) == (False, "count_differs")
        assert len(brought.items) == 35

    def test_never_asks_for_ever(self) -> None:
        class Endless(Server):
            def page(self, rows: Iterable[str], limit: int, offset: int) -> Page[str]:
                return super().page([f"T{offset + number}" for number in range(limit)], limit, offset)

        server = Endless(0, tell=lambda _: None)
        brought = walked(server, most_calls=50)

        assert (brought.complete, brought.reason, server.calls) == (False, "too_many_pages", 50)

    @given(st.data())
    def test_ends_whatever_comes(self, data: st.DataObject) -> None:
        calls = 0

        def anything(limit: int, offset: int) -> Page[str]:
            nonlocal calls
            calls += 1
            ids = data.draw(st.lists(st.sampled_from("abcdefghijkl"), max_size=limit))
            return Page(items=tuple(ids), limit=limit, offset=offset, records=data.draw(st.none() | st.integers(0, 20)))

        brought = walked(anything, limit=3, most_calls=40)

        assert calls <= 40
        assert len(set(brought.items)) == len(brought.items)
        assert brought.complete == (brought.reason is None)
        assert not (brought.complete and brought.missing)
