"""An automation against the function it runs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from dashboard.exsited import Automation
from integrations_ui.audit import told, words
from integrations_ui.audit.facts import CannotJudge, Verdict
from integrations_ui.audit.rule import AUTOMATIONS, ERROR, FUNCTIONS, WARNING, rule
from integrations_ui.audit.subject import IntegrationAudit, is_active

BOTH = {FUNCTIONS, AUTOMATIONS}


@rule(
    "AUT-1",
    severity=ERROR,
    title="An active automation runs a function that is not there",
    why="The schedule fires and finds nothing to run, so nothing is sent or fetched.",
    check="whether the function was deleted or renamed, then let the automation run another one or switch it off.",
    needs={AUTOMATIONS},
    whole={FUNCTIONS},
)
def function_missing(audit: IntegrationAudit) -> Iterator[Verdict]:
    for automation in audit.acting:
        found = audit.functions_of(automation)
        if len(found) == 1:
            continue
        asked = told.of_automation(audit, automation, "perform_function", automation.perform_function)
        if found:
            yield CannotJudge(fact=asked, why=f"{len(found)} functions have this name; nobody can tell which one runs.")
        else:
            count = f" of {len(audit.functions)}" if audit.functions else ""
            none = told.of_no_function(audit, f"None{count} has this uuid or name")
            yield told.if_active(audit, automation, told.against(asked, none))


@rule(
    "AUT-2",
    severity=ERROR,
    title="An active automation runs a function that is disabled",
    why="The schedule fires and does nothing; what it should move stays where it is, without an error.",
    check="with the function's owner which of the two switches is right.",
    needs=BOTH,
)
def function_disabled(audit: IntegrationAudit) -> Iterator[Verdict]:
    for automation, function in audit.performing:
        enabled = told.of_enabled(audit, function)
        if function.enabled is False:
            yield told.if_active(audit, automation, told.against(told.of_status(audit, automation), enabled))
        elif function.enabled is not True:
            yield CannotJudge(fact=enabled, why=told.UNKNOWN_ENABLED)


@rule(
    "AUT-3",
    severity=ERROR,
    title="An automation and its function go opposite ways",
    why="What looks like an import may export, or the other way round, and overwrite the wrong side.",
    check="which way is meant, and whether the automation runs the right function.",
    needs=BOTH,
)
def direction_at_odds(audit: IntegrationAudit) -> Iterator[Verdict]:
    for automation, function in audit.performing:
        mine = told.of_automation(audit, automation, "direction", automation.direction)
        its = told.of_function(audit, function, "direction", function.direction)
        strange = [fact for fact in (mine, its) if words.upper(fact.value) not in words.SECTIONS]
        for fact in strange:
            yield CannotJudge(fact=fact, why=told.UNKNOWN_DIRECTION)
        if not strange and words.upper(mine.value) != words.upper(its.value):
            yield told.if_active(audit, automation, told.against(mine, its))


@rule(
    "AUT-4",
    severity=ERROR,
    title="An automation is of another provider than what it runs",
    why="It was made for another product, so it may fail or reach the wrong system.",
    check="for which product the automation was made, and whether it belongs to another connection.",
    needs=BOTH,
)
def provider_at_odds(audit: IntegrationAudit) -> Iterator[Verdict]:
    for automation, function in audit.performing:
        mine = told.of_automation(audit, automation, "provider", automation.provider)
        its = told.of_function(audit, function, "provider_name", function.provider_name)
        if not its.value:
            its = told.of_connection(audit.connection, "integration_partner", audit.connection.integration_partner)
        if mine.value and its.value and words.lower(mine.value) != words.lower(its.value):
            yield told.if_active(audit, automation, told.against(mine, its))


@rule(
    "AUT-5",
    severity=ERROR,
    title="An automation and its function are about different objects",
    why="The automation is triggered by one kind of record and moves another.",
    check="which object is meant, and whether the automation runs the right function.",
    needs=BOTH,
)
def object_at_odds(audit: IntegrationAudit) -> Iterator[Verdict]:
    for automation, function in audit.performing:
        mine = told.of_automation(audit, automation, "applies_to", automation.applies_to)
        its = told.of_function(audit, function, "object_name", function.object_name)
        if not mine.value or not its.value:
            continue
        one, other = words.object_word(mine.value), words.object_word(its.value)
        same = words.same_object(one, other)
        if same is False:
            yield told.if_active(audit, automation, told.against(mine, its))
        elif same is None:
            strange, known = (mine, other) if words.is_open(one) else (its, one)
            yield CannotJudge(fact=strange, why=f"Nobody can tell whether it is another word for “{known}”.")


@rule(
    "AUT-6",
    severity=WARNING,
    title="Several active automations run the same function",
    why="The same records may be moved twice, or two runs may meet.",
    check="whether both schedules are wanted; if not, switch one off.",
    needs=BOTH,
    alike=True,
)
def function_run_twice(audit: IntegrationAudit) -> Iterator[Verdict]:
    found: dict[str, list[Automation]] = defaultdict(list)
    for automation, function in audit.performing:
        found[function.uuid].append(automation)
    for runners in found.values():
        active = sorted((one for one in runners if is_active(one)), key=lambda one: one.uuid)
        if len(active) > 1:
            first, *others = active
            mine = told.of_automation(audit, first, "perform_function", first.perform_function)
            yield told.against(mine, told.of_automations(audit, others, "perform_function"))
        elif len(runners) > 1:
            for automation in runners:
                if not is_active(automation):
                    yield told.unknown_status(audit, automation)
