"""One connection, with what belongs to it."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from dashboard import roles
from dashboard.exsited import (
    Automation,
    Client,
    Connection,
    Page,
    Panels,
    PartnerFunction,
    Walk,
    get_configuration,
    get_connection,
    list_automations,
    list_partner_functions,
)
from dashboard.htmx import asked_fragment, render_page
from dashboard.links import link
from dashboard.lists.listing import shown
from dashboard.panels import read_panels
from dashboard.upstream import exsited
from integrations_ui.configuration.states import provider_name
from integrations_ui.connections.head import ConnectionHead
from integrations_ui.connections.summary import summary_of
from integrations_ui.functions.runs import all_automations, all_functions
from integrations_ui.functions.tables import FirstAutomationTable, FirstFunctionTable
from integrations_ui.history.differences import sentences
from integrations_ui.history.drift import baseline_of, drift_of
from integrations_ui.history.sightings import noted
from integrations_ui.history.snapshots import keep_seen, newest
from integrations_ui.history.timeline import TOLD, comparison_url
from integrations_ui.tables import ModuleTable, SecretTable, secret_rows
from integrations_ui.whole import Integration, integration_of, read_integration

log = logging.getLogger("dashboard.history")

FIRST = 5
DRIFT_PANEL = "panel-drift"


@require_safe
@permission_required(roles.VIEW_INTEGRATIONS, raise_exception=True)
def connection_detail(request: HttpRequest, connection_uuid: str) -> HttpResponse:
    client, now = exsited(request), timezone.now()
    if asked_fragment(request) == DRIFT_PANEL:
        return drift_panel(request, client, connection_uuid, now)
    known = what_is_known(connection_uuid)
    # Whoever waits gets the drift, too; the first few of each list are then taken from the whole lists.
    whole = known["baseline"] is not None and "wait" in request.GET and asked_fragment(request) is None
    panels = read_panels(
        request,
        subject="connection",
        connection=lambda: get_connection(client, connection_uuid),
        configuration=lambda: get_configuration(client, connection_uuid),
        partner_functions=lambda: first_functions(client, connection_uuid, whole=whole),
        automations=lambda: first_automations(client, connection_uuid, whole=whole),
    )
    connection: Connection = panels.require("connection")
    first_seen = noted([connection], now)
    context: dict[str, object] = {
        "connection": connection,
        "provider": provider_name(connection.integration_partner),
        "head": ConnectionHead.of(connection, current="connection_detail"),
        "secrets": SecretTable(secret_rows(connection, now=now, first_seen=first_seen)),
    }
    context |= known | panels_of(panels, connection.uuid)
    if whole:
        context |= drift_now(integration_of(connection, named_parts(panels)), now)
    return render_page(request, "integrations_ui/connections/connection_detail.html", context)


def what_is_known(connection_uuid: str) -> dict[str, object]:
    """Without a baseline there is no drift to look for, and nothing more is asked of the billing API."""
    approve_url = link("history_approve", connection_uuid)
    try:
        baseline = baseline_of(connection_uuid) if approve_url else None
    except DatabaseError:
        log.warning("baseline_not_read", exc_info=True)
        return {"baseline": None, "unknown": True}
    return {"baseline": baseline, "approve_url": approve_url}


def first_functions(
    client: Client, connection_uuid: str, *, whole: bool
) -> Page[PartnerFunction] | Walk[PartnerFunction]:
    if whole:
        return all_functions(client, connection_uuid)
    return list_partner_functions(client, connection_uuid, limit=FIRST)


def first_automations(client: Client, connection_uuid: str, *, whole: bool) -> Page[Automation] | Walk[Automation]:
    if whole:
        return all_automations(client, connection_uuid)
    return list_automations(client, connection_uuid, limit=FIRST)


def drift_panel(request: HttpRequest, client: Client, connection_uuid: str, now: datetime) -> HttpResponse:
    """The panel that fetches itself: it reads the connection whole, which no other part of the page needs."""
    integration = read_integration(client, connection_uuid)
    noted([integration.connection], now)
    known = what_is_known(integration.connection.uuid)
    now_read = drift_now(integration, now) if known["baseline"] else {}
    context = {"connection": integration.connection, **known, **now_read}
    return render_page(request, "integrations_ui/connections/connection_detail.html", context)


def drift_now(integration: Integration, now: datetime) -> dict[str, object]:
    """What was read whole anyway is kept; then the last snapshot is how the connection is now."""
    uuid = integration.connection.uuid
    kept = keep_seen([integration], now)
    drift = drift_of(uuid, integration)
    last = newest(uuid) if kept else None
    return {
        "integration": integration,
        "drift": drift,
        "told": sentences(drift.parts)[:TOLD] if drift else [],
        "changes_url": comparison_url(uuid, drift.baseline.snapshot, last) if drift and last else "",
        "history_url": link("connection_history", uuid),
    }


def named_parts(panels: Panels) -> Panels:
    """As an integration calls them."""
    return Panels(
        {
            "configuration": panels.configuration,
            "functions": panels.partner_functions,
            "automations": panels.automations,
        }
    )


def panels_of(panels: Panels, connection_uuid: str) -> dict[str, object]:
    """The panels that were read for this request; a fragment reads only its own."""
    ready = {name: panels[name].value for name in panels if panels[name].ready}
    context: dict[str, object] = {"panels": panels}
    if configuration := ready.get("configuration"):
        context["modules"] = ModuleTable(summary_of(configuration))
    if functions := ready.get("partner_functions"):
        page = first_of(functions)
        context["functions_shown"] = shown(page)
        context["functions"] = FirstFunctionTable(page.items, connection_uuid=connection_uuid)
    if automations := ready.get("automations"):
        page = first_of(automations)
        context["automations_shown"] = shown(page)
        context["automations"] = FirstAutomationTable(page.items, connection_uuid=connection_uuid)
    return context


def first_of(found: Page[Any] | Walk[Any]) -> Page[Any]:
    if isinstance(found, Page):
        return found
    records = len(found.items) if found.complete else None
    return Page(items=found.items[:FIRST], limit=FIRST, offset=0, records=records)
