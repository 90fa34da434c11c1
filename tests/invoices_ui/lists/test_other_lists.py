"""The information of an invoice, and the invoices of an order and of an account."""

from __future__ import annotations

import re
from typing import Any

import pytest
import responses
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains

from tests.builders import Json, account_invoice_json, information_json, invoice_json, page_of
from tests.csv_files import parts_of
from tests.invoices_ui.records import ACCOUNT, INFORMATION, ORDER, PAGE, fragment, query

ORDER_PAGE = "/orders/ORD-76GOU2-1267/invoices/"
ACCOUNT_PAGE = "/accounts/76GOU2/invoices/"


def ids_in(response: Any) -> list[str]:
    link = r'<th scope="row".*?<a class="id" href="/invoices/([^"/]+)/[^"]*"'
    return re.findall(link, response.content.decode(), re.S)


def totals_in(response: Any) -> list[list[str]]:
    """The cells of each currency's row."""
    [section] = re.findall(r'<section[^>]*id="currency-totals".*?</section>', response.content.decode(), re.S)
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", section.partition("<tbody")[2], re.S)
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S) for row in rows]
    return [[" ".join(re.sub(r"<[^>]+>", "", cell).split()) for cell in row] for row in cells]


def priced(number: str, currency: str, **fields: object) -> Json:
    return account_invoice_json(id=f"INV-A-{number}", currency={"uuid": "c", "name": currency}, **fields)


