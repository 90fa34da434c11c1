"""The short tables on the page of a connection."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.html import format_html
from django.utils.safestring import SafeString

from dashboard import formats, markup
from dashboard.exsited import Connection, Secret
from dashboard.lists.tables import Column, IdColumn, MomentColumn, NumberColumn, Table, TextColumn
from integrations_ui.connections.summary import ModuleSummary
from integrations_ui.connections.tokens import TokenState, span, token_state
from integrations_ui.history.sightings import SECRETS, FirstSeen, secret_of

LONGEST_ID = 16


def clipped(value: str) -> SafeString:
    """An id in a list: whole while it is short, else its beginning, with all of it on hovering."""
    if len(value) <= LONGEST_ID:
        return markup.identifier(value, copy=False)
    return format_html('<span class="id nowrap" title="{}">{}…</span>', value, value[: markup.SHORT_ID])


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
    brief = ("state",)

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
    abreast = 4

    name = TextColumn("Module")
    on = NumberColumn("On")
    off = NumberColumn("Off")
    unknown = NumberColumn("Unknown")

    def __init__(self, summary: Sequence[ModuleSummary]) -> None:
        super().__init__(summary)

    def render_name(self, value: str) -> str:
        return formats.humane(value)
