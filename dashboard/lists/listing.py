"""What the URL of a list says: page, page length and order. Hostile input is clamped, never refused."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Self, TypedDict
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict

from dashboard.exsited.pages import Page, Sort

PER_PAGE = (20, 50, 100)
LAST_PAGE = 1_000_000
WHOLE_NUMBER = re.compile(r"[0-9]+", re.ASCII)


def without_nul(query: str) -> str:
    """The query of an address, with blanks instead of what stands for a NUL."""
    return query.replace("\0", "+").replace("%00", "+")


class Paging(TypedDict):
    limit: int
    offset: int


class SortedPaging(Paging):
    sort: Sort | None


def clamped(text: str | None, *, least: int, most: int) -> int:
    if text is None or not WHOLE_NUMBER.fullmatch(text):
        return least
    # Python refuses to read thousands of digits; so many are too many anyway.
    return most if len(text) > len(str(most)) else min(max(int(text), least), most)


def length_of(text: str | None) -> int:
    """The page length on offer that has room for as many as were asked for."""
    wanted = clamped(text, least=PER_PAGE[0], most=PER_PAGE[-1])
    return next(size for size in PER_PAGE if size >= wanted)


def pairs_in(asked: QueryDict) -> Iterator[tuple[str, str]]:
    return ((name, value) for name, values in asked.lists() for value in values)


def with_offered_length(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """What an address says, with the page length that is shown for it; the usual one goes without saying."""
    kept, length = [], ""
    for name, value in pairs:
        if name == "per_page":
            length = value
        else:
            kept.append((name, value))
    size = length_of(length)
    return [*kept, ("per_page", str(size))] if size != PER_PAGE[0] else kept


@dataclass(frozen=True, kw_only=True, slots=True)
class ListQuery:
    """
    `sorts` are the API's own field names that the list may be sorted by; a sort by anything else is ignored.
    `others` is the rest of the URL's state, which every link of the list keeps.
    """

    path: str
    page: int = 1
    per_page: int = PER_PAGE[0]
    sort: Sort | None = None
    sorts: frozenset[str] = frozenset()
    others: tuple[tuple[str, str], ...] = ()

    @classmethod
    def from_request(cls, request: HttpRequest, *, sorts: frozenset[str] = frozenset()) -> Self:
        asked = request.GET
        own = {"page", "per_page", "sort", "format"}
        return cls(
            path=request.path,
            page=clamped(asked.get("page"), least=1, most=LAST_PAGE),
            per_page=length_of(asked.get("per_page")),
            sort=read_sort(asked.get("sort", ""), sorts),
            sorts=sorts,
            others=tuple((key, value) for key, value in pairs_in(asked) if key not in own),
        )

    @property
    def limit(self) -> int:
        return self.per_page

    @property
    def offset(self) -> int:
        return (self.page - 1) * self.per_page

    def paging(self) -> Paging:
        """The arguments of a list call that cannot sort."""
        return {"limit": self.limit, "offset": self.offset}

    def api_params(self) -> SortedPaging:
        """The arguments of a list call that can sort."""
        return {"limit": self.limit, "offset": self.offset, "sort": self.sort}

    def url(self, *, page: int | None = None, per_page: int | None = None, sort: str | None = None) -> str:
        """
        This list with something changed; all else in the URL stays. `sort` is `due_date` or `-due_date`. A new order
        starts at the first page; another page length keeps the first row in view.
        """
        size = per_page or self.per_page
        at = page or (1 if sort is not None else self.offset // size + 1)
        order = sort if sort is not None else sort_text(self.sort)
        state = [*self.others]
        state += [("sort", order)] if order else []
        state += [("per_page", str(size))] if size != PER_PAGE[0] else []
        state += [("page", str(at))] if at > 1 else []
        return f"{self.path}?{urlencode(state)}" if state else self.path


def read_sort(text: str, sorts: frozenset[str]) -> Sort | None:
    field = text.removeprefix("-")
    return Sort(field=field, descending=text.startswith("-")) if field in sorts else None


def sort_text(sort: Sort | None) -> str:
    if sort is None:
        return ""
    return f"-{sort.field}" if sort.descending else sort.field


def shown(page: Page[Any]) -> str:
    """How much of a list a panel shows; nothing of an empty one, for that says so itself."""
    if not page.items:
        return ""
    if page.records is None:
        return f"the first {len(page.items)}" if page.has_next else f"{len(page.items)}"
    return f"{len(page.items)} of {page.records:,}"
