"""What stands above a list that is not all there is, or that lacks what it takes from another list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from dashboard.exsited import Panel, Walk
from dashboard.problems import words_for

REASONS = {
    "pagination_loop": "the same page came again",
    "too_many_pages": "it had no end",
    "short_list": "not all that it counts came",
    "count_differs": "more came than it counts",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Note:
    """`again` names the link that reads once more, waiting as long as a page may; `late`: it does so by itself."""

    word: str
    sentence: str
    tone: str = "warn"
    again: str = ""
    late: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Borrowed:
    """
    What a list takes from another whole list.

    panel     the other list; None where this page does not show what it takes from it
    name      of the column, and of what sorts and narrows by it
    label     of the column
    records   what is in the other list: "automations"
    open      what nobody can tell without all of them
    searched  a text is also looked for in it
    """

    panel: Panel | None
    name: str
    label: str
    records: str
    open: str
    searched: bool = False

    @property
    def walk(self) -> Walk[Any] | None:
        return self.panel.value if self.panel and self.panel.ready else None


def notes_of(walk: Walk[Any], records: str) -> Iterator[Note]:
    if not walk.complete:
        yield Note(
            word="Not the whole list",
            sentence=f"The billing API's list of {records} could not be read to its end: {reason_of(walk)}. "
            f"There may be others than these {len(walk.items):,}.",
            again="Read it again",
        )
    if walk.changed:
        yield Note(
            word="Changed meanwhile",
            sentence="The billing API's list changed while it was read, so these may not be of one moment.",
            again="Read it again",
        )
    if walk.duplicates:
        times = "once more than once" if walk.duplicates == 1 else f"{walk.duplicates:,} times more than once"
        yield Note(
            word="Counted once", sentence=f"The billing API sent a record {times}; each is counted once.", tone="info"
        )


def reason_of(walk: Walk[Any]) -> str:
    reason = REASONS.get(walk.reason or "", "it broke off")
    return f"{reason} ({walk.missing:,} did not)" if walk.missing and walk.reason == "short_list" else reason


def notes_of_borrowed(borrowed: Borrowed, request: HttpRequest) -> Iterator[Note]:
    """Only the column and what hangs on it is open; all else of the list stands."""
    panel, walk = borrowed.panel, borrowed.walk
    if panel is None:
        return
    if panel.error is not None:
        why = words_for(panel.error).sentence
        yield Note(
            word=f"“{borrowed.label}” not read",
            sentence=f"The {borrowed.records} did not come, so {borrowed.open}. {why}{undone(borrowed, request)}",
            again="Try again",
        )
    elif walk is None:
        yield Note(
            word="Reading",
            sentence=f"The {borrowed.records} are still being read, for “{borrowed.label}”.",
            tone="info",
            again="Wait for them",
            late=True,
        )
    elif not walk.complete:
        yield Note(
            word=f"“{borrowed.label}” not certain",
            sentence=f"The list of {borrowed.records} could not be read to its end: {reason_of(walk)}. "
            f"What is not among the {len(walk.items):,} that came may still be there.{undone(borrowed, request)}",
            again="Try again",
        )


def asks_for(request: HttpRequest, name: str) -> bool:
    """Whether the address sorts or narrows by this."""
    return bool(request.GET.get(name)) or request.GET.get("sort", "").removeprefix("-") == name


def looks_in(request: HttpRequest, borrowed: Borrowed) -> bool:
    return borrowed.searched and bool(request.GET.get("q", "").strip())


def undone(borrowed: Borrowed, request: HttpRequest) -> str:
    """What the address asks for and the list is not, for want of the other one."""
    told = ""
    if asks_for(request, borrowed.name):
        told += f" So the list is neither sorted nor narrowed by “{borrowed.label}”, as was asked."
    if looks_in(request, borrowed):
        told += f" The text was not looked for in the names of all {borrowed.records}."
    return told
