"""Paging, sorting and choosing fields: over the whole set, and whatever a client sends."""

from typing import Any

import pytest

from tests.sandbox_process import SignedIn

pytestmark = pytest.mark.sandbox

INVOICES = "/api/v3/invoices"
CONNECTIONS = "/api/v2/integration-connections"
ELSEWHERE = "https://api-stage.exsited.com/api/v2/invoices"


def invoice_ids(api: SignedIn, **query: object) -> list[str]:
    return [row["id"] for row in api.json(INVOICES, **query)["invoices"]]


def all_values(api: SignedIn, field: str, **query: object) -> list[str]:
    """One field of every invoice, page after page."""
    return [
        row[field]
        for offset in range(0, 200, 50)
        for row in api.json(INVOICES, limit=50, offset=offset, order_by=field, **query)["invoices"]
    ]


class TestPaging:
    def test_the_first_page_has_no_previous_one(self, api: SignedIn) -> None:
        assert api.json(INVOICES)["pagination"] == {
            "records": 200,
            "limit": 20,
            "offset": 0,
            "previous_page": "",
            "next_page": f"{ELSEWHERE}?limit=20&offset=20",
        }

    def test_a_page_between_names_both_neighbours(self, api: SignedIn) -> None:
        pagination = api.json(INVOICES, limit=50, offset=30)["pagination"]

        assert pagination["previous_page"] == f"{ELSEWHERE}?limit=50&offset=0"
        assert pagination["next_page"] == f"{ELSEWHERE}?limit=50&offset=80"

    def test_the_last_page_has_the_text_null_for_its_next(self, api: SignedIn) -> None:
        body = api.json(INVOICES, limit=30, offset=180)

        assert len(body["invoices"]) == 20
        assert body["pagination"]["next_page"] == "NULL"

    @pytest.mark.parametrize("offset", [200, 10**9, 10**11])
    def test_beyond_the_end_is_an_empty_page(self, api: SignedIn, offset: int) -> None:
        body = api.json(INVOICES, offset=offset)

        assert body["invoices"] == []
        assert (body["pagination"]["records"], body["pagination"]["next_page"]) == (200, "NULL")

    def test_pages_hold_every_invoice_once(self, api: SignedIn) -> None:
        pages = [invoice_ids(api, limit=30, offset=offset) for offset in range(0, 210, 30)]

        assert [len(page) for page in pages] == [30, 30, 30, 30, 30, 30, 20]
        assert len({one for page in pages for one in page}) == 200

    @pytest.mark.parametrize("limit", ["abc", "", "-5", "0", "1.5", "NaN", "٣", "9" * 500, "5;drop"])
    def test_an_odd_limit_counts_as_not_sent(self, api: SignedIn, limit: str) -> None:
        assert api.json(INVOICES, limit=limit)["pagination"]["limit"] == 20

    @pytest.mark.parametrize("offset", ["abc", "", "-1", "9" * 500])
    def test_an_odd_offset_counts_as_not_sent(self, api: SignedIn, offset: str) -> None:
        assert api.json(INVOICES, offset=offset)["pagination"]["offset"] == 0

    def test_a_page_has_at_most_a_thousand(self, api: SignedIn) -> None:
        assert api.json(INVOICES, limit=5000)["pagination"]["limit"] == 1000

    def test_what_clients_send_beside_is_tolerated(self, api: SignedIn) -> None:
        assert invoice_ids(api, records=10, direction="None", previousPage="", nextPage="x") == invoice_ids(api)

    def test_nested_lists_have_pages_too(self, api: SignedIn, ids: Any) -> None:
        path = f"/api/v3/accounts/{ids.account}/invoices"
        whole = api.json(path, limit=1000)["account"]
        second = api.json(path, limit=1, offset=1)["account"]

        assert whole["pagination"]["records"] == len(whole["invoices"])
        assert second["invoices"] == whole["invoices"][1:2]
        assert second["pagination"]["previous_page"].endswith(f"/accounts/{ids.account}/invoices?limit=1&offset=0")

    def test_hundreds_of_partner_functions_are_paged(self, api: SignedIn) -> None:
        connections = api.json(CONNECTIONS, limit=100)["integration_connection"]
        paths = [f"/api/v3/integration/{row['uuid']}/partner-function" for row in connections]
        longest = max(paths, key=lambda path: api.json(path)["pagination"]["records"])

        records = api.json(longest)["pagination"]["records"]
        last = api.json(longest, limit=20, offset=records - 1)

        assert records > 100
        assert len(last["partner_functions"]) == 1
        assert last["pagination"]["next_page"] == "NULL"


class TestInvoiceOrder:
    def test_order_by_can_be_a_mere_direction(self, api: SignedIn) -> None:
        rising = invoice_ids(api, order_by="asc", limit=200)

        assert rising == invoice_ids(api, limit=200)
        assert invoice_ids(api, order_by="desc", limit=200) == rising[::-1]

    @pytest.mark.parametrize("field", ["id", "created_on", "due_date"])
    def test_order_by_a_field_sorts_the_whole_set(self, api: SignedIn, field: str) -> None:
        falling = [value for value in all_values(api, field, direction="desc") if value]

        assert falling == sorted(falling, reverse=True)
        assert sorted(falling) == [value for value in all_values(api, field, direction="asc") if value]

    def test_amounts_sort_as_numbers(self, api: SignedIn) -> None:
        totals = [float(value) for value in all_values(api, "total", direction="desc")]

        assert totals == sorted(totals, reverse=True)

    @pytest.mark.parametrize("direction", ["desc", "DESC", "SortDirection.DESC"])
    def test_spellings_of_descending(self, api: SignedIn, direction: str) -> None:
        falling = invoice_ids(api, order_by="created_on", direction=direction)

        assert falling == invoice_ids(api, order_by="created_on", direction="desc")
        assert falling != invoice_ids(api, order_by="created_on", direction="asc")

    @pytest.mark.parametrize("direction", ["None", "", "sideways", "SortDirection.ASC"])
    def test_other_directions_are_ascending(self, api: SignedIn, direction: str) -> None:
        assert invoice_ids(api, order_by="total", direction=direction) == invoice_ids(api, order_by="total")

    def test_an_unknown_field_is_a_validation_error(self, api: SignedIn) -> None:
        response = api.get(INVOICES, order_by="favourite_colour")

        assert response.status_code == 400
        [error] = response.json()["errors"]
        assert error["code"] == 400
        assert "order_by" in error["message"]


class TestConnectionList:
    def test_sorts_the_whole_set(self, api: SignedIn) -> None:
        rows = [
            row["remote_instance_name"]
            for offset in (0, 20)
            for row in api.json(CONNECTIONS, order_by="remote_instance_name", direction="desc", offset=offset)[
                "integration_connection"
            ]
        ]

        assert len(rows) == 38
        assert rows == sorted(rows, key=str.casefold, reverse=True)

    def test_gives_only_the_fields_asked_for(self, api: SignedIn) -> None:
        rows = api.json(CONNECTIONS, fields="uuid, status,unheard_of")["integration_connection"]

        assert {tuple(row) for row in rows} == {("status", "uuid")}

    def test_sorts_by_a_field_it_does_not_give(self, api: SignedIn) -> None:
        everything = api.json(CONNECTIONS, order_by="status", limit=100)["integration_connection"]
        rows = api.json(CONNECTIONS, order_by="status", limit=100, fields="uuid")["integration_connection"]

        assert rows == [{"uuid": row["uuid"]} for row in everything]
