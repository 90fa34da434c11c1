from __future__ import annotations

from urllib.parse import quote

import pytest
import responses
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects
from requests import ConnectionError as NoConnection

from tests.builders import CONNECTION_UUID, connection_json, invoice_json, page_of
from tests.invoices_ui.records import ACCOUNT, API, INVOICE, ORDER, ORIGIN, PAGE, query

CONNECTION = f"{ORIGIN}/api/v2/integration-connections/{CONNECTION_UUID}"


def found(*rows: object, within: str) -> dict[str, object]:
    return page_of(*rows, within=within, limit=1, records=len(rows))  # type: ignore[arg-type]


class TestOneHit:
    def test_goes_straight_there(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(INVOICE, json={"invoice": invoice_json()})

        response = support.get("/search/?q=INV-76GOU2-6081")

        assertRedirects(response, PAGE, fetch_redirect_response=False)

    def test_a_pasted_address_is_enough(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(INVOICE, json={"invoice": invoice_json()})

        response = support.get(f"/search/?q={quote('https://other.example/invoices/INV-76GOU2-6081/notes/?x=1')}")

        assertRedirects(response, PAGE, fetch_redirect_response=False)

    def test_an_account_counts_when_it_has_invoices(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(ACCOUNT, json=found(invoice_json(), within="account"), match=[query(limit=1, offset=0)])
        exsited.get(f"{API}/invoices/76GOU2", status=404)
        exsited.get(f"{API}/orders/76GOU2/invoices", json=found(within="order"))

        response = support.get("/search/?q=76GOU2")

        assertRedirects(response, "/accounts/76GOU2/invoices/", fetch_redirect_response=False)

    def test_a_connection_for_an_administrator(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(CONNECTION, json={"integration_connection": [connection_json()]})

        response = administrator.get(f"/search/?q={CONNECTION_UUID}")

        assertRedirects(response, f"/integrations/{CONNECTION_UUID}/", fetch_redirect_response=False)


class TestSeveralHits:
    def test_are_listed_with_what_they_are(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(INVOICE, json={"invoice": invoice_json()})
        exsited.get(ORDER, json=found(invoice_json(), within="order"))

        response = support.get("/search/?q=INV-76GOU2-6081+of+ORD-76GOU2-1267")

        assertContains(response, f'href="{PAGE}"')
        assertContains(response, 'href="/orders/ORD-76GOU2-1267/invoices/"')
        assertContains(response, "Invoices")
        assertContains(response, "Orders")
        assertContains(response, "1 invoice")

    def test_an_invoice_tells_its_state_and_what_is_due(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(INVOICE, json={"invoice": invoice_json()})
        exsited.get(ORDER, json=found(invoice_json(), within="order"))

        response = support.get("/search/?q=INV-76GOU2-6081+of+ORD-76GOU2-1267")

        assertContains(response, "Overdue")
        assertContains(response, "55.00</span> due")
        assertContains(response, "of account 76GOU2")


class TestNoHit:
    def test_says_what_was_tried_and_what_cannot_be(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(INVOICE, status=404)

        response = support.get("/search/?q=INV-76GOU2-6081+ITEM-76GOU2-0001")

        assertContains(response, "Nothing found")
        assertContains(response, "No such record")
        assertContains(response, "Neither the API nor the ledger can look this up")
        assertContains(response, 'value="INV-76GOU2-6081 ITEM-76GOU2-0001"')

    def test_says_that_the_ledger_was_not_read_yet(self, support: Client, exsited: responses.RequestsMock) -> None:
        response = support.get("/search/?q=CPO-76GOU2-0001")

        assertContains(response, "What was not tried")
        assertContains(response, "The ledger has not been read yet")

    @pytest.mark.parametrize(
        ("half", "hint"),
        [
            ("INV-76GOU2", "76GOU2"),
            ("INV-76GOU2-60", "76GOU2"),
            ("wombat-7", "WOMBAT-7"),
        ],
    )
    def test_half_an_id_leads_on(self, support: Client, exsited: responses.RequestsMock, half: str, hint: str) -> None:
        exsited.assert_all_requests_are_fired = False
        for path in (f"invoices/{half}", f"accounts/{half}/invoices", f"orders/{half}/invoices"):
            exsited.get(f"{API}/{path}", status=404)

        response = support.get(f"/search/?q={half}")

        assertContains(response, "Nothing found")
        assertContains(response, f'href="/search/?q={hint}"')

    def test_an_account_without_invoices_is_not_said_to_be_missing(
        self, support: Client, exsited: responses.RequestsMock
    ) -> None:
        exsited.get(ACCOUNT, json=found(within="account"))
        exsited.get(f"{API}/invoices/76GOU2", status=404)
        exsited.get(f"{API}/orders/76GOU2/invoices", status=404)

        response = support.get("/search/?q=76GOU2")

        assertContains(response, "No invoices under this id")
        assertContains(response, "No such record", count=2)

    def test_no_hint_repeats_what_was_tried(self, support: Client, exsited: responses.RequestsMock) -> None:
        for path in ("invoices/WOMBAT", "accounts/WOMBAT/invoices", "orders/WOMBAT/invoices"):
            exsited.get(f"{API}/{path}", status=404)

        assertNotContains(support.get("/search/?q=WOMBAT"), "What may be meant")

    def test_an_id_the_api_turns_down_is_not_there(self, support: Client, exsited: responses.RequestsMock) -> None:
        for path in ("invoices/wombats", "accounts/wombats/invoices", "orders/wombats/invoices"):
            exsited.get(f"{API}/{path}", status=400, json={"errors": [{"code": 400, "message": "Invalid id"}]})

        assertContains(support.get("/search/?q=wombats"), "Nothing found")

    @pytest.mark.parametrize("asked", ["", "?q=", "?q=+++", "?q=where+is+my+invoice", "?q=%00", "?q=..%2F.."])
    def test_words_alone_ask_nothing(self, support: Client, exsited: responses.RequestsMock, asked: str) -> None:
        response = support.get(f"/search/{asked}")

        assertContains(response, "What can be looked up")
        assert len(exsited.calls) == 0

    def test_nothing_asked_is_not_nothing_found(self, support: Client) -> None:
        assertNotContains(support.get("/search/"), "Nothing found")


class TestUpstreamDown:
    def test_is_told_and_never_nothing_found(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(INVOICE, body=NoConnection())

        response = support.get("/search/?q=INV-76GOU2-6081")

        assertContains(response, "Exsited did not answer", status_code=502)
        assertNotContains(response, "Nothing found", status_code=502)

    def test_a_part_that_failed_stands_beside_what_was_found(
        self, support: Client, exsited: responses.RequestsMock
    ) -> None:
        exsited.get(INVOICE, json={"invoice": invoice_json()})
        exsited.get(ORDER, status=500)

        response = support.get("/search/?q=INV-76GOU2-6081+of+ORD-76GOU2-1267")

        assertContains(response, "Could not be asked")
        assertContains(response, "The billing API is failing")
        assertContains(response, f'href="{PAGE}"')

    def test_a_part_that_failed_is_not_nothing_found(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(INVOICE, status=404)
        exsited.get(ORDER, status=500)

        response = support.get("/search/?q=INV-76GOU2-6081+of+ORD-76GOU2-1267")

        assertContains(response, "Could not be asked")
        assertNotContains(response, "Nothing found")

    @pytest.mark.parametrize(
        ("status", "words"),
        [
            (403, "Not allowed by the billing API"),
            (500, "The billing API is failing"),
            (429, "The billing API is busy"),
        ],
    )
    def test_no_refusal_is_taken_for_an_absence(
        self, support: Client, exsited: responses.RequestsMock, status: int, words: str
    ) -> None:
        exsited.get(INVOICE, status=404)
        exsited.get(ORDER, status=status, headers={"Retry-After": "60"})

        page = support.get("/search/?q=INV-76GOU2-6081+of+ORD-76GOU2-1267").content.decode()

        assert words in page
        assert page.count("No such record") == 1


class TestWhoMayWhat:
    def test_support_cannot_find_connections(self, support: Client, exsited: responses.RequestsMock) -> None:
        response = support.get(f"/search/?q={CONNECTION_UUID}")

        assertContains(response, "The ledger has not been read yet")
        assert len(exsited.calls) == 0

    def test_without_a_role_it_is_refused(self, nobody: Client, exsited: responses.RequestsMock) -> None:
        assert nobody.get("/search/?q=INV-1").status_code == 403
        assert len(exsited.calls) == 0

    def test_signed_out_goes_to_sign_in(self, client: Client, db: None) -> None:
        assert client.get("/search/?q=INV-1").status_code == 302


class TestHostileText:
    def test_is_never_reflected_unescaped(self, support: Client) -> None:
        response = support.get(f"/search/?q={quote('<script>alert(1)</script>')}")

        assertNotContains(response, "<script>alert(1)")

    def test_a_secret_is_not_asked_for_and_not_shown(
        self, administrator: Client, exsited: responses.RequestsMock
    ) -> None:
        response = administrator.get("/search/?q=canary-client-secret-Zq81Lw0pX4")

        assertContains(response, "looks like a secret")
        assertNotContains(response, "Zq81Lw0pX4")
        assert len(exsited.calls) == 0

    def test_only_so_many_reads_are_made(self, support: Client, exsited: responses.RequestsMock) -> None:
        for number in range(6):
            exsited.get(f"{API}/invoices/INV-{number}", status=404)

        response = support.get("/search/?q=" + "+".join(f"INV-{number}" for number in range(40)))

        assertContains(response, "34 more ids in this text were not tried")
        assertContains(response, 'href="/search/?q=INV-6%20INV-7%20')
        assert len([call for call in exsited.calls if "/invoices/" in str(call.request.url)]) == 6

    def test_a_long_text_says_that_it_was_cut(self, support: Client) -> None:
        assertContains(support.get("/search/?q=" + "word+" * 4001), "Only the first 20,000 characters were read")
