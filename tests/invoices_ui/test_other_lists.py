"""The information of an invoice, and the invoices of an order and of an account."""

from __future__ import annotations

import pytest
import responses
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains

from tests.builders import account_invoice_json, information_json, invoice_json, page_of
from tests.invoices_ui.records import ACCOUNT, INFORMATION, ORDER, PAGE, fragment, query

ORDER_PAGE = "/orders/ORD-76GOU2-1267/invoices/"
ACCOUNT_PAGE = "/accounts/76GOU2/invoices/"


class TestInvoiceInformation:
    def test_says_what_is_not_part_of_it(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(INFORMATION, json={"invoice": information_json()})

        response = support.get(f"{PAGE}information/")

        assertContains(response, "lines and the tax total are not part of it")
        assertContains(response, f'href="{PAGE}"')
        assertContains(response, "Field operations")
        assertContains(response, "PMT-76GOU2-0008")
        assertNotContains(response, "Tax total")

    def test_upstream_down(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(INFORMATION, status=503)

        assert support.get(f"{PAGE}information/").status_code in {502, 503}

    def test_unknown_id(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(INFORMATION, status=404)

        assert support.get(f"{PAGE}information/").status_code == 404


class TestOrderInvoiceList:
    def test_lists_them_and_leads_to_the_account(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(ORDER, json=page_of(invoice_json(), within="order"), match=[query(limit=20, offset=0)])

        response = support.get(ORDER_PAGE)

        assertContains(response, f'href="{PAGE}"')
        assertContains(response, f'href="{ACCOUNT_PAGE}"')

    def test_has_no_arrows_where_nothing_can_be_sorted(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(ORDER, json=page_of(invoice_json(), within="order"))

        assertNotContains(support.get(f"{ORDER_PAGE}?sort=-total"), "sort=total")

    def test_turns_pages(self, support: Client, exsited: responses.RequestsMock) -> None:
        answer = page_of(invoice_json(), within="order", records=62, offset=20)
        exsited.get(ORDER, json=answer, match=[query(limit=20, offset=20)])

        response = support.get(f"{ORDER_PAGE}?page=2", headers=fragment("order-invoice-table"))

        assertContains(response, f'hx-get="{ORDER_PAGE}?page=3"')
        assertNotContains(response, "<h1")

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


class TestWhoMayNot:
    @pytest.mark.parametrize("page", [ORDER_PAGE, ACCOUNT_PAGE, f"{PAGE}information/"])
    def test_a_person_without_a_role_is_refused(self, nobody: Client, page: str) -> None:
        assert nobody.get(page).status_code == 403

    @pytest.mark.parametrize("page", ["/orders/%2e%2e/invoices/", "/accounts/a%3Fb/invoices/"])
    def test_hostile_ids_ask_nothing(self, support: Client, exsited: responses.RequestsMock, page: str) -> None:
        assert support.get(page).status_code == 404
        assert len(exsited.calls) == 0
