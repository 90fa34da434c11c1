from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from typing import Any

import pytest
import responses
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains
from requests import ConnectionError as NoConnection

from dashboard.formats import MINUS
from dashboard.markup import ABSENT
from invoices_ui.case.kpis import AMOUNTS, MOMENTS
from tests.builders import invoice_json, kpis_json, line_json, note_json, page_of
from tests.invoices_ui.records import INVOICE, NOTES, ORDER, PAGE, fragment, query


def announce(exsited: responses.RequestsMock, **changes: Any) -> None:
    """What the first answer asks for: the invoice and its notes, all well."""
    exsited.get(INVOICE, json={"invoice": invoice_json(**changes)})
    exsited.get(NOTES, json=page_of(note_json(), key="notes", records=12, limit=3, within="invoice"))


def whole(person: Client) -> str:
    """The page, and the fold of its lines that is fetched when it is opened."""
    fold = person.get(PAGE, headers=fragment("panel-line-fields")).content.decode()
    return person.get(PAGE).content.decode() + fold


def leaves(value: object) -> Iterator[str]:
    """Every text in a made answer that a person could look for."""
    if isinstance(value, dict):
        for one in value.values():
            yield from leaves(one)
    elif isinstance(value, list):
        for one in value:
            yield from leaves(one)
    elif isinstance(value, str) and value:
        yield value


def distinct(value: object, path: str = "f") -> object:
    """The same shape with a value of its own in every text that is shown as it comes."""
    if isinstance(value, dict):
        return {key: distinct(one, f"{path}-{key}") for key, one in value.items()}
    if isinstance(value, list):
        return [distinct(one, f"{path}{at}") for at, one in enumerate(value)]
    shown_otherwise = re.fullmatch(r"\d+\.\d{6}|\d{4}-\d\d-\d\dT.*|true|false", str(value))
    return value if shown_otherwise else path.replace("_", "-")


class TestInvoiceDetail:
    def test_shows_the_case_on_one_screen(self, support: Client, exsited: responses.RequestsMock) -> None:
        announce(exsited)

        response = support.get(PAGE)

        assertContains(response, "<h1>")
        assertContains(response, 'data-copy="INV-76GOU2-6081"')
        assertContains(response, "Overdue")
        assertContains(response, "50 % of the total")
        assertContains(response, "Called about the <b>second</b> line")
        assertContains(response, "1 of 12")
        assertContains(response, f'src="{PAGE}pdf/file/?frame=1"')

    def test_every_documented_field_can_be_found(self, support: Client, exsited: responses.RequestsMock) -> None:
        answer = distinct(invoice_json(customer_purchase_order_id="x", invoice_note="x", type="x"))
        assert isinstance(answer, dict)
        answer |= {"id": "INV-76GOU2-6081", "account_id": "76GOU2", "order_id": "ORD-76GOU2-1267"}
        exsited.get(INVOICE, json={"invoice": answer})
        exsited.get(NOTES, json=page_of(key="notes", within="invoice"))

        page = whole(support)

        texts = [text for text in leaves(answer) if text.startswith("f-")]
        assert len(texts) > 25
        assert [text for text in texts if text not in page] == []

    def test_every_date_and_its_alternate_can_be_found(self, support: Client, exsited: responses.RequestsMock) -> None:
        names = [name for name in invoice_json() if name.endswith("_date")]
        days = {name: f"20{30 + at}-03-05T00:00:00Z" for at, name in enumerate(names)}
        line_names = [name for name in line_json() if name.endswith("_date")]
        days_of_line = {name: f"20{60 + at}-03-05T00:00:00Z" for at, name in enumerate(line_names)}
        announce(exsited, **days, lines=[line_json(**days_of_line)])

        page = whole(support)

        assert len(days) == 8
        assert len(days_of_line) == 4
        shown = [f"5 Mar {day[:4]}" for day in [*days.values(), *days_of_line.values()]]
        assert [day for day in shown if day not in page] == []

    def test_every_kpi_stands_with_its_meaning(self, support: Client, exsited: responses.RequestsMock) -> None:
        told = {key: "2026-07-10T01:12:30Z" for key, _, _ in MOMENTS}
        announce(exsited, kpis=kpis_json(**told))

        response = support.get(PAGE)

        assert {key for key, _, _ in AMOUNTS + MOMENTS} == set(kpis_json())
        for _, label, meaning in AMOUNTS + MOMENTS:
            assertContains(response, label)
            assertContains(response, meaning, html=False)

    def test_kpis_that_are_not_told_take_one_line(self, support: Client, exsited: responses.RequestsMock) -> None:
        announce(exsited, kpis=kpis_json(voided_on="", deleted_on="", last_amended_on=""))

        response = support.get(PAGE)

        assertContains(response, "Not given: last amended, last cancelled, last reactivated, voided, deleted.")
        assertNotContains(response, "it stays on record and is not owed")

    def test_what_the_documents_do_not_know_is_kept(self, support: Client, exsited: responses.RequestsMock) -> None:
        announce(exsited, sales_channel="Web shop", lines=[line_json(bin_location="A-17")], api_key="canary-key-1234")

        page = whole(support)

        assert "sales_channel" in page
        assert "Web shop" in page
        assert "A-17" in page
        assert "canary-key-1234" not in page

    def test_custom_objects_are_shown(self, support: Client, exsited: responses.RequestsMock) -> None:
        announce(exsited, custom_objects=[{"name": "Service location", "site": "<b>Depot</b>"}])

        response = support.get(PAGE)

        assertContains(response, "Service location")
        assertNotContains(response, "<b>Depot</b>")

    def test_days_are_the_tenants(self, support: Client, exsited: responses.RequestsMock) -> None:
        announce(exsited, due_date="2026-07-18T14:00:00Z")

        assertContains(support.get(PAGE), "19 Jul 2026")


