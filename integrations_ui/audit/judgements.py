"""What the rules last said of each connection, so that a list can tell it without reading everything again."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import DatabaseError

from dashboard.exsited import ID, Connection
from integrations_ui.audit.acknowledging import Key, standing
from integrations_ui.audit.judged import CANNOT_JUDGE
from integrations_ui.audit.reading import Judged
from integrations_ui.audit.rule import SEVERITIES
from integrations_ui.history.snapshots import keep_seen
from integrations_ui.models import Judgement

log = logging.getLogger("dashboard.judgements")

STALE = timedelta(minutes=15)
"""A list whose judgements are older has them made anew."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Tally:
    """How many findings of a connection are open, by severity, and what could not be told. As of `judged_at`."""

    judged_at: datetime
    by_severity: Mapping[str, int]
    cannot_judge: int = 0
    not_checked: int = 0
    acknowledged: int = 0

    @property
    def findings(self) -> int:
        return sum(self.by_severity.values())

    @property
    def weight(self) -> tuple[int, ...]:
        """What a list is sorted by: the worst severity counts first."""
        return (*(self.by_severity.get(name, 0) for name in SEVERITIES), self.cannot_judge, self.not_checked)


def remember(judged: Judged) -> None:
    """What every page keeps that has read connections whole: how they are, and what the rules say of them."""
    keep_seen(judged.integrations, judged.at)
    keep_judgements(judged)


def keep_judgements(judged: Judged) -> bool:
    """Remembers what was just judged; False where the database fails, for the page does without."""
    try:
        note_judgements(judged)
    except DatabaseError:
        log.warning("judgements_not_kept", exc_info=True)
        return False
    return True


def note_judgements(judged: Judged) -> None:
    """One statement for all connections."""
    verdicts: dict[str, list[list[str]]] = defaultdict(list)
    not_checked: dict[str, int] = defaultdict(int)
    for finding in judged.report.findings:
        verdicts[finding.connection.uuid].append([finding.rule.severity.name, finding.rule.id, finding.digest])
    for doubt in judged.report.cannot_judge:
        verdicts[doubt.connection.uuid].append([CANNOT_JUDGE, CANNOT_JUDGE, doubt.digest])
    for gap in judged.report.not_checked:
        not_checked[gap.connection.uuid] += len(gap.rules)
    uuids = {one.uuid for one in judged.connections if ID.fullmatch(one.uuid)}
    Judgement.objects.bulk_create(
        [
            Judgement(
                connection_uuid=uuid,
                judged_at=judged.at,
                verdicts=verdicts[uuid],
                not_checked=not_checked[uuid],
            )
            for uuid in sorted(uuids)
        ],
        update_conflicts=True,
        unique_fields=["connection_uuid"],
        update_fields=["judged_at", "verdicts", "not_checked"],
    )


def kept_judgements(connections: Iterable[Connection]) -> dict[str, Judgement]:
    """By uuid, in one query."""
    uuids = {connection.uuid for connection in connections}
    return {one.connection_uuid: one for one in Judgement.objects.filter(connection_uuid__in=uuids)}


def tallies(judgements: Mapping[str, Judgement], *, today: date) -> dict[str, Tally]:
    """What is open today: an acknowledgement given since counts at once, and one that ended no longer."""
    acknowledged = standing(judgements, today=today)
    return {uuid: tally_of(one, acknowledged.keys()) for uuid, one in judgements.items()}


def tally_of(judgement: Judgement, acknowledged: Iterable[Key]) -> Tally:
    covered = set(acknowledged)
    counts: dict[str, int] = defaultdict(int)
    for kind, rule, facts in judgement.verdicts:
        counts["acknowledged" if (judgement.connection_uuid, rule, facts) in covered else kind] += 1
    return Tally(
        judged_at=judgement.judged_at,
        by_severity={name: counts[name] for name in SEVERITIES},
        cannot_judge=counts[CANNOT_JUDGE],
        not_checked=judgement.not_checked,
        acknowledged=counts["acknowledged"],
    )


def stale(connections: Iterable[Connection], judgements: Mapping[str, Judgement], now: datetime) -> list[Connection]:
    """Those that were not judged lately. What has no proper uuid never was and never can be."""
    return [
        connection
        for connection in connections
        if ID.fullmatch(connection.uuid)
        and (connection.uuid not in judgements or judgements[connection.uuid].judged_at < now - STALE)
    ]
