"""Tables of partner functions and automations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

from dashboard import markup
from dashboard.exsited import Automation, Page, PartnerFunction
from dashboard.links import link
from dashboard.tables import Column, FlagColumn, ListQuery, MomentColumn, Table
from integrations_ui.keys import soft
from integrations_ui.schedule import schedule_of
from integrations_ui.states import automation_state
from integrations_ui.tables import linked

DIRECTIONS = {"EXPORT": "Export", "IMPORT": "Import"}


def direction(value: str | None) -> SafeString:
    """Export or import; another word as it came, and said to be unknown."""
    if not value:
        return markup.ABSENT
    if known := DIRECTIONS.get(value.upper()):
        return format_html("{}", known)
    return markup.badge("off", value, note="unknown word")


def name_of(record: PartnerFunction) -> str:
    return record.name or record.uuid


def title_of(record: Automation) -> str:
    return record.display_name or record.name or record.uuid


class KeyColumn(Column):
    """A word of the API's own, which may break between its parts."""

    def render(self, value: str) -> SafeString:
        return soft(value)


class ConnectionPartTable(Table):
    """A list that belongs to one connection."""

    def __init__(
        self, source: Page[Any] | Sequence[Any], *, connection_uuid: str, query: ListQuery | None = None
    ) -> None:
        super().__init__(source, query=query)
        self.connection_uuid = connection_uuid


class PartnerFunctionTable(ConnectionPartTable):
    caption = "Partner functions"
    section_id = "function-table"
    empty_title = "No partner functions"
    empty_advice = "This connection can do nothing yet. Functions come with its set-up in Exsited."

    name = Column("Function", empty_values=(), css="text")
    enabled = FlagColumn("Enabled", on="Enabled", off="Disabled", css="nowrap")
    direction = Column("Direction", empty_values=(), css="nowrap")
    object_name = KeyColumn("Object")
    event_name = Column("Event", css="nowrap")
    object_mapping = KeyColumn("Mapping")
    tag = KeyColumn("Tag")
    updated = MomentColumn("Updated", css="nowrap")

    def render_name(self, record: PartnerFunction) -> SafeString:
        return linked(name_of(record), link("partner_function_detail", self.connection_uuid, record.uuid))

    def render_direction(self, record: PartnerFunction) -> SafeString:
        return direction(record.direction)


class AutomationTable(ConnectionPartTable):
    caption = "Automations"
    section_id = "automation-table"
    empty_title = "No automations"
    empty_advice = "Nothing runs by itself on this connection. Automations are set up in Exsited."

    name = Column("Automation", accessor="display_name", empty_values=(), css="text")
    status = Column("Status", empty_values=(), css="nowrap")
    schedule = Column("Runs", accessor="check_on", empty_values=())
    direction = Column("Direction", empty_values=(), css="nowrap")
    applies_to = KeyColumn("Applies to")
    applies_to_function = Column("When", css="nowrap")
    code = Column("Code", css="nowrap")

    def render_name(self, record: Automation) -> SafeString:
        return linked(title_of(record), link("automation_detail", self.connection_uuid, record.uuid))

    def render_status(self, record: Automation) -> SafeString:
        state = automation_state(record.status)
        return markup.badge(state.tone, state.label, note=state.note)

    def render_schedule(self, record: Automation) -> SafeString:
        """In plain words; fields that contradict each other are told on the automation's own page."""
        schedule = schedule_of(record)
        if not schedule.doubts:
            return format_html("{}", schedule.words)
        if not schedule.known:
            return markup.badge("warn", schedule.words)
        return format_html("{} {}", schedule.words, markup.badge("warn", "fields disagree"))

    def render_direction(self, record: Automation) -> SafeString:
        return direction(record.direction)


class RunnerTable(AutomationTable):
    """The automations that run one function, on its page."""

    caption = "Automations that run it"
    section_id = "runner-table"

    class Meta:
        exclude = ("direction", "applies_to", "applies_to_function", "code")


class FirstFunctionTable(PartnerFunctionTable):
    """The first partner functions, on the page of their connection."""

    caption = "First partner functions"
    section_id = "first-function-table"

    class Meta:
        exclude = ("object_name", "event_name", "object_mapping", "tag", "updated")


class FirstAutomationTable(AutomationTable):
    """The first automations, on the page of their connection."""

    caption = "First automations"
    section_id = "first-automation-table"

    class Meta:
        exclude = ("direction", "applies_to", "applies_to_function", "code")
