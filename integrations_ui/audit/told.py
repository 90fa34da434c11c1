"""The facts of each kind of record, with the page and the API path where each one stands."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.exsited import Automation, Connection, Flag, Malformed, PartnerFunction, Secret
from integrations_ui.audit import facts
from integrations_ui.audit.facts import CannotJudge, Contradiction, Fact, Verdict
from integrations_ui.audit.subject import IntegrationAudit, is_active
from integrations_ui.configuration.matrix import SENT_EMPTY, Cell, Line
from integrations_ui.functions.tables import name_of, title_of

UNKNOWN_STATUS = "The documents do not have this status, so nobody can tell whether it runs."
UNKNOWN_ENABLED = "This is neither true nor false, so nobody can tell whether the function may run."
UNKNOWN_DIRECTION = "The documents have only IMPORT and EXPORT."
MOST_NAMED = 3


def of_connection(connection: Connection, key: str, value: str | None, *, note: str = "") -> Fact:
    return Fact(
        label=f"Connection “{connection.remote_instance_name or connection.uuid}”",
        key=key,
        value=value,
        path=facts.CONNECTION_PATH,
        view="connection_detail",
        ids=(connection.uuid,),
        note=note,
    )


def of_secret(connection: Connection, key: str, secret: Secret, *, note: str = "") -> Fact:
    """Its fingerprint stands for its value."""
    fact = of_connection(connection, key, secret.fingerprint, note=note)
    return fact if note else of_connection(connection, key, secret.fingerprint, note=f"{secret.mask}, by fingerprint")


def of_automation(
    audit: IntegrationAudit, automation: Automation, key: str, value: str | None, *, note: str = ""
) -> Fact:
    return Fact(
        label=f"Automation “{title_of(automation)}”",
        key=key,
        value=value,
        path=facts.AUTOMATION_PATH,
        view="automation_detail",
        ids=(audit.uuid, automation.uuid),
        note=note,
    )


def of_function(
    audit: IntegrationAudit, function: PartnerFunction, key: str, value: str | None, *, note: str = ""
) -> Fact:
    return Fact(
        label=f"Partner function “{name_of(function)}”",
        key=key,
        value=value,
        path=facts.FUNCTION_PATH,
        view="partner_function_detail",
        ids=(audit.uuid, function.uuid),
        note=note,
    )


def of_no_function(audit: IntegrationAudit, note: str) -> Fact:
    return Fact(
        label="Partner functions",
        value=None,
        path=facts.FUNCTIONS_PATH,
        view="partner_function_list",
        ids=(audit.uuid,),
        note=note,
    )


def of_no_automation(audit: IntegrationAudit, note: str) -> Fact:
    return Fact(
        label="Automations",
        value=None,
        path=facts.AUTOMATIONS_PATH,
        view="automation_list",
        ids=(audit.uuid,),
        note=note,
    )


def of_automations(audit: IntegrationAudit, automations: Sequence[Automation], key: str) -> Fact:
    """One of them with its own value of `key`, or how many there are, with the values that they have."""
    values: list[str | None] = [getattr(automation, key) for automation in automations]
    if len(automations) == 1:
        return of_automation(audit, automations[0], key, values[0])
    return Fact(
        label=f"{len(automations)} automations",
        key=key,
        value=", ".join(sorted({value or "" for value in values})),
        path=facts.AUTOMATIONS_PATH,
        view="automation_list",
        ids=(audit.uuid,),
        note=some([f"“{title_of(automation)}”" for automation in automations]),
        among=tuple(sorted(automation.uuid for automation in automations)),
    )


def of_flag(audit: IntegrationAudit, line: Line, cell: Cell) -> Fact:
    aspect = f", {line.aspect.lower()}" if line.aspect else ""
    return Fact(
        label=f"{line.thing}{aspect}: {cell.section}",
        key=cell.key,
        value=raw_of(cell),
        path=facts.CONFIGURATION_PATH,
        place=place_of(line.module, cell.section),
        view="configuration_detail",
        ids=(audit.uuid,),
    )


def of_flags(audit: IntegrationAudit, flags: Sequence[tuple[Line, Cell]], state: str) -> Fact:
    """One of them, or how many there are, with the keys of all."""
    if len(flags) == 1:
        return of_flag(audit, *flags[0])
    return Fact(
        label=f"{len(flags)} flags that are {state}",
        value=", ".join(f"{cell.section} {cell.key}" for _, cell in flags),
        path=facts.CONFIGURATION_PATH,
        place=flags[0][0].module,
        view="configuration_detail",
        ids=(audit.uuid,),
    )


def of_configuration(audit: IntegrationAudit, label: str, key: str, value: str | None, *, place: str = "") -> Fact:
    return Fact(
        label=label,
        key=key,
        value=value,
        path=facts.CONFIGURATION_PATH,
        place=place,
        view="configuration_detail",
        ids=(audit.uuid,),
    )


def of_documents(value: str, *, label: str = "The API's documents", note: str = "") -> Fact:
    return Fact(label=label, value=value, path=facts.DOCUMENTS, note=note)


def raw_of(cell: Cell) -> str | None:
    """As it came: a flag that was sent with nothing in it is not one that was not sent."""
    return None if cell.setting is None else cell.setting.raw or f"({SENT_EMPTY})"


def place_of(module: str, section: str) -> str:
    return module if section == "sync" else f"{module}.{section}"


def raw_flag(value: Flag) -> str | None:
    if isinstance(value, Malformed):
        return value.raw
    return None if value is None else str(value).lower()


def of_status(audit: IntegrationAudit, automation: Automation) -> Fact:
    return of_automation(audit, automation, "status", automation.status)


def of_enabled(audit: IntegrationAudit, function: PartnerFunction) -> Fact:
    return of_function(audit, function, "enabled", raw_flag(function.enabled))


def unknown_status(audit: IntegrationAudit, automation: Automation) -> CannotJudge:
    return CannotJudge(fact=of_status(audit, automation), why=UNKNOWN_STATUS)


def if_active(audit: IntegrationAudit, automation: Automation, verdict: Verdict) -> Verdict:
    """What is wrong with an automation that runs is open for one of which nobody knows whether it does."""
    return verdict if is_active(automation) else unknown_status(audit, automation)


def against(first: Fact, second: Fact) -> Contradiction:
    return Contradiction(first=first, second=second)


def some(names: Sequence[str]) -> str:
    """The first few, and how many more."""
    more = len(names) - MOST_NAMED
    return ", ".join(names[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
