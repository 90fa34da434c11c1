"""A comparison as it is shown: two sides, flags by module, and records beside those that mean the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import TypeVar

from dashboard.exsited import Automation, Connection, PartnerFunction
from dashboard.formats import humane
from dashboard.links import link
from integrations_ui.comparison.comparing import FlagOfBoth, Matched, Pair
from integrations_ui.configuration.meaning import OTHER_KEYS
from integrations_ui.configuration.states import State, connection_state, provider_name
from integrations_ui.functions.tables import name_of, title_of

T = TypeVar("T", PartnerFunction, Automation)


@dataclass(frozen=True, kw_only=True, slots=True)
class Side:
    """One of the two; `letter` is what it is called in the words of a difference."""

    letter: str
    uuid: str
    title: str
    url: str
    provider: str
    state: State

    @classmethod
    def of(cls, letter: str, connection: Connection) -> Side:
        return cls(
            letter=letter,
            uuid=connection.uuid,
            title=connection.remote_instance_name or connection.uuid,
            url=link("connection_detail", connection.uuid),
            provider=provider_name(connection.integration_partner) or "",
            state=connection_state(connection.status),
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class FlagGroup:
    name: str
    flags: list[FlagOfBoth]


@dataclass(frozen=True, slots=True)
class Reference:
    """A record on its side: what it is called and where it is shown."""

    title: str
    url: str


@dataclass(frozen=True, kw_only=True, slots=True)
class RecordRow:
    """What two records mean, where each stands, and how they differ in words."""

    meaning: str
    left: Reference
    right: Reference
    differences: list[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class OneSidedRow:
    meaning: str
    own: Reference


@dataclass(frozen=True, kw_only=True, slots=True)
class RecordList:
    """`same` are the pairs without a difference."""

    differing: list[RecordRow]
    same: list[RecordRow]
    only_left: list[OneSidedRow]
    only_right: list[OneSidedRow]
    complete: bool

    @property
    def differences(self) -> int:
        return len(self.differing) + len(self.only_left) + len(self.only_right)

    @property
    def total(self) -> int:
        return self.differences + len(self.same)


def flag_groups(flags: Iterable[FlagOfBoth]) -> list[FlagGroup]:
    return [
        FlagGroup(name="Other keys" if module == OTHER_KEYS else module.capitalize(), flags=list(found))
        for module, found in groupby(flags, key=lambda flag: flag.meaning.module)
    ]


def function_list(functions: Matched[PartnerFunction], left: str, right: str) -> RecordList:
    """`left` and `right` are the uuids of the connections."""

    def meaning(function: PartnerFunction) -> str:
        return told(function.direction, function.object_name, function.event_name)

    def shown(function: PartnerFunction, connection_uuid: str) -> Reference:
        return Reference(name_of(function), link("partner_function_detail", connection_uuid, function.uuid))

    return record_list(functions, meaning, lambda one: shown(one, left), lambda one: shown(one, right))


def automation_list(automations: Matched[Automation], left: str, right: str) -> RecordList:
    def meaning(automation: Automation) -> str:
        return told(automation.direction, automation.applies_to, automation.applies_to_function)

    def shown(automation: Automation, connection_uuid: str) -> Reference:
        return Reference(title_of(automation), link("automation_detail", connection_uuid, automation.uuid))

    return record_list(automations, meaning, lambda one: shown(one, left), lambda one: shown(one, right))


def record_list(
    matched: Matched[T],
    meaning: Callable[[T], str],
    on_left: Callable[[T], Reference],
    on_right: Callable[[T], Reference],
) -> RecordList:
    def row(pair: Pair[T]) -> RecordRow:
        return RecordRow(
            meaning=meaning(pair.left),
            left=on_left(pair.left),
            right=on_right(pair.right),
            differences=[both.words for both in pair.differences],
        )

    return RecordList(
        differing=[row(pair) for pair in matched.pairs if pair.differs],
        same=[row(pair) for pair in matched.pairs if not pair.differs],
        only_left=[OneSidedRow(meaning=meaning(one), own=on_left(one)) for one in matched.only_left],
        only_right=[OneSidedRow(meaning=meaning(one), own=on_right(one)) for one in matched.only_right],
        complete=matched.complete,
    )


def told(direction: str | None, thing: str | None, event: str | None) -> str:
    """`Export: invoice, update`; what is missing is left out."""
    what = ", ".join(humane(word).lower() for word in (thing, event) if word)
    return ": ".join(filter(None, [humane(direction) if direction else "", what])) or "Nothing said"
