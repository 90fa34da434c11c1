"""Automations of a connection: all of them, and one with its schedule and the function it runs."""

from __future__ import annotations

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from dashboard import roles
from dashboard.exsited import Automation, PartnerFunction, Walk, get_automation, get_connection
from dashboard.htmx import render_page
from dashboard.links import link
from dashboard.lists import WholeList
from dashboard.panels import once, read_panels
from dashboard.upstream import exsited
from integrations_ui.configuration.states import automation_state, provider_name
from integrations_ui.connections.tabs import tabs_of
from integrations_ui.functions import lists as function_lists
from integrations_ui.functions.concerns import concerns_of_automation, shown_concerns
from integrations_ui.functions.notes import Borrowed
from integrations_ui.functions.part_list import PartList
from integrations_ui.functions.parts import trail_below
from integrations_ui.functions.runs import NamedFunctions, Performed, all_automations, all_functions, performed_by
from integrations_ui.functions.schedule import schedule_of
from integrations_ui.functions.tables import AutomationTable, direction, title_of


def shown_automations(
    request: HttpRequest, automations: Walk[Automation], functions: Walk[PartnerFunction] | None, connection_uuid: str
) -> WholeList[Automation]:
    named = NamedFunctions.of(functions.items, complete=functions.complete) if functions else None
    return function_lists.automation_list(request, automations.items, named, connection_uuid=connection_uuid)


AUTOMATIONS = PartList(
    view="automation_list",
    table=AutomationTable,
    records="automations",
    placeholder="Name, code or function",
    read=all_automations,
    read_other=all_functions,
    borrowed=Borrowed(
        panel=None,
        name="function",
        label="Function",
        records="partner functions",
        open="nobody can tell what they are called, nor whether they are there",
        searched=True,
    ),
    make=shown_automations,
)


@require_safe
@permission_required(roles.VIEW_INTEGRATIONS, raise_exception=True)
def automation_list(request: HttpRequest, connection_uuid: str) -> HttpResponseBase:
    return AUTOMATIONS.respond(request, exsited(request), connection_uuid)


@require_safe
@permission_required(roles.VIEW_INTEGRATIONS, raise_exception=True)
def automation_detail(request: HttpRequest, connection_uuid: str, automation_uuid: str) -> HttpResponse:
    client, now = exsited(request), timezone.now()
    read_automation = once(lambda: get_automation(client, connection_uuid, automation_uuid))
    read_connection = once(lambda: get_connection(client, connection_uuid))
    read_performed = once(lambda: performed_by(read_automation(), client, connection_uuid))
    panels = read_panels(
        request,
        subject="automation",
        automation=read_automation,
        connection=read_connection,
        function=read_performed,
        findings=lambda: concerns_of_automation(
            read_automation(), connection=read_connection(), performed=read_performed, now=now
        ),
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
    if "findings" in panels and panels.findings.ready:
        context["concerns"] = shown_concerns(panels.findings.value, name=title_of(automation), now=now)
    return render_page(request, "integrations_ui/functions/automation_detail.html", context)
