"""
Which index a page of the ledger goes by. SQLite cannot know how many rows one value of a filter leaves, so it is looked
up here, and the indexes that would not do are kept out of its sight. PostgreSQL keeps such statistics itself.

Few rows are found by the filter's index, and sorted. Where a filter leaves more, the index of the order is gone along,
and what does not match is passed over; in an order that states go along with, such as by due date, each state has an
index of its own, and what these give is put together.
"""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Field, Transform

from invoices_ui.ledger.filters import RANGES, Filters, conditions, matching
from invoices_ui.ledger.keyset import Arranged, Order
from invoices_ui.ledger.models import LedgerInvoice
from invoices_ui.ledger.text import long_enough

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models import QuerySet
    from django.db.models.sql.compiler import SQLCompiler

FEW = 5_000
BY_STATE = frozenset({"issue_date", "due_date", "due", "created_on", "last_updated_on"})
"""The orders in which invoices of one state lie together, each with an index behind the state."""
TOGETHER = (
    ("states", "currency"),
    ("account_id",),
    ("order_id",),
    ("customer_purchase_order_id",),
    ("words",),
    ("malformed",),
    ("missing",),
    ("doubt",),
    ("no_due_date",),
    ("no_issue_date",),
    *((f"{name}_from", f"{name}_to") for name in RANGES),
)
"""The filters that an index answers, by index."""

DEFAULTS = {field.name: field.default for field in fields(Filters)}


@Field.register_lookup
class Plain(Transform):
    """The value itself, which no index of SQLite's stands for: `state__plain__in`."""

    lookup_name = "plain"
    template = "%(expressions)s"
    function = None

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="+%(expressions)s", **context)


def arranged(filters: Filters, order: Order) -> Arranged:
    """The list that `matching` gives, to be paged and gone through in this order."""
    if connection.vendor != "sqlite":
        return Arranged(parts=(matching(filters),))
    if (by := fewest(filters)) is not None:
        return Arranged(parts=(in_sight(filters, by),), sorts=True)
    ordered = Filters(**{name: getattr(filters, name) for name in DEFAULTS if name.startswith(f"{order.field}_")})
    if filters.states and order.field in BY_STATE:
        alone = [(state,) for state in filters.states]
        each = [(replace(filters, states=one), replace(ordered, states=one)) for one in alone]
        return Arranged(parts=tuple(in_sight(part, by) for part, by in each))
    return Arranged(parts=(in_sight(filters, ordered),))


def fewest(filters: Filters) -> Filters | None:
    """Those of the filters that leave fewest rows by one index; None where each leaves more than `FEW`."""
    found: dict[Filters, int] = {}
    for names in TOGETHER:
        asked = {name: value for name in names if (value := getattr(filters, name)) != DEFAULTS[name]}
        if asked and ("words" not in asked or long_enough(filters.words)):
            by = Filters(**asked)
            found[by] = len(counted(by)[: FEW + 1])
    least = min(found, key=found.__getitem__, default=None)
    return least if least is not None and found[least] <= FEW else None


def counted(by: Filters) -> QuerySet[LedgerInvoice, int]:
    """Of its index alone: whether they are still upstream would have to be looked up row by row."""
    rows = LedgerInvoice.objects.filter(**conditions(by)).order_by()
    if by.missing:
        rows = rows.filter(missing_since__isnull=False)
    if by.words:
        rows = rows.filter(search_text__holds=long_enough(by.words))
    if by.doubt is not None:
        rows = matching(by).order_by()
    return rows.values_list("pk", flat=True)


def in_sight(filters: Filters, by: Filters) -> QuerySet[LedgerInvoice]:
    """What matches, with only the filters `by` in the sight of an index."""
    seen = {*conditions(by), *(["missing_since__isnull"] if by.missing else [])}
    return matching(filters, lookup=lambda name: name if name in seen else hidden(name), by_text=bool(by.words))


def hidden(lookup: str) -> str:
    field, separator, kind = lookup.partition("__")
    return f"{field}__plain{separator}{kind}"
