"""Automations of a connection: all of them, and one with its schedule and the function it runs."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from dashboard import roles
from dashboard.exsited import Automation, get_automation, get_connection, list_automations
from dashboard.htmx import asked_fragment, render_page
from dashboard.links import link
from dashboard.panels import read_panels, remembered
from dashboard.tables import ListQuery
from dashboard.upstream import exsited
from integrations_ui.function_tables import AutomationTable, direction, title_of
from integrations_ui.parts import head_of, trail_below
from integrations_ui.runs import Performed, performed_by
from integrations_ui.schedule import schedule_of
from integrations_ui.states import automation_state, provider_name
from integrations_ui.tabs import tabs_of


@require_safe
@permission_required(roles.VIEW_INTEGRATIONS, raise_exception=True)
def automation_list(request: HttpRequest, connection_uuid: str) -> HttpResponse:
    client = exsited(request)
    query = ListQuery.from_request(request)
    calls: dict[str, Callable[[], object]] = {
        "automations": lambda: list_automations(client, connection_uuid, **query.paging())
    }
    if asked_fragment(request) != AutomationTable.section_id:
        calls["connection"] = lambda: get_connection(client, connection_uuid)
    panels = read_panels(request, subject="automations", **calls)
    page = panels.require("automations")
    context = {
        "head": head_of(panels, connection_uuid, current="automation_list"),
        "table": AutomationTable(page, query=query, connection_uuid=connection_uuid),
    }
    return render_page(request, "integrations_ui/automation_list.html", context)


@require_safe
@permission_required(roles.VIEW_INTEGRATIONS, raise_exception=True)
def automation_detail(request: HttpRequest, connection_uuid: str, automation_uuid: str) -> HttpResponse:
    client = exsited(request)
    found: Future[Automation] = Future()
    panels = read_panels(
        request,
        subject="automation",
        automation=lambda: remembered(found, lambda: get_automation(client, connection_uuid, automation_uuid)),
        connection=lambda: get_connection(client, connection_uuid),
        function=lambda: performed_by(found.result(), client, connection_uuid),
    )
    automation: Automation = panels.require("automation")
    context: dict[str, object] = {
        "crumbs": trail_below(panels, connection_uuid, "automation_list"),
        "tabs": tabs_of(connection_uuid, "automation_list", inside=True),
        "automation": automation,
        "title": title_of(automation),
        "state": automation_state(automation.status),
        "direction": direction(automation.direction),
        "provider": provider_name(automation.provider),
        "schedule": schedule_of(automation),
        "panels": panels,
    }
    if "function" in panels and panels.function.ready:
        performed: Performed = panels.function.value
        context["performed"] = performed
        context["functions"] = [
            (function, link("partner_function_detail", connection_uuid, function.uuid), direction(function.direction))
            for function in performed.functions
        ]
    return render_page(request, "integrations_ui/automation_detail.html", context)
