"""Tables of connections, and the short ones on the page of a connection."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.html import format_html
from django.utils.safestring import SafeString

from dashboard import formats, markup
from dashboard.exsited import Connection, Page, Secret
from dashboard.links import link
from dashboard.tables import Column, IdColumn, ListQuery, MomentColumn, NumberColumn, Table, TextColumn
from integrations_ui.sightings import SECRETS, FirstSeen, secret_of
from integrations_ui.states import connection_state, provider_name
from integrations_ui.summary import ModuleSummary
from integrations_ui.tokens import TokenState, span, token_state

CONNECTION_SORTS = frozenset({"remote_instance_name", "integration_partner", "status", "remote_instance_id"})
"""What `order_by` may be: fields of the record. None of them is a secret, whose order would tell of its value."""

LONGEST_ID = 16


def linked(name: str, url: str) -> SafeString:
    return format_html('<a href="{}">{}</a>', url, name) if url else format_html("{}", name)


def clipped(value: str) -> SafeString:
    """An id in a list: whole while it is short, else its beginning, with all of it on hovering."""
    if len(value) <= LONGEST_ID:
        return markup.identifier(value, copy=False)
    return format_html('<span class="id nowrap" title="{}">{}…</span>', value, value[: markup.SHORT_ID])


class ConnectionTable(Table):
    caption = "Connections"
    section_id = "connection-table"
    empty_title = "No connections"
    empty_advice = "None is set up in Exsited. Connect a product there, then load this page again."

    name = Column("Connection", accessor="remote_instance_name", sort="remote_instance_name", empty_values=())
    provider = Column("Provider", accessor="integration_partner", sort="integration_partner", css="nowrap")
    status = Column("Status", css="nowrap", empty_values=())
    token = Column("Access token", accessor="access_token", empty_values=(), css="nowrap")
    remote_instance_id = Column("Remote instance id")
    client_id = Column("Client id", css="nowrap")
    uuid = IdColumn("UUID", short=True)

    def __init__(self, page: Page[Connection], *, query: ListQuery, now: datetime) -> None:
        super().__init__(page, query=query)
        self.now = now

    def render_name(self, record: Connection) -> SafeString:
        """The row's one link; the uuid stands for a name that did not come."""
        url = link("connection_detail", record.uuid)
        if record.remote_instance_name:
            return linked(record.remote_instance_name, url)
        return markup.identifier(record.uuid, url, copy=False, short=True)

    def render_provider(self, value: str) -> SafeString:
        return markup.words(provider_name(value))

    def render_status(self, record: Connection) -> SafeString:
        state = connection_state(record.status)
        return markup.badge(state.tone, state.label, note=state.note)

    def render_token(self, record: Connection) -> SafeString:
        state = token_state(record.access_token, record.refresh_token, now=self.now)
        return markup.badge(state.tone, state.label, note=state.note)

    def render_remote_instance_id(self, value: str) -> SafeString:
        return clipped(value)

    def render_client_id(self, value: str) -> SafeString:
        return clipped(value)


@dataclass(frozen=True, kw_only=True, slots=True)
class SecretRow:
    """One secret of a connection and for how long it is known; `state` only where its end can be judged."""

    name: str
    secret: Secret | None
    first_seen_at: datetime | None = None
    held: timedelta | None = None
    state: TokenState | None = None


def secret_rows(connection: Connection, *, now: datetime, first_seen: FirstSeen) -> list[SecretRow]:
    access = token_state(connection.access_token, connection.refresh_token, now=now)
    return [
        SecretRow(
            name=name,
            secret=secret_of(connection, field),
            first_seen_at=(at := first_seen.get((connection.uuid, field))),
            held=None if at is None else max(now - at, timedelta(0)),
            state=access if field == "access_token" else None,
        )
        for field, name in SECRETS.items()
    ]


class SecretTable(Table):
    caption = "Secrets"
    section_id = "secret-table"

    name = TextColumn("Secret", css="nowrap")
    mask = IdColumn("Ends in", accessor="secret__mask", copy=False)
    fingerprint = IdColumn("Fingerprint", accessor="secret__fingerprint", copy=False)
    length = TextColumn("Length", accessor="secret__length", css="nowrap")
    first_seen_at = Column("First seen")
    issued_at = MomentColumn("Issued", accessor="secret__issued_at")
    expires_at = MomentColumn("Expires", accessor="secret__expires_at")
    state = Column("State", css="nowrap")

    def render_first_seen_at(self, value: datetime, record: SecretRow) -> SafeString:
        age = f"{span(record.held)} ago" if record.held is not None else ""
        return format_html('{} <span class="muted small nowrap">{}</span>', markup.moment(value), age)

    def render_state(self, value: TokenState) -> SafeString:
        return markup.badge(value.tone, value.label, note=value.note)


class ModuleTable(Table):
    """What is switched on, by module."""

    caption = "Flags by module"
    section_id = "module-table"

    name = TextColumn("Module")
    on = NumberColumn("On")
    off = NumberColumn("Off")
    unknown = NumberColumn("Unknown")

    def __init__(self, summary: Sequence[ModuleSummary]) -> None:
        super().__init__(summary)

    def render_name(self, value: str) -> str:
        return formats.humane(value)
