"""The home page: what this person comes for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from dashboard import roles
from dashboard.exsited import Client, Connection, Page, Sort, Walk, list_connections, list_invoices, walk
from dashboard.htmx import render_page
from dashboard.panels import read_panels
from dashboard.upstream import exsited
from integrations_ui.states import State, connection_state
from invoices_ui.tables import RecentInvoiceTable

RECENT = 8
NEWEST_FIRST = Sort(field="created_on", descending=True)


@dataclass(frozen=True, kw_only=True, slots=True)
class Connections:
    """How many connections are in each state; `complete` is False where the list could not be read whole."""

    total: int
    by_state: list[tuple[State, int]]
    complete: bool


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    client = exsited(request)
    calls: dict[str, Callable[[], object]] = {}
    if request.user.has_perm(roles.VIEW_INTEGRATIONS):
        calls["connections"] = lambda: read_connections(client)
    if request.user.has_perm(roles.VIEW_INVOICES):
        calls["invoices"] = lambda: list_invoices(client, limit=RECENT, sort=NEWEST_FIRST)
    panels = read_panels(request, **calls)
    place = settings.EXSITED_TIMEZONE.rsplit("/", 1)[-1].replace("_", " ")
    context: dict[str, object] = {"panels": panels, "place": place}
    if calls and "invoices" in panels and panels.invoices.ready:
        context["recent"] = RecentInvoiceTable(panels.invoices.value, today=timezone.localdate())
    return render_page(request, "dashboard/home.html", context)


def read_connections(client: Client) -> Connections:
    def page(limit: int, offset: int) -> Page[Connection]:
        return list_connections(client, limit=limit, offset=offset)

    found: Walk[Connection] = walk(page, identity=lambda connection: connection.uuid)
    counts = Counter(connection_state(connection.status) for connection in found.items)
    return Connections(total=len(found.items), by_state=sorted(counts.items()), complete=found.complete)
