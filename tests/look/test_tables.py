import re
from dataclasses import dataclass
from decimal import Decimal

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory

from dashboard.exsited.pages import Page
from dashboard.lists.tables import IdColumn, ListQuery, MoneyColumn, NumberColumn, Table, TextColumn

SORTS = frozenset({"id", "due_amount"})


@dataclass(frozen=True)
class Bill:
    id: str
    name: str | None = "Coastline"
    due: Decimal | None = Decimal("1.5")
    lines: int = 3


class BillTable(Table):
    caption = "Bills"
    section_id = "bill-table"
    empty_title = "No bills"
    empty_advice = "None is due."

    id = IdColumn("Bill", url=lambda bill: f"/bills/{bill.id}/")
    name = TextColumn("Name")
    lines = NumberColumn("Lines", footer="12")
    due = MoneyColumn("Due", currency=lambda bill: "AUD", sort="due_amount")


def bills(count: int, *, offset: int = 0, records: int | None = None) -> Page[Bill]:
    items = tuple(Bill(id=f"B{number}") for number in range(count))
    return Page(items=items, limit=20, offset=offset, records=records)


def table(url: str = "/bills/", *, count: int = 3, records: int | None = 3) -> BillTable:
    query = ListQuery.from_request(RequestFactory().get(url), sorts=SORTS)
    return BillTable(bills(count, offset=query.offset, records=records), query=query)


def html(shown: Table) -> str:
    return re.sub(r"\s+", " ", render_to_string("components/table.html", {"table": shown}))


class TestRows:
    def test_come_in_the_order_of_the_api(self) -> None:
        page = Page(items=(Bill(id="B9"), Bill(id="B1")), limit=20, offset=0, records=2)

        shown = html(BillTable(page, query=ListQuery(path="/", sorts=SORTS)))

        assert shown.index("B9") < shown.index("B1")

    def test_are_named_by_a_heading_with_the_one_real_link(self) -> None:
        shown = html(table(count=1, records=1))

        assert re.search(r'<th scope="row"[^>]*><span class="copyable"><a class="id" href="/bills/B0/">B0</a>', shown)
        assert shown.count("/bills/B0/") == 1

    def test_show_a_dash_for_what_is_absent(self) -> None:
        shown = html(BillTable([Bill(id="B1", name=None, due=None)]))

        assert shown.count('<span class="muted">–</span>') == 2  # noqa: RUF001  (an en dash)

    def test_close_with_totals_where_columns_have_them(self) -> None:
        assert re.search(r'<tfoot.*<td [^>]*class="num">12</td>', html(table()))

    def test_can_be_marked(self) -> None:
        class Marked(BillTable):
            def row_class(self, record: Bill) -> str:
                return "current" if record.id == "B1" else ""

        assert html(Marked(bills(3, records=3))).count('class="current"') == 1


class TestOnAPhone:
    def test_every_cell_says_what_it_is_for_where_no_heading_stands_above_it(self) -> None:
        cells = re.findall(r'<td role="cell" data-label="([^"]*)"', html(table(count=1, records=1)))

        assert cells == ["Name", "Lines", "Due", "Bill", "Name", "Lines", "Due"]  # of the row, and of the totals

    def test_rows_are_stacked_where_their_columns_do_not_fit(self) -> None:
        class Few(BillTable):
            class Meta:
                exclude = ("name",)

        assert 'class="rows stacked"' in html(table())
        assert 'class="rows"' in html(Few(bills(1)))

    def test_columns_that_a_phone_leaves_out_do_not_count(self) -> None:
        class Wide(BillTable):
            lines = NumberColumn("Lines", css="wide")

        assert not Wide(bills(1)).stacks

    def test_what_counts_stands_in_the_first_two_lines(self) -> None:
        class Brief(BillTable):
            brief = ("lines", "name", "due")

        shown = html(Brief(bills(1)))

        assert re.findall(r'data-label="(\w+)" class="([^"]*)"', shown)[:3] == [
            ("Name", "text second"),
            ("Lines", "num at-end"),
            ("Due", "num second-end"),
        ]

    def test_stacked_rows_are_still_those_of_a_table(self) -> None:
        shown = html(table(count=1, records=1))

        for role in ("table", "rowgroup", "row", "columnheader", "rowheader", "cell"):
            assert f'role="{role}"' in shown


