"""What the audit says of one function or one automation, from no more than its own page has read."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.utils import timezone

from dashboard.exsited import Automation, Connection, ExsitedError, PartnerFunction, Walk
from dashboard.links import link
from integrations_ui.audit.acknowledging import standing
from integrations_ui.audit.board import Shown, ShownDoubt
from integrations_ui.audit.engine import judge
from integrations_ui.audit.facts import Fact
from integrations_ui.audit.judged import Doubt, Finding, NotChecked
from integrations_ui.audit.query import LONGEST_TEXT
from integrations_ui.audit.rule import AUTOMATIONS, FUNCTIONS, Rule
from integrations_ui.audit.subject import IntegrationAudit
from integrations_ui.functions.runs import Performed, asked_by, runs
from integrations_ui.whole import Integration

BOTH = frozenset({FUNCTIONS, AUTOMATIONS})
MOST_SHOWN = 20
"""As many of each kind stand on the page; the others stand with all findings."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Concerns:
    """What concerns one record; `not_checked` only for what the page meant to read and did not get whole."""

    connection: Connection
    findings: Sequence[Finding]
    doubts: Sequence[Doubt]
    not_checked: Sequence[NotChecked]


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownConcerns:
    """`url` leads to all findings of the connection that name the record."""

    findings: Sequence[Shown]
    doubts: Sequence[ShownDoubt]
    not_checked: Sequence[NotChecked]
    count: int
    url: str

    @property
    def more(self) -> int:
        return self.count - len(self.findings) - len(self.doubts)


def concerns_of_automation(
    automation: Automation, *, connection: Connection, performed: Callable[[], Performed], now: datetime
) -> Concerns:
    """Of the other automations the page knows nothing."""
    functions, errors = None, {}
    try:
        found = performed()
        functions = Walk(items=found.functions, complete=found.complete)
    except ExsitedError as error:
        errors[FUNCTIONS] = error
    integration = Integration(
        connection=connection,
        functions=functions,
        automations=Walk(items=(automation,), complete=False),
        errors=errors,
    )
    run = functions.items if functions else ()
    wanted = {FUNCTIONS} if functions is None or not functions.complete else set()
    return judged(integration, automation.uuid, [function.uuid for function in run], wanted=wanted, now=now)


def concerns_of_function(
    function: PartnerFunction,
    *,
    connection: Connection,
    automations: Callable[[], Walk[Automation]],
    functions: Callable[[], Walk[PartnerFunction]],
    now: datetime,
) -> Concerns:
    """
    `functions` are only read where an automation runs this one by its name, which another one may have, too.
    """
    walked, errors = None, {}
    known = Walk(items=(function,), complete=False)
    running: list[Automation] = []
    wanted = {AUTOMATIONS}
    try:
        walked = automations()
        running = [automation for automation in walked.items if runs(automation, function)]
        wanted = set() if walked.complete else wanted
        if any(asked_by(one).lower() != function.uuid.lower() for one in running):
            wanted |= {FUNCTIONS}
            known = functions()
            wanted -= {FUNCTIONS} if known.complete else set()
    except ExsitedError as error:
        errors[FUNCTIONS if walked else AUTOMATIONS] = error
    integration = Integration(connection=connection, functions=known, automations=walked, errors=errors)
    return judged(integration, function.uuid, [one.uuid for one in running], wanted=wanted, now=now)


def judged(
    integration: Integration, uuid: str, partners: Collection[str], *, wanted: Collection[str], now: datetime
) -> Concerns:
    """
    partners   the records that it runs, or that run it: what holds both against each other concerns it, too
    wanted     the parts that the page meant to read and did not get whole
    """
    report = judge(IntegrationAudit(integration=integration, now=now))

    def concerned(rules: Iterable[Rule], *facts: Fact) -> bool:
        return names(facts, {uuid}) or (any(rule.needs >= BOTH for rule in rules) and names(facts, partners))

    return Concerns(
        connection=integration.connection,
        findings=[one for one in report.findings if concerned([one.rule], one.first, one.second)],
        doubts=[one for one in report.cannot_judge if concerned(one.rules, one.fact)],
        not_checked=[gap for gap in report.not_checked if gap.part in wanted],
    )


def names(facts: Iterable[Fact], uuids: Collection[str]) -> bool:
    """Whether one of the facts is about one of these records."""
    return any(uuid in uuids for fact in facts for uuid in (*fact.ids[1:], *fact.among))


def shown_concerns(concerns: Concerns, *, name: str, now: datetime) -> ShownConcerns:
    """With what somebody has taken as it is."""
    uuid = concerns.connection.uuid
    given = standing([uuid], today=timezone.localdate(now))
    url = link("connection_findings", uuid)
    return ShownConcerns(
        findings=[Shown(finding=one, acknowledgement=given.get(one.key)) for one in concerns.findings[:MOST_SHOWN]],
        doubts=[ShownDoubt(doubt=one, acknowledgement=given.get(one.key)) for one in concerns.doubts[:MOST_SHOWN]],
        not_checked=concerns.not_checked,
        count=len(concerns.findings) + len(concerns.doubts),
        url=f"{url}?{urlencode({'q': name[:LONGEST_TEXT]})}" if url else "",
    )
