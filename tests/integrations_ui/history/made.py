"""Integrations made from what the API would answer, read by the very code that reads its answers."""

from __future__ import annotations

import json
from typing import Any

from dashboard import upstream
from dashboard.exsited import Automation, Configuration, Connection, PartnerFunction, Walk
from dashboard.exsited.fields import Row
from dashboard.exsited.wire import read_object
from integrations_ui.history.snapshots import Content, normalised
from integrations_ui.whole import Integration
from tests.builders import Json, automation_json, configuration_json, connection_json, partner_function_json


def row(values: Json) -> Row:
    return read_object(json.dumps(values).encode(), sealer=upstream.sealer(), endpoint="/made")


def connection(**changes: Any) -> Connection:
    return Connection.read(row(connection_json(**changes)))


def configuration(**changes: Any) -> Configuration:
    return Configuration.read(row(configuration_json(**changes)))


def integration(
    *,
    configuration: Json | None = None,
    functions: list[Json] | None = None,
    automations: list[Json] | None = None,
    complete: bool = True,
    **changes: Any,
) -> Integration:
    """`changes` are of the connection; the other parts are as the builders have them unless they are given."""
    return Integration(
        connection=Connection.read(row(connection_json(**changes))),
        configuration=Configuration.read(row(configuration_json() if configuration is None else configuration)),
        functions=Walk(
            items=tuple(
                PartnerFunction.read(row(one))
                for one in ([partner_function_json()] if functions is None else functions)
            ),
            complete=complete,
        ),
        automations=Walk(
            items=tuple(
                Automation.read(row(one)) for one in ([automation_json()] if automations is None else automations)
            ),
            complete=True,
        ),
    )


def content(**parts: Any) -> Content:
    return normalised(integration(**parts))
