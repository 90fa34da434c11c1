"""A list in memory in the order a person asked for: what has no value comes last, whichever way the rest runs."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias, TypeVar

from dashboard.exsited import Page, Sort
from dashboard.lists.listing import ListQuery

T = TypeVar("T")

SortKey: TypeAlias = Callable[[T], Any]
"""What a record is sorted by; None where it has no such value. All values of one key can be compared."""


def folded(text: str | None) -> str | None:
    """Text without case and accents, as people look for it; None where there is none."""
    if not text:
        return None
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in plain if not unicodedata.combining(character))


def ordered(records: Sequence[T], key: SortKey[T], *, descending: bool = False) -> list[T]:
    """Equal records stay in the order they came in, both ways."""
    values = [(key(record), record) for record in records]
    present = [pair for pair in values if pair[0] is not None]
    present.sort(key=lambda pair: pair[0], reverse=descending)
    return [record for _, record in present] + [record for value, record in values if value is None]


def sorted_as_asked(records: Sequence[T], sort: Sort | None, keys: dict[str, SortKey[T]]) -> list[T]:
    return ordered(records, keys[sort.field], descending=sort.descending) if sort else list(records)


def page_of(records: Sequence[T], query: ListQuery) -> Page[T]:
    part = tuple(records[query.offset : query.offset + query.limit])
    return Page(items=part, limit=query.limit, offset=query.offset, records=len(records))
