"""Where our numbers and the billing API's differ, and where an invoice contradicts itself."""

from __future__ import annotations

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from dashboard import roles
from dashboard.exsited import Page
from dashboard.htmx import render_page
from dashboard.lists.files import KINDS, PARAMETER, asked_kind
from dashboard.lists.tables import ListQuery
from invoices_ui.receivables.reconciliation.files import contradiction_file
from invoices_ui.receivables.reconciliation.report import checks, contradictions, overdue_gaps, unapplied_credit
from invoices_ui.receivables.reconciliation.tables import (
    CheckTable,
    OverdueGapTable,
    UnappliedTable,
    contradiction_table,
)
from invoices_ui.receivables.standing import read_standing


@require_safe
@permission_required(roles.VIEW_FINANCE, raise_exception=True)
def reconciliation(request: HttpRequest) -> HttpResponseBase:
    standing = read_standing()
    found = checks()
    worst = max(found, key=lambda one: one.invoices)
    chosen = next((one for one in found if one.key == request.GET.get("check")), worst)
    if kind := asked_kind(request):
        return contradiction_file(chosen, standing, kind)
    query = ListQuery.from_request(request)
    items = contradictions(chosen.key, query.offset, query.offset + query.limit, standing.as_of)
    page = Page(items=tuple(items), records=chosen.invoices, **query.paging())
    credit = unapplied_credit()
    context = {
        "standing": standing,
        "gaps": OverdueGapTable(overdue_gaps(standing.as_of)),
        "credit": UnappliedTable(credit) if credit else None,
        "checks": CheckTable(found),
        "chosen": chosen,
        "file_urls": [(kind.upper(), f"?{urlencode({'check': chosen.key, PARAMETER: kind})}") for kind in KINDS],
        "contradictions": contradiction_table(page, query=query, checked=chosen),
    }
    return render_page(request, "invoices_ui/receivables/reconciliation.html", context)
