"""One step on in the list that an invoice was opened from."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from dashboard import roles
from dashboard.exsited import ID, BadId
from dashboard.links import link
from dashboard.upstream import exsited
from invoices_ui.beside import NotInList, Way, neighbour, place_of
from invoices_ui.links import FROM

STOPPED = "beside"
ENDS: dict[Way, str] = {"next": "last", "previous": "first"}


@require_safe
@permission_required(roles.VIEW_INVOICES, raise_exception=True)
def invoice_beside(request: HttpRequest, invoice_id: str, way: Way) -> HttpResponse:
    """Leads to the invoice beside this one; where there is none back to this one, which then says so."""
    if not ID.fullmatch(invoice_id):
        raise BadId("not an id")
    place = place_of(request.GET.get(FROM, ""))
    if place is None:
        return redirect(link("invoice_detail", invoice_id))
    try:
        found = neighbour(exsited(request), place, invoice_id, way)
    except NotInList:
        return to(invoice_id, place.url, {STOPPED: "gone"})
    if found is None:
        return to(invoice_id, place.url, {STOPPED: ENDS[way]})
    return to(found.invoice_id, found.list_url, {})


def to(invoice_id: str, list_url: str, told: dict[str, str]) -> HttpResponse:
    url = link("invoice_detail", invoice_id)
    return redirect(f"{url}?{urlencode({FROM: list_url, **told})}" if url else list_url)
