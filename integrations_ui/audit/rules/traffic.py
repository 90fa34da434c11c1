"""What the configuration promises against what the automations really run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from dashboard.exsited import Automation, PartnerFunction
from integrations_ui.audit import told, words
from integrations_ui.audit.facts import CannotJudge, Verdict
from integrations_ui.audit.rule import AUTOMATIONS, CONFIGURATION, ERROR, FUNCTIONS, WARNING, rule
from integrations_ui.audit.rules.configuration import neither, ways_of
from integrations_ui.audit.subject import IntegrationAudit, is_active
from integrations_ui.configuration.matrix import OFF, ON, UNKNOWN
from integrations_ui.functions.tables import name_of

Way = tuple[str, str]
"""An object and a section of the configuration: ("Invoice", "export")."""
Run = tuple[Automation, PartnerFunction]


@dataclass(frozen=True, slots=True)
class Traffic:
    """
    sure    what runs each way: an active automation with an enabled function
    maybe   what may run, by the word that leaves it open
    strange objects that run, and that no flag is about
    """

    sure: dict[Way, list[Run]] = field(default_factory=lambda: defaultdict(list))
    maybe: dict[Way, list[CannotJudge]] = field(default_factory=lambda: defaultdict(list))
    strange: list[CannotJudge] = field(default_factory=list)


def traffic_of(audit: IntegrationAudit) -> Traffic:
    found = Traffic()
    for automation, functions in ((one, audit.functions_of(one)) for one in audit.acting):
        for function in functions:
            if function.enabled is not False:
                add(found, audit, automation, function, certain=len(functions) == 1)
    return found


def add(
    found: Traffic, audit: IntegrationAudit, automation: Automation, function: PartnerFunction, *, certain: bool
) -> None:
    word = words.object_word(function.object_name or automation.applies_to)
    thing = words.THINGS.get(word)
    if thing is None:
        about = told.of_function(audit, function, "object_name", function.object_name)
        found.strange.append(CannotJudge(fact=about, why="No documented flag is about this object."))
        return
    section = words.SECTIONS.get(words.upper(function.direction))
    doubt = doubt_of(audit, automation, function, certain=certain)
    for way in (section,) if section else words.SECTIONS.values():
        if doubt:
            found.maybe[thing, way].append(doubt)
        else:
            found.sure[thing, way].append((automation, function))


def doubt_of(
    audit: IntegrationAudit, automation: Automation, function: PartnerFunction, *, certain: bool
) -> CannotJudge | None:
    """The first word that leaves open whether this runs this way."""
    if not is_active(automation):
        return told.unknown_status(audit, automation)
    if function.enabled is not True:
        return CannotJudge(fact=told.of_enabled(audit, function), why=told.UNKNOWN_ENABLED)
    if words.upper(function.direction) not in words.SECTIONS:
        fact = told.of_function(audit, function, "direction", function.direction)
        return CannotJudge(fact=fact, why=told.UNKNOWN_DIRECTION)
    if not certain:
        asked = told.of_automation(audit, automation, "perform_function", automation.perform_function)
        return CannotJudge(fact=asked, why="Several functions have this name; nobody can tell which one runs.")
    return None


@rule(
    "RUN-1",
    severity=WARNING,
    title="A flag is on, but no active automation runs it",
    why="The configuration promises a sync that nothing starts.",
    check="whether an automation was switched off, or the object is sent by hand or by an event.",
    whole={CONFIGURATION, FUNCTIONS, AUTOMATIONS},
)
def flag_nothing_runs(audit: IntegrationAudit) -> Iterator[Verdict]:
    traffic = traffic_of(audit)
    for _, group in audit.groups:
        for flag in ways_of(group):
            way = (group.name, flag.cell.section)
            if flag.cell.state != ON or way in traffic.sure:
                continue
            yield from traffic.maybe.get(way, ())
            if way not in traffic.maybe:
                note = f"None runs an enabled function for this {flag.cell.section}"
                yield told.against(told.of_flag(audit, *flag), told.of_no_automation(audit, note))


@rule(
    "RUN-2",
    severity=ERROR,
    title="An active automation runs what the configuration switches off",
    why="Records move that should not, or every run fails.",
    check="whether the flag or the automation is right, and switch the other.",
    needs={CONFIGURATION, FUNCTIONS, AUTOMATIONS},
)
def run_but_flag_off(audit: IntegrationAudit) -> Iterator[Verdict]:
    traffic = traffic_of(audit)
    yield from traffic.strange
    for _, group in audit.groups:
        for flag in ways_of(group):
            way = (group.name, flag.cell.section)
            if flag.cell.state == OFF and way in traffic.sure:
                running = traffic.sure[way]
                active = told.of_automations(audit, [automation for automation, _ in running], "status")
                if len(running) == 1:
                    active = told.of_automation(
                        audit, running[0][0], "status", running[0][0].status, note=f"Runs “{name_of(running[0][1])}”"
                    )
                yield told.against(told.of_flag(audit, *flag), active)
            elif flag.cell.state == OFF:
                yield from traffic.maybe.get(way, ())
            elif flag.cell.state == UNKNOWN and (way in traffic.sure or way in traffic.maybe):
                yield neither(audit, flag)
