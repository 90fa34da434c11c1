"""Days in relation to the day a report is about: past, within its week, later, or not given at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

ONE = timedelta(days=1)
DEFAULT_EDGES = (30, 60, 90)


class Kind(Enum):
    PAST = "past"
    WEEK = "week"
    LATER = "later"
    DAYLESS = "dayless"


COMING = frozenset({Kind.WEEK, Kind.LATER})


@dataclass(frozen=True, kw_only=True, slots=True)
class Span:
    """Days from `first` to `last`, both of them in it and None where it is open. Spans of a report never overlap."""

    kind: Kind
    first: date | None = None
    last: date | None = None


def end_of_week(day: date) -> date:
    """Its Sunday."""
    return day + timedelta(days=6 - day.weekday())


def spans_of(as_of: date, edges: Sequence[int] = DEFAULT_EDGES) -> list[Span]:
    """Every day there is, and none, in one span each: the past in parts of 1 to the first edge, and so on."""
    sunday = end_of_week(as_of)
    return [
        Span(kind=Kind.WEEK, first=as_of, last=sunday),
        Span(kind=Kind.LATER, first=sunday + ONE),
        *past_spans(as_of, edges),
        Span(kind=Kind.DAYLESS),
    ]


def past_spans(as_of: date, edges: Sequence[int]) -> list[Span]:
    """The latest first; the last one is open."""
    ages = [0, *edges]
    newest = [as_of - timedelta(days=age + 1) for age in ages]
    oldest = [as_of - timedelta(days=edge) for edge in edges]
    return [
        *(Span(kind=Kind.PAST, first=first, last=last) for first, last in zip(oldest, newest, strict=False)),
        Span(kind=Kind.PAST, last=newest[-1]),
    ]
