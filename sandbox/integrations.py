"""Endpoints 1 to 7: connections, their configuration, partner functions and automations."""

from sandbox.messages import Answer, Record, Request, json_answer
from sandbox.paging import Order, Window, page_of
from sandbox.records import by_uuid, found, only
from sandbox.world import World

CONNECTION_FIELDS = (
    "status",
    "uuid",
    "integration_partner",
    "remote_instance_id",
    "remote_instance_name",
    "client_id",
    "client_secret",
    "access_token",
    "refresh_token",
)


def connections(world: World, request: Request) -> Answer:
    """1. `pagination` is empty where one page holds all."""
    order = Order.read(request.query, sortable=CONNECTION_FIELDS)
    rows: list[Record] = list(world.connections())
    if order.field:
        rows.sort(key=lambda row: str(row[order.field or ""]).casefold())
    if order.descending:
        rows.reverse()
    window = Window.read(request.query)
    page = [only(row, request.query.get("fields", "")) for row in window.cut(rows)]
    pagination = window.pagination(request, records=len(rows)) if len(page) < len(rows) else {}
    return json_answer({"integration_connection": page, "pagination": pagination})


def connection(world: World, _request: Request, uuid: str) -> Answer:
    """2. A list of one."""
    return json_answer({"integration_connection": [found(world.connection(uuid), "Integration connection")]})


def configuration(world: World, _request: Request, uuid: str) -> Answer:
    """3."""
    return json_answer({"integration": found(world.configuration(uuid), "Integration")})


def partner_functions(world: World, request: Request, uuid: str) -> Answer:
    """4."""
    rows = found(world.partner_functions(uuid), "Integration")
    return json_answer(page_of(rows, "partner_functions", request))


def partner_function(world: World, _request: Request, uuid: str, function_uuid: str) -> Answer:
    """5."""
    rows = found(world.partner_functions(uuid), "Integration")
    return json_answer({"partner_function": by_uuid(rows, function_uuid, "Partner function")})


def automations(world: World, request: Request, uuid: str) -> Answer:
    """6."""
    rows = found(world.automations(uuid), "Integration")
    return json_answer(page_of(rows, "integration_automations", request))


def automation(world: World, _request: Request, uuid: str, automation_uuid: str) -> Answer:
    """7."""
    rows = found(world.automations(uuid), "Integration")
    return json_answer({"integration_automation": by_uuid(rows, automation_uuid, "Integration automation")})
