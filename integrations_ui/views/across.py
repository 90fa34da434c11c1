"""Every flag of every connection in one table."""

from __future__ import annotations

import re
import secrets
from dataclasses import asdict

from django.contrib.auth.decorators import permission_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from dashboard import roles
from dashboard.exsited import Client
from dashboard.htmx import asked_fragment, render_page
from dashboard.upstream import exsited
from integrations_ui.across import Across, Listed, Listing, listing_of, read_across
from integrations_ui.across_query import MOST_CONNECTIONS, AcrossQuery
from integrations_ui.across_table import sheets, trouble
from integrations_ui.whole import all_connections

PANEL = "panel-matrix"
LISTING_KEPT_SECONDS = 60
TICKET = re.compile(r"[A-Za-z0-9_-]{16}")


@require_safe
@permission_required(roles.VIEW_INTEGRATIONS, raise_exception=True)
def configuration_matrix(request: HttpRequest) -> HttpResponse:
    """The frame, which needs only the list of connections; the table comes as its fragment, or with `?wait=1`."""
    client = exsited(request)
    query = AcrossQuery.from_request(request)
    listing = recalled(query.walk) or listing_of(all_connections(client))
    chosen = query.chosen(listing.connections)
    context: dict[str, object] = {
        "query": query,
        "listing": listing,
        "chosen": chosen[:MOST_CONNECTIONS],
        "left_out": len(chosen) - MOST_CONNECTIONS,
        "providers": query.providers(listing.connections),
        "states": query.states(listing.connections),
        "references": query.references(listing.connections),
    }
    if asked_fragment(request) == PANEL or query.wait:
        context |= table(client, query, chosen[:MOST_CONNECTIONS])
    elif chosen:
        context["fragment_url"] = query.fragment_url(remembered(listing))
    return render_page(request, "integrations_ui/matrix_across.html", context)


def table(client: Client, query: AcrossQuery, chosen: list[Listed]) -> dict[str, object]:
    across = read_across(client, chosen, against=query.against)
    refuse_emptiness(across)
    rows = [row for row in across.rows if query.wants_row(row)]
    return {
        "across": across,
        "rows": rows,
        "sheets": sheets(across, rows, split=query.sheets),
        "troubles": [(column.connection.title, trouble(column)) for column in across.unread],
        "read_at": timezone.now(),
    }


def refuse_emptiness(across: Across) -> None:
    """Where not one configuration came there is no table, but what went wrong."""
    if across.unread and len(across.unread) == len(across.columns):
        error = across.unread[0].error
        assert error is not None
        raise error


def remembered(listing: Listing) -> str:
    """
    The ticket by which the fragment of this page finds the list again, so that it is walked once. It holds names,
    never a secret; where it is gone, the list is walked again.
    """
    ticket = secrets.token_urlsafe(12)
    told = {"complete": listing.complete, "connections": [asdict(one) for one in listing.connections]}
    cache.set(f"integrations-listing:{ticket}", told, timeout=LISTING_KEPT_SECONDS)
    return ticket


def recalled(ticket: str) -> Listing | None:
    told = cache.get(f"integrations-listing:{ticket}") if TICKET.fullmatch(ticket) else None
    if told is None:
        return None
    return Listing(connections=tuple(Listed(**one) for one in told["connections"]), complete=told["complete"])
