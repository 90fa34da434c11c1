from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import pytest
import responses
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains
from requests import ConnectionError as NoConnection

from invoices_ui.ledger.names import learn
from tests.builders import invoice_json, page_of
from tests.integrations_ui.history.test_sightings import failing
from tests.invoices_ui.records import INVOICES, fragment, query

NEWEST = {"limit": 20, "offset": 0, "order_by": "created_on", "direction": "desc"}
BY_DUE_DATE = {"limit": 20, "offset": 0, "order_by": "due_date", "direction": "desc"}


def announce(exsited: responses.RequestsMock, *rows: object, **wanted: object) -> None:
    exsited.get(INVOICES, json=page_of(*rows, records=62), match=[query(**(NEWEST | wanted))])  # type: ignore[arg-type]


class TestInvoiceList:
    def test_shows_the_newest_first(self, support: Client, exsited: responses.RequestsMock) -> None:
        announce(exsited, invoice_json())

        response = support.get("/invoices/")

        assertContains(response, 'href="/invoices/INV-76GOU2-6081/?from=')
        assertContains(response, 'href="/accounts/76GOU2/invoices/"')
        assertContains(response, 'href="/orders/ORD-76GOU2-1267/invoices/"')
        assertContains(response, "Overdue")
        assertContains(response, "1 to 1 of 62")

    def test_sorts_the_whole_set_not_the_page(self, support: Client, exsited: responses.RequestsMock) -> None:
        announce(exsited, invoice_json(), order_by="due_date")

        response = support.get("/invoices/?sort=-due_date")

        assertContains(response, 'aria-sort="descending"')
        assertContains(response, 'href="/invoices/?sort=due_date"')

    def test_turns_pages_by_offset(self, support: Client, exsited: responses.RequestsMock) -> None:
        announce(exsited, invoice_json(), limit=50, offset=50)

        response = support.get("/invoices/?page=2&per_page=50")

        assert response.status_code == 200

    def test_a_fragment_is_the_table_alone(self, support: Client, exsited: responses.RequestsMock) -> None:
        announce(exsited, invoice_json())

        response = support.get("/invoices/", headers=fragment("invoice-table"))

        assertContains(response, 'id="invoice-table"')
        assertNotContains(response, "<h1")
        assert "HX-Target" in response.headers["Vary"]

    def test_offers_no_order_that_the_api_cannot_give(self, support: Client, exsited: responses.RequestsMock) -> None:
        announce(exsited, invoice_json())

        response = support.get("/invoices/")

        assertNotContains(response, "sort=-state")
        assertNotContains(response, "sort=state")

    def test_each_amount_stands_with_its_own_currency(self, support: Client, exsited: responses.RequestsMock) -> None:
        announce(exsited, invoice_json(id="INV-1", currency={"name": "JPY"}, total="5000"), invoice_json(id="INV-2"))

        response = support.get("/invoices/")

        assertContains(response, '<span class="cur">JPY</span> 5,000<')
        assertContains(response, '<span class="cur">AUD</span> 110.00<')
        assertNotContains(response, "<tfoot")


class TestCustomers:
    @pytest.fixture(autouse=True)
    def known(self, db: None) -> None:
        learn({"76GOU2": "Wattle Street Dental", "OTHER1": ""})

    def test_are_named_as_the_ledger_knows_them(self, support: Client, exsited: responses.RequestsMock) -> None:
        announce(exsited, invoice_json(), invoice_json(id="INV-2", account_id="OTHER1"))

        response = support.get("/invoices/")

        assertContains(response, '<a href="/accounts/76GOU2/invoices/">Wattle Street Dental</a>', html=True, count=1)
        assertContains(response, "OTHER1")

    def test_have_a_column_of_their_own_if_that_is_chosen(
        self, support: Client, exsited: responses.RequestsMock
    ) -> None:
        announce(exsited, invoice_json())

        response = support.get("/invoices/?column=account_name&column=account_id")

        assertContains(response, "Wattle Street Dental", count=1)

    def test_stand_by_their_ids_while_the_ledger_cannot_be_read(
        self, support: Client, exsited: responses.RequestsMock
    ) -> None:
        announce(exsited, invoice_json())

        with failing('SELECT "invoices_ui_ledgeraccount"'):
            response = support.get("/invoices/")

        assertContains(response, 'href="/accounts/76GOU2/invoices/"')


