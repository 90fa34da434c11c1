"""Integrations (endpoints 1-7): connections, their configuration, partner functions and automations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from dashboard.exsited.configuration import DOCUMENTED_FLAGS, Configuration, Module, Setting
from dashboard.exsited.errors import Missing
from dashboard.exsited.pages import Page, Sort, sort_params

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboard.exsited.client import Client
    from dashboard.exsited.fields import Extra, Flag, Moment, Row, Whole
    from dashboard.exsited.secrets import Secret

__all__ = [
    "DOCUMENTED_FLAGS",
    "Automation",
    "Configuration",
    "Connection",
    "Module",
    "PartnerFunction",
    "Setting",
    "get_automation",
    "get_configuration",
    "get_connection",
    "get_partner_function",
    "list_automations",
    "list_connections",
    "list_partner_functions",
]


@dataclass(frozen=True, kw_only=True, slots=True)
class Connection:
    """A link to another product (endpoints 1 and 2). Its credentials are sealed; `client_id` is no secret."""

    uuid: str
    status: str | None
    integration_partner: str | None
    remote_instance_id: str | None
    remote_instance_name: str | None
    client_id: str | None
    client_secret: Secret | None
    access_token: Secret | None
    refresh_token: Secret | None
    extra: Extra

    @classmethod
    def read(cls, row: Row) -> Self:
        return cls(
            uuid=row.identity("uuid"),
            status=row.text("status"),
            integration_partner=row.text("integration_partner"),
            remote_instance_id=row.text("remote_instance_id"),
            remote_instance_name=row.text("remote_instance_name"),
            client_id=row.text("client_id"),
            client_secret=row.secret("client_secret"),
            access_token=row.secret("access_token"),
            refresh_token=row.secret("refresh_token"),
            extra=row.extra(wary=True),
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class PartnerFunction:
    """One data operation of an integration (endpoints 4 and 5)."""

    uuid: str
    name: str | None
    description: str | None
    direction: str | None
    event_name: str | None
    provider_name: str | None
    object_name: str | None
    object_mapping: str | None
    mapping_id: str | None
    enabled: Flag
    pre_run_script_id: str | None
    post_run_script_id: str | None
    tag: str | None
    created: Moment
    updated: Moment
    extra: Extra

    @classmethod
    def read(cls, row: Row) -> Self:
        return cls(
            uuid=row.identity("uuid"),
            name=row.text("name"),
            description=row.text("description"),
            direction=row.text("direction"),
            event_name=row.text("event_name"),
            provider_name=row.text("provider_name"),
            object_name=row.text("object_name"),
            object_mapping=row.text("object_mapping"),
            mapping_id=row.text("mapping_id"),
            enabled=row.flag("enabled"),
            pre_run_script_id=row.text("pre_run_script_id"),
            post_run_script_id=row.text("post_run_script_id"),
            tag=row.text("tag"),
            created=row.moment("created"),
            updated=row.moment("updated"),
            extra=row.extra(),
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Automation:
    """
    What runs a partner function, and when (endpoints 6 and 7). `perform_function` is the function's uuid or its name.
    """

    uuid: str
    name: str | None
    display_name: str | None
    code: str | None
    description: str | None
    status: str | None
    provider: str | None
    direction: str | None
    automation_type: str | None
    applies_to: str | None
    applies_to_function: str | None
    perform_function: str | None
    perform_action_text: str | None
    trigger_condition_text: str | None
    additional_criteria: Flag
    check_on: str | None
    check_on_text: str | None
    check_on_minutes: Whole
    custom_day: str | None
    custom_day_time: str | None
    custom_time: str | None
    extra: Extra

    @classmethod
    def read(cls, row: Row) -> Self:
        return cls(
            uuid=row.identity("uuid"),
            name=row.text("name"),
            display_name=row.text("display_name"),
            code=row.text("code"),
            description=row.text("description"),
            status=row.text("status"),
            provider=row.text("provider"),
            direction=row.text("direction"),
            automation_type=row.text("automation_type"),
            applies_to=row.text("applies_to"),
            applies_to_function=row.text("applies_to_function"),
            perform_function=row.text("perform_function"),
            perform_action_text=row.text("performActionText"),
            trigger_condition_text=row.text("trigger_condition_text"),
            additional_criteria=row.flag("additional_criteria"),
            check_on=row.text("check_on"),
            check_on_text=row.text("checkOnText"),
            check_on_minutes=row.whole("check_on_minutes"),
            custom_day=row.text("custom_day"),
            custom_day_time=row.text("custom_day_time"),
            custom_time=row.text("custom_time"),
            extra=row.extra(),
        )


def list_connections(
    client: Client, *, limit: int = 20, offset: int = 0, sort: Sort | None = None, fields: Sequence[str] = ()
) -> Page[Connection]:
    """GET /api/v2/integration-connections: one page; `fields` narrows what each connection tells (its uuid always)."""
    named = ",".join(dict.fromkeys(("uuid", *fields))) if fields else None
    body = client.get("/api/v2/integration-connections", limit=limit, offset=offset, fields=named, **sort_params(sort))
    return Page.read(body, "integration_connection", Connection.read, limit=limit, offset=offset)


def get_connection(client: Client, uuid: str) -> Connection:
    """GET /api/v2/integration-connections/{uuid}: documented as a list of one, also seen as an object."""
    body = client.get("/api/v2/integration-connections/{uuid}", uuid=uuid)
    found = [Connection.read(row) for row in body.need_rows("integration_connection")]
    for connection in found:
        if len(found) == 1 or connection.uuid.lower() == uuid.lower():
            return connection
    raise Missing("missing", endpoint="/api/v2/integration-connections/{uuid}")


def get_configuration(client: Client, uuid: str) -> Configuration:
    """GET /api/v3/integration/{uuid}/configuration: the settings of the connection `uuid`."""
    return Configuration.read(client.get("/api/v3/integration/{uuid}/configuration", uuid=uuid).need_row("integration"))


def list_partner_functions(client: Client, uuid: str, *, limit: int = 20, offset: int = 0) -> Page[PartnerFunction]:
    """GET /api/v3/integration/{uuid}/partner-function: one page of the connection's functions."""
    body = client.get("/api/v3/integration/{uuid}/partner-function", uuid=uuid, limit=limit, offset=offset)
    return Page.read(body, "partner_functions", PartnerFunction.read, limit=limit, offset=offset)


def get_partner_function(client: Client, uuid: str, function_uuid: str) -> PartnerFunction:
    """GET /api/v3/integration/{uuid}/partner-function/{function_uuid}"""
    body = client.get(
        "/api/v3/integration/{uuid}/partner-function/{function_uuid}", uuid=uuid, function_uuid=function_uuid
    )
    return PartnerFunction.read(body.need_row("partner_function"))


def list_automations(client: Client, uuid: str, *, limit: int = 20, offset: int = 0) -> Page[Automation]:
    """GET /api/v3/integration/{uuid}/automation: one page of the connection's automations."""
    body = client.get("/api/v3/integration/{uuid}/automation", uuid=uuid, limit=limit, offset=offset)
    return Page.read(body, "integration_automations", Automation.read, limit=limit, offset=offset)


def get_automation(client: Client, uuid: str, automation_uuid: str) -> Automation:
    """GET /api/v3/integration/{uuid}/automation/{automation_uuid}"""
    body = client.get(
        "/api/v3/integration/{uuid}/automation/{automation_uuid}", uuid=uuid, automation_uuid=automation_uuid
    )
    return Automation.read(body.need_row("integration_automation"))
