"""
A connection with all that belongs to it, each part read whole or told why not; and every connection so.

The audit, the history and the matrix of all connections read through here, so that nothing is read twice for a page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from dashboard.exsited import (
    ID,
    Automation,
    Client,
    Configuration,
    Connection,
    ExsitedError,
    Page,
    Panels,
    PartnerFunction,
    Unreadable,
    Walk,
    gather,
    get_configuration,
    get_connection,
    list_connections,
    walk,
)
from integrations_ui.functions.runs import all_automations, all_functions

PARTS = ("configuration", "functions", "automations")


@dataclass(frozen=True, kw_only=True, slots=True)
class Integration:
    """
    A part that could not be read is None, and `errors` says why under its own name. A walk that is not `complete`
    holds what came: what is not in it may still exist.
    """

    connection: Connection
    configuration: Configuration | None = None
    functions: Walk[PartnerFunction] | None = None
    automations: Walk[Automation] | None = None
    errors: Mapping[str, ExsitedError] = field(default_factory=dict)

    @property
    def whole(self) -> bool:
        """Whether everything was read, to the end."""
        walks = (self.functions, self.automations)
        return self.configuration is not None and all(found is not None and found.complete for found in walks)


def read_integration(client: Client, connection_uuid: str) -> Integration:
    """Endpoints 2, 3, 4 and 6 at the same time. Raises the error of the connection itself; the other parts may fail."""
    panels = gather(
        subject="connection",
        connection=lambda: get_connection(client, connection_uuid),
        configuration=lambda: get_configuration(client, connection_uuid),
        functions=lambda: all_functions(client, connection_uuid),
        automations=lambda: all_automations(client, connection_uuid),
    )
    return integration_of(panels.require("connection"), panels)


def parts_of(client: Client, connection: Connection) -> Integration:
    """The parts of a connection that a list has already given; none of one whose uuid may not stand in a path."""
    if not ID.fullmatch(connection.uuid):
        odd = Unreadable("bad_id", endpoint="/api/v2/integration-connections")
        return Integration(connection=connection, errors=dict.fromkeys(PARTS, odd))
    panels = gather(
        configuration=lambda: get_configuration(client, connection.uuid),
        functions=lambda: all_functions(client, connection.uuid),
        automations=lambda: all_automations(client, connection.uuid),
    )
    return integration_of(connection, panels)


def integration_of(connection: Connection, panels: Panels) -> Integration:
    errors = {name: panels[name].error for name in panels}
    return Integration(
        connection=connection,
        configuration=panels.configuration.value,
        functions=panels.functions.value,
        automations=panels.automations.value,
        errors={name: error for name, error in errors.items() if error is not None},
    )


def all_connections(client: Client) -> Walk[Connection]:
    """Endpoint 1, walked to its end."""

    def page(limit: int, offset: int) -> Page[Connection]:
        return list_connections(client, limit=limit, offset=offset)

    return walk(page, identity=lambda connection: connection.uuid)


def read_all(client: Client, connections: Sequence[Connection]) -> list[Integration]:
    """Every connection with its parts, in their order; as many at once as the shared pool has threads."""
    calls = {f"at_{place}": partial(parts_of, client, connection) for place, connection in enumerate(connections)}
    panels = gather(subject=None, patience=None, **calls)
    return [panels.require(name) for name in panels]
