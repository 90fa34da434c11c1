"""One invoice: the case screen with everything about it, its information, and its answer as JSON."""

from __future__ import annotations

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from dashboard import roles
from dashboard.exsited import (
    ExsitedError,
    Invoice,
    Missing,
    gather,
    get_invoice_information,
    get_invoice_json,
)
from dashboard.frame import Frame
from dashboard.htmx import asked_fragment, render_page
from dashboard.links import Trail
from dashboard.problems import problem_of
from dashboard.upstream import exsited
from invoices_ui.case.customer import customer_of
from invoices_ui.case.json_text import indented
from invoices_ui.case.links import case_links
from invoices_ui.case.reading import account_of, read_case
from invoices_ui.case.seen import seen
from invoices_ui.case.shown import shown
from invoices_ui.case.summary import Summary, summary_of
from invoices_ui.links import account_url, invoice_trail, list_trail, order_url

DETAIL = "invoices_ui/case/invoice_detail.html"
VERSION = "panel-version"
MOST_JSON = 400_000


@require_safe
@permission_required(roles.VIEW_INVOICES, raise_exception=True)
def invoice_detail(request: HttpRequest, invoice_id: str) -> HttpResponseBase:
    if asked_fragment(request) == VERSION:
        return version_alone(request, invoice_id)
    frame = None if asked_fragment(request) else Frame(request, DETAIL, {"invoice_id": invoice_id})
    case = read_case(request, exsited(request), invoice_id, meanwhile=frame.render if frame else None)
    invoice = case.invoice()

    def context() -> dict[str, object]:
        summary = summary_of(invoice, today=timezone.localdate())
        told = told_of(invoice, summary) | shown(case.panels(), invoice, summary, request)
        return told | {"crumbs": trail_of(invoice)}

    return frame.streamed(context) if frame else render_page(request, DETAIL, context())


@require_safe
@permission_required(roles.VIEW_INVOICES, raise_exception=True)
def invoice_information(request: HttpRequest, invoice_id: str) -> HttpResponse:
    client = exsited(request)
    invoice = get_invoice_information(client, invoice_id)
    customer = customer_of(invoice)
    if customer.naming == "unread":
        customer = customer_of(invoice, gather(account=lambda: account_of(invoice, client)).account)
    context = told_of(invoice) | {"crumbs": invoice_trail(request, invoice.id), "customer": customer}
    return render_page(request, "invoices_ui/case/invoice_information.html", context)


@require_safe
@permission_required(roles.VIEW_INVOICES, raise_exception=True)
def invoice_json(request: HttpRequest, invoice_id: str) -> HttpResponse:
    """What the API answered, its secrets hidden; with `?answer=information` the shorter answer."""
    information = request.GET.get("answer") == "information"
    text, whole = indented(get_invoice_json(exsited(request), invoice_id, information=information), most=MOST_JSON)
    context = {
        "invoice_id": invoice_id,
        "crumbs": invoice_trail(request, invoice_id),
        "information": information,
        "text": text,
        "whole": whole,
        "most": MOST_JSON,
    }
    return render_page(request, "invoices_ui/case/invoice_json.html", context)


def version_alone(request: HttpRequest, invoice_id: str) -> HttpResponse:
    """
    Whether it changed since the version in the address. A `quiet` check, which nobody pressed a key for, says nothing
    of an invoice that did not change and nothing of its own failure.
    """
    then, quiet = request.GET.get("seen", ""), "quiet" in request.GET
    context: dict[str, object] = {**case_links(request, then)}
    try:
        found = seen(then, get_invoice_information(exsited(request), invoice_id), at=timezone.now())
    except ExsitedError as error:
        if quiet and not isinstance(error, Missing):
            return HttpResponse(status=204)
        context["problem"] = problem_of(error, request)
    else:
        if quiet and (found is None or found.verdict != "changed"):
            return HttpResponse(status=204)
        context["seen"] = found
    return render_page(request, DETAIL, context)


def told_of(invoice: Invoice, summary: Summary | None = None) -> dict[str, object]:
    return {
        "invoice": invoice,
        "summary": summary or summary_of(invoice, today=timezone.localdate()),
        "account_url": account_url(invoice),
        "order_url": order_url(invoice),
    }


def trail_of(invoice: Invoice) -> Trail:
    account = [(f"Account {invoice.account_id}", account_url(invoice))] if invoice.account_id else []
    order = [(invoice.order_id, order_url(invoice))] if invoice.order_id else []
    return [*list_trail(), *account, *order]
