"""A connection against its automations, and against the other connections."""

from __future__ import annotations

from collections.abc import Iterator

from dashboard.exsited import Connection
from integrations_ui.audit import told, words
from integrations_ui.audit.facts import CONNECTION_PATH, CannotJudge, Fact, Verdict
from integrations_ui.audit.rule import AUTOMATIONS, CONNECTIONS, ERROR, rule
from integrations_ui.audit.subject import IntegrationAudit, Neighbours, instance_of, is_active

UNKNOWN_STATUS = "The documents do not have this status, so nobody can tell whether the connection is up."


@rule(
    "CON-1",
    severity=ERROR,
    title="A connection that is not active has active automations",
    why="They fail quietly, or queue up for the day it is connected again.",
    check="whether they should stop with the connection, or the connection should be restored.",
    needs={AUTOMATIONS},
)
def inactive_but_running(audit: IntegrationAudit) -> Iterator[Verdict]:
    status = words.upper(audit.connection.status)
    fact = told.of_connection(audit.connection, "status", audit.connection.status)
    active = [automation for automation in audit.acting if is_active(automation)]
    if status in words.AT_REST and active:
        yield told.against(fact, told.of_automations(audit, active, "status"))
    elif status in words.AT_REST:
        for automation in audit.acting:
            yield told.unknown_status(audit, automation)
    elif status != words.ACTIVE and audit.acting:
        yield CannotJudge(fact=fact, why=UNKNOWN_STATUS)


@rule(
    "CON-2",
    severity=ERROR,
    title="Two connections lead to the same remote instance",
    why="Both write to the same books, so records can be doubled or overwritten.",
    check="which of them is meant, and disconnect the other.",
    needs={CONNECTIONS},
    alike=True,
)
def remote_instance_shared(audit: IntegrationAudit) -> Iterator[Verdict]:
    place = instance_of(audit.connection)
    if place is None or not isinstance(audit.neighbours, Neighbours):
        return
    others = [one for one in audit.neighbours.by_instance.get(place, ()) if one.uuid != audit.uuid]
    if others:
        instance = audit.connection.remote_instance_id
        mine = told.of_connection(audit.connection, "remote_instance_id", instance, note=audit.uuid)
        yield told.against(mine, shared_with(others, "remote_instance_id", others[0].remote_instance_id))


def shared_with(others: list[Connection], key: str, value: str | None) -> Fact:
    """One other connection, or how many there are."""
    if len(others) == 1:
        return told.of_connection(others[0], key, value, note=others[0].uuid)
    return Fact(
        label=f"{len(others)} other connections",
        key=key,
        value=value,
        path=CONNECTION_PATH,
        view="connection_list",
        note=told.some([f"“{other.remote_instance_name or other.uuid}”" for other in others]),
        among=tuple(sorted(other.uuid for other in others)),
    )
