"""Which automation runs which partner function: by the function's uuid, or by its name."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self

from dashboard.exsited import (
    Automation,
    Client,
    Missing,
    Page,
    PartnerFunction,
    Walk,
    get_partner_function,
    list_automations,
    list_partner_functions,
    walk,
)

UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII | re.IGNORECASE)

BY_UUID, BY_NAME, NOT_NAMED = "UUID", "name", ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Performed:
    """
    The functions an automation names: one, or several of the same name, or none.

    named      how: `BY_UUID`, `BY_NAME`, or `NOT_NAMED` where the automation names no function at all
    complete   False where the list of functions could not be read whole, so that none may mean not met
    """

    functions: tuple[PartnerFunction, ...] = ()
    named: str = NOT_NAMED
    complete: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class NamedFunctions:
    """
    The functions of a connection, looked up by what its automations call them.

    complete   False where the list could not be read whole, so that one not met may still exist
    """

    by_uuid: Mapping[str, PartnerFunction]
    by_name: Mapping[str, tuple[PartnerFunction, ...]]
    complete: bool = True

    @classmethod
    def of(cls, functions: Iterable[PartnerFunction], *, complete: bool = True) -> Self:
        by_uuid: dict[str, PartnerFunction] = {}
        by_name: dict[str, list[PartnerFunction]] = defaultdict(list)
        for function in functions:
            by_uuid[function.uuid.lower()] = function
            by_name[(function.name or "").strip()].append(function)
        return cls(by_uuid=by_uuid, by_name={name: tuple(found) for name, found in by_name.items()}, complete=complete)

    def run_by(self, automation: Automation) -> tuple[PartnerFunction, ...]:
        """The function that it names by uuid, or all that have the name it gives."""
        asked = asked_by(automation)
        if not asked:
            return ()
        by_uuid = self.by_uuid.get(asked.lower())
        return (by_uuid,) if by_uuid else self.by_name.get(asked, ())


@dataclass(frozen=True, kw_only=True, slots=True)
class Runners:
    """
    The automations of a connection, by the uuid of each function they run.

    complete   False where their list could not be read whole, so that others may run a function, too
    """

    by_function: Mapping[str, tuple[Automation, ...]]
    complete: bool = True

    @classmethod
    def of(cls, automations: Walk[Automation], functions: NamedFunctions) -> Self:
        found: dict[str, list[Automation]] = defaultdict(list)
        for automation in automations.items:
            for function in functions.run_by(automation):
                found[function.uuid].append(automation)
        by_function = {uuid: tuple(runners) for uuid, runners in found.items()}
        return cls(by_function=by_function, complete=automations.complete)

    def run(self, function: PartnerFunction) -> tuple[Automation, ...]:
        return self.by_function.get(function.uuid, ())


def asked_by(automation: Automation) -> str:
    """What it calls the function that it runs: a uuid or a name, empty where it names none."""
    return (automation.perform_function or "").strip()


def runs(automation: Automation, function: PartnerFunction) -> bool:
    asked = asked_by(automation)
    if not asked:
        return False
    return asked.lower() == function.uuid.lower() or asked == (function.name or "").strip()


def all_automations(client: Client, connection_uuid: str) -> Walk[Automation]:
    def page(limit: int, offset: int) -> Page[Automation]:
        return list_automations(client, connection_uuid, limit=limit, offset=offset)

    return walk(page, identity=lambda automation: automation.uuid)


def all_functions(client: Client, connection_uuid: str) -> Walk[PartnerFunction]:
    def page(limit: int, offset: int) -> Page[PartnerFunction]:
        return list_partner_functions(client, connection_uuid, limit=limit, offset=offset)

    return walk(page, identity=lambda function: function.uuid)


def performed_by(automation: Automation, client: Client, connection_uuid: str) -> Performed:
    """The function that `automation` runs. A uuid is asked for directly; a name needs the whole list."""
    asked = asked_by(automation)
    if not asked:
        return Performed()
    if UUID.fullmatch(asked):
        try:
            return Performed(functions=(get_partner_function(client, connection_uuid, asked),), named=BY_UUID)
        except Missing:
            return Performed(named=BY_UUID)
    found = all_functions(client, connection_uuid)
    matching = NamedFunctions.of(found.items).run_by(automation)
    return Performed(functions=matching, named=BY_NAME, complete=found.complete)
