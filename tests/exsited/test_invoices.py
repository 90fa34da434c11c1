from __future__ import annotations

import base64
import json
import pickle
from dataclasses import fields
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from dashboard.exsited.errors import BadId, Busy, Missing, Rejected, Unreadable
from dashboard.exsited.fields import Malformed, Row
from dashboard.exsited.invoices import (
    AccountingCode,
    Currency,
    Invoice,
    Kpis,
    Line,
    Note,
    NoteFile,
    Payment,
    Tax,
    get_attachment,
    get_invoice,
    get_invoice_information,
    get_note,
    get_note_file,
    list_account_invoices,
    list_invoices,
    list_note_files,
    list_notes,
    list_order_invoices,
    open_invoice_pdf,
)
from dashboard.exsited.pages import Sort
from dashboard.exsited.wire import read_object
from tests.builders import (
    ABSENT,
    FILE_UUID,
    NOTE_UUID,
    account_invoice_json,
    file_json,
    information_json,
    invoice_json,
    kpis_json,
    line_json,
    note_json,
    page_of,
)
from tests.exsited.conftest import ORIGIN, SEALER, Announce

if TYPE_CHECKING:
    import responses

    from dashboard.exsited.client import Client

ID = "INV-76GOU2-6081"
INVOICE = f"/api/v3/invoices/{ID}"
NOTES = f"{INVOICE}/notes"
FILES = f"{NOTES}/{NOTE_UUID}/files"
ATTACHMENT = f"/api/v3/note_attachment/{FILE_UUID}"
FIRST_PAGE = {"limit": "20", "offset": "0"}


def row(values: dict[str, Any]) -> Row:
    return read_object(json.dumps(values).encode(), sealer=SEALER, endpoint="/api")


def invoice(**changes: object) -> Invoice:
    return Invoice.read(row(invoice_json(**changes)))


def names_of(record: type) -> set[str]:
    return {field.name for field in fields(record)} - {"extra"}


class TestDocumentedFields:
    def test_of_invoices_are_all_there(self) -> None:
        assert names_of(Invoice) == set(invoice_json()) | set(account_invoice_json())

    def test_of_lines_are_all_there(self) -> None:
        assert names_of(Line) == set(line_json(item_name=""))

    def test_of_the_smaller_records_are_all_there(self) -> None:
        assert names_of(Kpis) == set(kpis_json())
        assert names_of(Tax) == set(line_json()["tax"])
        assert names_of(AccountingCode) == set(line_json()["accounting_code"])
        assert names_of(Currency) == set(invoice_json()["currency"])
        assert names_of(Payment) == set(invoice_json()["last_payment"])

    def test_of_notes_are_all_there(self) -> None:
        assert names_of(Note) == set(note_json())
        assert names_of(NoteFile) == {*file_json(), "custom_attributes"}

    def test_leave_nothing_over(self) -> None:
        read = Invoice.read(row(account_invoice_json()))
        assert read.lines
        assert read.kpis
        assert read.currency

        for record in (read, read.lines[0], read.kpis, read.currency, Note.read(row(note_json()))):
            assert record.extra == {}


