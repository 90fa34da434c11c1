"""Makes the pack of what was read and judged: it asks the billing API for nothing, and keeps what was read."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.models import User
from django.db import DatabaseError
from django.utils import timezone

from dashboard.exsited import ID, Configuration, Connection, Walk
from integrations_ui.audit.acknowledging import Key, ever_given, newest_of
from integrations_ui.audit.reading import Judged
from integrations_ui.audit.rule import AUTOMATIONS, CONFIGURATION, CONNECTIONS, FUNCTIONS, PARTS
from integrations_ui.audit.subject import secrets_of, sentence, unread
from integrations_ui.configuration.matrix import matrix_of
from integrations_ui.connections.tokens import status_of, token_state
from integrations_ui.evidence.keeping import DATABASE_FAILED, NOT_SEEN, Kept, keep_all
from integrations_ui.evidence.pack import Entry, Pack
from integrations_ui.evidence.records import line_of_automation, line_of_function
from integrations_ui.evidence.remarks import (
    Held,
    Remark,
    held_of,
    remark_of_doubt,
    remark_of_finding,
    remark_of_gap,
)
from integrations_ui.models import Acknowledgement
from integrations_ui.tables import secret_rows
from integrations_ui.whole import Integration

log = logging.getLogger("dashboard.evidence")

LIST_CUT = (
    "The list of connections could not be read to its end: there may be others, "
    "and what two of them share may not be found."
)
NO_ACKNOWLEDGEMENTS = "The acknowledgements could not be read, so nobody can tell which findings are: {why}"
NO_AGES = "Since when its secrets are known could not be read: the database failed."
NO_SNAPSHOT = "What was read could not be kept as a snapshot: {why}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Spoken:
    """What was said of connections, by uuid; `given` and `acknowledged` are None where the database failed."""

    remarks: Mapping[str, list[Remark]]
    found: Collection[Key]
    given: list[Acknowledgement] | None
    acknowledged: Mapping[Key, Acknowledgement] | None
    today: date

    def held(self, uuids: Collection[str], *, whole: bool) -> tuple[Held, ...]:
        mine = [one for one in self.given or () if one.connection_uuid in uuids]
        return tuple(held_of(mine, self.found, whole=whole, today=self.today))


def pack_of(judged: Judged, *, made_by: User, alone: bool) -> Pack:
    """`alone`: of the one connection that was judged."""
    spoken = spoken_of(judged, alone=alone)
    kept = keep_all(judged.integrations, judged.at)
    gapped = {gap.connection.uuid for gap in judged.report.not_checked}
    entries = tuple(
        entry_of(
            number,
            integration,
            judged,
            spoken,
            kept[integration.connection.uuid],
            whole=integration.connection.uuid not in gapped,
        )
        for number, integration in enumerate(judged.integrations, 1)
    )
    listed = {connection.uuid for connection in judged.connections}
    gone = {one.connection_uuid for one in spoken.given or ()} - listed
    return Pack(
        alone=alone,
        entries=entries,
        strays=spoken.held(gone, whole=judged.complete),
        unread=tuple(unread_of_all(judged, spoken, alone=alone)),
        made_by=signed(made_by),
        made_at=judged.at,
    )


def spoken_of(judged: Judged, *, alone: bool) -> Spoken:
    today = timezone.localdate(judged.at)
    given = given_to([one.uuid for one in judged.connections] if alone else None)
    acknowledged = None if given is None else newest_of(given, today=today)
    report = judged.report
    remarks: dict[str, list[Remark]] = {one.uuid: [] for one in judged.connections}
    for finding in report.findings:
        remarks[finding.connection.uuid].append(remark_of_finding(finding, acknowledged))
    for doubt in report.cannot_judge:
        remarks[doubt.connection.uuid].append(remark_of_doubt(doubt, acknowledged))
    for gap in report.not_checked:
        remarks[gap.connection.uuid].append(remark_of_gap(gap))
    found = {one.key for one in report.findings} | {one.key for one in report.cannot_judge}
    return Spoken(remarks=remarks, found=found, given=given, acknowledged=acknowledged, today=today)


def given_to(connection_uuids: list[str] | None) -> list[Acknowledgement] | None:
    try:
        return ever_given(connection_uuids)
    except DatabaseError:
        log.warning("acknowledgements_not_read", exc_info=True)
        return None


def entry_of(
    number: int, integration: Integration, judged: Judged, spoken: Spoken, kept: Kept, *, whole: bool
) -> Entry:
    connection, configuration = integration.connection, integration.configuration
    functions, automations = integration.functions, integration.automations
    return Entry(
        number=number,
        connection=connection,
        state=status_of(connection, now=judged.at),
        token=token_state(connection.access_token, connection.refresh_token, now=judged.at),
        secrets=tuple(secret_rows(connection, now=judged.at, first_seen=judged.first_seen)),
        remarks=tuple(spoken.remarks[connection.uuid]),
        held=None if spoken.given is None else spoken.held({connection.uuid}, whole=whole),
        matrix=matrix_of(configuration) if configuration else None,
        functions=tuple(map(line_of_function, functions.items)) if functions else None,
        automations=tuple(map(line_of_automation, automations.items)) if automations else None,
        kept=kept,
        gaps=dict(gaps_in(integration)),
        unkept=tuple(unkept_of(connection, judged, kept)),
    )


def gaps_in(integration: Integration) -> Iterator[tuple[str, str]]:
    parts = {
        CONFIGURATION: integration.configuration,
        FUNCTIONS: integration.functions,
        AUTOMATIONS: integration.automations,
    }
    for part, read in parts.items():
        if read is None:
            yield part, unread(part, integration.errors.get(part))
        elif not isinstance(read, Configuration) and not read.complete:
            yield part, cut_short(part, read)


def cut_short(part: str, read: Walk[Any]) -> str:
    more = f", and {read.missing} more should be there" if read.missing else ""
    return f"{sentence(PARTS[part])} could not be read whole: {len(read.items)} came{more}."


def unkept_of(connection: Connection, judged: Judged, kept: Kept) -> Iterator[str]:
    held = [name for name, _ in secrets_of(connection)] if ID.fullmatch(connection.uuid) else []
    if any((connection.uuid, name) not in judged.first_seen for name in held):
        yield NO_AGES
    if kept.digest and kept.not_kept:
        yield NO_SNAPSHOT.format(why=kept.not_kept)
    if kept.no_drift == NOT_SEEN:
        yield NOT_SEEN


def unread_of_all(judged: Judged, spoken: Spoken, *, alone: bool) -> Iterator[str]:
    if not judged.complete:
        yield LIST_CUT
    if alone:
        yield from dict.fromkeys(gap.reason for gap in judged.report.not_checked if gap.part == CONNECTIONS)
    if spoken.given is None:
        yield NO_ACKNOWLEDGEMENTS.format(why=DATABASE_FAILED)


def signed(person: User) -> str:
    """Who that is by name, if they have one here, and always by what they sign in with."""
    name, account = person.get_full_name(), person.get_username()
    return f"{name} ({account})" if name else account
