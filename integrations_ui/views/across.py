"""Every flag of every connection in one table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from dashboard import roles
from dashboard.exsited import Client
from dashboard.htmx import asked_fragment, render_page
from dashboard.lists.files import Kind, asked_kind
from dashboard.upstream import exsited
from integrations_ui.across.file import filed
from integrations_ui.across.grid import Across, Listed, across_of, listing_of
from integrations_ui.across.progress import STEP, Progress, last_step, new_ticket, read_on, recalled
from integrations_ui.across.query import MOST_CONNECTIONS, AcrossQuery
from integrations_ui.across.table import sheets, trouble
from integrations_ui.files import file_response
from integrations_ui.whole import all_connections

PANEL = "panel-matrix"


@require_safe
@permission_required(roles.VIEW_INTEGRATIONS, raise_exception=True)
def configuration_matrix(request: HttpRequest) -> HttpResponseBase:
    """
    The frame, which needs only the list of connections. The table comes as its fragment, which reads a few
    configurations at a time and tells how far it is; or all at once, with `?wait=1`, or as a file.
    """
    client = exsited(request)
    query = AcrossQuery.from_request(request)
    kept = recalled(query.walk)
    listing = kept or listing_of(all_connections(client))
    every = query.chosen(listing.connections)
    chosen = every[:MOST_CONNECTIONS]
    context: dict[str, object] = {
        "query": query,
        "listing": listing,
        "chosen": chosen,
        "left_out": len(every) - len(chosen),
        "providers": query.providers(listing.connections),
        "states": query.states(listing.connections),
        "references": query.references(listing.connections),
    }
    kind = asked_kind(request)
    if asked_fragment(request) == PANEL or query.wait or kind:
        context |= read(client, query, chosen, ticket=query.walk if kept else new_ticket(listing), steps=bool(kept))
    elif chosen:
        context["fragment_url"] = query.step_url(new_ticket(listing), 1)
    if kind and isinstance(across := context.get("across"), Across):
        return as_file(kind, across, query, context)
    return render_page(request, "integrations_ui/across/matrix_across.html", context)


def read(client: Client, query: AcrossQuery, chosen: list[Listed], *, ticket: str, steps: bool) -> dict[str, object]:
    """The next step of the reading; or all that is left and the table of it, where no step is asked for."""
    most = STEP if steps and 0 < query.step < last_step(len(chosen)) else None
    progress = read_on(client, chosen, ticket=ticket, most=most, now=timezone.now())
    if left := len(progress.missing(chosen)):
        return {
            "done": len(chosen) - left,
            "fragment_url": query.step_url(ticket, query.step + 1),
            "rest_url": query.rest_url(ticket),
        }
    return table(query, chosen, progress) | {"file_urls": query.file_urls(ticket)}


def table(query: AcrossQuery, chosen: list[Listed], progress: Progress) -> dict[str, object]:
    across = across_of(chosen, progress.in_order(chosen), against=query.against)
    refuse_emptiness(across)
    rows = [row for row in across.rows if query.wants_row(row)]
    return {
        "across": across,
        "rows": rows,
        "sheets": sheets(across, rows, split=query.sheets),
        "troubles": [(column.connection.title, trouble(column)) for column in across.unread],
        "read_at": progress.begun_at,
    }


def as_file(kind: Kind, across: Across, query: AcrossQuery, context: Mapping[str, Any]) -> HttpResponseBase:
    found = filed(across, context["rows"], query, left_out=context["left_out"], complete=context["listing"].complete)
    return file_response(found, kind, name="matrix-of-connections", read_at=context["read_at"])


def refuse_emptiness(across: Across) -> None:
    """Where not one configuration came there is no table, but what went wrong."""
    if across.unread and len(across.unread) == len(across.columns):
        error = across.unread[0].error
        assert error is not None
        raise error
