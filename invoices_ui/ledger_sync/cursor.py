"""Where a walk over all invoices stands: kept with the rows, so that whoever takes it up goes on behind them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Self

PAGE = 500
"""Invoices in one answer: about 2.5 MB, far below what the client reads of one."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Gap:
    """
    A range of the list that could not be read. `after` and `before` are the ids of the rows read last before and first
    behind it, which it shares with its neighbours; None where those are not known.
    """

    offset: int
    size: int
    fault: str
    after: str | None = None
    before: str | None = None

    @property
    def end(self) -> int:
        return self.offset + self.size

    @property
    def words(self) -> str:
        if self.size == 1:
            return f"invoice {self.offset + 1:,}"
        return f"invoices {self.offset + 1:,} to {self.end:,}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Cursor:
    """
    walk         the number of this pass over the list among all walks; `first_walk` that of the run's first
    number       which pass of the run this is, from 1
    order        the field the list is asked to be sorted by; empty where the API refuses one
    next         the offset of the page to be kept next
    last         the id of the last row kept, which the next page begins with if nothing moved; None after a gap
    seams        places where a page did not begin with the last row of the one before: the list moved
    doubles      rows that stood on the list twice
    barren       pages in a row without an invoice that this walk had not met
    walked       whether the end was reached
    watermark    all changes later than this are still to be read; an ISO instant, None where the API gave none
    """

    walk: int
    first_walk: int
    number: int = 1
    order: str = ""
    limit: int = PAGE
    next: int = 0
    last: str | None = None
    seams: int = 0
    doubles: int = 0
    barren: int = 0
    walked: bool = False
    watermark: str | None = None
    gaps: tuple[Gap, ...] = ()

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Self | None:
        """None where nothing was kept yet."""
        return cls(**{**kept, "gaps": tuple(Gap(**gap) for gap in kept["gaps"])}) if kept else None

    def written(self) -> dict[str, Any]:
        return asdict(self)

    def again(self, walk: int) -> Cursor:
        """The beginning of another pass."""
        again = Cursor(walk=walk, first_walk=self.first_walk, number=self.number + 1)
        return replace(again, order=self.order, limit=self.limit, watermark=self.watermark)
