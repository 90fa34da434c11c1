"""Lists of invoices: all of them, those of an order, those of an account."""

from __future__ import annotations

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from dashboard import roles
from dashboard.exsited import Invoice, Page, Sort, list_account_invoices, list_invoices, list_order_invoices
from dashboard.fallback import read_sorted
from dashboard.htmx import render_page
from dashboard.links import link
from dashboard.tables import ListQuery
from dashboard.upstream import exsited
from invoices_ui.links import list_trail
from invoices_ui.tables import INVOICE_SORTS, AccountInvoiceTable, InvoiceTable, OrderInvoiceTable

NEWEST_FIRST = Sort(field="created_on", descending=True)


@require_safe
@permission_required(roles.VIEW_INVOICES, raise_exception=True)
def invoice_list(request: HttpRequest) -> HttpResponse:
    client = exsited(request)
    query = ListQuery.from_request(request, sorts=INVOICE_SORTS)
    listing = read_sorted(
        lambda sort: list_invoices(client, **query.paging(), sort=sort), query, otherwise=NEWEST_FIRST
    )
    table = InvoiceTable(listing.page, query=listing.query, today=timezone.localdate())
    return render_page(request, "invoices_ui/invoice_list.html", {"table": table, "refused": listing.refused})


@require_safe
@permission_required(roles.VIEW_INVOICES, raise_exception=True)
def order_invoice_list(request: HttpRequest, order_id: str) -> HttpResponse:
    query = ListQuery.from_request(request)
    page = list_order_invoices(exsited(request), order_id, **query.paging())
    context = {
        "order_id": order_id,
        "account_url": link("account_invoice_list", shared_account(page)),
        "crumbs": [*list_trail(), *account_crumb(shared_account(page))],
        "table": OrderInvoiceTable(page, query=query, today=timezone.localdate()),
    }
    return render_page(request, "invoices_ui/order_invoice_list.html", context)


@require_safe
@permission_required(roles.VIEW_INVOICES, raise_exception=True)
def account_invoice_list(request: HttpRequest, account_id: str) -> HttpResponse:
    query = ListQuery.from_request(request)
    page = list_account_invoices(exsited(request), account_id, **query.paging())
    context = {
        "account_id": account_id,
        "account_name": next((invoice.account_name for invoice in page.items if invoice.account_name), None),
        "crumbs": list_trail(),
        "table": AccountInvoiceTable(page, query=query, today=timezone.localdate()),
    }
    return render_page(request, "invoices_ui/account_invoice_list.html", context)


def shared_account(page: Page[Invoice]) -> str | None:
    """The account of an order, as far as its invoices agree on one."""
    accounts = {invoice.account_id for invoice in page.items if invoice.account_id}
    return accounts.pop() if len(accounts) == 1 else None


def account_crumb(account_id: str | None) -> list[tuple[str, str]]:
    return [(f"Account {account_id}", link("account_invoice_list", account_id))] if account_id else []
