"""One invoice: everything about it, and its information."""

from __future__ import annotations

from concurrent.futures import Future

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from dashboard import roles
from dashboard.exsited import (
    ID,
    Client,
    Invoice,
    Note,
    Page,
    Panels,
    get_invoice,
    get_invoice_information,
    list_notes,
    list_order_invoices,
)
from dashboard.htmx import render_page
from dashboard.links import Trail
from dashboard.panels import read_panels, remembered
from dashboard.upstream import exsited
from invoices_ui.latest import Latest, both_ends, latest
from invoices_ui.links import account_url, invoice_trail, list_trail, order_url
from invoices_ui.reading import read_note
from invoices_ui.summary import summary_of
from invoices_ui.tables import SiblingTable

LATEST_NOTES, NOTES_READ = 3, 20
SIBLINGS, SIBLINGS_READ = 10, 50


@require_safe
@permission_required(roles.VIEW_INVOICES, raise_exception=True)
def invoice_detail(request: HttpRequest, invoice_id: str) -> HttpResponse:
    client = exsited(request)
    found: Future[Invoice] = Future()
    panels = read_panels(
        request,
        subject="invoice",
        invoice=lambda: remembered(found, lambda: get_invoice(client, invoice_id)),
        notes=lambda: latest_notes(client, invoice_id),
        order=lambda: siblings(found, client),
    )
    invoice: Invoice = panels.require("invoice")
    context = told_of(invoice) | panels_of(panels, invoice) | {"crumbs": trail_of(invoice)}
    return render_page(request, "invoices_ui/invoice_detail.html", context)


@require_safe
@permission_required(roles.VIEW_INVOICES, raise_exception=True)
def invoice_information(request: HttpRequest, invoice_id: str) -> HttpResponse:
    invoice = get_invoice_information(exsited(request), invoice_id)
    context = told_of(invoice) | {"crumbs": invoice_trail(invoice.id)}
    return render_page(request, "invoices_ui/invoice_information.html", context)


def latest_notes(client: Client, invoice_id: str) -> Latest[Note]:
    def fetch(limit: int, offset: int) -> Page[Note]:
        return list_notes(client, invoice_id, limit=limit, offset=offset)

    page = both_ends(fetch, identity=lambda note: note.uuid, limit=NOTES_READ)
    return latest(page, when=lambda note: note.created_on, most=LATEST_NOTES)


def siblings(found: Future[Invoice], client: Client) -> Latest[Invoice] | None:
    """Invoices of the same order, asked for as soon as the invoice has named it; None without an order."""
    invoice = found.result()
    order_id = invoice.order_id
    if not order_id or not ID.fullmatch(order_id):
        return None

    def fetch(limit: int, offset: int) -> Page[Invoice]:
        return list_order_invoices(client, order_id, limit=limit, offset=offset)

    page = both_ends(fetch, identity=lambda sibling: sibling.id, limit=SIBLINGS_READ)
    own = next((sibling for sibling in page.items if sibling.id == invoice.id), invoice)
    return latest(page, when=lambda sibling: sibling.issue_date, most=SIBLINGS, always=own)


def told_of(invoice: Invoice) -> dict[str, object]:
    return {
        "invoice": invoice,
        "summary": summary_of(invoice, today=timezone.localdate()),
        "account_url": account_url(invoice),
        "order_url": order_url(invoice),
    }


def panels_of(panels: Panels, invoice: Invoice) -> dict[str, object]:
    """The panels that were read for this request; a fragment reads only its own."""
    context: dict[str, object] = {"panels": panels}
    if "notes" in panels and panels.notes.ready:
        context["notes_shown"] = panels.notes.value.note
        context["notes"] = [read_note(note, invoice.id) for note in panels.notes.value.items]
    if "order" in panels and panels.order.ready and panels.order.value:
        context["order_shown"] = panels.order.value.note
        context["siblings"] = SiblingTable(panels.order.value.items, today=timezone.localdate(), current=invoice.id)
    return context


def trail_of(invoice: Invoice) -> Trail:
    account = [(f"Account {invoice.account_id}", account_url(invoice))] if invoice.account_id else []
    order = [(invoice.order_id, order_url(invoice))] if invoice.order_id else []
    return [*list_trail(), *account, *order]
