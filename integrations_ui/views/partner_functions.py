"""Partner functions of a connection: all of them, and one with the automations that run it."""

from __future__ import annotations

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from dashboard import roles
from dashboard.exsited import Automation, PartnerFunction, Walk, get_connection, get_partner_function
from dashboard.htmx import render_page
from dashboard.lists import WholeList
from dashboard.panels import once, read_panels
from dashboard.upstream import exsited
from integrations_ui.configuration.states import provider_name
from integrations_ui.connections.tabs import tabs_of
from integrations_ui.functions.concerns import concerns_of_function, shown_concerns
from integrations_ui.functions.lists import function_list
from integrations_ui.functions.notes import Borrowed
from integrations_ui.functions.part_list import PartList
from integrations_ui.functions.parts import trail_below
from integrations_ui.functions.runs import NamedFunctions, Runners, all_automations, all_functions, runs
from integrations_ui.functions.tables import PartnerFunctionTable, RunnerTable, direction, name_of

MOST_RUNNERS = 50
"""As many automations stand on the page of a function; the list of automations has them all."""


def shown_functions(
    request: HttpRequest, functions: Walk[PartnerFunction], automations: Walk[Automation] | None, connection_uuid: str
) -> WholeList[PartnerFunction]:
    named = NamedFunctions.of(functions.items, complete=functions.complete)
    runners = Runners.of(automations, named) if automations else None
    return function_list(request, functions.items, runners, connection_uuid=connection_uuid)


FUNCTIONS = PartList(
    view="partner_function_list",
    table=PartnerFunctionTable,
    records="partner functions",
    placeholder="Name, mapping or UUID",
    read=all_functions,
    read_other=all_automations,
    borrowed=Borrowed(
        panel=None,
        name="run_by",
        label="Run by",
        records="automations",
        open="nobody can tell which of them run these functions",
    ),
    make=shown_functions,
)


@require_safe
@permission_required(roles.VIEW_INTEGRATIONS, raise_exception=True)
def partner_function_list(request: HttpRequest, connection_uuid: str) -> HttpResponseBase:
    return FUNCTIONS.respond(request, exsited(request), connection_uuid)


@require_safe
@permission_required(roles.VIEW_INTEGRATIONS, raise_exception=True)
def partner_function_detail(request: HttpRequest, connection_uuid: str, function_uuid: str) -> HttpResponse:
    client, now = exsited(request), timezone.now()
    read_function = once(lambda: get_partner_function(client, connection_uuid, function_uuid))
    read_connection = once(lambda: get_connection(client, connection_uuid))
    read_automations = once(lambda: all_automations(client, connection_uuid))
    panels = read_panels(
        request,
        subject="function",
        function=read_function,
        connection=read_connection,
        automations=read_automations,
        findings=lambda: concerns_of_function(
            read_function(),
            connection=read_connection(),
            automations=read_automations,
            functions=lambda: all_functions(client, connection_uuid),
            now=now,
        ),
    )
    function: PartnerFunction = panels.require("function")
    context: dict[str, object] = {
        "connection_uuid": connection_uuid,
        "crumbs": trail_below(panels, connection_uuid, "partner_function_list"),
        "tabs": tabs_of(connection_uuid, "partner_function_list", inside=True),
        "function": function,
        "title": name_of(function),
        "direction": direction(function.direction),
        "provider": provider_name(function.provider_name),
        "panels": panels,
    }
    if "automations" in panels and panels.automations.ready:
        walked: Walk[Automation] = panels.automations.value
        runners = [automation for automation in walked.items if runs(automation, function)]
        context |= {
            "walked": walked,
            "runners": RunnerTable(runners[:MOST_RUNNERS], connection_uuid=connection_uuid),
            "more_runners": len(runners[MOST_RUNNERS:]),
        }
    if "findings" in panels and panels.findings.ready:
        context["concerns"] = shown_concerns(panels.findings.value, name=name_of(function), now=now)
    return render_page(request, "integrations_ui/functions/partner_function_detail.html", context)
