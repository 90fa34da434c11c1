"""An age in an address, as days: how long an invoice has been past its due day."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

SPAN = re.compile(r"([0-9]{1,5})-([0-9]{1,5})", re.ASCII)
OVER = re.compile(r"over-([0-9]{1,5})", re.ASCII)
NOT_DUE, NONE = "not_due", "none"
USUAL = (NOT_DUE, "1-30", "31-60", "61-90", "over-90", NONE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Days:
    """The due days of one age, both ends included; `none` stands for no due day at all."""

    first: date | None = None
    last: date | None = None
    none: bool = False


def days_of(age: str, today: date) -> Days | None:
    """Of `not_due`, `1-30`, `over-90` or `none`, with any numbers; None for what is no age."""
    if age == NONE:
        return Days(none=True)
    if age == NOT_DUE:
        return Days(first=today)
    try:
        if over := OVER.fullmatch(age):
            return Days(last=today - timedelta(days=int(over[1]) + 1))
        if span := SPAN.fullmatch(age):
            least, most = int(span[1]), int(span[2])
            days = Days(first=today - timedelta(days=most), last=today - timedelta(days=least))
            return days if least <= most else None
    except OverflowError:
        return None
    return None


def label_of(age: str) -> str:
    if age == NONE:
        return "No due date"
    if age == NOT_DUE:
        return "Not due"
    if age.startswith("over-"):
        return f"Over {age.removeprefix('over-')} days overdue"
    return age.replace("-", "\N{EN DASH}") + " days overdue"
