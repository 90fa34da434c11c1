"""The table of all connections."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from dashboard import markup
from dashboard.exsited import Page
from dashboard.links import link
from dashboard.lists.exports import Cell
from dashboard.lists.listing import ListQuery
from dashboard.lists.tables import Column, IdColumn, MomentColumn, Table
from integrations_ui.audit.judgements import Tally
from integrations_ui.audit.rule import SEVERITIES
from integrations_ui.connections.rows import ConnectionRow, DriftKept
from integrations_ui.connections.tokens import DAY, HOUR, span
from integrations_ui.tables import clipped


class ClippedColumn(Column):
    """An id of another product: its beginning, with all of it on hovering and in files."""

    def render(self, value: str) -> SafeString:
        return clipped(value)


class AgeColumn(Column):
    """How long the secret of a field has been the same; files hold whole days."""

    css = "num nowrap"
    largest_first = True

    def render(self, value: timedelta) -> SafeString:
        return format_html("{}", age_words(value))

    def value(self, value: timedelta) -> int:
        return value // DAY


class FindingsColumn(Column):
    css = "nowrap"
    largest_first = True

    def render(self, value: Tally, record: ConnectionRow) -> SafeString:
        url = link("connection_findings", record.connection.uuid)
        told = [
            markup.badge(severity.tone, counted(value.by_severity[name], severity.label.lower()), url=url)
            for name, severity in SEVERITIES.items()
            if value.by_severity[name]
        ]
        if value.cannot_judge:
            told.append(markup.badge("off", f"{value.cannot_judge} cannot judge", url=url))
        if value.not_checked:
            told.append(markup.badge("off", f"{value.not_checked} not checked", url=url))
        return (
            format_html('<span class="marks">{}</span>', format_html_join("", "{}", ((one,) for one in told)))
            if told
            else NONE
        )

    def value(self, value: Tally) -> str:
        told = [
            counted(value.by_severity[name], severity.label.lower())
            for name, severity in SEVERITIES.items()
            if value.by_severity[name]
        ]
        told += [f"{value.cannot_judge} cannot judge"] if value.cannot_judge else []
        told += [f"{value.not_checked} not checked"] if value.not_checked else []
        return ", ".join(told) or "none"


class DriftColumn(Column):
    css = "nowrap"
    largest_first = True

    def render(self, value: DriftKept, record: ConnectionRow) -> SafeString:
        if value.changes is None:
            return format_html('<span class="muted">{}</span>', "no baseline")
        if not value.changes:
            return NONE
        url = link("connection_history", record.connection.uuid)
        return markup.linked(counted(value.changes, "change"), url)

    def value(self, value: DriftKept) -> Cell:
        return "no baseline" if value.changes is None else value.changes


def age_words(age: timedelta) -> str:
    return "under 1 h" if age < HOUR else span(age)


NONE = format_html('<span class="muted">{}</span>', "none")


def counted(number: int, word: str) -> str:
    """`info` has no plural of its own here."""
    return f"{number} {word}" if number == 1 or word == "info" else f"{number} {word}s"


class ConnectionTable(Table):
    caption = "Connections"
    section_id = "connection-table"
    brief = ("status",)
    empty_title = "No connections"
    empty_advice = "None is set up in Exsited. Connect a product there, then load this page again."

    name = Column("Connection", sort="remote_instance_name", empty_values=())
    provider = Column("Provider", sort="integration_partner", css="nowrap")
    status = Column("Status", accessor="state")
    findings = FindingsColumn("Findings", accessor="tally")
    token = Column("Access token", css="nowrap")
    client_secret_age = AgeColumn("Secret age", accessor="secret_age__client_secret")
    drift = DriftColumn("Drift")
    uuid = IdColumn("UUID", accessor="connection__uuid", short=True)
    remote_instance_id = ClippedColumn("Remote instance id", accessor="connection__remote_instance_id", optional=True)
    client_id = ClippedColumn("Client id", accessor="connection__client_id", css="nowrap", optional=True)
    access_token_age = AgeColumn("Access token age", accessor="secret_age__access_token", optional=True)
    refresh_token_age = AgeColumn("Refresh token age", accessor="secret_age__refresh_token", optional=True)
    judged_at = MomentColumn("Findings read", accessor="tally__judged_at", optional=True)

    def __init__(
        self,
        source: Page[ConnectionRow] | Sequence[ConnectionRow],
        *,
        query: ListQuery | None = None,
        hidden: Sequence[str] | None = None,
    ) -> None:
        super().__init__(source, query=query, hidden=hidden)

    def render_name(self, record: ConnectionRow) -> SafeString:
        """The uuid stands for a name that did not come."""
        url = link("connection_detail", record.connection.uuid)
        if record.name:
            return markup.linked(record.name, url)
        return markup.identifier(record.connection.uuid, url, copy=False, short=True)

    def value_name(self, record: ConnectionRow) -> str:
        return record.name or record.connection.uuid

    def render_status(self, record: ConnectionRow) -> SafeString:
        return markup.badge(record.state.tone, record.state.label, note=record.state.note)

    def value_status(self, record: ConnectionRow) -> str:
        return with_note(record.state)

    def render_token(self, record: ConnectionRow) -> SafeString:
        return markup.badge(record.token.tone, record.token.label, note=record.token.note)

    def value_token(self, record: ConnectionRow) -> str:
        return with_note(record.token)


def with_note(state: Any) -> str:
    return f"{state.label} ({state.note})" if state.note else str(state.label)
