"""Tables of partner functions and automations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

from dashboard import markup
from dashboard.exsited import Automation, Page, PartnerFunction
from dashboard.links import link
from dashboard.lists.tables import (
    Column,
    FlagColumn,
    IdColumn,
    ListQuery,
    MomentColumn,
    NumberColumn,
    Table,
    TextColumn,
)
from integrations_ui.configuration.states import automation_state, provider_name
from integrations_ui.functions.runs import NamedFunctions, Runners, asked_by
from integrations_ui.functions.schedule import Schedule, schedule_of
from integrations_ui.keys import soft

DIRECTIONS = {"EXPORT": "Export", "IMPORT": "Import"}
NOT_READ = format_html('<span class="muted">{}</span>', "not read")
SHOWN_PART = 40
"""So many characters of a name that nobody has are shown in a list; all of it on hovering."""


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
        self,
        source: Page[Any] | Sequence[Any],
        *,
        connection_uuid: str,
        query: ListQuery | None = None,
        hidden: Sequence[str] = (),
    ) -> None:
        super().__init__(source, query=query, hidden=hidden)
        self.connection_uuid = connection_uuid

    def render_direction(self, value: str) -> SafeString:
        return direction(value)

    def value_direction(self, value: str) -> str:
        return DIRECTIONS.get(value.upper(), value)


class BriefFunctionTable(ConnectionPartTable):
    brief = ("enabled",)

    name = Column("Function", empty_values=(), css="text")
    enabled = FlagColumn("Enabled", on="Enabled", off="Disabled", css="nowrap")
    direction = Column("Direction", css="nowrap")

    def render_name(self, record: PartnerFunction) -> SafeString:
        return markup.linked(name_of(record), link("partner_function_detail", self.connection_uuid, record.uuid))

    def value_name(self, record: PartnerFunction) -> str:
        return name_of(record)


class FirstFunctionTable(BriefFunctionTable):
    """The first partner functions, on the page of their connection."""

    caption = "First partner functions"
    section_id = "first-function-table"


class PartnerFunctionTable(BriefFunctionTable):
    """`runners` is None where the automations were not read."""

    caption = "Partner functions"
    section_id = "function-table"
    empty_title = "No partner functions"
    empty_advice = "This connection can do nothing yet. Functions come with its set-up in Exsited."

    object_name = KeyColumn("Object")
    event_name = Column("Event", css="nowrap")
    object_mapping = KeyColumn("Mapping")
    tag = KeyColumn("Tag")
    run_by = Column("Run by", accessor="uuid", empty_values=(), css="text")
    updated = MomentColumn("Updated", css="nowrap")
    provider_name = Column("Provider", css="nowrap", optional=True)
    description = TextColumn("Description", optional=True)
    mapping_id = Column("Mapping id", css="nowrap", optional=True)
    pre_run_script_id = Column("Script before", css="nowrap", optional=True)
    post_run_script_id = Column("Script after", css="nowrap", optional=True)
    created = MomentColumn("Created", css="nowrap", optional=True)
    uuid = IdColumn("UUID", short=True, optional=True)

    def __init__(self, source: Page[Any] | Sequence[Any], *, runners: Runners | None = None, **options: Any) -> None:
        super().__init__(source, **options)
        self.runners = runners

    def render_provider_name(self, value: str) -> str | None:
        return provider_name(value)

    def value_provider_name(self, value: str) -> str | None:
        return provider_name(value)

    def render_run_by(self, record: PartnerFunction) -> SafeString:
        """The one automation that runs it, or how many: then its own page names them."""
        if self.runners is None:
            return NOT_READ
        found = self.runners.run(record)
        if not found:
            return format_html('<span class="muted">{}</span>', "none" if self.runners.complete else "none met")
        if len(found) == 1:
            shown = markup.linked(title_of(found[0]), link("automation_detail", self.connection_uuid, found[0].uuid))
        else:
            url = link("partner_function_detail", self.connection_uuid, record.uuid)
            shown = markup.linked(f"{len(found)} automations", f"{url}#panel-automations" if url else "")
        rest = at_rest(found)
        return format_html('{} <span class="muted small">{}</span>', shown, rest) if rest else shown

    def value_run_by(self, record: PartnerFunction) -> str | None:
        if self.runners is None:
            return None
        return "; ".join(map(title_of, self.runners.run(record)))


def at_rest(automations: Sequence[Automation]) -> str:
    """Which of them are not active; empty where all are."""
    states = [automation_state(one.status) for one in automations]
    resting = [state for state in states if state.tone != "ok"]
    if not resting:
        return ""
    if len(resting) < len(states):
        return f"{len(resting)} not active"
    return resting[0].label.lower() if len(states) == 1 else "none active"


class BriefAutomationTable(ConnectionPartTable):
    brief = ("status",)

    name = Column("Automation", accessor="display_name", empty_values=(), css="text")
    status = Column("Status", empty_values=(), css="nowrap")
    schedule = Column("Runs", accessor="check_on", empty_values=())

    def render_name(self, record: Automation) -> SafeString:
        return markup.linked(title_of(record), link("automation_detail", self.connection_uuid, record.uuid))

    def value_name(self, record: Automation) -> str:
        return title_of(record)

    def render_status(self, record: Automation) -> SafeString:
        state = automation_state(record.status)
        return markup.badge(state.tone, state.label, note=state.note)

    def value_status(self, record: Automation) -> str:
        return automation_state(record.status).label

    def render_schedule(self, record: Automation) -> SafeString:
        """In plain words; fields that contradict each other are told on the automation's own page."""
        schedule = schedule_of(record)
        if not schedule.doubts:
            return format_html("{}", schedule.words)
        if not schedule.known:
            return markup.badge("warn", schedule.words)
        return format_html("{} {}", schedule.words, markup.badge("warn", "fields disagree"))

    def value_schedule(self, record: Automation) -> str:
        return "; ".join(told_of(schedule_of(record)))


