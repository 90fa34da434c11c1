"""One connection, with what belongs to it."""

from __future__ import annotations

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from dashboard import roles
from dashboard.exsited import (
    Connection,
    Panels,
    get_configuration,
    get_connection,
    list_automations,
    list_partner_functions,
)
from dashboard.htmx import render_page
from dashboard.listing import shown
from dashboard.panels import read_panels
from dashboard.upstream import exsited
from integrations_ui.function_tables import FirstAutomationTable, FirstFunctionTable
from integrations_ui.head import ConnectionHead
from integrations_ui.sightings import noted
from integrations_ui.states import provider_name
from integrations_ui.summary import summary_of
from integrations_ui.tables import ModuleTable, SecretTable, secret_rows

FIRST = 5


@require_safe
@permission_required(roles.VIEW_INTEGRATIONS, raise_exception=True)
def connection_detail(request: HttpRequest, connection_uuid: str) -> HttpResponse:
    client = exsited(request)
    panels = read_panels(
        request,
        subject="connection",
        connection=lambda: get_connection(client, connection_uuid),
        configuration=lambda: get_configuration(client, connection_uuid),
        partner_functions=lambda: list_partner_functions(client, connection_uuid, limit=FIRST),
        automations=lambda: list_automations(client, connection_uuid, limit=FIRST),
    )
    connection: Connection = panels.require("connection")
    now = timezone.now()
    first_seen = noted([connection], now)
    context = {
        "connection": connection,
        "provider": provider_name(connection.integration_partner),
        "head": ConnectionHead.of(connection, current="connection_detail"),
        "secrets": SecretTable(secret_rows(connection, now=now, first_seen=first_seen)),
    }
    return render_page(request, "integrations_ui/connection_detail.html", context | panels_of(panels, connection.uuid))


def panels_of(panels: Panels, connection_uuid: str) -> dict[str, object]:
    """The panels that were read for this request; a fragment reads only its own."""
    ready = {name: panels[name].value for name in panels if panels[name].ready}
    context: dict[str, object] = {"panels": panels}
    if configuration := ready.get("configuration"):
        context["modules"] = ModuleTable(summary_of(configuration))
    if functions := ready.get("partner_functions"):
        context["functions_shown"] = shown(functions)
        context["functions"] = FirstFunctionTable(functions.items, connection_uuid=connection_uuid)
    if automations := ready.get("automations"):
        context["automations_shown"] = shown(automations)
        context["automations"] = FirstAutomationTable(automations.items, connection_uuid=connection_uuid)
    return context