class TestInvoice:
    def test_reads_amounts_exactly(self) -> None:
        read = invoice(total="0.300000", paid=0.1, due="")

        assert (read.total, read.paid, read.due) == (Decimal("0.300000"), Decimal("0.1"), None)

    def test_keeps_a_broken_amount_and_the_rest_of_the_record(self) -> None:
        read = invoice(total="1,234.50")

        assert read.total == Malformed("1,234.50")
        assert read.subtotal == Decimal(100)

    def test_reads_figures_written_as_numbers_and_as_text(self) -> None:
        for outstanding in (55, "55.000000"):
            kpis = invoice(kpis=kpis_json(outstanding=outstanding)).kpis
            assert kpis
            assert kpis.outstanding == Decimal(55)

    def test_reads_moments(self) -> None:
        read = invoice()

        assert read.due_date == datetime(2026, 7, 18, 14, tzinfo=UTC)
        assert read.alternate_due_date is None

    def test_tells_lines_that_are_not_given_from_no_lines(self) -> None:
        assert Invoice.read(row(information_json())).lines is None
        assert invoice(lines=[]).lines == ()
        assert len(invoice().lines or ()) == 1

    def test_reads_a_line(self) -> None:
        (line,) = invoice(lines=[line_json(item_order_quantity="2.5")]).lines or ()

        assert line.item_order_quantity == Decimal("2.5")
        assert line.tax
        assert (line.tax.code, line.tax.rate, line.tax.amount) == ("GST", Decimal(10), Decimal(10))
        assert line.accounting_code
        assert line.accounting_code.sales_revenue == "Sales 200"

    @pytest.mark.parametrize("link", ["https://api.example/currencies/1", {"href": "https://api.example/currencies/1"}])
    def test_reads_a_link_of_either_kind(self, link: object) -> None:
        currency = invoice(currency={"name": "AUD", "link": link}).currency

        assert currency
        assert (currency.name, currency.link) == ("AUD", "https://api.example/currencies/1")

    @pytest.mark.parametrize("payment", [ABSENT, None, {}, "", {"id": "", "amount": "", "created_at": ""}])
    def test_has_no_last_payment_when_nothing_was_paid(self, payment: object) -> None:
        assert invoice(last_payment=payment).last_payment is None

    def test_shows_custom_objects_as_they_came(self) -> None:
        assert invoice(custom_objects=[{"a": 1}, "b"]).custom_objects == ('{"a":1}', "b")

    def test_keeps_what_nobody_documented(self) -> None:
        assert invoice(colour="red", currency="AUD").extra == {"colour": "red", "currency": "AUD"}

    def test_is_nothing_without_its_id(self) -> None:
        with pytest.raises(Unreadable, match="schema_missing"):
            invoice(id=ABSENT)

    def test_can_be_kept(self) -> None:
        assert pickle.loads(pickle.dumps(invoice())) == invoice()


class TestInvoiceCalls:
    def test_list_gives_a_page(self, client: Client, announce: Announce) -> None:
        announce("/api/v3/invoices", page_of(invoice_json(), records=296), query=FIRST_PAGE)

        page = list_invoices(client)

        assert (page.items[0].id, page.records, page.next_offset) == (ID, 296, 1)

    def test_list_asks_for_an_order(self, client: Client, announce: Announce) -> None:
        query = {"limit": "100", "offset": "200", "order_by": "due_date", "direction": "asc"}
        announce("/api/v3/invoices", page_of(), query=query)

        assert list_invoices(client, limit=100, offset=200, sort=Sort(field="due_date")).items == ()

    def test_list_is_not_empty_when_the_endpoint_is_not_there(self, client: Client, announce: Announce) -> None:
        announce("/api/v3/invoices", {"errors": []}, status=404, query=FIRST_PAGE)

        with pytest.raises(Unreadable, match="endpoint_missing"):
            list_invoices(client)

    def test_detail_gives_the_invoice(self, client: Client, announce: Announce) -> None:
        announce(INVOICE, {"invoice": invoice_json()})

        assert get_invoice(client, ID) == invoice()

    def test_detail_may_be_missing(self, client: Client, announce: Announce) -> None:
        announce(INVOICE, {"errors": []}, status=404)

        with pytest.raises(Missing):
            get_invoice(client, ID)

    def test_detail_takes_no_path_for_an_id(self, client: Client) -> None:
        with pytest.raises(BadId):
            get_invoice(client, "../accounts")

    def test_information_gives_the_invoice_without_lines(self, client: Client, announce: Announce) -> None:
        announce(f"{INVOICE}/information", {"invoice": information_json()})

        information = get_invoice_information(client, ID)

        assert (information.id, information.lines, information.tax_total) == (ID, None, None)

    def test_invoices_of_an_order_are_nested(self, client: Client, announce: Announce) -> None:
        announce("/api/v3/orders/ORD-1/invoices", page_of(invoice_json(), within="order"), query=FIRST_PAGE)

        assert list_order_invoices(client, "ORD-1").records == 1

    def test_invoices_of_an_account_tell_more(self, client: Client, announce: Announce) -> None:
        body = page_of(account_invoice_json(), within="account")
        announce("/api/v3/accounts/76GOU2/invoices", body, query={"limit": "50", "offset": "0"})

        (read,) = list_account_invoices(client, "76GOU2", limit=50).items

        assert (read.shipping_cost, read.account_name) == (Decimal("12.5"), "Wattle Street Dental")
        assert read.lines
        assert read.lines[0].item_name == "Service plan"

    @pytest.mark.parametrize("body", [{}, {"order": {}}, {"invoices": []}, {"order": {"invoices": None}}])
    def test_nested_list_is_not_empty_when_it_is_not_there(
        self, client: Client, announce: Announce, body: object
    ) -> None:
        announce("/api/v3/orders/ORD-1/invoices", body, query=FIRST_PAGE)

        with pytest.raises(Unreadable, match="schema_missing"):
            list_order_invoices(client, "ORD-1")


