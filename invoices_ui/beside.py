"""
The list that an invoice was opened from, and what stands in it beside that invoice.

The list travels as its own address in the link's `?from=`. So a bookmark, another tab and the way back all keep it,
and nobody else's list is ever meant. It is read again when one steps on, so the step follows the list as it is now.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Literal

from django.http import HttpRequest, QueryDict
from django.urls import Resolver404, resolve

from dashboard.exsited import (
    ID,
    Client,
    Invoice,
    Page,
    Sort,
    list_account_invoices,
    list_invoices,
    list_order_invoices,
)
from dashboard.links import own_address
from dashboard.lists.fallback import read_sorted
from dashboard.lists.listing import without_nul
from dashboard.lists.tables import ListQuery
from invoices_ui.ledger_list.asked import Asked
from invoices_ui.ledger_list.steps import NoRow, step_in_ledger
from invoices_ui.links import LONGEST_FROM
from invoices_ui.owner_lists import PagedInvoices, read_list
from invoices_ui.tables import INVOICE_SORTS, AccountInvoiceTable, InvoiceTable, OrderInvoiceTable

WIDER = 50
"""How far an invoice is looked for where the list has moved on since."""
NEWEST_FIRST = Sort(field="created_on", descending=True)

Way = Literal["next", "previous"]
Read = Callable[[int, int], Page[Invoice]]
"""Some invoices of a list, by limit and offset, in the order of its page."""


class NotInList(Exception):
    """The list has moved on without this invoice."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """A list of invoices: the name of its page, the ids in its path, and the request that shows it."""

    name: str
    ids: Mapping[str, str]
    asked: HttpRequest

    @property
    def url(self) -> str:
        state = self.asked.GET.urlencode()
        return f"{self.asked.path}?{state}" if state else self.asked.path


@dataclass(frozen=True, kw_only=True, slots=True)
class Opened:
    query: ListQuery
    read: Read


@dataclass(frozen=True, kw_only=True, slots=True)
class Neighbour:
    """`list_url` is the page of the list that the invoice is on."""

    invoice_id: str
    list_url: str


def all_of(client: Client, place: Place) -> Opened:
    query = ListQuery.from_request(place.asked, sorts=INVOICE_SORTS)

    def read(limit: int, offset: int) -> Page[Invoice]:
        return read_sorted(
            lambda sort: list_invoices(client, limit=limit, offset=offset, sort=sort), query, otherwise=NEWEST_FIRST
        ).page

    return Opened(query=query, read=read)


def of_order(client: Client, place: Place) -> Opened:
    return of_owner(partial(order_page, client, place.ids["order_id"]), place, OrderInvoiceTable)


def of_account(client: Client, place: Place) -> Opened:
    return of_owner(partial(account_page, client, place.ids["account_id"]), place, AccountInvoiceTable)


def order_page(client: Client, order_id: str, limit: int, offset: int) -> Page[Invoice]:
    return list_order_invoices(client, order_id, limit=limit, offset=offset)


def account_page(client: Client, account_id: str, limit: int, offset: int) -> Page[Invoice]:
    return list_account_invoices(client, account_id, limit=limit, offset=offset)


def of_owner(fetch: Read, place: Place, table: type[InvoiceTable]) -> Opened:
    found = read_list(place.asked, fetch, table)
    if isinstance(found, PagedInvoices):
        return Opened(query=ListQuery.from_request(place.asked), read=fetch)
    listed = found.shown.shown

    def read(limit: int, offset: int) -> Page[Invoice]:
        return Page(items=tuple(listed[offset : offset + limit]), limit=limit, offset=offset, records=len(listed))

    return Opened(query=found.shown.query, read=read)


LISTS: dict[str, Callable[[Client, Place], Opened]] = {
    "invoice_list": all_of,
    "order_invoice_list": of_order,
    "account_invoice_list": of_account,
}


NAMES = frozenset({*LISTS, "ledger_list"})


def place_of(address: str) -> Place | None:
    """The list at this address of ours; None for anything else."""
    parts = own_address(address) if len(address) <= LONGEST_FROM else None
    if parts is None:
        return None
    try:
        found = resolve(parts.path)
    except Resolver404:
        return None
    name = found.url_name or ""
    if name not in NAMES or not all(ID.fullmatch(one) for one in found.kwargs.values()):
        return None
    asked = HttpRequest()
    asked.path = parts.path
    asked.GET = QueryDict(without_nul(parts.query))
    return Place(name=name, ids=found.kwargs, asked=asked)


def neighbour(client: Client, place: Place, invoice_id: str, way: Way) -> Neighbour | None:
    """
    What stands beside the invoice in its list; None at the list's end. One call where the list is as it was, a wider
    one where it moved on. Raises NotInList where the invoice is not there.
    """
    asked = Asked(request=place.asked)
    if place.name == "ledger_list" or (place.name == "invoice_list" and asked.narrowed):
        return ledger_neighbour(asked, invoice_id, way)
    opened = LISTS[place.name](client, place)
    query = opened.query
    for margin in (1, WIDER):
        offset = max(0, query.offset - margin)
        page = opened.read(query.offset - offset + query.limit + margin, offset)
        ids = [invoice.id for invoice in page.items]
        if invoice_id not in ids:
            continue
        at = ids.index(invoice_id) + (1 if way == "next" else -1)
        if 0 <= at < len(ids):
            number = (offset + at) // query.per_page + 1
            return Neighbour(invoice_id=ids[at], list_url=query.url(page=number))
        if (offset == 0) if way == "previous" else not page.has_next:
            return None
    raise NotInList


def ledger_neighbour(asked: Asked, invoice_id: str, way: Way) -> Neighbour | None:
    try:
        step = step_in_ledger(asked, invoice_id, way)
    except NoRow as error:
        raise NotInList from error
    return Neighbour(invoice_id=step.invoice_id, list_url=step.list_url) if step else None
