"""Small integrations for the rules: one without any fault, and what a test changes about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar

from dashboard.exsited import (
    DOCUMENTED_FLAGS,
    Automation,
    Configuration,
    Connection,
    ExsitedError,
    PartnerFunction,
    Sealer,
    Unreachable,
    Walk,
)
from dashboard.exsited.fields import Row
from integrations_ui.audit import IntegrationAudit, Neighbours, Report, judge
from integrations_ui.whole import Integration
from tests.builders import (
    ABSENT,
    Json,
    automation_json,
    connection_json,
    partner_function_json,
)

NOW = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)
OTHER_UUID = "1f6b02c4-93de-4a57-8c10-72e4b9d5a836"
THIRD_UUID = "27d90e35-4b1c-4f86-a2d7-58c3e1f60b94"
SEALER = Sealer(b"a key for tests")
T = TypeVar("T")


def row(values: Mapping[str, object]) -> Row:
    return Row(values, sealer=SEALER, where="/api/test")


def connection(**changes: Any) -> Connection:
    return Connection.read(row(connection_json(**changes)))


def neighbour(**changes: Any) -> Connection:
    """Another connection, which shares nothing with the first unless a test says so."""
    own = {
        "uuid": OTHER_UUID,
        "remote_instance_id": "b7a4",
        "remote_instance_name": "Wattle Yard",
        "client_secret": "another-client-secret-Pw55",
        "access_token": "another-access-token-Jd62",
        "refresh_token": "another-refresh-token-Bv17",
    }
    return connection(**(own | changes))


def function(**changes: Any) -> Json:
    """It sends invoices."""
    own = {
        "name": "Send invoices",
        "direction": "EXPORT",
        "event_name": "new",
        "object_name": "invoice",
        "object_mapping": "invoice_invoice",
    }
    return partner_function_json(**(own | changes))


def automation(**changes: Any) -> Json:
    """It runs `function()` every eight hours."""
    own = {"direction": "EXPORT", "applies_to": "invoice", "trigger_condition_text": "Invoice is new"}
    return automation_json(**(own | changes))


FLAGS_ON = ("invoice_sync_to_xero", "invoice_to_xero_enabled")


def configuration(on: Iterable[str] = FLAGS_ON, **changes: object) -> Json:
    """
    All documented flags, those of `on` true. `changes` are by key, of `module__section__key` where that is needed.

    A key that stands in both sections is changed in both.
    """
    modules: Json = {}
    for module, sections in DOCUMENTED_FLAGS.items():
        modules[module] = {"provider": "xero", "export": {}, "import": {}}
        for section, keys in sections.items():
            into = modules[module] if section == "sync" else modules[module][section]
            into.update({key: "true" if key in set(on) else "false" for key in keys})
    for path, value in changes.items():
        change(modules, path.split("__"), value)
    return modules


def change(modules: Json, path: list[str], value: object) -> None:
    if len(path) == 1:
        places = [place for module in modules.values() for place in (module, module["export"], module["import"])]
        found = [place for place in places if path[0] in place]
        assert found, f"no flag is called {path[0]}"
    else:
        module, *section = path[:-1]
        found = [modules[module][section[0]] if section else modules[module]]
    for place in found:
        if value is ABSENT:
            del place[path[-1]]
        else:
            place[path[-1]] = value


def walked(items: Iterable[T], *, complete: bool = True) -> Walk[T]:
    return Walk(items=tuple(items), complete=complete, reason=None if complete else "short_list")


def audit(
    *,
    of: Connection | None = None,
    flags: Json | None = None,
    functions: Iterable[Json] | None = None,
    automations: Iterable[Json] | None = None,
    others: Iterable[Connection] = (),
    complete: Iterable[str] = ("functions", "automations", "connections"),
    unread: Iterable[str] = (),
    seen_at: datetime | None = None,
) -> IntegrationAudit:
    """Without arguments: an integration without a fault."""
    subject = of or connection()
    ends = set(complete)
    errors = {part: Unreachable("refused", endpoint="/api/test") for part in unread}
    made_functions = [function()] if functions is None else functions
    made_automations = [automation()] if automations is None else automations
    parts: dict[str, Any] = {
        "configuration": Configuration.read(row(configuration() if flags is None else flags)),
        "functions": walked([PartnerFunction.read(row(one)) for one in made_functions], complete="functions" in ends),
        "automations": walked([Automation.read(row(one)) for one in made_automations], complete="automations" in ends),
    }
    neighbours: Neighbours | ExsitedError = errors.get("connections") or Neighbours.of(
        [subject, *others], complete="connections" in ends
    )
    return IntegrationAudit(
        integration=Integration(
            connection=subject,
            **{name: value for name, value in parts.items() if name not in errors},
            errors={name: error for name, error in errors.items() if name in parts},
        ),
        now=NOW,
        neighbours=neighbours,
        first_seen={(subject.uuid, "access_token"): seen_at} if seen_at else {},
    )


def report(**changes: Any) -> Report:
    return judge(audit(**changes))


def found(told: Report) -> list[str]:
    return [finding.rule.id for finding in told.findings]


def doubted(told: Report) -> set[str]:
    return {rule.id for doubt in told.cannot_judge for rule in doubt.rules}
