"""Addresses of what a record names. An id that may not stand in a path names nothing, so it gets no link."""

from __future__ import annotations

import re

from django.urls import reverse

from dashboard.exsited import Invoice

ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}")

Trail = list[tuple[str, str]]


def link(name: str, *ids: str | None) -> str:
    """The page of this URL name for these ids; empty without one."""
    return reverse(name, args=ids) if all(one and ID.fullmatch(one) for one in ids) else ""


def invoice_url(invoice: Invoice) -> str:
    return link("invoice_detail", invoice.id)


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
