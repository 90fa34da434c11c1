"""What the address of a list over the ledger asks for. It holds all of the list's state, so it can be kept and sent."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import cached_property

from dashboard.exsited import Sort
from dashboard.lists import chosen, files
from dashboard.lists.listing import ListQuery, pairs_in, with_offered_length
from invoices_ui.ledger.filters import EXACT, Filters
from invoices_ui.ledger.keyset import Order, Place, UnknownPlace
from invoices_ui.ledger_list.form import FilterForm
from invoices_ui.ledger_list.table import FIELDS

Pairs = list[tuple[str, str]]

AFTER, BEFORE = "after", "before"
SUMS = "sums"
SENT = "form"
"""Says that the form was sent: of its fields, those left empty ask for nothing."""
ANY = "any"
"""How the form names all currencies: an empty one stands for invoices that name none."""
NONE = "without"
"""Fields of the form that ask for invoices without such an id."""
FILTERS = frozenset(FilterForm.base_fields)
SORTS = frozenset(FIELDS)
NEWEST_FIRST = Sort(field="issue_date", descending=True)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Wrong filters are told by the form; whatever else makes no sense is ignored."""

    request: HttpRequest
    sorts: frozenset[str] = SORTS

    @cached_property
    def form(self) -> FilterForm:
        return FilterForm(self.request.GET, today=timezone.localdate())

    @cached_property
    def filters(self) -> Filters | None:
        """None where one of them is wrong: then nothing is listed, for a list of more than was asked for misleads."""
        return self.form.filters if self.form.is_valid() else None

    @property
    def narrowed(self) -> bool:
        return bool(FILTERS & self.request.GET.keys())

    @cached_property
    def query(self) -> ListQuery:
        query = ListQuery.from_request(self.request, sorts=self.sorts)
        places = {AFTER, BEFORE, SUMS}
        others = tuple(pair for pair in query.others if pair[0] not in places)
        return replace(query, page=1, sort=query.sort or NEWEST_FIRST, others=others)

    @cached_property
    def order(self) -> Order:
        sort = self.query.sort
        assert sort is not None
        return Order(field=FIELDS[sort.field], descending=sort.descending)

    @cached_property
    def after(self) -> Place | None:
        return self._place(AFTER)

    @cached_property
    def before(self) -> Place | None:
        return self._place(BEFORE) if self.after is None else None

    def _place(self, name: str) -> Place | None:
        try:
            return Place.read(self.request.GET.get(name, ""), self.order)
        except UnknownPlace:
            return None

    @property
    def first_url(self) -> str:
        return self.query.url()

    def url_at(self, *, after: Place | None = None, before: Place | None = None) -> str:
        """The page behind or in front of a row; the first one without."""
        pairs = [(name, place.written()) for name, place in ((AFTER, after), (BEFORE, before)) if place]
        url = self.first_url
        return f"{url}{'&' if '?' in url else '?'}{urlencode(pairs)}" if pairs else url

    @property
    def here(self) -> str:
        return self.url_at(after=self.after, before=self.before)

    @property
    def sums_url(self) -> str:
        url = self.here
        return f"{url}{'&' if '?' in url else '?'}{urlencode({SUMS: '1'})}"

    @property
    def pairs(self) -> Pairs:
        return with_offered_length(pairs_in(self.request.GET))

    def url_without(self, name: str, value: str | None = None) -> str:
        """With one filter taken off, or one of its values; at the first page."""
        return self.url_of(pair for pair in self.pairs if pair[0] != name or (value is not None and pair[1] != value))

    @property
    def bare_url(self) -> str:
        """Without all filters."""
        return self.url_of(pair for pair in self.pairs if pair[0] not in FILTERS)

    @property
    def usual_columns_url(self) -> str:
        return self.url_without(chosen.PARAMETER)

    @property
    def file_urls(self) -> Pairs:
        """Each kind of file with its address."""
        kept = [pair for pair in self.pairs if pair[0] not in {"per_page", "page", files.PARAMETER}]
        return [(kind.upper(), self.url_of([*kept, (files.PARAMETER, kind)])) for kind in files.KINDS]

    def url_of(self, pairs: Iterable[tuple[str, str]]) -> str:
        left_out = {AFTER, BEFORE, SUMS, "page"}
        kept = [pair for pair in pairs if pair[0] not in left_out]
        return f"{self.request.path}?{urlencode(kept)}" if kept else self.request.path

    @property
    def kept(self) -> Pairs:
        """What the form does not ask for itself, but for the page, which starts anew."""
        own = {*FILTERS, chosen.PARAMETER, files.PARAMETER, AFTER, BEFORE, SUMS, SENT, NONE, "page"}
        told = [pair for pair in self.pairs if pair[0] not in own]
        return [*told, *((NONE, name) for name in self.without)]

    @property
    def without(self) -> list[str]:
        """The ids that the listed invoices do not have."""
        return [name for name in EXACT if name != "currency" and self.request.GET.get(name) == ""]

    @property
    def clean_url(self) -> str:
        """What the sent form asks for, without all that it left empty."""
        pairs = [pair for pair in self.pairs if pair[0] not in {SENT, NONE}]
        asked = [(name, value) for name, value in pairs if self._is_asked(name, value.strip())]
        named = {name for name, _ in asked}
        none = [(name, "") for name in self.request.GET.getlist(NONE) if name in EXACT and name not in named]
        return self.url_of([*asked, *none])

    def _is_asked(self, name: str, value: str) -> bool:
        if name == "currency":
            return value != ANY
        return bool(value) or name not in FILTERS