class TestInvoiceInformation:
    def test_says_what_is_not_part_of_it(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(INFORMATION, json={"invoice": information_json()})

        response = support.get(f"{PAGE}information/")

        assertContains(response, "lines and the tax total are not part of it")
        assertContains(response, f'href="{PAGE}"')
        assertContains(response, "Field operations")
        assertContains(response, "PMT-76GOU2-0008")
        assertNotContains(response, "Tax total")

    def test_names_the_customer_and_leads_there(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(INFORMATION, json={"invoice": information_json(account_name=None)})
        exsited.get(ACCOUNT, json=page_of(account_invoice_json(), within="account"))

        response = support.get(f"{PAGE}information/")

        assertContains(response, "<b>Wattle Street Dental</b>", html=True)
        assertContains(response, f'href="{ACCOUNT_PAGE}"')

    def test_stands_without_the_customers_name(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(INFORMATION, json={"invoice": information_json(account_name=None)})
        exsited.get(ACCOUNT, status=404)

        assertContains(support.get(f"{PAGE}information/"), "Customer name not read")

    def test_upstream_down(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(INFORMATION, status=503)

        assert support.get(f"{PAGE}information/").status_code in {502, 503}

    def test_unknown_id(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(INFORMATION, status=404)

        assert support.get(f"{PAGE}information/").status_code == 404


class TestOrderInvoiceList:
    def test_says_which_state_an_invoice_has_that_is_not_to_be_paid(
        self, support: Client, exsited: responses.RequestsMock
    ) -> None:
        words = ["VOIDED", "CANCELLED", "DELETED", "DRAFT", "INACTIVE", "ACTIVE"]
        rows = [invoice_json(id=f"INV-A-{number}", status=word) for number, word in enumerate(words)]
        exsited.get(ORDER, json=page_of(*rows, within="order"))

        response = support.get(f"{ORDER_PAGE}?state=voided")

        for word in words[:-1]:
            assertContains(response, f"{word.capitalize()} (1)")
        assert ids_in(response) == ["INV-A-0"]

    def test_lists_them_and_leads_to_the_account(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(ORDER, json=page_of(invoice_json(), within="order"), match=[query(limit=100, offset=0)])

        response = support.get(ORDER_PAGE)

        assertContains(response, f'href="{PAGE}?from=')
        assertContains(response, f'href="{ACCOUNT_PAGE}"')

    def test_sorts_the_whole_of_it_without_asking_again(self, support: Client, exsited: responses.RequestsMock) -> None:
        rows = [invoice_json(id=f"INV-A-{number:04}", total=f"{number}.000000") for number in range(30)]
        exsited.get(ORDER, json=page_of(*rows, within="order"))

        response = support.get(f"{ORDER_PAGE}?sort=-total")

        assert ids_in(response) == [f"INV-A-{number:04}" for number in range(29, 9, -1)]

    def test_turns_pages(self, support: Client, exsited: responses.RequestsMock) -> None:
        rows = [invoice_json(id=f"INV-A-{number:04}") for number in range(45)]
        exsited.get(ORDER, json=page_of(*rows, within="order"), match=[query(limit=100, offset=0)])

        response = support.get(f"{ORDER_PAGE}?page=2", headers=fragment("order-invoice-table"))

        assertContains(response, f'hx-get="{ORDER_PAGE}?sort=-issue_date&amp;page=3"')
        assertNotContains(response, "<h1")

    def test_goes_page_by_page_where_they_are_too_many(self, support: Client, exsited: responses.RequestsMock) -> None:
        row = invoice_json()
        exsited.get(ORDER, json=page_of(*[row] * 100, within="order", records=1001), match=[query(limit=100, offset=0)])
        exsited.get(
            ORDER, json=page_of(row, within="order", records=1001, offset=20), match=[query(limit=20, offset=20)]
        )

        response = support.get(f"{ORDER_PAGE}?page=2&format=csv")

        assertContains(response, "Too many to add up here")
        assertContains(response, 'href="/invoices/?order_id=ORD-76GOU2-1267"')
        assertContains(response, f'hx-get="{ORDER_PAGE}?page=3"')
        assertNotContains(response, "Totals by currency")

    def test_an_incomplete_walk_is_told(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(ORDER, json=page_of(invoice_json(), within="order", records=500))

        assertContains(support.get(ORDER_PAGE), "Not the whole list")
        name = support.get(f"{ORDER_PAGE}?format=csv").headers["Content-Disposition"]
        assert 'filename="order-invoices-incomplete-' in name

    def test_one_invoice_is_no_plural(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(ORDER, json=page_of(invoice_json(), within="order"))

        assertContains(support.get(ORDER_PAGE), "Sums of the one invoice")

    def test_nothing_there(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(ORDER, json=page_of(within="order"))

        assertContains(support.get(ORDER_PAGE), "No invoices for this order")

    def test_an_unknown_order_is_not_an_empty_one(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(ORDER, status=404)

        assertNotContains(support.get(ORDER_PAGE), "No invoices", status_code=404)


class TestAccountInvoiceList:
    def test_tells_the_name_and_the_shipping(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(ACCOUNT, json=page_of(account_invoice_json(), within="account"))

        response = support.get(ACCOUNT_PAGE)

        assertContains(response, "Wattle Street Dental")
        assertContains(response, "12.50")
        assertContains(response, f'href="{ORDER_PAGE}"')

    def test_no_shipping_is_no_zero(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(ACCOUNT, json=page_of(account_invoice_json(shipping_cost=""), within="account"))

        assertNotContains(support.get(ACCOUNT_PAGE), ">0.00<")

    def test_upstream_down(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(ACCOUNT, status=500)

        assertNotContains(support.get(ACCOUNT_PAGE), "No invoices", status_code=502)


class TestTotals:
    @pytest.fixture
    def mixed(self, exsited: responses.RequestsMock) -> None:
        rows = [
            priced("1", "AUD", total="100.10", paid="40.10", due="60.00"),
            priced("2", "AUD", total="0.20", paid="0", due="0.20"),
            priced("3", "AUD", status="VOID", total="9999", paid="0", due="9999"),
            priced("4", "JPY", total="5000", paid="", due="garbage"),
        ]
        exsited.get(ACCOUNT, json=page_of(*rows, within="account"))

    def test_are_exact_for_each_currency(self, support: Client, mixed: None) -> None:
        aud, jpy = totals_in(support.get(ACCOUNT_PAGE))

        assert aud[:5] == ["AUD", "2", "AUD 100.30", "AUD 40.10", "AUD 60.20"]
        assert aud[6] == "1 voided"
        assert jpy[:5] == ["JPY", "1", "JPY 5,000", "JPY 0 without 1", "JPY 0 without 1"]

    def test_are_of_what_passes_the_filter(self, support: Client, mixed: None) -> None:
        response = support.get(f"{ACCOUNT_PAGE}?currency=JPY")

        assert [row[0] for row in totals_in(response)] == ["JPY"]
        assertContains(response, "Sums of the 1 invoice that passes the filter")

    def test_go_with_the_table_that_is_swapped(self, support: Client, mixed: None) -> None:
        response = support.get(ACCOUNT_PAGE, headers=fragment("account-invoice-table"))

        assert re.search(r'id="currency-totals"\s+hx-swap-oob="true"', response.content.decode())

    def test_file_holds_amounts_with_their_currency(self, support: Client, mixed: None) -> None:
        response: Any = support.get(f"{ACCOUNT_PAGE}?format=csv&column=total&sort=id")

        lines, told = parts_of(response)
        assert told["The whole list"] == "yes"
        assert lines[0] == ["Invoice", "Total", "Currency"]
        assert lines[1] == ["INV-A-1", "100.10", "AUD"]
        assert len(lines) == 5


class TestWhoMayNot:
    @pytest.mark.parametrize("page", [ORDER_PAGE, ACCOUNT_PAGE, f"{PAGE}information/"])
    def test_a_person_without_a_role_is_refused(self, nobody: Client, page: str) -> None:
        assert nobody.get(page).status_code == 403

    @pytest.mark.parametrize("page", ["/orders/%2e%2e/invoices/", "/accounts/a%3Fb/invoices/"])
    def test_hostile_ids_ask_nothing(self, support: Client, exsited: responses.RequestsMock, page: str) -> None:
        assert support.get(page).status_code == 404
        assert len(exsited.calls) == 0
