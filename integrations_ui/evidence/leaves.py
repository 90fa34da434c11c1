"""Which connections of a pack one page shows: all of many connections would be more than a browser opens at ease."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from integrations_ui.evidence.pack import Entry, Pack

PER_PAGE = 5
WHOLE = "all"
"""Asks for every connection on one page, to print."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Leaf:
    """
    entries   those shown
    contents  each connection of the pack, with where its section is
    number    of this page, from 1; None where everything is on it
    count     how many pages there are
    """

    entries: Sequence[Entry]
    contents: Sequence[tuple[Entry, str]]
    number: int | None
    count: int

    @property
    def previous_url(self) -> str:
        return address(self.number - 1) if self.number and self.number > 1 else ""

    @property
    def next_url(self) -> str:
        return address(self.number + 1) if self.number and self.number < self.count else ""

    @property
    def whole_url(self) -> str:
        return f"?page={WHOLE}"


def leaf_of(pack: Pack, asked: str) -> Leaf:
    """The page of that number; what is no number of a page is the first."""
    count = -(-len(pack.entries) // PER_PAGE)
    if asked == WHOLE or count < 2:
        here = [(entry, f"#{entry.anchor}") for entry in pack.entries]
        return Leaf(entries=pack.entries, contents=here, number=None, count=count)
    number = next((number for number in range(1, count + 1) if str(number) == asked), 1)
    contents = []
    for entry in pack.entries:
        page = page_of(entry)
        contents.append((entry, f"{'' if page == number else address(page)}#{entry.anchor}"))
    shown = [entry for entry in pack.entries if page_of(entry) == number]
    return Leaf(entries=shown, contents=contents, number=number, count=count)


def page_of(entry: Entry) -> int:
    return (entry.number - 1) // PER_PAGE + 1


def address(number: int) -> str:
    return f"?page={number}"
