"""Invoices and their notes (endpoints 8-17): the calls, and the records they give."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from dashboard.exsited.errors import Busy, Missing, Rejected, Unreadable
from dashboard.exsited.http.answers import is_json
from dashboard.exsited.invoice_figures import InvoiceFigures
from dashboard.exsited.invoice_records import (
    AccountingCode,
    Attribute,
    Currency,
    CustomForm,
    Invoice,
    Kpis,
    Line,
    Payment,
    Tax,
)
from dashboard.exsited.note_records import Attachment, Note, NoteFile, NoteFiles
from dashboard.exsited.pages import Page, Sort, sort_params
from dashboard.exsited.values import strict_base64

if TYPE_CHECKING:
    from dashboard.exsited.client import Client, Stream

__all__ = [
    "AccountingCode",
    "Attachment",
    "Attribute",
    "Currency",
    "CustomForm",
    "Invoice",
    "InvoiceFigures",
    "Kpis",
    "Line",
    "Note",
    "NoteFile",
    "NoteFiles",
    "Payment",
    "Tax",
    "get_attachment",
    "get_invoice",
    "get_invoice_information",
    "get_invoice_json",
    "get_note",
    "get_note_file",
    "list_account_invoices",
    "list_figures",
    "list_invoices",
    "list_note_files",
    "list_notes",
    "list_order_invoices",
    "open_invoice_pdf",
]

OK, ACCEPTED, PART, UNSATISFIABLE = 200, 202, 206, 416
PDF_MAGIC = b"%PDF-"
PDF_TYPES = frozenset({"application/pdf", "application/octet-stream"})
PDF_PENDING_SECONDS = 5.0
"""How soon to ask again for a PDF that is being made, where the upstream does not say."""


def list_invoices(client: Client, *, limit: int = 20, offset: int = 0, sort: Sort | None = None) -> Page[Invoice]:
    """GET /api/v3/invoices: one page, in the API's order unless `sort` is given."""
    body = client.get("/api/v3/invoices", limit=limit, offset=offset, **sort_params(sort))
    return Page.read(body, "invoices", Invoice.read, limit=limit, offset=offset)


def list_figures(client: Client, *, limit: int = 20, offset: int = 0, sort: Sort | None = None) -> Page[InvoiceFigures]:
    """GET /api/v3/invoices: as `list_invoices`, but of each invoice only the figures."""
    body = client.get("/api/v3/invoices", limit=limit, offset=offset, **sort_params(sort))
    return Page.read(body, "invoices", InvoiceFigures.read, limit=limit, offset=offset)


def get_invoice(client: Client, invoice_id: str) -> Invoice:
    """GET /api/v3/invoices/{id}: everything about one invoice, lines included."""
    return Invoice.read(client.get("/api/v3/invoices/{id}", id=invoice_id).need_row("invoice"))


def get_invoice_information(client: Client, invoice_id: str) -> Invoice:
    """GET /api/v3/invoices/{id}/information: the same invoice without `lines` and `tax_total`."""
    return Invoice.read(client.get("/api/v3/invoices/{id}/information", id=invoice_id).need_row("invoice"))


def get_invoice_json(client: Client, invoice_id: str, *, information: bool = False) -> str:
    """The answer of one of the two calls above as compact JSON, as it came but for its secrets, which are hidden."""
    endpoint = "/api/v3/invoices/{id}/information" if information else "/api/v3/invoices/{id}"
    body = client.get(endpoint, id=invoice_id)
    body.need_row("invoice")
    return body.text("invoice") or ""


def list_order_invoices(client: Client, order_id: str, *, limit: int = 20, offset: int = 0) -> Page[Invoice]:
    """GET /api/v3/orders/{id}/invoices: one page of the invoices of an order."""
    body = client.get("/api/v3/orders/{id}/invoices", id=order_id, limit=limit, offset=offset)
    return Page.read(body.need_row("order"), "invoices", Invoice.read, limit=limit, offset=offset)


def list_account_invoices(client: Client, account_id: str, *, limit: int = 20, offset: int = 0) -> Page[Invoice]:
    """GET /api/v3/accounts/{id}/invoices: one page of the invoices of an account."""
    body = client.get("/api/v3/accounts/{id}/invoices", id=account_id, limit=limit, offset=offset)
    return Page.read(body.need_row("account"), "invoices", Invoice.read, limit=limit, offset=offset)


