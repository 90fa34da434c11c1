"""Words that nobody documented. They make no finding, but nothing that hangs on them is fine."""

from __future__ import annotations

from collections.abc import Iterator

from dashboard.exsited import Malformed
from integrations_ui.audit import told, words
from integrations_ui.audit.facts import CannotJudge, Verdict
from integrations_ui.audit.rule import AUTOMATIONS, FUNCTIONS, INFO, rule
from integrations_ui.audit.rules.connections import UNKNOWN_STATUS
from integrations_ui.audit.subject import IntegrationAudit, is_active


@rule(
    "WRD-1",
    severity=INFO,
    title="A status of the connection that the documents do not have",
    why="What hangs on it can neither pass nor fail.",
    check="with Exsited what this word means.",
)
def connection_word(audit: IntegrationAudit) -> Iterator[Verdict]:
    if words.upper(audit.connection.status) not in {words.ACTIVE, *words.AT_REST}:
        fact = told.of_connection(audit.connection, "status", audit.connection.status)
        yield CannotJudge(fact=fact, why=UNKNOWN_STATUS)


@rule(
    "WRD-2",
    severity=INFO,
    title="A word of a function or an automation that the documents do not have",
    why="What hangs on it can neither pass nor fail.",
    check="with Exsited what this word means.",
    needs={FUNCTIONS, AUTOMATIONS},
)
def part_word(audit: IntegrationAudit) -> Iterator[Verdict]:
    for automation in audit.acting:
        if not is_active(automation):
            yield told.unknown_status(audit, automation)
    for function in audit.functions:
        if isinstance(function.enabled, Malformed):
            yield CannotJudge(fact=told.of_enabled(audit, function), why=told.UNKNOWN_ENABLED)
    records = [told.of_function(audit, one, "direction", one.direction) for one in audit.functions]
    records += [told.of_automation(audit, one, "direction", one.direction) for one in audit.automations]
    for fact in records:
        if fact.value and words.upper(fact.value) not in words.SECTIONS:
            yield CannotJudge(fact=fact, why=told.UNKNOWN_DIRECTION)
