"""Partner functions by themselves: whether anything runs them, and whether they know what to map."""

from __future__ import annotations

from collections.abc import Iterator

from integrations_ui.audit import told
from integrations_ui.audit.facts import Verdict
from integrations_ui.audit.rule import AUTOMATIONS, ERROR, FUNCTIONS, INFO, rule
from integrations_ui.audit.subject import IntegrationAudit, is_active


@rule(
    "FUN-1",
    severity=INFO,
    title="No automation runs an enabled function",
    why="It only runs when somebody starts it, which may be forgotten, or is no longer wanted.",
    check="whether it is run by hand or by an event; if neither, disable it.",
    needs={FUNCTIONS},
    whole={AUTOMATIONS},
)
def function_never_run(audit: IntegrationAudit) -> Iterator[Verdict]:
    for function in audit.functions:
        runners = audit.runners.get(function.uuid, [])
        if function.enabled is not True or any(map(is_active, runners)):
            continue
        for automation in runners:
            yield told.unknown_status(audit, automation)
        if not runners:
            none = told.of_no_automation(audit, f"None of {len(audit.automations)} is active and runs it")
            yield told.against(told.of_enabled(audit, function), none)


@rule(
    "FUN-2",
    severity=ERROR,
    title="An enabled function has no mapping",
    why="Without one it does not know which field goes where, so records fail or arrive empty.",
    check="the function's mapping in Exsited.",
    needs={FUNCTIONS},
)
def mapping_missing(audit: IntegrationAudit) -> Iterator[Verdict]:
    for function in audit.functions:
        if function.enabled is True and not function.mapping_id and not function.object_mapping:
            mapping = told.of_function(audit, function, "mapping_id, object_mapping", None)
            yield told.against(told.of_enabled(audit, function), mapping)