def open_invoice_pdf(
    client: Client, invoice_id: str, *, range_header: str | None = None, if_range: str | None = None
) -> Stream:
    """
    GET /api/v3/invoices/{id}/pdf: a stream of what has begun like a PDF, or the part of it that was asked for.
    Whoever opens it closes it. A PDF that came as base64 inside JSON, as the files of notes do, is taken out of it;
    an address in such JSON is never followed.

    Raises Busy `pdf_pending` while the upstream is still making it (202).
    """
    endpoint = "/api/v3/invoices/{id}/pdf"
    try:
        stream = client.stream(endpoint, range_header=range_header, if_range=if_range, id=invoice_id)
    except Unreadable as error:
        if error.status != ACCEPTED:
            raise
        raise Busy("pdf_pending", endpoint=endpoint, status=ACCEPTED, retry_after=PDF_PENDING_SECONDS) from None
    if stream.status == OK and is_json(stream.content_type):
        _unwrap(stream)
    if not _may_be_pdf(stream):
        stream.close()
        raise Unreadable("pdf_not_pdf", endpoint=endpoint, status=stream.status)
    return stream


def _unwrap(stream: Stream) -> None:
    try:
        body = json.loads(b"".join(stream))
    except (ValueError, RecursionError):
        return
    told = [body, *body.values()] if isinstance(body, dict) else []
    encoded = [row["base64"] for row in told if isinstance(row, dict) and isinstance(row.get("base64"), str)]
    content = strict_base64(encoded[0]) if len(encoded) == 1 else None
    if content is not None:
        stream.unwrap(content)


def _may_be_pdf(stream: Stream) -> bool:
    """By its first bytes; where a part lacks some of those, by what the upstream says it is."""
    if stream.status == UNSATISFIABLE:
        return True
    told = stream.content_type.partition(";")[0].strip().lower()
    seen = PDF_MAGIC[stream.start : stream.start + len(stream.head)]
    if stream.status == PART and len(seen) < len(PDF_MAGIC):
        return told in PDF_TYPES and stream.head.startswith(seen)
    return stream.head.startswith(PDF_MAGIC)


def list_notes(client: Client, invoice_id: str, *, limit: int = 20, offset: int = 0) -> Page[Note]:
    """GET /api/v3/invoices/{id}/notes: one page of the notes on an invoice."""
    body = client.get("/api/v3/invoices/{id}/notes", id=invoice_id, limit=limit, offset=offset)
    return Page.read(body.need_row("invoice"), "notes", Note.read, limit=limit, offset=offset)


def get_note(client: Client, invoice_id: str, note_uuid: str) -> Note:
    """GET /api/v3/invoices/{id}/notes/{note_uuid}"""
    body = client.get("/api/v3/invoices/{id}/notes/{note_uuid}", id=invoice_id, note_uuid=note_uuid)
    return Note.read(body.need_row("invoice").need_row("note"))


def list_note_files(client: Client, invoice_id: str, note_uuid: str) -> NoteFiles:
    """GET /api/v3/invoices/{id}/notes/{note_uuid}/files: what is known of all files of a note."""
    body = client.get("/api/v3/invoices/{id}/notes/{note_uuid}/files", id=invoice_id, note_uuid=note_uuid)
    return NoteFiles.read(body.need_row("invoice").need_row("note"))


def get_note_file(client: Client, invoice_id: str, note_uuid: str, file_uuid: str) -> NoteFile:
    """GET /api/v3/invoices/{id}/notes/{note_uuid}/files/{file_uuid}: what is known of a file, not its bytes."""
    body = client.get(
        "/api/v3/invoices/{id}/notes/{note_uuid}/files/{file_uuid}",
        id=invoice_id,
        note_uuid=note_uuid,
        file_uuid=file_uuid,
    )
    return NoteFile.of_note(body.need_row("invoice").need_row("note"))


def get_attachment(client: Client, file_uuid: str) -> Attachment | None:
    """GET /api/v3/note_attachment/{file_uuid}: the bytes of a note's file; None where the API does not offer them."""
    try:
        body = client.get("/api/v3/note_attachment/{file_uuid}", file_uuid=file_uuid)
    except Missing:
        return None
    except Rejected as error:
        if error.status == 405:
            return None
        raise
    return Attachment.read(body.need_row("note_attachment"))