class TestInvoicePdf:
    def test_is_streamed(self, client: Client, fake: responses.RequestsMock) -> None:
        content = b"%PDF-1.7\n" + b"x" * 5000
        fake.get(f"{ORIGIN}{INVOICE}/pdf", body=content, content_type="application/pdf")

        with open_invoice_pdf(client, ID) as stream:
            assert b"".join(stream) == content

    @pytest.mark.parametrize(
        ("body", "content_type"),
        [
            (b"<html>sign in</html>", "text/html"),
            (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "application/pdf"),
            (b" %PDF-1.7", "application/pdf"),
            (b"%PDF", "application/pdf"),
            (b"", "application/pdf"),
            (b'{"download_url": "https://evil.example/"}', "application/json"),
        ],
    )
    def test_is_nothing_else(
        self, client: Client, fake: responses.RequestsMock, body: bytes, content_type: str
    ) -> None:
        fake.get(f"{ORIGIN}{INVOICE}/pdf", body=body, content_type=content_type)

        with pytest.raises(Unreadable, match="pdf_not_pdf"):
            open_invoice_pdf(client, ID)

    def test_that_is_still_being_made_says_so(self, client: Client, fake: responses.RequestsMock) -> None:
        fake.get(f"{ORIGIN}{INVOICE}/pdf", status=202, json={"status": "QUEUED"})

        with pytest.raises(Busy, match="pdf_pending") as pending:
            open_invoice_pdf(client, ID)

        assert pending.value.retry_after == 5


class TestNotes:
    def test_come_in_pages(self, client: Client, announce: Announce) -> None:
        announce(NOTES, page_of(note_json(), key="notes", within="invoice"), query=FIRST_PAGE)

        (note,) = list_notes(client, ID).items

        assert note.content == "<p>Called about the <b>second</b> line; will pay on Friday.</p>"
        assert [file.name for file in note.files] == ["remittance.pdf"]
        assert note.last_updated_on is None

    def test_of_a_missing_invoice_are_missing(self, client: Client, announce: Announce) -> None:
        announce(NOTES, {"errors": []}, status=404, query=FIRST_PAGE)

        with pytest.raises(Missing):
            list_notes(client, ID)

    def test_come_one_by_one(self, client: Client, announce: Announce) -> None:
        attributes = [{"name": "Channel", "value": "Phone"}]
        announce(f"{NOTES}/{NOTE_UUID}", {"invoice": {"note": note_json(custom_attributes=attributes)}})

        note = get_note(client, ID, NOTE_UUID)

        assert [(attribute.name, attribute.value) for attribute in note.custom_attributes] == [("Channel", "Phone")]

    def test_keep_secrets_out_of_their_text(self) -> None:
        note = Note.read(row(note_json(content="<p>token=canary-value-of-a-note</p>")))

        assert note.content == "<p>token=[hidden]</p>"


