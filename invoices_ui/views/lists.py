"""Lists of invoices: all of them, those of an order, those of an account."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from dashboard import roles
from dashboard.exsited import Invoice, list_account_invoices, list_invoices, list_order_invoices
from dashboard.htmx import render_page
from dashboard.links import link
from dashboard.lists import asked_kind
from dashboard.lists.fallback import read_sorted
from dashboard.lists.tables import ListQuery
from dashboard.upstream import exsited
from invoices_ui.beside import NEWEST_FIRST
from invoices_ui.ledger.names import names_of
from invoices_ui.ledger_list.asked import SENT, Asked
from invoices_ui.ledger_list.controls import Controls
from invoices_ui.ledger_list.table import InvoiceListTable
from invoices_ui.links import list_trail
from invoices_ui.owner_lists import read_list
from invoices_ui.tables import INVOICE_SORTS, AccountInvoiceTable, OrderInvoiceTable
from invoices_ui.views.ledger_list import listed_or_file

LIST = "invoices_ui/lists/invoice_list.html"


@require_safe
@permission_required(roles.VIEW_INVOICES, raise_exception=True)
def invoice_list(request: HttpRequest) -> HttpResponseBase:
    """As the billing API has them; with a filter that it has not, and as files, as the ledger has them."""
    asked = Asked(request=request)
    if SENT in request.GET:
        return redirect(asked.clean_url)
    if asked.narrowed or asked_kind(request):
        return listed_or_file(asked, LIST)
    client = exsited(request)
    query = ListQuery.from_request(request, sorts=INVOICE_SORTS)
    listing = read_sorted(
        lambda sort: list_invoices(client, **query.paging(), sort=sort), query, otherwise=NEWEST_FIRST
    )
    controls = Controls(asked=asked)
    hidden = controls.columns.hidden
    names = names_of(invoice.account_id for invoice in listing.page.items)
    table = InvoiceListTable(listing.page, query=listing.query, today=timezone.localdate(), hidden=hidden, names=names)
    return render_page(request, LIST, {"table": table, "refused": listing.refused, "controls": controls})


@require_safe
@permission_required(roles.VIEW_INVOICES, raise_exception=True)
def order_invoice_list(request: HttpRequest, order_id: str) -> HttpResponseBase:
    client = exsited(request)
    found = read_list(
        request,
        lambda limit, offset: list_order_invoices(client, order_id, limit=limit, offset=offset),
        OrderInvoiceTable,
    )
    if file := found.file(name="order-invoices", about=[("Order", order_id)]):
        return file
    account_id = shared_account(found.invoices)
    context = found.context() | {
        "order_id": order_id,
        "account_url": link("account_invoice_list", account_id),
        "crumbs": [*list_trail(), *account_crumb(account_id)],
    }
    return render_page(request, "invoices_ui/lists/order_invoice_list.html", context)


@require_safe
@permission_required(roles.VIEW_INVOICES, raise_exception=True)
def account_invoice_list(request: HttpRequest, account_id: str) -> HttpResponseBase:
    client = exsited(request)
    found = read_list(
        request,
        lambda limit, offset: list_account_invoices(client, account_id, limit=limit, offset=offset),
        AccountInvoiceTable,
    )
    if file := found.file(name="account-invoices", about=[("Account", account_id)]):
        return file
    context = found.context() | {
        "account_id": account_id,
        "account_name": next((invoice.account_name for invoice in found.invoices if invoice.account_name), None),
        "crumbs": list_trail(),
    }
    return render_page(request, "invoices_ui/lists/account_invoice_list.html", context)


def shared_account(invoices: Sequence[Invoice]) -> str | None:
    """The account of an order, as far as its invoices agree on one."""
    accounts = {invoice.account_id for invoice in invoices if invoice.account_id}
    return accounts.pop() if len(accounts) == 1 else None


def account_crumb(account_id: str | None) -> list[tuple[str, str]]:
    return [(f"Account {account_id}", link("account_invoice_list", account_id))] if account_id else []
