"""Two connections and more, as Exsited answers for them, and as records."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import responses

from dashboard.exsited import Automation, Configuration, Connection, PartnerFunction, Sealer, Walk
from dashboard.exsited.fields import Row
from dashboard.exsited.wire import read_object
from integrations_ui.whole import Integration
from tests.builders import (
    CONNECTION_UUID,
    Json,
    automation_json,
    configuration_json,
    connection_json,
    page_of,
    partner_function_json,
)
from tests.conftest import BASE_URL

CONNECTIONS = f"{BASE_URL}/api/v2/integration-connections"
MATRIX_PAGE = "/integrations/matrix/"
COMPARE_PAGE = "/integrations/compare/"

A = CONNECTION_UUID
B = "1f7c9a35-60d2-4e8b-93f4-c5ab02de6718"
C = "d02b64f9-3c17-4a5e-8e90-7b1f63a4c258"

SEALER = Sealer(b"a key for the tests of comparisons")


def connections(*rows: Json) -> Json:
    return page_of(*rows, key="integration_connection", limit=100)


def one(uuid: str, name: str, **changes: Any) -> Json:
    return connection_json(uuid=uuid, remote_instance_name=name, **changes)


def configuration_of(uuid: str) -> str:
    return f"{BASE_URL}/api/v3/integration/{uuid}/configuration"


def functions_of(uuid: str) -> str:
    return f"{BASE_URL}/api/v3/integration/{uuid}/partner-function"


def automations_of(uuid: str) -> str:
    return f"{BASE_URL}/api/v3/integration/{uuid}/automation"


def myob(integration: Json) -> Json:
    """The same settings as another provider spells them."""
    spelled: Json = json.loads(json.dumps(integration).replace("xero", "myob"))
    return spelled


def tell(fake: responses.RequestsMock, uuid: str, integration: Json | None = None) -> None:
    fake.get(configuration_of(uuid), json={"integration": configuration_json() if integration is None else integration})


def tell_lists(
    fake: responses.RequestsMock, uuid: str, functions: Iterable[Json] = (), automations: Iterable[Json] = ()
) -> None:
    fake.get(functions_of(uuid), json=page_of(*functions, key="partner_functions", limit=100))
    fake.get(automations_of(uuid), json=page_of(*automations, key="integration_automations", limit=100))


def row(values: Json) -> Row:
    return read_object(json.dumps(values).encode(), sealer=SEALER, endpoint="/made")


def configuration(integration: Json) -> Configuration:
    return Configuration.read(row({"integration": integration}).need_row("integration"))


def function(**changes: Any) -> PartnerFunction:
    return PartnerFunction.read(row(partner_function_json(**changes)))


def automation(**changes: Any) -> Automation:
    return Automation.read(row(automation_json(**changes)))


def integration(
    settings: Json | None = None,
    functions: Iterable[PartnerFunction] = (),
    automations: Iterable[Automation] = (),
    *,
    complete: bool = True,
    **changes: Any,
) -> Integration:
    return Integration(
        connection=Connection.read(row(connection_json(**changes))),
        configuration=configuration(configuration_json() if settings is None else settings),
        functions=Walk(items=tuple(functions), complete=complete),
        automations=Walk(items=tuple(automations), complete=complete),
    )
