"""What the pages below a connection share: the connection as a panel of its own, and what its head says without it."""

from __future__ import annotations

from dashboard.exsited import Connection, Panels
from dashboard.links import Trail, link
from integrations_ui.configuration.states import State
from integrations_ui.connections.head import ConnectionHead
from integrations_ui.connections.tabs import PARTS, tabs_of
from integrations_ui.links import connection_trail, list_trail

NOT_READ = State(9, "off", "Not read", "the connection itself did not come, only this part of it")


def connection_of(panels: Panels) -> Connection | None:
    """The connection, where it was asked for and came."""
    if "connection" not in panels or not panels.connection.ready:
        return None
    connection: Connection = panels.connection.value
    return connection


def head_of(panels: Panels, connection_uuid: str, *, current: str) -> ConnectionHead:
    """`current` is the URL name of the page. A connection that did not come is called by its uuid."""
    if connection := connection_of(panels):
        return ConnectionHead.of(connection, current=current)
    return ConnectionHead(
        uuid=connection_uuid,
        title=connection_uuid,
        provider="",
        state=NOT_READ,
        crumbs=list_trail(),
        tabs=tabs_of(connection_uuid, current),
    )


def trail_below(panels: Panels, connection_uuid: str, part: str) -> Trail:
    """The way to one record of the list whose URL name is `part`."""
    connection = connection_of(panels)
    name = connection.remote_instance_name if connection else None
    return [*connection_trail(connection_uuid, name), (PARTS[part], link(part, connection_uuid))]