def told_of(schedule: Schedule) -> Iterator[str]:
    yield schedule.words
    yield from schedule.doubts


class RunnerTable(BriefAutomationTable):
    """The automations that run one function, on its page."""

    caption = "Automations that run it"
    section_id = "runner-table"


class FirstAutomationTable(BriefAutomationTable):
    """The first automations, on the page of their connection."""

    caption = "First automations"
    section_id = "first-automation-table"


class AutomationTable(BriefAutomationTable):
    """`functions` is None where the partner functions were not read."""

    caption = "Automations"
    section_id = "automation-table"
    empty_title = "No automations"
    empty_advice = "Nothing runs by itself on this connection. Automations are set up in Exsited."

    direction = Column("Direction", css="nowrap")
    function = Column("Function", accessor="perform_function", empty_values=(), css="text")
    applies_to = KeyColumn("Applies to")
    applies_to_function = Column("When", css="nowrap")
    code = Column("Code", css="nowrap")
    provider = Column("Provider", css="nowrap", optional=True)
    automation_type = Column("Type", css="nowrap", optional=True)
    api_name = KeyColumn("Name", accessor="name", optional=True)
    description = TextColumn("Description", optional=True)
    trigger_condition_text = TextColumn("Trigger", optional=True)
    perform_action_text = TextColumn("Does", optional=True)
    additional_criteria = FlagColumn("More criteria", optional=True)
    check_on = Column("Check on", css="nowrap", optional=True)
    check_on_minutes = NumberColumn("Minutes", optional=True)
    check_on_text = TextColumn("In its words", optional=True)
    uuid = IdColumn("UUID", short=True, optional=True)

    def __init__(
        self, source: Page[Any] | Sequence[Any], *, functions: NamedFunctions | None = None, **options: Any
    ) -> None:
        super().__init__(source, **options)
        self.functions = functions

    def render_provider(self, value: str) -> str | None:
        return provider_name(value)

    def value_provider(self, value: str) -> str | None:
        return provider_name(value)

    def render_function(self, record: Automation) -> SafeString:
        """The function by its name; what the automation asks for, where no one function is that."""
        asked = asked_by(record)
        if not asked:
            return markup.ABSENT
        if self.functions is None:
            return format_html('<span class="muted">not read:</span> {}', clipped_id(asked))
        found = self.functions.run_by(record)
        if len(found) == 1:
            return markup.linked(
                name_of(found[0]), link("partner_function_detail", self.connection_uuid, found[0].uuid)
            )
        if found:
            return format_html("{} {}", clipped_id(asked), markup.badge("warn", f"{len(found)} of this name"))
        missing = "not found" if self.functions.complete else "not met"
        return format_html("{} {}", clipped_id(asked), markup.badge("warn", missing))

    def value_function(self, record: Automation) -> str:
        found = self.functions.run_by(record) if self.functions else ()
        return name_of(found[0]) if len(found) == 1 else asked_by(record)


def clipped_id(text: str) -> SafeString:
    if len(text) <= SHOWN_PART:
        return format_html('<span class="id">{}</span>', text)
    return format_html('<span class="id" title="{}">{}…</span>', text, text[:SHOWN_PART])
