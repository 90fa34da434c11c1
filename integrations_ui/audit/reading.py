"""Reads what the rules need, each thing once, and lets them judge it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from dashboard.exsited import ID, BadId, Client, Connection, ExsitedError, Panel, Walk, gather
from integrations_ui.audit.engine import Report, judge
from integrations_ui.audit.subject import IntegrationAudit, Neighbours
from integrations_ui.history.sightings import FirstSeen, noted
from integrations_ui.whole import Integration, all_connections, read_all, read_integration


@dataclass(frozen=True, kw_only=True, slots=True)
class Judged:
    """
    Integrations and what the rules say of them.

    first_seen  since when each of their secrets is known; empty where the database failed
    complete    no connection is left out
    """

    integrations: Sequence[Integration]
    report: Report
    at: datetime
    first_seen: FirstSeen = field(default_factory=dict)
    complete: bool = True

    @property
    def connections(self) -> list[Connection]:
        return [integration.connection for integration in self.integrations]


def judge_one(client: Client, connection_uuid: str, *, now: datetime) -> Judged:
    """One connection, beside all the others. Raises the error of the connection itself; `BadId` for what is no id."""
    if not ID.fullmatch(connection_uuid):
        raise BadId("no connection can have this id")  # before the others are asked for
    panels = gather(
        subject="integration",
        integration=lambda: read_integration(client, connection_uuid),
        connections=lambda: all_connections(client),
    )
    integration: Integration = panels.require("integration")
    neighbours = neighbours_of(panels.connections)
    first_seen = noted([integration.connection], now)
    report = judge(audit_of(integration, neighbours, first_seen, now))
    return Judged(integrations=[integration], report=report, at=now, first_seen=first_seen)


def judge_all(client: Client, *, now: datetime) -> Judged:
    """Every connection. Raises the error of their list."""
    listed = all_connections(client)
    return judge_listed(client, listed, listed.items, now=now)


def judge_listed(client: Client, listed: Walk[Connection], wanted: Sequence[Connection], *, now: datetime) -> Judged:
    """Those of a list that are `wanted`, each beside all the others."""
    first_seen = noted(listed.items, now)
    return judge_read(listed, read_all(client, wanted), first_seen=first_seen, now=now)


def judge_read(
    listed: Walk[Connection], integrations: Sequence[Integration], *, first_seen: FirstSeen, now: datetime
) -> Judged:
    """Those of a list that were read already."""
    neighbours = Neighbours.of(listed.items, complete=listed.complete)
    reports = [judge(audit_of(one, neighbours, first_seen, now)) for one in integrations]
    return Judged(
        integrations=integrations,
        report=Report.merged(reports),
        at=now,
        first_seen=first_seen,
        complete=listed.complete,
    )


def audit_of(
    integration: Integration, neighbours: Neighbours | ExsitedError | None, first_seen: FirstSeen, now: datetime
) -> IntegrationAudit:
    return IntegrationAudit(integration=integration, now=now, neighbours=neighbours, first_seen=first_seen)


def neighbours_of(panel: Panel) -> Neighbours | ExsitedError | None:
    if panel.error is not None:
        return panel.error
    walked: Walk[Connection] = panel.value
    return Neighbours.of(walked.items, complete=walked.complete)
