"""Limit/offset paging: one `Page` of a list, or a `walk` over all of it, trusting the server as little as needed."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from dashboard.exsited.fields import Row

T = TypeVar("T")

log = logging.getLogger("dashboard.exsited")

_MOST_RECORDS = 1_000_000_000
LIMIT_IGNORED, SHORT_PAGE = "limit_ignored", "short_page"


@dataclass(frozen=True, kw_only=True, slots=True)
class Sort:
    """An order over the whole set; `field` is the API's own name."""

    field: str
    descending: bool = False


def sort_params(sort: Sort | None) -> dict[str, str]:
    """The query parameters that ask for an order."""
    if sort is None:
        return {}
    return {"order_by": sort.field, "direction": "desc" if sort.descending else "asc"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Page(Generic[T]):
    """
    Up to `limit` items from record number `offset` on.

    `records` is the size of the whole list; None when the answer says nothing believable about it.
    """

    items: tuple[T, ...]
    limit: int
    offset: int
    records: int | None

    @classmethod
    def read(cls, row: Row, key: str, read: Callable[[Row], T], *, limit: int, offset: int) -> Page[T]:
        """The page that `row` holds under `key`; a missing list makes the answer unreadable, never an empty page."""
        rows = row.need_rows(key)
        pagination = row.row("pagination")
        records = pagination.whole("records") if pagination else None
        if len(rows) > limit:
            log.info(LIMIT_IGNORED, extra={"field": key, "asked": limit, "got": len(rows)})
        if len(rows) > limit and records in (None, len(rows)):
            # The whole list came, as if nothing had been asked about limit and offset.
            records = len(rows)
            rows = rows[offset:]
        items = tuple(map(read, rows[:limit]))
        return cls(items=items, limit=limit, offset=offset, records=_believable(records, items, offset))

    @property
    def number(self) -> int:
        return self.offset // self.limit + 1

    @property
    def pages(self) -> int | None:
        return None if self.records is None else max(1, -(-self.records // self.limit))

    @property
    def first(self) -> int:
        """The number of the first item in the whole list, from 1; 0 on an empty page."""
        return self.offset + 1 if self.items else 0

    @property
    def last(self) -> int:
        return self.offset + len(self.items) if self.items else 0

    @property
    def has_next(self) -> bool:
        if self.records is None:
            return len(self.items) >= self.limit
        return self.offset + len(self.items) < self.records

    @property
    def next_offset(self) -> int | None:
        """Where the next page starts: as far on as there were items, so that a shorter limit leaves no gap."""
        return self.offset + (len(self.items) or self.limit) if self.has_next else None

    @property
    def has_previous(self) -> bool:
        return self.offset > 0

    @property
    def previous_offset(self) -> int | None:
        return max(0, self.offset - self.limit) if self.has_previous else None


def _believable(records: object, items: tuple[T, ...], offset: int) -> int | None:
    if not isinstance(records, int) or not 0 <= records <= _MOST_RECORDS:
        return None
    return None if items and records < offset + len(items) else records


@dataclass(frozen=True, kw_only=True, slots=True)
class Walk(Generic[T]):
    """
    What a walk over a whole list brought. Only `complete` items may be counted as all of them.

    duplicates  rows met more than once, counted once
    changed     the list's size changed while it was read
    missing     how many records the list says it has beyond these items
    reason      why it is not complete: pagination_loop, too_many_pages, short_list or count_differs
    """

    items: tuple[T, ...]
    complete: bool
    duplicates: int = 0
    changed: bool = False
    missing: int = 0
    reason: str | None = None


def walk(
    fetch: Callable[[int, int], Page[T]], *, identity: Callable[[T], str], limit: int = 100, most_calls: int = 20_000
) -> Walk[T]:
    """
    All records of a list, by `fetch(limit, offset)`, stepping by what was received and ending on every misbehaviour.

    Rows that moved between pages are looked for in a second pass. An error of `fetch` ends the walk.
    """
    steps = _Steps(fetch, identity, limit, most_calls)
    reason = steps.run()
    if reason is None and not steps.changed and steps.missing:
        reason = steps.run()
    if reason is None:
        reason = steps.doubt
    _log(reason, steps)
    return Walk(
        items=tuple(steps.found.values()),
        complete=reason is None,
        duplicates=steps.duplicates,
        changed=steps.changed,
        missing=steps.missing,
        reason=reason,
    )


def _log(reason: str | None, steps: _Steps[T]) -> None:
    for oddity in sorted(steps.oddities):
        log.info(oddity, extra={"asked": steps.limit, "found": len(steps.found)})
    if steps.duplicates:
        log.warning("duplicates", extra={"count": steps.duplicates})
    if steps.changed:
        log.warning("total_changed", extra={"found": len(steps.found)})
    if reason:
        log.warning(reason, extra={"found": len(steps.found), "missing": steps.missing})


class _Steps(Generic[T]):
    """The state of one walk: what was found, what the list says of itself, and how many calls are left."""

    def __init__(
        self, fetch: Callable[[int, int], Page[T]], identity: Callable[[T], str], limit: int, calls_left: int
    ) -> None:
        self.found: dict[str, T] = {}
        self.duplicates = 0
        self.changed = False
        self.oddities: set[str] = set()
        self.limit = limit
        self._fetch = fetch
        self._identity = identity
        self._calls_left = calls_left
        self._records: int | None = None
        self._usual = limit

    @property
    def missing(self) -> int:
        return max(0, (self._records or 0) - len(self.found))

    @property
    def doubt(self) -> str | None:
        """Why a walk that reached the end of the list is still not complete."""
        if self._records is None or self._records == len(self.found):
            return None
        return "short_list" if self.missing else "count_differs"

    def run(self) -> str | None:
        """One pass from the first record to the end; the reason when it could not be finished."""
        again = bool(self.found)
        met: set[str] = set()
        fingerprints: set[frozenset[str]] = set()
        offset = stale = empty = 0
        while self._calls_left > 0:
            self._calls_left -= 1
            page = self._fetch(self.limit, offset)
            self._notice(page.records)
            self._doubt_length(len(page.items), offset)
            ids = [self._identity(item) for item in page.items]
            fingerprint = frozenset(ids)
            stale = 0 if fingerprint - met else stale + 1
            if ids and (fingerprint in fingerprints or stale > 1):
                return "pagination_loop"
            self.found.update(zip(ids, page.items, strict=True))
            if not again:
                self.duplicates += len(ids) - len(fingerprint - met)
            met |= fingerprint
            fingerprints.add(fingerprint)
            empty = 0 if ids else empty + 1
            offset += len(ids) or self.limit
            if self._ended(page, offset, empty):
                return None
        return "too_many_pages"

    def _notice(self, records: int | None) -> None:
        if records is None:
            return
        self.changed = self.changed or self._records not in (None, records)
        self._records = records

    def _doubt_length(self, length: int, offset: int) -> None:
        """A first page that is short, with more to come, shows another limit; a later one that it is not kept to."""
        if offset == 0:
            self._usual = length
        if length < self.limit and self._records is not None and offset + length < self._records:
            self.oddities.add(SHORT_PAGE if length < self._usual else LIMIT_IGNORED)

    def _ended(self, page: Page[T], offset: int, empty: int) -> bool:
        """A short page ends the list where the list says so; where it does not, one page further is asked for."""
        if page.items:
            return len(page.items) < self.limit and page.records is not None and offset >= page.records
        return empty > 1 or self._records is None or offset >= self._records
