import pytest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as some

from dashboard.exsited.pages import Sort
from dashboard.lists.listing import LAST_PAGE, PER_PAGE, ListQuery

SORTS = frozenset({"due_date", "total"})


def query(url: str) -> ListQuery:
    return ListQuery.from_request(RequestFactory().get(url), sorts=SORTS)


class TestListQuery:
    def test_without_anything_is_the_first_page(self) -> None:
        found = query("/invoices/")

        assert (found.limit, found.offset, found.sort) == (20, 0, None)
        assert found.url() == "/invoices/"

    @pytest.mark.parametrize(
        ("page", "number"),
        [
            ("NaN", 1), ("-1", 1), ("0", 1), ("", 1), ("1e9", 1), ("٣", 1), ("2.5", 1), ("+3", 1), (" 3", 1),
            ("3", 3), ("007", 7), ("999999999999", LAST_PAGE), ("9" * 5000, LAST_PAGE),
        ],
    )  # fmt: skip
    def test_clamps_the_page(self, page: str, number: int) -> None:
        assert query(f"/invoices/?page={page}").page == number

    @pytest.mark.parametrize(
        ("asked", "size"), [("1", 20), ("20", 20), ("21", 50), ("50", 50), ("99", 100), ("1000000", 100), ("x", 20)]
    )
    def test_clamps_the_page_length(self, asked: str, size: int) -> None:
        assert query(f"/invoices/?per_page={asked}").per_page == size

    def test_takes_the_last_of_repeated_values(self) -> None:
        assert query("/invoices/?page=2&page=5").page == 5

    @pytest.mark.parametrize(
        ("asked", "sort"),
        [
            ("due_date", Sort(field="due_date")),
            ("-total", Sort(field="total", descending=True)),
            ("--total", None),
            ("password", None),
            ("", None),
        ],
    )
    def test_sorts_only_by_what_the_api_can(self, asked: str, sort: Sort | None) -> None:
        assert query(f"/invoices/?sort={asked}").sort == sort

    @given(page=some.text(), per_page=some.text(), sort=some.text())
    def test_never_raises(self, page: str, per_page: str, sort: str) -> None:
        found = ListQuery.from_request(RequestFactory().get("/", {"page": page, "per_page": per_page, "sort": sort}))

        assert 1 <= found.page <= LAST_PAGE
        assert found.per_page in PER_PAGE


class TestUrl:
    def test_keeps_the_rest_of_the_state(self) -> None:
        found = query("/invoices/?state=open&state=paid&q=a%26b&page=3&sort=-total")

        assert found.url(page=4) == "/invoices/?state=open&state=paid&q=a%26b&sort=-total&page=4"

    def test_a_new_order_starts_at_the_first_page(self) -> None:
        assert query("/invoices/?page=3").url(sort="due_date") == "/invoices/?sort=due_date"

    def test_another_length_keeps_the_first_row_in_view(self) -> None:
        assert query("/invoices/?page=6").url(per_page=50) == "/invoices/?per_page=50&page=3"


class TestApiParams:
    def test_hold_what_a_list_call_takes(self) -> None:
        found = query("/invoices/?page=3&per_page=50&sort=-total")

        assert found.api_params() == {"limit": 50, "offset": 100, "sort": Sort(field="total", descending=True)}
        assert found.paging() == {"limit": 50, "offset": 100}
