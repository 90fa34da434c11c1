"""One integration in the making: connection, configuration, functions and automations that agree with each other."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sandbox.world import configuration, credentials, functions, people
from sandbox.world.configuration import EXPORT, IMPORT
from sandbox.world.mixing import Dice, uuid_of

if TYPE_CHECKING:
    from sandbox.world.records import Record

USUAL_WAYS = {
    "account": ((EXPORT, 85), (IMPORT, 15)),
    "item": ((EXPORT, 60), (IMPORT, 25), ("", 15)),
    "invoice": ((EXPORT, 100),),
    "payment": ((IMPORT, 60), (EXPORT, 30), ("", 10)),
    "credit_note": ((EXPORT, 70), ("", 30)),
    "refund": ((EXPORT, 40), ("", 60)),
    "purchase_order": ((EXPORT, 30), (IMPORT, 15), ("", 55)),
    "purchase_invoice": ((EXPORT, 25), (IMPORT, 30), ("", 45)),
}
"""Which way each object is usually synced; "" is not at all."""
AFTER_BILLS = ("purchase_payment", "purchase_credit_note", "purchase_refund")
"""These need bills, so they only go where bills go."""

LARGE_FUNCTIONS = 320


@dataclass(slots=True)
class Draft:
    dice: Dice
    today: int
    connection: Record
    ways: dict[str, str]
    configuration: Record
    functions: list[Record] = field(default_factory=list)
    automations: list[Record] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    spoiled: set[str] = field(default_factory=set)

    @property
    def partner(self) -> str:
        return str(self.connection["integration_partner"])

    @property
    def provider(self) -> str:
        return self.partner.lower()

    def key(self, template: str) -> str:
        return template.format(p=self.provider)

    def add_function(self, area: str, direction: str, event: str) -> Record:
        record = functions.function(
            self.dice,
            partner=self.partner,
            area=area,
            direction=direction,
            event=event,
            today=self.today,
            serial=len(self.functions) + 1,
        )
        self.functions.append(record)
        return record

    def add_automation(self, runs: Record, *, active: bool = True) -> Record:
        record = functions.automation(
            self.dice, runs, partner=self.partner, serial=len(self.automations) + 1, active=active
        )
        self.automations.append(record)
        return record

    def active_automation(self) -> Record:
        """One that names its function by uuid, and that no fault has touched yet if there is one."""
        uuids = {row["uuid"] for row in self.functions}
        fit = [row for row in self.automations if row["status"] == "ACTIVE" and row["perform_function"] in uuids]
        chosen = next((row for row in fit if row["uuid"] not in self.spoiled), None) or fit[0]
        self.spoiled.add(chosen["uuid"])
        return chosen

    def function_of(self, automation: Record) -> Record:
        return next(row for row in self.functions if row["uuid"] == automation["perform_function"])

    def rest(self) -> None:
        """Switches everything off, as one does before leaving a connection."""
        for automation in self.automations:
            automation["status"] = "INACTIVE"
        for function in self.functions:
            function["enabled"] = "false"
        self.ways = {}
        self.configuration = configuration.build(partner=self.partner, ways={}, aspect_on=bool)


def draft(*, key: int, index: int, partner: str, status: str, today: int, size: str, parts: int | None = None) -> Draft:
    """`size` is "usual", "large" (hundreds of functions; or `parts`, all of them run) or "empty" (not set up yet)."""
    dice = Dice(key, index)
    ways = {} if size == "empty" else _ways(dice)
    made = Draft(
        dice=dice,
        today=today,
        connection=_connection(dice, key=key, index=index, partner=partner, status=status, today=today),
        ways=ways,
        configuration=configuration.build(partner=partner, ways=ways, aspect_on=lambda: dice.chance(70)),
    )
    if size != "empty":
        _furnish(made, spares=dice.between(0, 22) if size == "usual" else parts or LARGE_FUNCTIONS)
        if size == "large" and parts:
            _run_all(made)
    if status in {"INACTIVE", "DISCONNECTED"}:
        made.rest()
    return made


def _ways(dice: Dice) -> dict[str, str]:
    ways = {name: way for name, choices in USUAL_WAYS.items() if (way := dice.weighted(choices))}
    if "purchase_invoice" in ways:
        ways |= {name: ways["purchase_invoice"] for name in AFTER_BILLS if dice.chance(45)}
    return ways


def _furnish(made: Draft, *, spares: int) -> None:
    for area, direction in made.ways.items():
        for event in functions.EVENTS if made.dice.chance(50) else functions.EVENTS[:1]:
            made.add_automation(made.add_function(area, direction, event))
    wanted = max(4, min(len(made.functions) + spares, 40 if spares < 40 else spares))
    while len(made.functions) < wanted:
        spare = functions.spare_function(
            made.dice, partner=made.partner, today=made.today, serial=len(made.functions) + 1
        )
        made.functions.append(spare)
        if made.dice.chance(12) and len(made.automations) < 30:
            made.add_automation(spare, active=False)


def _run_all(made: Draft) -> None:
    run = {automation["perform_function"] for automation in made.automations}
    for function in made.functions:
        if not run & {function["uuid"], function["name"]}:
            made.add_automation(function, active=False)


def _connection(dice: Dice, *, key: int, index: int, partner: str, status: str, today: int) -> Record:
    provider = partner.lower()
    country = "Australia" if dice.chance(85) else "New Zealand"
    name = f"{dice.pick(people.COMPANY_FIRST[country])} {dice.pick(people.COMPANY_TRADE)}"
    ends = credentials.LONG_EXPIRED if status == "DISCONNECTED" else credentials.VALID
    if status == "ACTIVE" and dice.chance(30):
        ends = credentials.EXPIRED
    return {
        "status": status,
        "uuid": uuid_of(key, index),
        "integration_partner": partner,
        "remote_instance_id": credentials.remote_id(dice, provider),
        "remote_instance_name": f"{name} {dice.pick(people.COMPANY_FORM[country])}",
        "client_id": credentials.client_id(dice, provider),
        "client_secret": credentials.client_secret(dice, provider),
        "access_token": credentials.access_token(dice, provider, today=today, ends_in_days=ends),
        "refresh_token": credentials.refresh_token(dice, provider),
    }