class TestArithmetic:
    def test_total_less_paid_is_due(self, support: Client, exsited: responses.RequestsMock) -> None:
        announce(exsited)

        response = support.get(PAGE)

        assertContains(response, 'class="tiles sum"')
        assertNotContains(response, "disagree")

    def test_what_does_not_add_up_shows_both_numbers(self, support: Client, exsited: responses.RequestsMock) -> None:
        announce(exsited, due="50.000000")

        response = support.get(PAGE)

        assertContains(response, "disagree")
        assertContains(response, f"total {MINUS} paid = due")
        assertContains(response, "55.00 ≠ 50.00")
        assertNotContains(response, 'class="tiles sum"')

    def test_lines_close_with_their_exact_sum(self, support: Client, exsited: responses.RequestsMock) -> None:
        line = line_json(subtotal="0.1", total="0.1", tax={"amount": "0"})
        announce(exsited, lines=[line, line_json(subtotal="0.2", total="0.2", tax={"amount": "0"})], total="0.3")

        response = support.get(PAGE)

        assertContains(response, "equals total")
        assertContains(response, "Sum of 2 lines")
        assertContains(response, "<tfoot>")
        assertContains(response, ">0.30<")

    def test_a_sum_that_differs_shows_both_numbers(self, support: Client, exsited: responses.RequestsMock) -> None:
        announce(exsited, lines=[line_json(total="105")])

        response = support.get(PAGE)

        assertContains(response, "differs from total")
        assertContains(response, "105.00 ≠ 110.00")

    def test_a_malformed_amount_stays_out_of_the_sum_and_says_so(
        self, support: Client, exsited: responses.RequestsMock
    ) -> None:
        announce(exsited, lines=[line_json(), line_json(total="1,234.50")])

        response = support.get(PAGE)

        assertContains(response, "1,234.50")
        assertContains(response, "not an amount")
        assertContains(response, "not compared with total")
        assertContains(response, "without 1")

    def test_missing_amounts_are_no_zeros(self, support: Client, exsited: responses.RequestsMock) -> None:
        announce(
            exsited,
            total="",
            paid="",
            due="",
            last_payment={"id": "", "amount": "", "created_at": ""},
            lines=[],
            kpis={},
        )

        page = support.get(PAGE).content.decode()

        tiles = page[page.index('class="tiles') : page.index("Due date")]
        assert tiles.count(f'<b class="tile-figure">{ABSENT}</b>') == 3
        assert "total and paid and due are not provided" in page

    @pytest.mark.parametrize(("currency", "shown"), [("JPY", "110<"), ("KWD", "110.000<"), ("AUD", "110.00<")])
    def test_each_currency_has_its_own_decimals(
        self, support: Client, exsited: responses.RequestsMock, currency: str, shown: str
    ) -> None:
        announce(exsited, currency={"name": currency})

        assertContains(support.get(PAGE), f'<span class="cur">{currency}</span> {shown}')