class TestNoteFiles:
    def test_come_with_the_attributes_of_their_note(self, client: Client, announce: Announce) -> None:
        attributes = [{"name": "Channel", "value": "Phone"}]
        announce(FILES, {"invoice": {"note": {"files": [file_json()], "custom_attributes": attributes}}})

        listed = list_note_files(client, ID, NOTE_UUID)

        assert [file.uuid for file in listed.files] == [FILE_UUID]
        assert [attribute.name for attribute in listed.custom_attributes] == ["Channel"]

    @pytest.mark.parametrize("note", [{}, {"files": None}, {"custom_attributes": []}])
    def test_are_not_none_when_the_list_is_not_there(self, client: Client, announce: Announce, note: object) -> None:
        announce(FILES, {"invoice": {"note": note}})

        with pytest.raises(Unreadable, match="schema_missing"):
            list_note_files(client, ID, NOTE_UUID)

    def test_come_one_by_one(self, client: Client, announce: Announce) -> None:
        attributes = [{"name": "Channel", "value": "Phone"}]
        announce(f"{FILES}/{FILE_UUID}", {"invoice": {"note": {"file": file_json(), "custom_attributes": attributes}}})

        file = get_note_file(client, ID, NOTE_UUID, FILE_UUID)

        assert (file.name, file.version) == ("remittance.pdf", "1")
        assert [attribute.value for attribute in file.custom_attributes] == ["Phone"]


def attachment_json(content: bytes) -> dict[str, object]:
    text = base64.b64encode(content).decode()
    return {"note_attachment": {"name": "remittance.pdf", "size": len(content), "base64": text, "kind": "file"}}


class TestAttachment:
    def test_is_the_bytes_of_a_file(self, client: Client, announce: Announce) -> None:
        announce(ATTACHMENT, attachment_json(b"%PDF-1.7 and so on"))

        attachment = get_attachment(client, FILE_UUID)

        assert attachment
        assert (attachment.name, attachment.size) == ("remittance.pdf", 18)
        assert attachment.content == b"%PDF-1.7 and so on"
        assert attachment.extra == {"kind": "file"}
        assert "and so on" not in repr(attachment)

    def test_may_look_like_a_secret_inside(self, client: Client, announce: Announce) -> None:
        content = base64.b64decode("eyJhbGciOiJIUzI1NiJ9secret+1")
        announce(ATTACHMENT, attachment_json(content))

        attachment = get_attachment(client, FILE_UUID)

        assert attachment
        assert attachment.content == content

    @pytest.mark.parametrize("status", [404, 405])
    def test_is_none_where_the_api_does_not_offer_it(self, client: Client, announce: Announce, status: int) -> None:
        announce(ATTACHMENT, {"errors": [{"code": status, "message": "No"}]}, status=status)

        assert get_attachment(client, FILE_UUID) is None

    def test_lets_other_refusals_through(self, client: Client, announce: Announce) -> None:
        announce(ATTACHMENT, {"errors": [{"code": 400, "message": "Bad"}]}, status=400)

        with pytest.raises(Rejected):
            get_attachment(client, FILE_UUID)

    def test_is_at_most_five_mebibytes(self, client: Client, announce: Announce) -> None:
        announce(ATTACHMENT, attachment_json(b"x" * (5 * 1024 * 1024 + 1)))

        with pytest.raises(Unreadable, match="answer_too_large"):
            get_attachment(client, FILE_UUID)

    @pytest.mark.parametrize("text", ["not base64!", "aGVsbG8"])
    def test_is_strictly_encoded(self, client: Client, announce: Announce, text: str) -> None:
        announce(ATTACHMENT, {"note_attachment": {"base64": text}})

        with pytest.raises(Unreadable, match="bad_base64"):
            get_attachment(client, FILE_UUID)
