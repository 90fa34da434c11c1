"""What comes to the case screen after its first answer, and what it says beyond the invoice's fields."""

from __future__ import annotations

import json
import re
import threading
from typing import Any

import pytest
import responses
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains
from requests import PreparedRequest

from dashboard import pages
from invoices_ui.ledger.keeping import keep
from tests.builders import (
    account_invoice_json,
    information_json,
    invoice_json,
    kpis_json,
    note_json,
    page_of,
)
from tests.invoices_ui.ledger.test_entries import record
from tests.invoices_ui.records import ACCOUNT, INFORMATION, INVOICE, INVOICES, NOTES, ORDER, PAGE, fragment, words

WHOLE = f"{PAGE}?wait=1"


def announce(exsited: responses.RequestsMock, *, notes: bool = True, **changes: Any) -> None:
    """Every answer about the invoice, all of one mind unless `changes` say what one of them tells."""
    exsited.get(INVOICE, json={"invoice": invoice_json(**changes.get("detail", {}))})
    if notes:
        exsited.get(NOTES, json=page_of(note_json(), key="notes", within="invoice"))
    exsited.get(INFORMATION, json={"invoice": information_json(**changes.get("information", {}))})
    order, account = changes.get("order", {}), changes.get("account", {})
    exsited.get(ORDER, json=page_of(invoice_json(**order), invoice_json(id="INV-2"), within="order"))
    exsited.get(ACCOUNT, json=page_of(account_invoice_json(**account), within="account"))