class TestMissingParts:
    def test_an_invoice_of_nothing_but_its_id(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(INVOICE, json={"invoice": {"id": "INV-76GOU2-6081"}})
        exsited.get(NOTES, json=page_of(key="notes", within="invoice"))

        response = support.get(PAGE)

        assertContains(response, "Unknown")
        assertContains(response, "The billing API said nothing of lines")
        assertContains(response, "No account")
        assertContains(response, "Nobody has written a note")

    def test_an_order_id_that_cannot_stand_in_a_path_is_not_asked_for(
        self, support: Client, exsited: responses.RequestsMock
    ) -> None:
        exsited.get(INVOICE, json={"invoice": invoice_json(order_id="../../v2/integration-connections")})

        assertContains(support.get(PAGE, headers=fragment("panel-order")), "belongs to no order")

    @pytest.mark.parametrize(
        "changes",
        [
            {"lines": [{}]},
            {"lines": [{"tax": "GST"}]},
            {"currency": "AUD"},
            {"kpis": None, "last_payment": None, "custom_form": None},
            {"status": "\u202eDIAP" * 900, "payment_status": "\x1b[31m<b>"},
            {"due_date": "2025-02-30", "issue_date": "NULL", "total": {"a": 1}},
        ],
    )
    def test_odd_shapes_are_shown_not_crashed_on(
        self, support: Client, exsited: responses.RequestsMock, changes: dict[str, object]
    ) -> None:
        announce(exsited, **changes)

        response = support.get(PAGE)

        assert response.status_code == 200
        assert b"<b>\n" not in response.content.replace(b"<b>\n  ", b"")


class TestPanels:
    def test_a_failed_panel_fails_alone(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(INVOICE, json={"invoice": invoice_json()})
        exsited.get(NOTES, status=500)

        response = support.get(PAGE)

        assertContains(response, "The billing API answered with an error of its own")
        assertContains(response, 'id="panel-notes"')
        assertContains(response, "equals total")
        assertNotContains(response, "Nobody has written a note")

    def test_a_forbidden_order_names_its_section(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(INVOICE, json={"invoice": invoice_json()})
        exsited.get(ORDER, status=403)

        response = support.get(PAGE, headers=fragment("panel-order"))

        assertContains(response, "Not allowed")
        assertNotContains(response, "belongs to no order")

    def test_a_panel_alone_reads_no_other(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(INVOICE, json={"invoice": invoice_json()})
        exsited.get(NOTES, json=page_of(note_json(), key="notes", within="invoice"), match=[query(limit=20, offset=0)])

        response = support.get(PAGE, headers=fragment("panel-notes"))

        assertContains(response, "Called about")
        assertNotContains(response, "<h1")

    def test_the_order_alone_asks_for_its_invoice_first(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(INVOICE, json={"invoice": invoice_json()})
        exsited.get(ORDER, json=page_of(invoice_json(), within="order"), match=[query(limit=50, offset=0)])

        response = support.get(PAGE, headers=fragment("panel-order"))

        assertContains(response, 'class="current"')
        assertNotContains(response, "<h1")

    def test_the_newest_notes_stand_first(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(INVOICE, json={"invoice": invoice_json()})
        written = [
            note_json(uuid=f"note-{day}", content=f"Call of day {day}", created_on=f"2026-07-0{day}T00:00:00Z")
            for day in range(1, 6)
        ]
        exsited.get(NOTES, json=page_of(*written, key="notes", within="invoice"))

        page = support.get(PAGE, headers=fragment("panel-notes")).content.decode()

        assert re.findall(r"Call of day (\d)", page) == ["5", "4", "3"]
        assert "3 of 5, newest first" in page

    def test_the_order_shows_this_invoice_among_newer_ones(
        self, support: Client, exsited: responses.RequestsMock
    ) -> None:
        exsited.get(INVOICE, json={"invoice": invoice_json()})
        newer = [invoice_json(id=f"INV-{day}", issue_date=f"2026-08-{day}T00:00:00Z") for day in range(10, 25)]
        exsited.get(ORDER, json=page_of(invoice_json(), *newer, within="order"))

        page = support.get(PAGE, headers=fragment("panel-order")).content.decode()

        shown = re.findall(r'href="/invoices/(INV-[^/"]+)/"', page)
        assert shown == [*(f"INV-{day}" for day in range(24, 15, -1)), "INV-76GOU2-6081"]
        assert "10 of 16, newest first" in page

    def test_a_late_panel_arrives_by_itself(
        self, support: Client, exsited: responses.RequestsMock, settings: Any
    ) -> None:
        settings.PANEL_PATIENCE_SECONDS = 0.05
        exsited.assert_all_requests_are_fired = False  # a call that nobody waits for may be dropped before it is made
        seen = threading.Event()

        def slow(request: object) -> tuple[int, dict[str, str], str]:
            seen.wait(5)
            body = json.dumps(page_of(key="notes", within="invoice"))
            return 200, {"Content-Type": "application/json"}, body

        exsited.get(INVOICE, json={"invoice": invoice_json(order_id="")})
        exsited.add_callback("GET", NOTES, callback=slow, content_type="application/json")

        response = support.get(PAGE)
        seen.set()

        assertContains(response, "Still loading")
        assertContains(response, f'href="{PAGE}?wait=1"')


class TestUpstreamDown:
    def test_without_its_subject_it_is_an_error_page(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.assert_all_requests_are_fired = False
        exsited.get(INVOICE, body=NoConnection())
        exsited.get(NOTES, json=page_of(key="notes", within="invoice"))

        assertContains(support.get(PAGE), "Exsited did not answer", status_code=502)

    def test_an_unknown_id_is_not_found(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.assert_all_requests_are_fired = False
        exsited.get(INVOICE, status=404, json={"errors": [{"code": 404, "message": "Invoice not found"}]})
        exsited.get(NOTES, status=404)

        assertContains(support.get(PAGE), "Not found", status_code=404)


class TestHostileIds:
    @pytest.mark.parametrize(
        "hostile", ["..", ".", "%2e%2e", "a%3Fb", "a%23b", "a%0D%0Ab", "a%00b", "-a", "x" * 10_000]
    )
    @pytest.mark.parametrize("rest", ["", "information/", "pdf/", "pdf/file/", "notes/"])
    def test_ask_nothing_of_the_api(
        self, support: Client, exsited: responses.RequestsMock, hostile: str, rest: str
    ) -> None:
        response = support.get(f"/invoices/{hostile}/{rest}")

        assert response.status_code in {301, 404}
        assert len(exsited.calls) == 0


class TestWhoMayNot:
    def test_a_person_without_a_role_is_refused(self, nobody: Client, exsited: responses.RequestsMock) -> None:
        assert nobody.get(PAGE).status_code == 403
        assert len(exsited.calls) == 0

    def test_signed_out_goes_to_sign_in(self, client: Client, db: None) -> None:
        assert client.get(PAGE).status_code == 302
