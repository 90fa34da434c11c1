"""The lists of partner functions and of automations: what narrows them, by what they are ordered and looked through."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

from django.http import HttpRequest

from dashboard.exsited import Automation, Malformed, PartnerFunction
from dashboard.lists import Facet, SortKey, WholeList, folded
from integrations_ui.audit import words
from integrations_ui.audit.subject import is_active
from integrations_ui.configuration.states import automation_state, provider_name
from integrations_ui.functions.runs import NamedFunctions, Runners, asked_by
from integrations_ui.functions.schedule import order_of
from integrations_ui.functions.tables import DIRECTIONS, AutomationTable, PartnerFunctionTable, name_of, title_of

ENABLED = {"true": "Enabled", "false": "Disabled", "unclear": "Neither"}
RUN_BY = {"active": "Active automations", "rest": "None that is active", "unclear": "Cannot tell"}
FOUND = {"found": "Found", "missing": "Not found", "several": "Several of its name"}


def spelled(value: str | None) -> str | None:
    """A word in one spelling, as it stands in the URL."""
    return " ".join((value or "").lower().split()) or None


def facet(name: str, label: str, say: Callable[[str], str] = str) -> Facet[Any]:
    """A choice by a field of the record."""
    return Facet(name=name, label=label, word=lambda record: spelled(getattr(record, name)), say=say)


def say_direction(word: str) -> str:
    return DIRECTIONS.get(word.upper(), word)


def say_provider(word: str) -> str:
    return provider_name(word) or word


def say_status(word: str) -> str:
    return automation_state(word).label


def enabled_word(function: PartnerFunction) -> str | None:
    if isinstance(function.enabled, Malformed):
        return "unclear"
    return None if function.enabled is None else str(function.enabled).lower()


FUNCTION_FACETS: tuple[Facet[PartnerFunction], ...] = (
    facet("direction", "Direction", say_direction),
    facet("object_name", "Object"),
    facet("event_name", "Event"),
    Facet(name="enabled", label="Enabled", word=enabled_word, say=lambda word: ENABLED.get(word, word)),
    facet("provider_name", "Provider", say_provider),
    facet("tag", "Tag"),
)
AUTOMATION_FACETS: tuple[Facet[Automation], ...] = (
    facet("status", "Status", say_status),
    facet("direction", "Direction", say_direction),
    facet("provider", "Provider", say_provider),
    facet("applies_to", "Applies to"),
    facet("applies_to_function", "When"),
    facet("automation_type", "Type"),
)


def by_text(name: str) -> SortKey[Any]:
    return lambda record: folded(getattr(record, name))


def by_value(name: str) -> SortKey[Any]:
    """A moment, a number or a flag; what came malformed has no place among them."""

    def key(record: object) -> Any:
        value = getattr(record, name)
        return None if isinstance(value, Malformed) else value

    return key


def status_order(automation: Automation) -> tuple[int, str | None]:
    state = automation_state(automation.status)
    return state.rank, folded(state.label)


FUNCTION_KEYS: dict[str, SortKey[PartnerFunction]] = {
    "name": lambda function: folded(name_of(function)),
    **{name: by_value(name) for name in ("enabled", "created", "updated")},
    **{
        name: by_text(name)
        for name in (
            "direction",
            "object_name",
            "event_name",
            "object_mapping",
            "tag",
            "provider_name",
            "description",
            "mapping_id",
            "pre_run_script_id",
            "post_run_script_id",
            "uuid",
        )
    },
}
AUTOMATION_KEYS: dict[str, SortKey[Automation]] = {
    "name": lambda automation: folded(title_of(automation)),
    "api_name": by_text("name"),
    "status": status_order,
    "schedule": order_of,
    **{name: by_value(name) for name in ("additional_criteria", "check_on_minutes")},
    **{
        name: by_text(name)
        for name in (
            "direction",
            "applies_to",
            "applies_to_function",
            "code",
            "provider",
            "automation_type",
            "description",
            "trigger_condition_text",
            "perform_action_text",
            "check_on",
            "check_on_text",
            "uuid",
        )
    },
}


def texts_of_function(function: PartnerFunction) -> Iterable[str | None]:
    return (
        function.name,
        function.description,
        function.object_mapping,
        function.mapping_id,
        function.object_name,
        function.event_name,
        function.tag,
        function.uuid,
    )


def texts_of_automation(automation: Automation, functions: NamedFunctions | None) -> Iterable[str | None]:
    run = functions.run_by(automation) if functions else ()
    return (
        automation.display_name,
        automation.name,
        automation.description,
        automation.code,
        automation.applies_to,
        automation.trigger_condition_text,
        automation.perform_action_text,
        automation.uuid,
        asked_by(automation),
        *(text for function in run for text in (function.name, function.uuid)),
    )


def run_by_word(runners: Runners, function: PartnerFunction) -> str | None:
    """Whether an active automation runs it; empty where none does at all."""
    found = runners.run(function)
    if not found:
        return None
    if any(map(is_active, found)):
        return "active"
    return "rest" if all(words.upper(one.status) == words.INACTIVE for one in found) else "unclear"


def function_word(functions: NamedFunctions, automation: Automation) -> str | None:
    """Whether the function it names is there; empty where it names none."""
    if not asked_by(automation):
        return None
    found = len(functions.run_by(automation))
    return "found" if found == 1 else "several" if found else "missing"


def function_order(functions: NamedFunctions, automation: Automation) -> str | None:
    found = functions.run_by(automation)
    return folded(name_of(found[0]) if found else asked_by(automation))


def function_list(
    request: HttpRequest, functions: Sequence[PartnerFunction], runners: Runners | None, *, connection_uuid: str
) -> WholeList[PartnerFunction]:
    """What runs them narrows and orders the list only where all automations are known."""
    facets, keys = list(FUNCTION_FACETS), dict(FUNCTION_KEYS)
    if runners and runners.complete:
        run_by = Facet(
            name="run_by", label="Run by", word=partial(run_by_word, runners), say=lambda word: RUN_BY.get(word, word)
        )
        facets.append(run_by)
        keys["run_by"] = lambda function: len(runners.run(function))
    return WholeList(
        request=request,
        records=functions,
        table_class=PartnerFunctionTable,
        make=partial(PartnerFunctionTable, connection_uuid=connection_uuid, runners=runners),
        keys=keys,
        text_of=texts_of_function,
        facets=facets,
        label="partner functions",
    )


def automation_list(
    request: HttpRequest, automations: Sequence[Automation], functions: NamedFunctions | None, *, connection_uuid: str
) -> WholeList[Automation]:
    """The functions that they run narrow and order the list only where all functions are known."""
    facets, keys = list(AUTOMATION_FACETS), dict(AUTOMATION_KEYS)
    if functions and functions.complete:
        there = partial(function_word, functions)
        facets.append(Facet(name="function", label="Function", word=there, say=lambda word: FOUND.get(word, word)))
        keys["function"] = partial(function_order, functions)
    return WholeList(
        request=request,
        records=automations,
        table_class=AutomationTable,
        make=partial(AutomationTable, connection_uuid=connection_uuid, functions=functions),
        keys=keys,
        text_of=partial(texts_of_automation, functions=functions),
        facets=facets,
        label="automations",
    )
