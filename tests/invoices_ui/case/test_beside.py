"""The invoice beside this one, in the list it was opened from."""

from __future__ import annotations

from urllib.parse import parse_qs, quote, urlsplit

import pytest
import responses
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from tests.builders import invoice_json, page_of
from tests.invoices_ui.records import API, INVOICE, PAGE, query

LIST = f"{API}/invoices"
NEWEST = {"order_by": "created_on", "direction": "desc"}


def rows(*numbers: int) -> list[dict[str, object]]:
    return [invoice_json(id=f"INV-{number}") for number in numbers]


def step(client: Client, number: int, way: str, list_url: str) -> str:
    return client.get(f"/invoices/INV-{number}/{way}/?from={quote(list_url)}").headers["Location"]


def place(invoice: str, list_url: str) -> str:
    return f"/invoices/{invoice}/?from={quote(list_url, safe='')}"


class TestStep:
    def test_leads_on_within_a_page(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(
            LIST,
            json=page_of(*rows(*range(1, 22)), limit=21, records=60),
            match=[query(limit=21, offset=0, **NEWEST)],
        )

        assert step(support, 5, "next", "/invoices/") == place("INV-6", "/invoices/")
        assert step(support, 5, "previous", "/invoices/") == place("INV-4", "/invoices/")

    def test_leads_over_the_end_of_a_page_in_one_call(self, support: Client, exsited: responses.RequestsMock) -> None:
        page = page_of(*rows(*range(20, 42)), limit=22, offset=19, records=60)
        asked = query(limit=22, offset=19, order_by="due_date", direction="asc")
        exsited.get(LIST, json=page, match=[asked])
        there = "/invoices/?sort=due_date&page=2"

        assert step(support, 40, "next", there) == place("INV-41", "/invoices/?sort=due_date&page=3")
        assert step(support, 21, "previous", there) == place("INV-20", "/invoices/?sort=due_date")

    @pytest.mark.parametrize(("number", "way", "told"), [(1, "previous", "first"), (3, "next", "last")])
    def test_ends_with_the_list(
        self, support: Client, exsited: responses.RequestsMock, number: int, way: str, told: str
    ) -> None:
        exsited.get(LIST, json=page_of(*rows(1, 2, 3), limit=21, records=3))

        url = step(support, number, way, "/invoices/")

        assert urlsplit(url).path == f"/invoices/INV-{number}/"
        assert parse_qs(urlsplit(url).query) == {"from": ["/invoices/"], "beside": [told]}

    def test_finds_an_invoice_that_newer_ones_pushed_to_the_next_page(
        self, support: Client, exsited: responses.RequestsMock
    ) -> None:
        exsited.get(
            LIST,
            json=page_of(*rows(*range(100, 121)), limit=21, records=90),
            match=[query(limit=21, offset=0, **NEWEST)],
        )
        exsited.get(
            LIST,
            json=page_of(*rows(*range(100, 170)), limit=70, records=90),
            match=[query(limit=70, offset=0, **NEWEST)],
        )

        assert step(support, 140, "next", "/invoices/") == place("INV-141", "/invoices/?page=3")

    def test_says_that_an_invoice_left_the_list(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(LIST, json=page_of(*rows(1, 2, 3), limit=21, records=3))

        assert parse_qs(urlsplit(step(support, 9, "next", "/invoices/")).query)["beside"] == ["gone"]

    @pytest.mark.parametrize("kind", ["order", "account"])
    @pytest.mark.parametrize(("sort", "number"), [("-issue_date", 3), ("issue_date", 1)])
    def test_follows_the_list_of_an_order_and_of_an_account_in_its_order(
        self, support: Client, exsited: responses.RequestsMock, kind: str, sort: str, number: int
    ) -> None:
        days = enumerate(["2026-03-03", "2026-02-02", "2026-01-01"], start=1)
        listed = [invoice_json(id=f"INV-{at}", issue_date=f"{day}T00:00:00Z") for at, day in days]
        exsited.get(f"{API}/{kind}s/ABC1/invoices", json=page_of(*listed, within=kind, limit=100, records=3))

        url = step(support, 2, "next", f"/{kind}s/ABC1/invoices/?sort={sort}")

        assert urlsplit(url).path == f"/invoices/INV-{number}/"
        assert parse_qs(urlsplit(url).query)["from"] == [f"/{kind}s/ABC1/invoices/?sort={sort}"]

    def test_follows_a_list_too_long_to_be_read_whole(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(f"{API}/accounts/ABC1/invoices", json=page_of(*rows(1, 2, 3), within="account", records=5000))

        assert step(support, 2, "next", "/accounts/ABC1/invoices/") == place("INV-3", "/accounts/ABC1/invoices/")

    def test_an_outage_is_told(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(LIST, status=500)

        assertContains(support.get("/invoices/INV-1/next/?from=/invoices/"), "is failing", status_code=502)

    def test_an_id_that_may_not_stand_in_a_path_leads_nowhere(self, support: Client) -> None:
        assert support.get("/invoices/..%20/next/?from=/invoices/").status_code == 404

    def test_an_invoice_whose_id_has_no_page_leads_back_to_the_list(
        self, support: Client, exsited: responses.RequestsMock
    ) -> None:
        exsited.get(LIST, json=page_of(invoice_json(id="INV-1"), invoice_json(id="a/b"), limit=21, records=2))

        assert step(support, 1, "next", "/invoices/") == "/invoices/"


class TestForeignLists:
    @pytest.mark.parametrize(
        "address",
        [
            "",
            "https://evil.example/invoices/",
            "//evil.example/invoices/",
            "//[x",
            "/\\evil.example/",
            "/login/?next=/invoices/",
            "/integrations/",
            "/invoices/INV-1/",
            "/orders/..%20/invoices/",
            "/orders/a b/invoices/",
            "/invoices/\n",
            "javascript:alert(1)",
            "/invoices/?page=" + "1" * 1000,
            "/nowhere/",
        ],
    )
    def test_are_not_followed(self, support: Client, exsited: responses.RequestsMock, address: str) -> None:
        response = support.get("/invoices/INV-76GOU2-6081/next/", {"from": address})

        assertRedirects(response, PAGE, fetch_redirect_response=False)
        assert len(exsited.calls) == 0

    def test_hostile_numbers_are_clamped(self, support: Client, exsited: responses.RequestsMock) -> None:
        asked = query(limit=101, offset=0, **NEWEST)
        exsited.get(LIST, json=page_of(*rows(1, 2), limit=101, records=2), match=[asked])

        url = step(support, 1, "next", "/invoices/?page=-1&per_page=1000000000&sort=secret")

        assert url == place("INV-2", "/invoices/?per_page=100")


class TestInvoiceFromAList:
    def read(self, support: Client, exsited: responses.RequestsMock, search: str) -> str:
        exsited.assert_all_requests_are_fired = False
        exsited.get(INVOICE, json={"invoice": invoice_json(order_id="")})
        return support.get(f"/invoices/INV-76GOU2-6081/information/{search}").content.decode()

    @pytest.fixture(autouse=True)
    def _information(self, exsited: responses.RequestsMock) -> None:
        exsited.get(f"{INVOICE}/information", json={"invoice": invoice_json()})

    def test_offers_both_neighbours_and_the_list(self, support: Client, exsited: responses.RequestsMock) -> None:
        page = self.read(support, exsited, "?from=/invoices/%3Fpage%3D3")

        assert 'href="/invoices/INV-76GOU2-6081/next/?from=%2Finvoices%2F%3Fpage%3D3"' in page
        assert 'href="/invoices/INV-76GOU2-6081/previous/?from=%2Finvoices%2F%3Fpage%3D3"' in page
        assert 'href="/invoices/?page=3"' in page

    def test_at_the_end_says_so(self, support: Client, exsited: responses.RequestsMock) -> None:
        page = self.read(support, exsited, "?from=/invoices/&beside=last")

        assert "The last of the list" in page
        assert "/next/" not in page
        assert "/previous/" in page

    @pytest.mark.parametrize("search", ["", "?from=https://evil.example/", "?from=/login/"])
    def test_opened_from_nowhere_offers_nothing(
        self, support: Client, exsited: responses.RequestsMock, search: str
    ) -> None:
        page = self.read(support, exsited, search)

        assert "In the list" not in page
        assert "evil.example" not in page


class TestLinksOfLists:
    def test_take_the_list_along(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(LIST, json=page_of(*rows(21), limit=20, offset=20, records=21))

        response = support.get("/invoices/?page=2&sort=-due_date")

        assertContains(response, f'href="{place("INV-21", "/invoices/?sort=-due_date&page=2")}"')

    def test_a_few_invoices_on_another_page_are_no_list(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(LIST, json=page_of(*rows(21), limit=10, records=21))

        assertNotContains(support.get("/"), "?from=")


class TestOnTheWayThroughItsPages:
    """The list is not lost where one goes from the invoice to its notes or its PDF and back."""

    @pytest.mark.parametrize("page", ["pdf/", "notes/", "information/"])
    def test_the_list_goes_along_and_back(self, support: Client, exsited: responses.RequestsMock, page: str) -> None:
        exsited.assert_all_requests_are_fired = False
        exsited.get(INVOICE, json={"invoice": invoice_json()})
        exsited.get(f"{INVOICE}/information", json={"invoice": invoice_json()})
        exsited.get(f"{INVOICE}/notes", json=page_of(key="notes", within="invoice"))
        origin = "from=%2Finvoices%2F%3Fsort%3D-due_date"

        response = support.get(f"{PAGE}{page}?{origin}")

        assertContains(response, f'href="{PAGE}?{origin}"')
        assertContains(response, 'href="/invoices/?sort=-due_date"')

    def test_nothing_foreign_goes_along_as_a_link(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(f"{INVOICE}/information", json={"invoice": invoice_json()})

        response = support.get(f"{PAGE}pdf/?from=https://evil.example/")

        assertNotContains(response, "evil.example")
