"""Partner functions and automations with every field that they have, under the API's own names."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, fields

from dashboard.exsited import Automation, Extra, PartnerFunction
from dashboard.lists.exports import Cell
from integrations_ui.functions.schedule import Schedule, schedule_of
from integrations_ui.functions.tables import name_of, title_of
from integrations_ui.history.snapshots import text_of

Record = PartnerFunction | Automation

WIRE = {"perform_action_text": "performActionText", "check_on_text": "checkOnText"}
"""Where the API spells a field otherwise than the record does."""

FUNCTION_NAMES = tuple(one.name for one in fields(PartnerFunction) if one.name != "extra")
AUTOMATION_NAMES = tuple(one.name for one in fields(Automation) if one.name != "extra")

FUNCTION_HEAD = frozenset({"uuid", "name", "enabled", "direction", "object_name", "event_name", "object_mapping"})
AUTOMATION_HEAD = frozenset({"uuid", "name", "display_name", "status", "direction", "applies_to", "perform_function"})
"""What the page shows in columns of its own; the rest stands in one."""

Told = list[tuple[str, str]]


@dataclass(frozen=True, kw_only=True, slots=True)
class FunctionLine:
    record: PartnerFunction

    @property
    def name(self) -> str:
        return name_of(self.record)

    @property
    def cells(self) -> list[Cell]:
        return cells_of(self.record, FUNCTION_NAMES)

    @property
    def rest(self) -> Told:
        return told_of(self.record, FUNCTION_NAMES, FUNCTION_HEAD)


@dataclass(frozen=True, kw_only=True, slots=True)
class AutomationLine:
    record: Automation
    schedule: Schedule

    @property
    def name(self) -> str:
        return title_of(self.record)

    @property
    def cells(self) -> list[Cell]:
        doubts = " ".join(self.schedule.doubts)
        return [self.schedule.words, doubts or None, *cells_of(self.record, AUTOMATION_NAMES)]

    @property
    def rest(self) -> Told:
        return told_of(self.record, AUTOMATION_NAMES, AUTOMATION_HEAD)


def line_of_function(record: PartnerFunction) -> FunctionLine:
    return FunctionLine(record=record)


def line_of_automation(record: Automation) -> AutomationLine:
    return AutomationLine(record=record, schedule=schedule_of(record))


def wire_name(name: str) -> str:
    return WIRE.get(name, name)


def cells_of(record: Record, names: Collection[str]) -> list[Cell]:
    """What the API sends beyond its documents stands in the last one."""
    return [*(getattr(record, name) for name in names), others_in(record.extra)]


def told_of(record: Record, names: Collection[str], shown: Collection[str]) -> Told:
    """What the record says beside what is `shown`, as it came; what was not sent is left out."""
    texts = [(wire_name(name), text_of(getattr(record, name))) for name in names if name not in shown]
    return [(name, text) for name, text in texts if text is not None] + list(record.extra.items())


def others_in(extra: Extra) -> str | None:
    return "\n".join(f"{key}: {value}" for key, value in extra.items()) or None
