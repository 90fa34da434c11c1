"""When an automation runs, in plain words, and where its fields contradict each other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from dashboard.exsited import Automation, Malformed

CUSTOM = "customdaytime"
TIMER = "timerbased"
CANNOT_TELL = "Cannot tell"
NO_SCHEDULE = "No schedule"

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MINUTES = {"minute": 1, "hour": 60, "day": 24 * 60, "week": 7 * 24 * 60}
INTERVAL = re.compile(r"(?:every )?(?:(\d{1,6}) )?(minute|hour|day|week)s?", re.ASCII)
WEEKLY = re.compile(rf"(?:every )?({'|'.join(DAYS)})(?:(?: at)? (\S+))?")
TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Interval:
    minutes: int

    @property
    def words(self) -> str:
        """In the largest unit up to days that fits: nobody says 480 minutes, nor 1.5 hours."""
        size, unit = next(
            (size, unit) for unit, size in (("day", 1440), ("hour", 60), ("minute", 1)) if self.minutes % size == 0
        )
        count = self.minutes // size
        return f"every {unit}" if count == 1 else f"every {count} {unit}s"


@dataclass(frozen=True, slots=True)
class Weekly:
    """`time` is None where only the day is told."""

    day: str
    time: str | None

    @property
    def words(self) -> str:
        day = f"every {self.day.capitalize()}"
        return f"{day} at {self.time}" if self.time else day


Rhythm = Interval | Weekly


@dataclass(frozen=True, kw_only=True, slots=True)
class Schedule:
    """
    words       "Every 8 hours"; `CANNOT_TELL` or `NO_SCHEDULE` where `known` is False
    doubts      whole sentences: what is missing, or which fields disagree
    """

    words: str
    known: bool
    doubts: tuple[str, ...] = ()


def schedule_of(automation: Automation) -> Schedule:
    rhythm, gap = told_by_fields(automation)
    doubts = [gap] if gap else []
    if rhythm is not None:
        doubts += disagreements(automation, rhythm)
        return Schedule(words=sentence(rhythm), known=True, doubts=tuple(doubts))
    if not gap:
        return Schedule(words=NO_SCHEDULE, known=False)
    doubts += [
        f"{field} says {other.words}, which the fields do not bear out." for field, other in other_voices(automation)
    ]
    return Schedule(words=CANNOT_TELL, known=False, doubts=tuple(doubts))


def order_of(automation: Automation) -> tuple[int, int, str] | None:
    """How often it runs, then when in the week; None where nobody can tell."""
    rhythm, _ = told_by_fields(automation)
    match rhythm:
        case Interval(minutes):
            return minutes, 0, ""
        case Weekly(day, time):
            return MINUTES["week"], DAYS.index(day), time or ""
        case None:
            return None


def sentence(rhythm: Rhythm) -> str:
    return rhythm.words[0].upper() + rhythm.words[1:]


def told_by_fields(automation: Automation) -> tuple[Rhythm | None, str]:
    """What `check_on` and its companions say; else why nobody can tell, empty where they say nothing of a clock."""
    check_on = tidy(automation.check_on)
    if check_on == CUSTOM:
        return told_by_custom(automation)
    if check_on:
        interval = read_interval(check_on)
        return interval, "" if interval else f"check_on says “{automation.check_on}”, which is no known schedule."
    if automation.check_on_minutes is not None:
        counted = read_minutes(automation)
        return counted, "" if counted else "check_on_minutes is not a number of minutes."
    if automation.custom_day or automation.custom_time or automation.custom_day_time:
        return None, "A day or a time is given, but check_on does not say that it counts."
    if tidy(automation.automation_type) == TIMER:
        return None, "It runs by a timer, but no field says when."
    return None, ""


def told_by_custom(automation: Automation) -> tuple[Rhythm | None, str]:
    both = read_weekly(tidy(automation.custom_day_time))
    day = tidy(automation.custom_day) or (both.day if both else "")
    time = automation.custom_time or (both.time if both else None)
    if day and day not in DAYS:
        return None, f"custom_day says “{automation.custom_day}”, which is no day of the week."
    clock = read_time(time)
    if time and clock is None:
        return None, f"The time of day is “{time}”, which is no time."
    if day and clock:
        return Weekly(day, clock), ""
    missing = "neither day nor time is" if not day and not clock else "the time is not" if day else "the day is not"
    return None, f"It runs on a day and time of its own, but {missing} given."


def disagreements(automation: Automation, rhythm: Rhythm) -> Iterator[str]:
    for field, other in other_voices(automation):
        if not agree(rhythm, other):
            yield f"The fields say {rhythm.words}, but {field} says {other.words}."
    if isinstance(automation.check_on_minutes, Malformed):
        yield "check_on_minutes is not a number of minutes."


def other_voices(automation: Automation) -> Iterator[tuple[str, Rhythm]]:
    """The other fields that can be read as a schedule. Words that cannot are not judged."""
    counted = read_minutes(automation)
    if counted:
        yield "check_on_minutes", counted
    day, clock = tidy(automation.custom_day), read_time(automation.custom_time)
    if day in DAYS and clock:
        yield "custom_time", Weekly(day, clock)
    for field, text in (
        ("custom_day_time", automation.custom_day_time),
        ("checkOnText", automation.check_on_text),
        ("trigger_condition_text", automation.trigger_condition_text),
    ):
        spoken = tidy(text)
        rhythm = read_weekly(spoken) or read_interval(spoken)
        if rhythm:
            yield field, rhythm


def agree(one: Rhythm, other: Rhythm) -> bool:
    """A text that names only the day agrees with any time on it."""
    if isinstance(one, Weekly) and isinstance(other, Weekly) and other.time is None:
        return one.day == other.day
    return one == other


def read_minutes(automation: Automation) -> Interval | None:
    minutes = automation.check_on_minutes
    return Interval(minutes) if isinstance(minutes, int) and minutes > 0 else None


def read_interval(text: str) -> Interval | None:
    match = INTERVAL.fullmatch(text)
    if match is None or not (match[1] or text.startswith("every ")):
        return None
    minutes = int(match[1] or 1) * MINUTES[match[2]]
    return Interval(minutes) if minutes else None


def read_weekly(text: str) -> Weekly | None:
    match = WEEKLY.fullmatch(text)
    if match is None:
        return None
    time = read_time(match[2])
    return None if match[2] and time is None else Weekly(match[1], time)


def read_time(text: str | None) -> str | None:
    """`6:45` as `06:45`; seconds only where they are told and not zero."""
    match = TIME.fullmatch((text or "").strip())
    if match is None:
        return None
    clock = f"{int(match[1]):02d}:{match[2]}"
    return clock if match[3] in {None, "00"} else f"{clock}:{match[3]}"


def tidy(text: str | None) -> str:
    return " ".join((text or "").lower().split())
