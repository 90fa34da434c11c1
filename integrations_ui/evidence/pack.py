"""The pack itself: what was read, judged, acknowledged and kept, one entry for each connection."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.text import slugify

from dashboard.exsited import Connection
from dashboard.formats import day_text, local, utc_text
from dashboard.version import version
from integrations_ui.audit import RULES, Rule
from integrations_ui.configuration.matrix import Matrix
from integrations_ui.configuration.states import State, provider_name
from integrations_ui.connections.tokens import TokenState
from integrations_ui.evidence.keeping import Kept
from integrations_ui.evidence.records import AutomationLine, FunctionLine
from integrations_ui.evidence.remarks import (
    ACKNOWLEDGED,
    CANNOT_JUDGE,
    NOT_CHECKED,
    NOT_KNOWN,
    OPEN,
    PARTLY_CHECKED,
    SET_ASIDE,
    Held,
    Remark,
)
from integrations_ui.tables import SecretRow

ALL = "All connections"
COMPLETE = "Complete: everything that belongs to it was read."
NOT_COMPLETE = "Not complete: what was not read is listed, and why."
LONGEST_SLUG = 60


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """
    One connection. A part that could not be read is None.

    held    every acknowledgement that was ever given to it; None where the database failed
    gaps    what could not be read, or not to its end, in whole sentences by the part of the API's answers
    unkept  what our own database did not give or take, in whole sentences
    """

    number: int
    connection: Connection
    state: State
    token: TokenState
    secrets: tuple[SecretRow, ...]
    remarks: tuple[Remark, ...]
    held: tuple[Held, ...] | None
    matrix: Matrix | None
    functions: tuple[FunctionLine, ...] | None
    automations: tuple[AutomationLine, ...] | None
    kept: Kept
    gaps: Mapping[str, str]
    unkept: tuple[str, ...]

    @property
    def unread(self) -> list[str]:
        return [*self.gaps.values(), *self.unkept]

    @property
    def name(self) -> str:
        return self.connection.remote_instance_name or self.connection.uuid

    @property
    def anchor(self) -> str:
        return f"connection-{self.number}"

    @property
    def provider(self) -> str | None:
        return provider_name(self.connection.integration_partner)

    def count(self, *states: str) -> int:
        return sum(remark.state in states for remark in self.remarks)

    @property
    def open_count(self) -> int:
        return self.count(OPEN, NOT_KNOWN)

    @property
    def acknowledged_count(self) -> int:
        return self.count(ACKNOWLEDGED, SET_ASIDE)

    @property
    def doubt_count(self) -> int:
        return self.count(CANNOT_JUDGE)

    @property
    def unchecked_count(self) -> int:
        """Rules, not reasons."""
        found = (remark for remark in self.remarks if remark.state in {NOT_CHECKED, PARTLY_CHECKED})
        return len({rule.id for remark in found for rule in remark.rules})


@dataclass(frozen=True, kw_only=True, slots=True)
class Pack:
    """
    alone   of one connection
    strays  acknowledgements of connections that are not listed any more
    unread  what could not be read of no one connection, in whole sentences
    """

    alone: bool
    entries: tuple[Entry, ...]
    strays: tuple[Held, ...]
    unread: tuple[str, ...]
    made_by: str
    made_at: datetime

    @property
    def scope(self) -> str:
        return self.entries[0].name if self.alone else ALL

    @property
    def complete(self) -> bool:
        return not self.not_read

    @property
    def not_read(self) -> list[tuple[str, str]]:
        """Of what, and what of it and why."""
        of_each = [(entry.name, sentence) for entry in self.entries for sentence in entry.unread]
        return [(self.scope, sentence) for sentence in self.unread] + of_each

    @property
    def rules(self) -> list[Rule]:
        """All that were asked: where none of them speaks, that too is a result."""
        return list(RULES.values())

    @property
    def about(self) -> list[tuple[str, str]]:
        here = local(self.made_at)
        return [
            ("Made by", self.made_by),
            ("Made at", f"{day_text(here)}, {here:%H:%M:%S} {here:%Z}, {timezone.get_current_timezone_name()}"),
            ("In UTC", utc_text(self.made_at)),
            ("Made with", f"Exsited Console {version()}, {len(RULES)} rules"),
            ("Scope", f"The connection {self.scope}" if self.alone else f"{ALL}: {len(self.entries)}"),
            ("Completeness", COMPLETE if self.complete else NOT_COMPLETE),
        ]

    @property
    def file_name(self) -> str:
        """Without an ending; of letters, digits and hyphens alone, whatever the connection is called."""
        called = "all"
        if self.alone:
            [entry] = self.entries
            called = slugify(entry.name)[:LONGEST_SLUG].strip("-") or slugify(entry.connection.uuid) or "connection"
        return f"evidence-{called}-{local(self.made_at).date().isoformat()}"