class TestFirstAnswer:
    def test_asks_only_for_what_needs_nothing_but_the_id(
        self, support: Client, exsited: responses.RequestsMock
    ) -> None:
        exsited.get(INVOICE, json={"invoice": invoice_json()})
        exsited.get(NOTES, json=page_of(key="notes", within="invoice"))

        response = support.get(PAGE)

        assertContains(response, 'id="panel-beyond"')
        assertContains(response, f'hx-get="{PAGE}?wait=1"')
        assertContains(response, f'href="{PAGE}?wait=1"')
        assertContains(response, "Customer name not read yet")

    def test_has_the_name_that_the_ledger_knows(self, support: Client, exsited: responses.RequestsMock) -> None:
        keep([record(id="INV-76GOU2-6081", account_id="76GOU2", account_name="Harvest Foods")], walk=1)
        exsited.get(INVOICE, json={"invoice": invoice_json()})
        exsited.get(NOTES, json=page_of(key="notes", within="invoice"))

        told = words(support.get(PAGE))

        assert "Harvest Foods as the ledger has it" in told
        assert "Customer: Harvest Foods (as the ledger has it), account 76GOU2" in told

    def test_what_is_around_it_is_a_whole_page(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(INVOICE, json={"invoice": invoice_json(invoice_note="<!-- content -->")})
        exsited.get(NOTES, json=page_of(key="notes", within="invoice"))

        page = support.get(PAGE).content.decode()

        assert page.strip().startswith("<!DOCTYPE html>")
        assert page.strip().endswith("</html>")
        assert page.count("<h1>") == 1
        assert "<!-- content -->" not in page
        assert "INV-76GOU2-6081" in page[page.index("<title>") : page.index("</title>")]


class TestInPieces:
    @pytest.fixture
    def streamed(self, settings: Any) -> None:
        settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if not name.startswith("tests.")]

    @pytest.mark.usefixtures("streamed")
    def test_its_head_does_not_wait_for_the_notes(self, support: Client, exsited: responses.RequestsMock) -> None:
        told, waited = threading.Event(), threading.Event()

        def notes(request: PreparedRequest) -> tuple[int, dict[str, str], str]:
            del request
            waited.set() if told.wait(5) else None
            return 200, {}, json.dumps(page_of(note_json(), key="notes", within="invoice"))

        exsited.get(INVOICE, json={"invoice": invoice_json()})
        exsited.add_callback("GET", NOTES, notes)
        response = support.get(PAGE)
        assert response.streaming
        pieces = iter(response)

        head = next(pieces).decode()
        making = pages.making()
        told.set()
        rest = b"".join(pieces).decode()

        assert (making, pages.making()) == (1, 0)
        assert waited.is_set()
        assert "<title>" in head
        assert "</head>" in head
        assert 'id="stale"' not in head
        assert 'id="panel-notes"' in rest
        assert rest.strip().endswith("</html>")

    @pytest.mark.usefixtures("streamed")
    def test_nobody_waits_for_what_its_reader_left(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(INVOICE, json={"invoice": invoice_json()})
        exsited.get(NOTES, json=page_of(key="notes", within="invoice"))

        support.get(PAGE).close()

        assert pages.making() == 0

    @pytest.mark.usefixtures("streamed")
    def test_an_invoice_that_is_not_there_is_no_page_of_its_own(
        self, support: Client, exsited: responses.RequestsMock
    ) -> None:
        exsited.get(INVOICE, status=404)
        exsited.get(NOTES, status=404)

        response = support.get(PAGE)

        assert response.status_code == 404
        assert not response.streaming

    def test_a_bug_on_the_way_is_told_in_a_whole_page(
        self, support: Client, exsited: responses.RequestsMock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        exsited.get(INVOICE, json={"invoice": invoice_json()})
        exsited.get(NOTES, json=page_of(key="notes", within="invoice"))
        monkeypatch.setattr("invoices_ui.views.invoices.shown", lambda *_: 1 / 0)
        support.raise_request_exception = False

        response = support.get(PAGE)

        assertContains(response, "<h1>Our mistake</h1>")
        assertContains(response, response.headers["X-Request-ID"])
        assert response.content.decode().strip().endswith("</html>")

    def test_a_bug_on_the_way_is_raised_as_any_other(
        self, support: Client, exsited: responses.RequestsMock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        exsited.get(INVOICE, json={"invoice": invoice_json()})
        exsited.get(NOTES, json=page_of(key="notes", within="invoice"))
        monkeypatch.setattr("invoices_ui.views.invoices.shown", lambda *_: 1 / 0)

        with pytest.raises(ZeroDivisionError):
            support.get(PAGE)


class TestWhatComesAfterwards:
    def test_comes_in_one_request(self, support: Client, exsited: responses.RequestsMock) -> None:
        announce(exsited, notes=False)

        response = support.get(WHOLE, headers=fragment("panel-beyond"))

        assertContains(response, 'id="panel-order"')
        assertContains(response, 'id="panel-account"')
        assertContains(response, "Do the answers agree?")
        assertContains(response, 'href="/invoices/INV-2/"')
        assertNotContains(response, "<h1")

    def test_brings_the_customers_name_to_where_it_belongs(
        self, support: Client, exsited: responses.RequestsMock
    ) -> None:
        announce(exsited, notes=False)

        page = support.get(WHOLE, headers=fragment("panel-beyond")).content.decode()

        assert re.search(r'<span id="customer"\s+class="row"\s+hx-swap-oob="true">\s*<b>Wattle Street Dental</b>', page)
        assert "Customer: Wattle Street Dental, account 76GOU2" in page

    def test_is_all_there_without_javascript(self, support: Client, exsited: responses.RequestsMock) -> None:
        announce(exsited)

        response = support.get(WHOLE)

        assertContains(response, "<b>Wattle Street Dental</b>")
        assertContains(response, 'href="/invoices/INV-2/"')
        assertContains(response, "Tax UUID")
        assertNotContains(response, "hx-swap-oob")
        assertNotContains(response, "Still loading")

    def test_a_part_that_failed_fails_alone(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(INVOICE, json={"invoice": invoice_json()})
        exsited.get(INFORMATION, json={"invoice": information_json()})
        exsited.get(ORDER, json=page_of(invoice_json(), within="order"))
        exsited.get(ACCOUNT, status=403)

        response = support.get(WHOLE, headers=fragment("panel-beyond"))

        assert response.status_code == 200
        assertContains(response, "Customer name not read")
        assertContains(response, "Same order")
        assertContains(response, "Not allowed")
        assert "Account not compared: The billing API does not let this dashboard read" in words(response)

    def test_a_name_the_api_does_not_tell_is_not_invented(
        self, support: Client, exsited: responses.RequestsMock
    ) -> None:
        announce(exsited, notes=False, account={"account_name": ""})

        assertContains(
            support.get(WHOLE, headers=fragment("panel-beyond")), "The API tells no customer name", html=False
        )


class TestAnswers:
    def agreement(self, person: Client) -> str:
        return words(person.get(WHOLE, headers=fragment("panel-agreement")))

    def test_of_one_mind_are_ok(self, support: Client, exsited: responses.RequestsMock) -> None:
        announce(exsited, notes=False)

        found = self.agreement(support)

        assert "Do the answers agree? ok What" in found
        assert "Version 2: detail , information , order , account ." in found

    def test_a_disagreement_shows_what_each_tells(self, support: Client, exsited: responses.RequestsMock) -> None:
        announce(exsited, notes=False, information={"paid": "54.990000"}, account={"due_date": "2026-07-19T14:00:00Z"})

        found = self.agreement(support)

        assert "2 disagreements" in found
        assert "differs paid 55.00 54.99 55.00 55.00" in found
        assert "differs due_date 2026-07-18T14:00:00Z" in found

    def test_of_different_versions_do_not_disagree(self, support: Client, exsited: responses.RequestsMock) -> None:
        announce(exsited, notes=False, order={"version": "1", "due": "110", "paid": "0"})

        found = self.agreement(support)

        assert "different versions" in found
        assert "Order is of version 1." in found
        assert "differs" not in found

    def test_numbers_and_texts_of_one_amount_agree(self, support: Client, exsited: responses.RequestsMock) -> None:
        announce(exsited, notes=False, order={"kpis": kpis_json(outstanding=55, overdue=55.0)})

        assert "disagreement" not in self.agreement(support)

    def test_an_invoice_its_own_list_lacks_is_not_compared(
        self, support: Client, exsited: responses.RequestsMock
    ) -> None:
        announce(exsited, notes=False, order={"id": "INV-3"})

        found = self.agreement(support)

        assert "ok, as far as compared" in found
        assert "Order not compared: its list does not have this invoice" in found

    def test_the_list_of_all_is_searched_when_asked_for(self, support: Client, exsited: responses.RequestsMock) -> None:
        announce(exsited, notes=False)
        exsited.get(INVOICES, json=page_of(invoice_json(id="INV-9"), invoice_json(total="110.01")))

        found = words(support.get(f"{WHOLE}&list=1", headers=fragment("panel-agreement")))

        assert "account , list ." in found
        assert "differs total 110.00 110.00 110.00 110.00 110.01" in found

    def test_a_list_that_cannot_be_sorted_is_not_compared(
        self, support: Client, exsited: responses.RequestsMock
    ) -> None:
        announce(exsited, notes=False)
        exsited.get(INVOICES, status=400, json={"errors": [{"code": 400, "message": "order_by"}]})

        found = words(support.get(f"{WHOLE}&list=1", headers=fragment("panel-agreement")))

        assert "List not compared: the API does not sort its list by created_on" in found


class TestWhatHappened:
    def timeline(self, person: Client) -> str:
        return words(person.get(WHOLE, headers=fragment("panel-timeline")))

    def test_stands_in_order_of_time(self, support: Client, exsited: responses.RequestsMock) -> None:
        told = {"last_amended_on": "2026-07-06T00:00:00Z", "voided_on": "2026-07-12T00:00:00Z"}
        told |= {"last_cancelled_on": "2026-07-07T00:00:00Z", "last_reactivated_on": "2026-07-08T00:00:00Z"}
        exsited.get(INVOICE, json={"invoice": invoice_json(kpis=kpis_json(**told))})
        exsited.get(NOTES, json=page_of(note_json(), key="notes", within="invoice"))

        found = self.timeline(support)

        order = [
            "Now:", "Due", "Voided", "Note by Marta Quill", "Changed by", "Payment PMT-76GOU2-0008, AUD 55.00",
            "Reactivated", "Cancelled", "Amended", "Created by Implementer", "Issued",
        ]  # fmt: skip
        places = [found.index(one) for one in order]
        assert places == sorted(places)

    def test_what_cannot_be_read_as_a_time_is_told(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(INVOICE, json={"invoice": invoice_json(due_date="2026-02-30", issue_date="")})
        exsited.get(NOTES, json=page_of(key="notes", within="invoice"))

        found = self.timeline(support)

        assert "Due: 2026-02-30 not a time" in found
        assert "Issued" not in found

    def test_says_that_notes_are_missing(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(INVOICE, json={"invoice": invoice_json()})
        exsited.get(NOTES, status=500)

        assert "Its notes could not be read" in self.timeline(support)

    def test_says_how_many_of_many_notes_it_has(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(INVOICE, json={"invoice": invoice_json()})
        exsited.get(NOTES, json=page_of(note_json(), key="notes", records=212, within="invoice"))

        assert "Of its 212 notes 1 were read" in self.timeline(support)


class TestOpenedFromAList:
    def test_its_own_links_keep_the_list(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(INVOICE, json={"invoice": invoice_json()})
        exsited.get(NOTES, json=page_of(key="notes", within="invoice"))

        response = support.get(PAGE, {"from": "/invoices/?page=2", "seen": "2"})

        kept = "from=%2Finvoices%2F%3Fpage%3D2"
        assertContains(response, f'href="{PAGE}?seen=2&amp;{kept}"')
        assertContains(response, f'href="{PAGE}?wait=1&amp;{kept}#panel-line-fields"')
