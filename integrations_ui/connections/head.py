"""The head that the pages of one connection share: what it is called, how it is, and its parts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from django.utils.html import format_html
from django.utils.safestring import SafeString

from dashboard import markup
from dashboard.exsited import Connection
from dashboard.links import Trail
from integrations_ui.configuration.states import State, connection_state, provider_name
from integrations_ui.connections.tabs import Tab, tabs_of
from integrations_ui.links import list_trail


@dataclass(frozen=True, kw_only=True, slots=True)
class ConnectionHead:
    uuid: str
    title: str
    provider: str
    state: State
    crumbs: Trail
    tabs: list[Tab]

    @classmethod
    def of(cls, connection: Connection, *, current: str) -> Self:
        """`current` is the URL name of the page."""
        return cls(
            uuid=connection.uuid,
            title=connection.remote_instance_name or connection.uuid,
            provider=provider_name(connection.integration_partner) or "",
            state=connection_state(connection.status),
            crumbs=list_trail(),
            tabs=tabs_of(connection.uuid, current),
        )

    @property
    def note(self) -> SafeString:
        return format_html("{} {}", self.provider, markup.identifier(self.uuid))
