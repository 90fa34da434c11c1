"""Connections: all of them."""

from __future__ import annotations

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from dashboard import roles
from dashboard.exsited import list_connections
from dashboard.fallback import read_sorted
from dashboard.htmx import render_page
from dashboard.listing import ListQuery
from dashboard.upstream import exsited
from integrations_ui.sightings import noted
from integrations_ui.tables import CONNECTION_SORTS, ConnectionTable


@require_safe
@permission_required(roles.VIEW_INTEGRATIONS, raise_exception=True)
def connection_list(request: HttpRequest) -> HttpResponse:
    client = exsited(request)
    query = ListQuery.from_request(request, sorts=CONNECTION_SORTS)
    listing = read_sorted(lambda sort: list_connections(client, **query.paging(), sort=sort), query)
    now = timezone.now()
    noted(listing.page.items, now)
    table = ConnectionTable(listing.page, query=listing.query, now=now)
    return render_page(request, "integrations_ui/connection_list.html", {"table": table, "refused": listing.refused})