class TestSorting:
    def test_links_only_what_the_api_can_sort(self) -> None:
        headers = {header.label: header.url for header in table().headers}

        assert headers == {
            "Bill": "/bills/?sort=id",
            "Name": "",
            "Lines": "",
            "Due": "/bills/?sort=-due_amount",
        }

    @pytest.mark.parametrize(
        ("sort", "state", "next_url"),
        [("id", "ascending", "/bills/?sort=-id"), ("-id", "descending", "/bills/?sort=id")],
    )
    def test_tells_the_order_and_turns_it_around(self, sort: str, state: str, next_url: str) -> None:
        header = table(f"/bills/?sort={sort}").headers[0]

        assert (header.aria_sort, header.url) == (state, next_url)

    def test_is_told_on_one_column_alone(self) -> None:
        assert html(table("/bills/?sort=-due_amount")).count("aria-sort=") == 1

    def test_a_table_without_a_query_has_no_links_of_its_own(self) -> None:
        shown = html(BillTable([Bill(id="B1")]))

        assert "hx-get" not in shown


class TestHtmx:
    def test_every_htmx_link_is_a_real_link_too(self) -> None:
        shown = html(table("/bills/?page=2", count=20, records=62))

        for href, fetched in re.findall(r'href="([^"]*)" hx-get="([^"]*)"', shown):
            assert href == fetched
        assert shown.count("hx-get") == len(re.findall(r'href="[^"]*" hx-get="', shown))

    def test_the_section_is_the_target_and_pushes_the_url(self) -> None:
        shown = html(table())

        assert 'id="bill-table"' in shown
        assert 'hx-target="#bill-table"' in shown
        assert 'hx-push-url="true"' in shown


class TestCaption:
    def test_tells_the_range_and_the_order(self) -> None:
        shown = table("/bills/?page=2&sort=-due_amount", count=20, records=62)

        assert shown.full_caption == "Bills 21 to 40 of 62, by due descending"

    def test_does_not_invent_a_total(self) -> None:
        assert "a number the API does not tell" in table(count=20, records=None).full_caption


class TestPager:
    def test_links_both_neighbours(self) -> None:
        pager = table("/bills/?page=2", count=20, records=62).pager

        assert pager is not None
        assert (pager.previous_url, pager.next_url, pager.place) == ("/bills/", "/bills/?page=3", "Page 2 of 4")

    def test_ends_at_the_last_page(self) -> None:
        pager = table("/bills/?page=4", count=2, records=62).pager

        assert pager is not None
        assert pager.next_url == ""

    def test_goes_on_while_pages_are_full_when_the_total_is_unknown(self) -> None:
        pager = table("/bills/?page=3", count=20, records=None).pager

        assert pager is not None
        assert (pager.place, pager.next_url) == ("Page 3", "/bills/?page=4")

    def test_a_short_list_needs_no_choice_of_length(self) -> None:
        pager = table(count=3, records=3).pager

        assert pager is not None
        assert (pager.sizes, pager.next_url, pager.previous_url) == ([], "", "")


class TestEmptyTable:
    def test_says_what_to_do_next(self) -> None:
        shown = html(table(count=0, records=0))

        assert "No bills" in shown
        assert "None is due." in shown
        assert "<table" not in shown

    def test_beyond_the_end_leads_back(self) -> None:
        shown = html(table("/bills/?page=9", count=0, records=62))

        assert "The list ends before this page" in shown
        assert 'href="/bills/"' in shown
        assert 'href="/bills/?page=4"' in shown
