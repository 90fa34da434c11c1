"""Lists over the ledger: filtered, sorted and paged without asking the billing API."""

from __future__ import annotations

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from dashboard import roles
from dashboard.htmx import render_page
from dashboard.lists import asked_kind
from invoices_ui.ledger_list.asked import SENT, Asked
from invoices_ui.ledger_list.files import LedgerFile
from invoices_ui.ledger_list.shown import LedgerList


@require_safe
@permission_required(roles.VIEW_INVOICES, raise_exception=True)
def ledger_list(request: HttpRequest) -> HttpResponseBase:
    asked = Asked(request=request)
    if SENT in request.GET:
        return redirect(asked.clean_url)
    return listed_or_file(asked, "invoices_ui/lists/ledger_list.html")


def listed_or_file(asked: Asked, template: str) -> HttpResponseBase:
    """The page, or the file that the address asks for. A wrong filter gets the page, which says what is wrong."""
    shown = LedgerList(asked=asked)
    kind = asked_kind(asked.request)
    if kind and not shown.is_wrong and shown.freshness.completeness != "empty":
        return LedgerFile(shown).response(kind)
    return render_page(
        asked.request, template, {"list": shown, "controls": shown.controls}, status=400 if shown.is_wrong else 200
    )
