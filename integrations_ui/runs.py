"""Which automation runs which partner function: by the function's uuid, or by its name."""

from __future__ import annotations

import re
from dataclasses import dataclass

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


def runs(automation: Automation, function: PartnerFunction) -> bool:
    asked = (automation.perform_function or "").strip()
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
    asked = (automation.perform_function or "").strip()
    if not asked:
        return Performed()
    if UUID.fullmatch(asked):
        try:
            return Performed(functions=(get_partner_function(client, connection_uuid, asked),), named=BY_UUID)
        except Missing:
            return Performed(named=BY_UUID)
    found = all_functions(client, connection_uuid)
    matching = tuple(function for function in found.items if runs(automation, function))
    return Performed(functions=matching, named=BY_NAME, complete=found.complete)
