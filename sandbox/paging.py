"""
How a list is asked for and answered: `limit`, `offset`, `order_by`, `direction`, and the `pagination` object.

What a client sends oddly (`limit=abc`, `offset=-1`, `direction=None`) counts as not sent. The neighbouring pages are
named on another host and another version than the one asked, as Exsited's own documents show them: a client that
follows them instead of counting for itself is found out here.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from sandbox.messages import ApiError, Record, Request

DEFAULT_LIMIT = 20
HIGHEST_LIMIT = 1000
DISPLAY_ORIGIN = "https://api-stage.exsited.com/api/v2"
NO_NEXT_PAGE = "NULL"


@dataclass(frozen=True, kw_only=True, slots=True)
class Window:
    limit: int
    offset: int

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Self:
        limit = _whole(query.get("limit", ""))
        return cls(limit=min(limit or DEFAULT_LIMIT, HIGHEST_LIMIT), offset=_whole(query.get("offset", "")))

    def cut(self, rows: Sequence[Record]) -> list[Record]:
        return list(rows[self.offset : self.offset + self.limit])

    def pagination(self, request: Request, *, records: int) -> Record:
        before, after = self.offset - self.limit, self.offset + self.limit
        return {
            "records": records,
            "limit": self.limit,
            "offset": self.offset,
            "previous_page": self._page_url(request, max(before, 0)) if self.offset else "",
            "next_page": self._page_url(request, after) if after < records else NO_NEXT_PAGE,
        }

    def _page_url(self, request: Request, offset: int) -> str:
        resource = request.path.split("/", 3)[3]
        return f"{DISPLAY_ORIGIN}/{resource}?limit={self.limit}&offset={offset}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Order:
    """`field` None is the order the data has of itself."""

    field: str | None
    descending: bool

    @classmethod
    def read(cls, query: Mapping[str, str], *, sortable: Collection[str]) -> Self:
        """`order_by` is a field beside a `direction`, or is itself the direction. `SortDirection.DESC` is one, too."""
        name = query.get("order_by", "").strip()
        if name.lower() in {"asc", "desc"}:
            return cls(field=None, descending=name.lower() == "desc")
        if name and name not in sortable:
            raise ApiError(400, f"Invalid value for order_by: {name[:100]}")
        direction = query.get("direction", "").strip().lower().removeprefix("sortdirection.")
        return cls(field=name or None, descending=direction == "desc")


def page_of(rows: Sequence[Record], key: str, request: Request) -> dict[str, object]:
    window = Window.read(request.query)
    return {key: window.cut(rows), "pagination": window.pagination(request, records=len(rows))}


def _whole(text: str) -> int:
    return int(text) if re.fullmatch(r"[0-9]{1,12}", text) else 0
