"""Partner functions of a connection: all of them, and one with the automations that run it."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from dashboard import roles
from dashboard.exsited import (
    Automation,
    PartnerFunction,
    Walk,
    get_connection,
    get_partner_function,
    list_partner_functions,
)
from dashboard.htmx import asked_fragment, render_page
from dashboard.panels import read_panels
from dashboard.tables import ListQuery
from dashboard.upstream import exsited
from integrations_ui.function_tables import PartnerFunctionTable, RunnerTable, direction, name_of
from integrations_ui.parts import head_of, trail_below
from integrations_ui.runs import all_automations, runs
from integrations_ui.states import provider_name
from integrations_ui.tabs import tabs_of


@require_safe
@permission_required(roles.VIEW_INTEGRATIONS, raise_exception=True)
def partner_function_list(request: HttpRequest, connection_uuid: str) -> HttpResponse:
    client = exsited(request)
    query = ListQuery.from_request(request)
    calls: dict[str, Callable[[], object]] = {
        "functions": lambda: list_partner_functions(client, connection_uuid, **query.paging())
    }
    if asked_fragment(request) != PartnerFunctionTable.section_id:
        calls["connection"] = lambda: get_connection(client, connection_uuid)
    panels = read_panels(request, subject="functions", **calls)
    page = panels.require("functions")
    context = {
        "head": head_of(panels, connection_uuid, current="partner_function_list"),
        "table": PartnerFunctionTable(page, query=query, connection_uuid=connection_uuid),
    }
    return render_page(request, "integrations_ui/partner_function_list.html", context)


@require_safe
@permission_required(roles.VIEW_INTEGRATIONS, raise_exception=True)
def partner_function_detail(request: HttpRequest, connection_uuid: str, function_uuid: str) -> HttpResponse:
    client = exsited(request)
    panels = read_panels(
        request,
        subject="function",
        function=lambda: get_partner_function(client, connection_uuid, function_uuid),
        connection=lambda: get_connection(client, connection_uuid),
        automations=lambda: all_automations(client, connection_uuid),
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
        context |= {"walked": walked, "runners": RunnerTable(runners, connection_uuid=connection_uuid)}
    return render_page(request, "integrations_ui/partner_function_detail.html", context)