class TestNothingThere:
    def test_says_what_that_means(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(INVOICES, json=page_of(records=0))

        assertContains(support.get("/invoices/"), "No invoices")

    def test_beyond_the_end_leads_back(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(INVOICES, json=page_of(records=3))

        assertContains(support.get("/invoices/?page=900"), "The list ends before this page")


class TestRefusedSort:
    @pytest.mark.parametrize("status", [400, 422])
    def test_the_list_comes_without_it_and_says_so(
        self, support: Client, exsited: responses.RequestsMock, status: int
    ) -> None:
        exsited.get(
            INVOICES, json={"errors": [{"code": status, "message": "no"}]}, status=status, match=[query(**BY_DUE_DATE)]
        )
        exsited.get(INVOICES, json=page_of(invoice_json()), match=[query(limit=20, offset=0)])

        response = support.get("/invoices/?sort=-due_date")

        assertContains(response, "Not sorted")
        assertContains(response, "INV-76GOU2-6081")
        assertNotContains(response, "aria-sort")

    def test_a_fragment_says_so_too(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(INVOICES, status=400, json={}, match=[query(**BY_DUE_DATE)])
        exsited.get(INVOICES, json=page_of(invoice_json()), match=[query(limit=20, offset=0)])

        response = support.get("/invoices/?sort=-due_date", headers=fragment("invoice-table"))

        assertContains(response, "Not sorted")


class TestUpstreamDown:
    def test_says_what_failed(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(INVOICES, body=NoConnection())

        response = support.get("/invoices/")

        assertContains(response, "Exsited did not answer", status_code=502)
        assertNotContains(response, "No invoices", status_code=502)

    @pytest.mark.parametrize("body", ["[]", "null", "42", '{"pagination": {}}', "{"])
    def test_an_unusable_answer_is_never_an_empty_list(
        self, support: Client, exsited: responses.RequestsMock, body: str
    ) -> None:
        exsited.get(INVOICES, body=body, content_type="application/json")

        assertNotContains(support.get("/invoices/"), "No invoices", status_code=502)


class TestHostileInput:
    @pytest.mark.parametrize(
        "asked",
        [
            "limit=1000000000&offset=-1",
            "page=NaN",
            "page=-1",
            "page=0",
            "per_page=99999999999999999999999&page=1",
            "sort=secret",
            "sort=--due_date",
            "sort=due_date;drop",
            "sort=&sort=state",
            "page=1&page=1",
            "x=<script>alert(1)</script>",
        ],
    )
    def test_sends_only_what_is_allowed(self, support: Client, exsited: responses.RequestsMock, asked: str) -> None:
        exsited.get(INVOICES, json=page_of(invoice_json()))

        response = support.get(f"/invoices/?{asked}")

        assert response.status_code == 200
        assert b"<script>alert" not in response.content
        sent = dict(parse_qsl(urlsplit(str(exsited.calls[-1].request.url)).query))
        assert set(sent) == {"limit", "offset", "order_by", "direction"}
        assert sent["order_by"] == "created_on"
        assert int(sent["limit"]) <= 100

    def test_hostile_ids_of_the_api_are_text_without_links(
        self, support: Client, exsited: responses.RequestsMock
    ) -> None:
        announce(exsited, invoice_json(id="../x", account_id="<b>a/b</b>", order_id="a?b"))

        response = support.get("/invoices/")

        assertContains(response, "../x")
        assertContains(response, "&lt;b&gt;a/b&lt;/b&gt;")
        assertNotContains(response, 'href="/orders/')
        assertNotContains(response, 'href="/invoices/../')


class TestWhoMayNot:
    def test_a_person_without_a_role_is_refused(self, nobody: Client) -> None:
        assert nobody.get("/invoices/").status_code == 403

    def test_signed_out_goes_to_sign_in(self, client: Client, db: None) -> None:
        assert client.get("/invoices/").headers["Location"] == "/login/?next=/invoices/"

    def test_only_reading_is_possible(self, support: Client) -> None:
        assert support.post("/invoices/").status_code in {403, 405}
