"""
Pages of the ledger that cost the same at any depth: each begins behind the last row of the one before, by index, and
nothing is counted or skipped over.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Self, TypeAlias

from django.core.exceptions import ValidationError

from invoices_ui.ledger.models import LedgerInvoice

if TYPE_CHECKING:
    from django.db.models import Field, QuerySet

LONGEST_PLACE = 1_000
MOST_PK = 2**63 - 1
FIELDS = {field.name: field for field in LedgerInvoice._meta.concrete_fields}  # noqa: SLF001  (Django's documented way)


@dataclass(frozen=True, kw_only=True, slots=True)
class Order:
    """By one field, then by the ledger's own number; rows without that field come last either way."""

    field: str
    descending: bool = False

    @property
    def name(self) -> str:
        """As an address writes it."""
        return f"-{self.field}" if self.descending else self.field


class UnknownPlace(ValueError):
    """What an address says of where its page begins does not fit the order; the first page does as well."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """A row by what orders it: `value` of the order's field, None where it has none, and its `pk`."""

    value: Any
    pk: int

    @classmethod
    def of(cls, row: LedgerInvoice, order: Order) -> Self:
        return cls(value=getattr(row, order.field), pk=row.pk)

    @classmethod
    def read(cls, written: str, order: Order) -> Self:
        """Raises `UnknownPlace`."""
        try:
            value, pk = json.loads(urlsafe_b64decode(written[:LONGEST_PLACE].encode("ascii")))
            if not isinstance(pk, int) or not 0 <= pk <= MOST_PK or not isinstance(value, str | None):
                raise UnknownPlace
            return cls(value=None if value is None else cls._value(value, order), pk=pk)
        except (ValueError, TypeError, ArithmeticError, ValidationError) as error:
            raise UnknownPlace from error

    @staticmethod
    def _value(written: str, order: Order) -> Any:
        field: Field[Any, Any] = FIELDS[order.field]
        value = field.to_python(written)
        field.get_prep_value(value)  # what the database could not take is no place either
        if isinstance(value, str) and "\0" in value:
            raise UnknownPlace
        return value

    def written(self) -> str:
        value = self.value
        told = None if value is None else value.isoformat() if hasattr(value, "isoformat") else str(value)
        return urlsafe_b64encode(json.dumps([told, self.pk], separators=(",", ":")).encode()).decode("ascii")


@dataclass(frozen=True, kw_only=True, slots=True)
class Arranged:
    """
    A list in parts that have no row in common, each in order by an index, or with `sorts` sorted as it is read
    (invoices_ui.ledger.arranging).
    """

    parts: tuple[QuerySet[LedgerInvoice], ...]
    sorts: bool = False

    def only(self, *fields: str) -> Self:
        return replace(self, parts=tuple(part.only(*fields) for part in self.parts))


Rows: TypeAlias = "QuerySet[LedgerInvoice] | Arranged"


@dataclass(frozen=True, kw_only=True, slots=True)
class Slice:
    """Rows in order. `before` and `after` are where the pages next to it begin; None at the ends of the list."""

    rows: Sequence[LedgerInvoice]
    before: Place | None
    after: Place | None


def slice_of(
    rows: Rows,
    order: Order,
    *,
    size: int,
    after: Place | None = None,
    before: Place | None = None,
) -> Slice:
    """The `size` rows behind `after`, or those in front of `before`; without either, the first ones."""
    if before is not None:
        found = taken(rows, replace(order, descending=not order.descending), size + 1, before, backwards=True)
        shown = found[:size][::-1]
        earlier, later = len(found) > size, bool(shown)
    else:
        found = taken(rows, order, size + 1, after, backwards=False)
        shown = found[:size]
        earlier, later = after is not None and bool(shown), len(found) > size
    return Slice(
        rows=shown,
        before=Place.of(shown[0], order) if earlier else None,
        after=Place.of(shown[-1], order) if later else None,
    )


def every(rows: Rows, order: Order, *, at_once: int) -> Iterator[LedgerInvoice]:
    """All of them in order, read in parts, so that no transaction and no list holds them all."""
    place: Place | None = None
    while True:
        found = taken(rows, order, at_once, place, backwards=False)
        yield from found
        if len(found) < at_once:
            return
        place = Place.of(found[-1], order)


def taken(rows: Rows, order: Order, most: int, start: Place | None, *, backwards: bool) -> list[LedgerInvoice]:
    listed = rows if isinstance(rows, Arranged) else Arranged(parts=(rows,))
    found: list[LedgerInvoice] = []
    for part in listed.parts:
        found += taken_of(stretches(part, order, start, backwards=backwards, sorts=listed.sorts), most)
    return found if len(listed.parts) == 1 else put_together(found, order, backwards=backwards)[:most]


def taken_of(parts: Iterator[QuerySet[LedgerInvoice]], most: int) -> list[LedgerInvoice]:
    found: list[LedgerInvoice] = []
    for stretch in parts:
        found += stretch[: most - len(found)]
        if len(found) == most:
            break
    return found


def put_together(found: Sequence[LedgerInvoice], order: Order, *, backwards: bool) -> list[LedgerInvoice]:
    """Days, moments and amounts, which Python orders as every database does."""

    def by_pk(row: LedgerInvoice) -> int:
        return row.pk

    def by_field(row: LedgerInvoice) -> tuple[Any, int]:
        return getattr(row, order.field), row.pk

    nameless = sorted((row for row in found if getattr(row, order.field) is None), key=by_pk, reverse=order.descending)
    named = [row for row in found if getattr(row, order.field) is not None]
    named.sort(key=by_field, reverse=order.descending)
    return [*nameless, *named] if backwards else [*named, *nameless]


def stretches(
    rows: QuerySet[LedgerInvoice], order: Order, start: Place | None, *, backwards: bool, sorts: bool = False
) -> Iterator[QuerySet[LedgerInvoice]]:
    """
    The rest of the list in parts, each of which an index on (field, id) finds by itself: the rows alike, those beyond,
    those without the field. One condition for all of them would be no range of any index.
    """
    field, pk = (f"{order.field}__plain", "id__plain") if sorts else (order.field, "id")
    by_pk = f"-{pk}" if order.descending else pk
    by_field = (f"-{field}" if order.descending else field, by_pk)
    beyond, behind = (f"{field}__lt", f"{pk}__lt") if order.descending else (f"{field}__gt", f"{pk}__gt")
    if not FIELDS[order.field].null:
        if start is not None and start.value is not None:
            yield rows.filter(**{field: start.value, behind: start.pk}).order_by(by_pk)
            rows = rows.filter(**{beyond: start.value})
        yield rows.order_by(*by_field)
        return
    nameless = rows.filter(**{f"{field}__isnull": True}).order_by(by_pk)
    named = rows.filter(**{f"{field}__isnull": False}).order_by(*by_field)
    if start is None:
        yield from (nameless, named) if backwards else (named, nameless)
        return
    if start.value is None:
        yield nameless.filter(**{behind: start.pk})
        if backwards:
            yield named
        return
    yield rows.filter(**{field: start.value, behind: start.pk}).order_by(by_pk)
    yield named.filter(**{beyond: start.value})
    if not backwards:
        yield nameless
