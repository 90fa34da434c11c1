"""A list that was read whole, as its page shows it: what narrows it, its order, page and columns, and its files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar
from urllib.parse import urlencode

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.functional import cached_property

from dashboard.exsited import Sort
from dashboard.lists import chosen, files
from dashboard.lists.chosen import ColumnChoice
from dashboard.lists.listing import ListQuery, pairs_in, with_offered_length
from dashboard.lists.order import SortKey, page_of, sorted_as_asked
from dashboard.lists.sieve import Facet, Sieve
from dashboard.lists.tables import Table

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class WholeList(Generic[T]):
    """
    records   all there are, as they came
    make      the table of some of them: called with them, `query` and `hidden`
    keys      what the list can be sorted by: the columns' `sort` names
    usual     the order where the URL asks for none; without it, as they came
    label     what the records are called, in lower case: `connections`
    """

    request: HttpRequest
    records: Sequence[T]
    table_class: type[Table]
    make: Callable[..., Table]
    keys: dict[str, SortKey[T]]
    text_of: Callable[[T], Iterable[str | None]]
    facets: Sequence[Facet[T]] = ()
    usual: Sort | None = None
    label: str = "records"

    @cached_property
    def query(self) -> ListQuery:
        query = ListQuery.from_request(self.request, sorts=frozenset(self.keys))
        return query if query.sort or not self.usual else replace(query, sort=self.usual)

    @cached_property
    def sieve(self) -> Sieve[T]:
        return Sieve.of(self.records, self.request.GET, facets=self.facets, text_of=self.text_of)

    @cached_property
    def columns(self) -> ColumnChoice:
        return ColumnChoice.from_request(self.request, self.table_class)

    @cached_property
    def shown(self) -> list[T]:
        """All that pass, in the order asked for."""
        return sorted_as_asked(self.sieve.records, self.query.sort, self.keys)

    @cached_property
    def table(self) -> Table:
        """The page of them that was asked for."""
        table = self.make(page_of(self.shown, self.query), query=self.query, hidden=self.columns.hidden)
        if self.sieve.narrowed:
            table.empty_title = f"No {self.label} match"
            table.empty_advice = f"Clear the filter to see all {self.sieve.total:,}."
        return table

    @property
    def told(self) -> str:
        """What is shown of it, for paper, where nothing else says so."""
        narrowed = ", ".join(f"{label.lower()} {value}" for label, value in self.sieve.told)
        only = f", only {narrowed}, of {self.sieve.total:,} in all" if narrowed else ""
        return f"{self.table.full_caption}{only}"

    def file(
        self, *, name: str, complete: bool = True, about: Sequence[tuple[str, str]] = ()
    ) -> HttpResponseBase | None:
        """
        The file that the URL asks for, of all that pass; None where it asks for a page. What was not read to its end
        says so in its name, too.
        """
        kind = files.asked_kind(self.request)
        if kind is None:
            return None
        columns = self.table_class.base_columns
        hidden = [name for name in self.columns.hidden if not columns[name].in_files]
        whole = self.make(self.shown, query=None, hidden=hidden)
        count = f"{len(self.shown):,} of {self.sieve.total:,}"
        told = [("Read by", self.request.user.get_username()), ("Rows", count), *about, *self.sieve.told]
        return files.file_of(whole, kind, name=name if complete else f"{name}-incomplete", about=told)

    @property
    def kept(self) -> list[tuple[str, str]]:
        """The hidden fields of the form: what it does not itself ask for, but for the page, which starts anew."""
        own = {*self.sieve.names, chosen.PARAMETER, files.PARAMETER, "page"}
        return self._pairs_without(own)

    @property
    def clear_url(self) -> str:
        return self._url_without(self.sieve.names | {"page", files.PARAMETER})

    def narrowed_url(self, name: str, value: str) -> str:
        """With one more choice made; empty takes it back."""
        pairs = self._pairs_without({name, "page", files.PARAMETER})
        pairs += [(name, value)] if value else []
        return f"{self.request.path}?{urlencode(pairs)}" if pairs else self.request.path

    @property
    def usual_columns_url(self) -> str:
        return self._url_without({chosen.PARAMETER, files.PARAMETER})

    @property
    def file_told(self) -> str:
        return f"All {len(self.shown):,} {self.label} shown, in these columns"

    @property
    def file_urls(self) -> list[tuple[str, str]]:
        """Each kind of file with its address."""
        plain = self._pairs_without({"page", "per_page", files.PARAMETER})
        return [
            (kind.upper(), f"{self.request.path}?{urlencode([*plain, (files.PARAMETER, kind)])}")
            for kind in files.KINDS
        ]

    def _url_without(self, names: set[str] | frozenset[str]) -> str:
        pairs = self._pairs_without(names)
        return f"{self.request.path}?{urlencode(pairs)}" if pairs else self.request.path

    def _pairs_without(self, names: set[str] | frozenset[str]) -> list[tuple[str, str]]:
        pairs = with_offered_length(pairs_in(self.request.GET))
        return [(name, value) for name, value in pairs if name not in names]
