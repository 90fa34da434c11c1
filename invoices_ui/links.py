"""Addresses of invoices and of what belongs to them, and the ways back from their pages."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from dashboard.exsited import Invoice
from dashboard.links import Trail, link
from dashboard.lists.listing import ListQuery

LONGEST_FROM = 1_000
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


def carried(request: HttpRequest) -> str:
    """
    What an address of the same invoice gets behind it, so that the list it was opened from is not lost on the way
    through its pages; empty without one.
    """
    origin = request.GET.get(FROM, "")
    ours = origin.startswith("/") and not origin.startswith("//") and len(origin) <= LONGEST_FROM
    return f"?{urlencode({FROM: origin})}" if ours else ""


def list_trail() -> Trail:
    return [("Invoices", reverse("invoice_list"))]


def invoice_trail(request: HttpRequest, invoice_id: str) -> Trail:
    """The way to a page below an invoice."""
    return [*list_trail(), (invoice_id, below(request, "invoice_detail", invoice_id))]


def notes_trail(request: HttpRequest, invoice_id: str) -> Trail:
    return [*invoice_trail(request, invoice_id), ("Notes", below(request, "note_list", invoice_id))]


def note_trail(request: HttpRequest, invoice_id: str, note_uuid: str) -> Trail:
    note = below(request, "note_detail", invoice_id, note_uuid)
    return [*notes_trail(request, invoice_id), (f"Note {note_uuid[:8]}", note)]


def files_trail(request: HttpRequest, invoice_id: str, note_uuid: str) -> Trail:
    files = below(request, "note_file_list", invoice_id, note_uuid)
    return [*note_trail(request, invoice_id, note_uuid), ("Files", files)]


def below(request: HttpRequest, name: str, *ids: str) -> str:
    url = link(name, *ids)
    return f"{url}{carried(request)}" if url else ""
