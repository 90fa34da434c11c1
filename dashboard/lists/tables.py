"""
Tables over one upstream page: what came is shown in the order it came, and only the API sorts and pages.

A table is declared by its columns; the module's `Table` gives it caption, sort links and pager.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, ClassVar

import django_tables2
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django_tables2 import utils
from django_tables2.data import TableData
from django_tables2.rows import BoundRow

from dashboard.exsited.pages import Page
from dashboard.lists import exports
from dashboard.lists.columns import (
    BadgeColumn,
    Column,
    DayColumn,
    FlagColumn,
    IdColumn,
    MomentColumn,
    MoneyColumn,
    NumberColumn,
    TextColumn,
)
from dashboard.lists.listing import PER_PAGE, ListQuery
from dashboard.markup import ABSENT

__all__ = [
    "BadgeColumn",
    "Column",
    "DayColumn",
    "FlagColumn",
    "IdColumn",
    "ListQuery",
    "MomentColumn",
    "MoneyColumn",
    "NumberColumn",
    "Table",
    "TextColumn",
]

PLACES = ("at-end", "second", "second-end")

inspected = utils.signature


@lru_cache(maxsize=1024)
def signature_of(function: Any, *, bound: bool) -> tuple[tuple[str, ...], str | None]:
    names, catch_all = inspected(function)
    return tuple(names[1:] if bound else names), catch_all


def signature(function: Any) -> tuple[tuple[str, ...], str | None]:
    """Columns are copied for every table, so their methods are remembered by the function they share."""
    shared = getattr(function, "__func__", None)
    return signature_of(shared or function, bound=shared is not None)


# The library inspects the signature of a column's `render` anew for every single cell.
utils.signature = signature


class PageData(TableData):  # type: ignore[misc]  # the library has no types
    """The records of one upstream page. Sorting a page in memory would be a lie about the whole list."""

    def __init__(self, records: Sequence[object]) -> None:
        super().__init__(records)

    def __len__(self) -> int:
        return len(self.data)

    def order_by(self, aliases: object) -> None:
        del aliases


@dataclass(frozen=True, kw_only=True, slots=True)
class Header:
    """One heading cell. `url` is empty where the API cannot sort; `aria_sort` only where it does so now."""

    id: str
    label: str
    css: str
    url: str = ""
    aria_sort: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Cell:
    """`label` is the heading of its column, for where rows are stacked and no heading stands above it."""

    html: SafeString
    css: str
    heading: bool
    label: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    css: str
    cells: list[Cell]


@dataclass(frozen=True, kw_only=True, slots=True)
class PageSize:
    size: int
    url: str
    current: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Pager:
    """`range` and `place` are whole phrases; an empty URL means there is no such page."""

    range: str
    place: str
    sizes: list[PageSize]
    previous_url: str
    next_url: str
    first_url: str = ""


class Table(django_tables2.Table):  # type: ignore[misc]  # the library has no types
    """
    A list of records. Subclasses say what it is:

    caption      names the list; it is the accessible name, and the start of the caption that tells the range
    section_id   the id of the section, and the name of the page's partial that htmx asks for
    heading      the column whose cell names its row; the first one unless said
    abreast      how many columns a phone has room for side by side; it stacks the rows of a table that has more
    brief        of those rows the columns that are seen first: beside the heading, then below it, left and right
    empty_title, empty_advice   what an empty list says
    """

    caption: ClassVar[str] = "Records"
    section_id: ClassVar[str] = ""
    heading: ClassVar[str] = ""
    abreast: ClassVar[int] = 3
    brief: tuple[str, ...] = ()
    empty_title: str = "Nothing here"
    empty_advice: str = ""

    def __init__(
        self,
        source: Page[Any] | Sequence[Any],
        *,
        query: ListQuery | None = None,
        title: str = "",
        hidden: Sequence[str] | None = None,
    ) -> None:
        """
        `title` gives the panel a visible header. Without a `query` nothing links to an order or a page. `hidden`
        names the columns that are left out; None stands for the optional ones.
        """
        if hidden is None:
            hidden = [name for name, column in self.base_columns.items() if column.optional]
        self.source = source if isinstance(source, Page) else None
        self.query = query
        self.title = title
        records = source.items if isinstance(source, Page) else source
        super().__init__(
            PageData(records),
            default=ABSENT,
            orderable=False,
            template_name="components/table.html",
            exclude=(*self._meta.exclude, *hidden),
        )
        for bound in self.columns:
            # The library would put a cell's HTML into a file where nothing says what else to write.
            bound.value = getattr(self, f"value_{bound.name}", bound.column.value)

    def row_class(self, record: Any) -> str:
        """A class for the row of this record, such as `current`."""
        del record
        return ""

    @property
    def headers(self) -> list[Header]:
        return [self._header(bound) for bound in self.columns]

    @cached_property
    def stacks(self) -> bool:
        return sum("wide" not in bound.column.css.split() for bound in self.columns) > self.abreast

    @cached_property
    def _css(self) -> dict[str, str]:
        """The classes of each column's cells."""
        place = dict(zip(self.brief, PLACES, strict=False))
        return {
            bound.name: " ".join(filter(None, [bound.column.css, place.get(bound.name, "")])) for bound in self.columns
        }

    def _header(self, bound: Any) -> Header:
        plain = Header(id=f"{self.section_id}-by-{bound.name}", label=bound.header, css=bound.column.css)
        field = bound.column.sort or bound.name
        if self.query is None or field not in self.query.sorts:
            return plain
        now = self.query.sort if self.query.sort and self.query.sort.field == field else None
        # A second click turns the order around; the first starts with what people look for.
        descending = not now.descending if now else bound.column.largest_first
        return Header(
            id=plain.id,
            label=plain.label,
            css=plain.css,
            url=self.query.url(sort=f"-{field}" if descending else field),
            aria_sort="" if now is None else "descending" if now.descending else "ascending",
        )

    @property
    def lines(self) -> Iterator[Line]:
        names = [bound.name for bound in self.columns]
        heading = self.heading or names[0]
        for row in self.rows:
            yield Line(css=self.row_class(row.record), cells=list(self._cells(row, heading)))

    def _cells(self, row: BoundRow, heading: str) -> Iterator[Cell]:
        for bound, html in row.items():
            yield Cell(html=html, css=self._css[bound.name], heading=bound.name == heading, label=bound.header)

    def cells(self) -> Iterator[list[exports.Cell]]:
        """The records as a file has them: a column's `value`, or the table's own `value_<column>`."""
        names = [bound.name for bound in self.columns]
        for row in self.rows:
            yield [row.get_cell_value(name) for name in names]

    @property
    def range(self) -> str:
        """`21 to 40 of 62`, honest where the API did not say how many there are."""
        if self.source is None or not self.source.items:
            return ""
        first, last, total = self.source.first, self.source.last, self.source.records
        if total is None:
            return f"{first:,} to {last:,} of a number the API does not tell"
        return f"{first:,} to {last:,} of {total:,}"

    @property
    def full_caption(self) -> str:
        """The caption with the range and the order, as it is read out after a change."""
        words = f"{self.caption} {self.range}".rstrip()
        ordered = next((header for header in self.headers if header.aria_sort), None)
        return f"{words}, by {ordered.label.lower()} {ordered.aria_sort}" if ordered else words

    @property
    def totals(self) -> list[Cell]:
        """The closing row, where columns have a `footer`."""
        if not self.has_footer():
            return []
        return [
            Cell(
                html=bound.footer, css=self._css[bound.name], heading=bool(bound.footer) and not at, label=bound.header
            )
            for at, bound in enumerate(self.columns)
        ]

    @property
    def first_page_url(self) -> str:
        return self.query.url(page=1) if self.query else ""

    @property
    def beyond_end(self) -> bool:
        return self.query is not None and self.query.page > 1 and not len(self.data)

    @property
    def pager(self) -> Pager | None:
        if self.source is None or self.query is None or not (len(self.data) or self.beyond_end):
            return None
        query, total = self.query, self.source.records
        pages = None if total is None else max(1, math.ceil(total / query.per_page))
        before = min(query.page - 1, pages) if pages else query.page - 1
        few = total is not None and total <= PER_PAGE[0] and query.per_page == PER_PAGE[0]
        return Pager(
            range=self.range,
            place=place_of(query.page, pages),
            sizes=[] if few or self.beyond_end else [page_size(query, size) for size in PER_PAGE],
            previous_url=query.url(page=before) if query.page > 1 else "",
            next_url=query.url(page=query.page + 1) if self.source.has_next and not self.beyond_end else "",
        )


def place_of(page: int, pages: int | None) -> str:
    if pages is None:
        return f"Page {page:,}"
    return f"Page {page:,} of {pages:,}" if page <= pages else f"Past the last page, {pages:,}"


def page_size(query: ListQuery, size: int) -> PageSize:
    return PageSize(size=size, url=query.url(per_page=size), current=size == query.per_page)
