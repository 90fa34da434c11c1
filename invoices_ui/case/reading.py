"""
What the case screen of one invoice reads: which calls a request makes, and how long it waits for which.

The first answer makes the calls that need nothing but the invoice's id. What needs the order or the account that the
invoice names would take a second upstream answer's time: it comes by a request of its own, all of it at once, and each
part that is late or failed there can be asked for alone. `?wait=1` brings everything in one answer.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial

from django.conf import settings
from django.http import HttpRequest

from dashboard.exsited import (
    ID,
    Client,
    Gathering,
    Invoice,
    Note,
    Page,
    Panel,
    Panels,
    begin,
    get_invoice,
    get_invoice_information,
    list_account_invoices,
    list_notes,
    list_order_invoices,
)
from dashboard.htmx import asked_fragment
from dashboard.panels import remembered
from invoices_ui.agreement.listed import Listed, find_listed
from invoices_ui.case.latest import both_ends

NOTES_READ, SIBLINGS_READ = 20, 50

PANELS = ("invoice", "notes", "information", "order", "account", "listed")
AT_ONCE = frozenset({"notes"})
AFTERWARDS = frozenset({"information", "order", "account"})
BEYOND = "panel-beyond"
PARTS: dict[str, frozenset[str]] = {
    "panel-line-fields": frozenset(),
    "panel-notes": frozenset({"notes"}),
    "panel-timeline": frozenset({"notes"}),
    "panel-order": frozenset({"order"}),
    "panel-account": frozenset({"account"}),
    "panel-agreement": AFTERWARDS,
    BEYOND: AFTERWARDS,
}
"""The fragments that htmx may ask for, and the calls each needs beside the invoice."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Siblings:
    """Invoices of the same order or account; `own` is this invoice as their list has it, None where it was not met."""

    page: Page[Invoice]
    own: Invoice | None

    @property
    def unmet(self) -> str:
        """Why the list does not tell this invoice."""
        read, records = len(self.page.items), self.page.records
        if records is not None and read >= records:
            return "its list does not have this invoice"
        return f"not among the {read} invoices read of {'very many' if records is None else f'{records:,}'}"


class Case:
    """What is being read for a request: the invoice is there, or the error that stands for it."""

    def __init__(self, request: HttpRequest, gathering: Gathering) -> None:
        self._gathering = gathering
        self._patience = patience_of(request)

    def invoice(self) -> Invoice:
        invoice: Invoice = self._gathering.require()
        return invoice

    def panels(self) -> Panels:
        """Every panel by name, waited for; one whose call this request does not make counts as late."""
        panels = self._gathering.panels(self._patience)
        return Panels({name: panels[name] if name in panels else Panel(late=True) for name in PANELS})


def read_case(request: HttpRequest, client: Client, invoice_id: str, *, meanwhile: Callable[[], object] | None) -> Case:
    found: Future[Invoice] = Future()
    calls: dict[str, Callable[[], object]] = {
        "notes": lambda: notes_of(client, invoice_id),
        "information": lambda: get_invoice_information(client, invoice_id),
        "order": lambda: order_of(found, client),
        "account": lambda: account_of(found.result(), client),
        "listed": lambda: listed_of(found, client),
    }
    wanted = wanted_by(request)
    gathering = begin(
        subject="invoice",
        meanwhile=meanwhile,
        invoice=lambda: remembered(found, lambda: get_invoice(client, invoice_id)),
        **{name: call for name, call in calls.items() if name in wanted},
    )
    return Case(request, gathering)


def wanted_by(request: HttpRequest) -> frozenset[str]:
    asked = asked_fragment(request)
    waits = "wait" in request.GET
    wanted = PARTS.get(asked or "", AT_ONCE | AFTERWARDS if waits else AT_ONCE)
    return wanted | {"listed"} if "list" in request.GET and wanted >= AFTERWARDS else wanted


def patience_of(request: HttpRequest) -> float | None:
    """A part alone waits for what it is made of; the parts that come together do not all wait for the slowest."""
    asked = asked_fragment(request)
    alone = asked in PARTS and asked != BEYOND
    waits = "wait" in request.GET and asked != BEYOND
    return None if alone or waits else settings.PANEL_PATIENCE_SECONDS


def notes_of(client: Client, invoice_id: str) -> Page[Note]:
    def fetch(limit: int, offset: int) -> Page[Note]:
        return list_notes(client, invoice_id, limit=limit, offset=offset)

    return both_ends(fetch, identity=lambda note: note.uuid, limit=NOTES_READ)


def order_of(found: Future[Invoice], client: Client) -> Siblings | None:
    """Invoices of the same order, asked for as soon as the invoice has named it; None without an order."""
    invoice = found.result()
    return siblings(invoice, invoice.order_id, partial(list_order_invoices, client))


def account_of(invoice: Invoice, client: Client) -> Siblings | None:
    """Invoices of the same account, which alone tell its name; None without an account."""
    return siblings(invoice, invoice.account_id, partial(list_account_invoices, client))


def siblings(invoice: Invoice, owner: str | None, read: Callable[..., Page[Invoice]]) -> Siblings | None:
    if not owner or not ID.fullmatch(owner):
        return None

    def fetch(limit: int, offset: int) -> Page[Invoice]:
        return read(owner, limit=limit, offset=offset)

    page = both_ends(fetch, identity=lambda sibling: sibling.id, limit=SIBLINGS_READ)
    return Siblings(page=page, own=next((sibling for sibling in page.items if sibling.id == invoice.id), None))


def listed_of(found: Future[Invoice], client: Client) -> Listed:
    return find_listed(client, found.result())
