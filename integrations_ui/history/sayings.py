"""What the records of an integration say, each thing as it is shown and as it is compared with another's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from dashboard.exsited import Automation, Connection, Flag, Malformed, PartnerFunction, Secret
from dashboard.formats import humane
from integrations_ui.configuration.meaning import Nameless
from integrations_ui.configuration.states import automation_state, connection_state, provider_name
from integrations_ui.functions.runs import UUID
from integrations_ui.functions.schedule import read_interval, read_weekly, schedule_of, tidy
from integrations_ui.whole import Integration

NOT_GIVEN = "not given"
CANNOT_TELL = "cannot tell"
LONGEST_WORDS = 160

T = TypeVar("T", PartnerFunction, Automation)


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """One thing that a record says: as it is shown, and as it is compared. `meant` of None is never compared."""

    what: str
    shown: str
    meant: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Speaker(Generic[T]):
    """
    A record with all it says. `meanings` are the ways to know it again, the surest first; an empty one is none.
    """

    record: T
    sayings: tuple[Said, ...]
    meanings: tuple[tuple[str, ...], ...]

    @property
    def everything(self) -> tuple[str, ...]:
        """Equal where nothing differs; an order, too."""
        return (*self.meanings[0], *(f"{said.what}={said.meant or ''}" for said in self.sayings))


def said_text(what: str, text: str | None) -> Said:
    """A word of the API as it came; capital letters and spaces make no difference."""
    return Said(what=what, shown=clipped(text) if text else NOT_GIVEN, meant=tidy(text))


def said_name(what: str, name: str | None, nameless: Nameless) -> Said:
    """By its words alone: two spellings of a name are no difference."""
    return Said(what=what, shown=quoted(name), meant=nameless.name(name))


def said_sentence(what: str, text: str | None, nameless: Nameless) -> Said:
    return Said(what=what, shown=quoted(text), meant=nameless.text(text))


def quoted(text: str | None) -> str:
    """What a person wrote, cut where it is long."""
    return f"“{clipped(text)}”" if text else NOT_GIVEN


def clipped(text: str) -> str:
    return text if len(text) <= LONGEST_WORDS else f"{text[:LONGEST_WORDS]}…"


def said_flag(what: str, value: Flag, on: str, off: str) -> Said:
    if isinstance(value, Malformed):
        return said_text(what, f"“{value.raw}”")
    return said_text(what, None if value is None else on if value else off)


def said_secret(what: str, secret: Secret | None) -> Said:
    """By fingerprint: two secrets of one fingerprint are the same."""
    return said_text(what, f"fingerprint {secret.fingerprint}" if secret else None)


def said_extra(extra: Mapping[str, str], nameless: Nameless) -> Iterator[Said]:
    """What the API does not document, under its own keys; several of one meaning are numbered."""
    met: Counter[str] = Counter()
    for key in sorted(extra):
        meaning = nameless.key(key)
        met[meaning] += 1
        yield said_text(meaning if met[meaning] == 1 else f"{meaning} ({met[meaning]})", extra[key])


def facts_of(connection: Connection) -> list[Said]:
    """Only the client secret is compared: tokens are renewed all the time, so that they are there is what counts."""
    return [
        said_text("Provider", provider_name(connection.integration_partner)),
        said_text("Status", connection_state(connection.status).label if connection.status else None),
        said_text("Remote instance id", connection.remote_instance_id),
        said_text("Client id", connection.client_id),
        said_secret("Client secret", connection.client_secret),
        said_text("Access token", "given" if connection.access_token else None),
        said_text("Refresh token", "given" if connection.refresh_token else None),
        *said_extra(connection.extra, Nameless()),
    ]


def said_by_function(function: PartnerFunction, nameless: Nameless) -> Speaker[PartnerFunction]:
    """Ids that belong to one installation, and when it was made or changed, are no differences."""
    name = nameless.name(function.name)
    role = (tidy(function.object_name), tidy(function.direction), tidy(function.event_name))
    return Speaker(
        record=function,
        meanings=((*role, name), role if role[0] else (), (name,)),
        sayings=(
            said_name("Name", function.name, nameless),
            said_flag("State", function.enabled, "enabled", "disabled"),
            said_text("Direction", word(function.direction)),
            said_text("Object", function.object_name),
            said_text("Event", function.event_name),
            said_text("Mapping", function.object_mapping),
            said_text("Mapping id", "given" if function.mapping_id else None),
            said_text("Script before", function.pre_run_script_id),
            said_text("Script after", function.post_run_script_id),
            said_text("Tag", function.tag),
            said_sentence("Description", function.description, nameless),
            *said_extra(function.extra, nameless),
        ),
    )


def said_by_automation(automation: Automation, performed: Performed, nameless: Nameless) -> Speaker[Automation]:
    title = nameless.name(automation.display_name or automation.name)
    role = (tidy(automation.applies_to), tidy(automation.direction), tidy(automation.applies_to_function))
    return Speaker(
        record=automation,
        meanings=((*role, title), role if role[0] else (), (title,)),
        sayings=(
            said_name("Name", automation.display_name or automation.name, nameless),
            said_text("Status", automation_state(automation.status).label if automation.status else None),
            said_text("Runs", schedule_words(automation)),
            said_text("Type", word(automation.automation_type)),
            said_text("Direction", word(automation.direction)),
            said_text("Applies to", automation.applies_to),
            said_text("When", automation.applies_to_function),
            performed.said(automation),
            said_sentence("Action", automation.perform_action_text, nameless),
            said_trigger(automation, nameless),
            said_flag("Additional criteria", automation.additional_criteria, "yes", "no"),
            said_sentence("Description", automation.description, nameless),
            *said_extra(automation.extra, nameless),
        ),
    )


def schedule_words(automation: Automation) -> str:
    """`every 8 hours`; where nobody can tell, with the word that should have told it."""
    schedule = schedule_of(automation)
    words = schedule.words[0].lower() + schedule.words[1:]
    return words if schedule.known or not automation.check_on else f"{words} (“{automation.check_on}”)"


def said_trigger(automation: Automation, nameless: Nameless) -> Said:
    """A condition that only says again when it runs is no second difference."""
    text = tidy(automation.trigger_condition_text)
    said = said_sentence("Trigger", automation.trigger_condition_text, nameless)
    return replace(said, meant=None) if read_interval(text) or read_weekly(text) else said


def word(text: str | None) -> str | None:
    return humane(text).lower() if text else None


class Performed:
    """Which function an automation of one integration runs: by its name, because a uuid means nothing elsewhere."""

    def __init__(self, integration: Integration, nameless: Nameless) -> None:
        found = integration.functions.items if integration.functions else ()
        self._whole = integration.functions is not None and integration.functions.complete
        self._by_uuid = {function.uuid.lower(): function for function in found}
        self._nameless = nameless

    def said(self, automation: Automation) -> Said:
        asked = (automation.perform_function or "").strip()
        function = self._by_uuid.get(asked.lower())
        if function is not None:
            return said_name("Function", function.name or "without a name", self._nameless)
        if not UUID.fullmatch(asked):
            return said_name("Function", asked, self._nameless)
        if self._whole:
            return said_text("Function", "one that is not there")
        return Said(what="Function", shown=CANNOT_TELL, meant=None)
