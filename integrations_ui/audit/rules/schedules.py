"""When an automation runs: whether its fields say so, and say the same."""

from __future__ import annotations

from collections.abc import Iterator

from dashboard.exsited import Automation, Malformed
from integrations_ui.audit import told
from integrations_ui.audit.facts import CannotJudge, Fact, Verdict
from integrations_ui.audit.rule import AUTOMATIONS, ERROR, WARNING, rule
from integrations_ui.audit.subject import IntegrationAudit
from integrations_ui.functions import schedule

CUSTOM_FIELDS = ("custom_day", "custom_time", "custom_day_time")
ATTRIBUTES = {"checkOnText": "check_on_text"}


@rule(
    "SCH-1",
    severity=ERROR,
    title="The schedule of an active automation is incomplete",
    why="Nobody can say when it runs, nor whether it runs at all.",
    check="the automation's day and time in Exsited, and save them again.",
    needs={AUTOMATIONS},
)
def schedule_incomplete(audit: IntegrationAudit) -> Iterator[Verdict]:
    for automation in audit.acting:
        rhythm, gap = schedule.told_by_fields(automation)
        if rhythm is not None or not gap:
            continue
        if strange := strange_field(automation):
            yield CannotJudge(fact=field_of(audit, automation, strange), why=gap)
            continue
        said = field_of(audit, automation, "check_on" if automation.check_on else "automation_type")
        missing = told.of_automation(audit, automation, *given(automation), note=gap)
        yield told.if_active(audit, automation, told.against(said, missing))


@rule(
    "SCH-2",
    severity=WARNING,
    title="The schedule of an active automation and its text disagree",
    why="People plan by the text, the engine follows the fields.",
    check="which of the two is meant, by the times of its last runs.",
    needs={AUTOMATIONS},
)
def schedule_text_at_odds(audit: IntegrationAudit) -> Iterator[Verdict]:
    for automation in audit.acting:
        rhythm, _ = schedule.told_by_fields(automation)
        if rhythm is None:
            continue
        said = field_of(audit, automation, leading(automation), note=f"Reads as {rhythm.words}")
        for name, other in schedule.other_voices(automation):
            if not schedule.agree(rhythm, other):
                text = field_of(audit, automation, name, note=f"Reads as {other.words}")
                yield told.if_active(audit, automation, told.against(said, text))
        if isinstance(automation.check_on_minutes, Malformed):
            yield CannotJudge(
                fact=field_of(audit, automation, "check_on_minutes"), why="It is not a number of minutes."
            )


def strange_field(automation: Automation) -> str:
    """The field whose word nobody documented; empty where something is missing."""
    check_on = schedule.tidy(automation.check_on)
    if check_on and check_on != schedule.CUSTOM:
        return "check_on"
    if not check_on:
        return "check_on_minutes" if automation.check_on_minutes is not None else ""
    day = schedule.tidy(automation.custom_day)
    if day and day not in schedule.DAYS:
        return "custom_day"
    if automation.custom_time and schedule.read_time(automation.custom_time) is None:
        return "custom_time"
    if automation.custom_day_time and schedule.read_weekly(schedule.tidy(automation.custom_day_time)) is None:
        return "custom_day_time"
    return ""


def given(automation: Automation) -> tuple[str, str | None]:
    """The fields of a day and time of its own, and what they hold."""
    values = [getattr(automation, name) for name in CUSTOM_FIELDS]
    held = [f"{name} {value}" for name, value in zip(CUSTOM_FIELDS, values, strict=True) if value]
    return "custom_day, custom_time", ", ".join(held) or None


def leading(automation: Automation) -> str:
    """The field that says when it runs."""
    if schedule.tidy(automation.check_on) == schedule.CUSTOM:
        return "custom_time" if automation.custom_time else "custom_day_time"
    return "check_on" if automation.check_on else "check_on_minutes"


def field_of(audit: IntegrationAudit, automation: Automation, name: str, *, note: str = "") -> Fact:
    value = getattr(automation, ATTRIBUTES.get(name, name))
    raw = value.raw if isinstance(value, Malformed) else None if value is None else str(value)
    if name == "custom_time" and automation.custom_day:
        return told.of_automation(
            audit, automation, "custom_day, custom_time", f"{automation.custom_day} {raw}", note=note
        )
    return told.of_automation(audit, automation, name, raw, note=note)
