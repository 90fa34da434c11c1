"""A list whose order the API turns down is shown without that order, and says so."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from dashboard.exsited import Page, Rejected, Sort
from dashboard.lists.listing import ListQuery

log = logging.getLogger("dashboard.lists.fallback")

T = TypeVar("T")

REFUSALS = frozenset({400, 422})


@dataclass(frozen=True, kw_only=True, slots=True)
class Listing(Generic[T]):
    """`query` is what the page shows; `refused` is the field that the API would not sort by, empty if it did."""

    page: Page[T]
    query: ListQuery
    refused: str = ""


def read_sorted(
    read: Callable[[Sort | None], Page[T]], query: ListQuery, *, otherwise: Sort | None = None
) -> Listing[T]:
    """
    One page in the order that `query` asks for, or in the order `otherwise`. A refusal costs one more call, made
    without an order; every other error rises.
    """
    sort = query.sort or otherwise
    try:
        return Listing(page=read(sort), query=query)
    except Rejected as error:
        if sort is None or error.status not in REFUSALS:
            raise
    log.warning("param_refused", extra={"param": "order_by", "field": sort.field})
    return Listing(page=read(None), query=replace(query, sort=None), refused=sort.field)
