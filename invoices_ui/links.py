"""Addresses of invoices and of what belongs to them, and the ways back from their pages."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse

from dashboard.exsited import Invoice
from dashboard.links import Trail, link
from dashboard.listing import ListQuery

FROM = "from"
"""The parameter of an invoice's address that holds the address of the list it was opened from."""


def invoice_url(invoice: Invoice) -> str:
    return link("invoice_detail", invoice.id)


def invoice_url_from(invoice: Invoice, query: ListQuery | None) -> str:
    url = invoice_url(invoice)
    return f"{url}?{urlencode({FROM: query.url()})}" if url and query else url


def order_url(invoice: Invoice) -> str:
    return link("order_invoice_list", invoice.order_id)


def account_url(invoice: Invoice) -> str:
    return link("account_invoice_list", invoice.account_id)


def list_trail() -> Trail:
    return [("Invoices", reverse("invoice_list"))]


def invoice_trail(invoice_id: str) -> Trail:
    """The way to a page below an invoice."""
    return [*list_trail(), (invoice_id, link("invoice_detail", invoice_id))]


def notes_trail(invoice_id: str) -> Trail:
    return [*invoice_trail(invoice_id), ("Notes", link("note_list", invoice_id))]


def note_trail(invoice_id: str, note_uuid: str) -> Trail:
    return [*notes_trail(invoice_id), (f"Note {note_uuid[:8]}", link("note_detail", invoice_id, note_uuid))]


def files_trail(invoice_id: str, note_uuid: str) -> Trail:
    return [*note_trail(invoice_id, note_uuid), ("Files", link("note_file_list", invoice_id, note_uuid))]
