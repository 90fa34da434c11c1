"""The newest records of a list that the API can neither sort nor read from its end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Generic, TypeVar

from dashboard.exsited import Moment, Page
from dashboard.lists.listing import shown

T = TypeVar("T")

LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, kw_only=True, slots=True)
class Latest(Generic[T]):
    """`note` says how many of how many these are, and in which order where that is known."""

    items: tuple[T, ...]
    note: str


def both_ends(fetch: Callable[[int, int], Page[T]], *, identity: Callable[[T], str], limit: int) -> Page[T]:
    """
    The first records by `fetch(limit, offset)` and, where the list tells that it is longer, its last ones too:
    nobody documents which end is new, but the newest records stand at one of them.
    """
    first = fetch(limit, 0)
    received = len(first.items)
    if first.records is None or not first.has_next or not received:
        return first
    last = fetch(limit, max(received, first.records - received))
    apart = {identity(item): item for item in (*first.items, *last.items)}
    return replace(first, items=tuple(apart.values()))


def latest(page: Page[T], *, when: Callable[[T], Moment], most: int, always: T | None = None) -> Latest[T]:
    """
    Up to `most` of what `both_ends` brought, the newest first; `always` is one of them, however old.

    A list that is longer than was read without telling its length stays in its own order: its newest are unknown.
    """
    if page.records is None and page.has_next:
        first = replace(page, items=page.items[:most], limit=most)
        return Latest(items=first.items, note=shown(first))
    ordered = sorted(page.items, key=lambda item: known(when(item)), reverse=True)
    chosen = including(ordered, always, most) if always is not None else ordered[:most]
    count = shown(replace(page, items=tuple(chosen), limit=most, records=page.records or len(page.items)))
    return Latest(items=tuple(chosen), note=f"{count}, newest first" if len(chosen) > 1 else count)


def known(moment: Moment) -> datetime:
    return moment if isinstance(moment, datetime) else LONG_AGO


def including(ordered: Sequence[T], always: T, most: int) -> list[T]:
    first = list(ordered[:most])
    return first if always in first else [*first[: most - 1], always]
