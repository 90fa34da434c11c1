"""The matrix of all connections as it is shown: sheets of columns, rows by module, each cell a shape and a word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from django.utils.html import format_html
from django.utils.safestring import SafeString

from dashboard import markup
from dashboard.links import link
from dashboard.problems import words_for
from integrations_ui.across.grid import Across, Column, Row, sheets_of
from integrations_ui.configuration.matrix import ABSENT, OFF, ON, UNDOCUMENTED, UNKNOWN
from integrations_ui.configuration.meaning import OTHER_KEYS, Told
from integrations_ui.configuration.states import connection_state, provider_name
from integrations_ui.keys import soft

ON_ONE_SHEET = 12
LONGEST_RAW = 40

BADGES = {
    ON: markup.badge("ok", "On"),
    OFF: markup.badge("off", "Off"),
    ABSENT: markup.badge("off", "Absent", absent=True),
    UNDOCUMENTED: markup.badge("off", "Not sent", absent=True),
    UNKNOWN: markup.badge("warn", "Unknown"),
}
DIFFERS = format_html('<span class="differs">{}</span>', "differs")
NOT_READ = format_html('<span class="sr">{}</span>', "Not read")


@dataclass(frozen=True, kw_only=True, slots=True)
class Head:
    """The heading of a column. `note` is its provider, and its status where that is not the usual one."""

    title: str
    url: str
    note: str
    reference: bool
    trouble: str
    differences: int


@dataclass(frozen=True, slots=True)
class ShownCell:
    html: SafeString
    css: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownRow:
    row: Row
    expected: SafeString
    cells: list[ShownCell]


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownGroup:
    name: str
    rows: list[ShownRow]


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """The table, or as much of its columns as fits on paper. `place` is empty where there is only one."""

    heads: list[Head]
    groups: list[ShownGroup]
    place: str
    number: int

    @property
    def width(self) -> int:
        """Columns beside the one that names the rows."""
        return len(self.heads) + 1


def sheets(across: Across, rows: Sequence[Row], *, split: bool) -> list[Sheet]:
    heads = [head_of(across, at) for at in range(len(across.columns))]
    parts = sheets_of(across, ON_ONE_SHEET if split else len(heads) or 1)
    return [
        Sheet(
            heads=heads[part.start : part.stop],
            groups=groups_of(rows, part),
            place=f"connections {part.start + 1} to {part.stop} of {len(heads)}" if len(parts) > 1 else "",
            number=number,
        )
        for number, part in enumerate(parts, start=1)
    ]


def head_of(across: Across, at: int) -> Head:
    column = across.columns[at]
    connection, state = column.connection, connection_state(column.connection.status)
    status = "" if state.tone == "ok" else state.label
    return Head(
        title=connection.title,
        url=link("configuration_detail", connection.uuid),
        note=", ".join(filter(None, [provider_name(connection.provider), status])),
        reference=column is across.reference,
        trouble=trouble(column),
        differences=across.differences_of(at),
    )


def trouble(column: Column) -> str:
    """Why it was not read, in the words of the error page's title."""
    return words_for(column.error).title if column.error else ""


def groups_of(rows: Sequence[Row], part: range) -> list[ShownGroup]:
    return [
        ShownGroup(name=module_name(module), rows=[shown(row, part) for row in found])
        for module, found in groupby(rows, key=lambda row: row.meaning.module)
    ]


def module_name(module: str) -> str:
    return "Other keys" if module == OTHER_KEYS else module.capitalize()


def shown(row: Row, part: range) -> ShownRow:
    return ShownRow(
        row=row,
        expected=expected(row),
        cells=[cell(told, differs=row.differs(told)) for told in row.told[part.start : part.stop]],
    )


def expected(row: Row) -> SafeString:
    """What the others are held against, and how many of those that were read say so."""
    if row.expected is None:
        return markup.badge("info", "Split") if row.split else markup.ABSENT
    return format_html(
        '{} <span class="muted small nowrap">{} of {}</span>', state(row.expected), row.agreeing, row.read
    )


@lru_cache(maxsize=1024)
def cell(told: Told | None, *, differs: bool) -> ShownCell:
    """The same few cells stand in thousands of places."""
    if told is None:
        return ShownCell(NOT_READ, "void")
    if differs:
        return ShownCell(format_html("{} {}", state(told), DIFFERS), "diff")
    return ShownCell(state(told))


@lru_cache(maxsize=1024)
def state(told: Told) -> SafeString:
    raw = told.raw if len(told.raw) <= LONGEST_RAW else f"{told.raw[:LONGEST_RAW]}…"
    badge = BADGES.get(told.state)
    if badge is None:
        return format_html('<span class="breakable">{}</span>', raw) if raw else markup.ABSENT
    return format_html('{} <span class="id">{}</span>', badge, soft(raw)) if raw else badge
