"""What of the ledger is asked for: every list, sum, search and file goes through the one `matching`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from invoices_ui.ledger.doubts import doubtful
from invoices_ui.ledger.models import DoubtTotal, LedgerInvoice
from invoices_ui.ledger.state import State
from invoices_ui.ledger.text import long_enough, too_short

if TYPE_CHECKING:
    from django.db.models import QuerySet


@dataclass(frozen=True, kw_only=True, slots=True)
class Filters:
    """
    None and the empty tuple ask for nothing. Ranges include both their ends, and leave out what has no such value.

    currency          the API's word for it; empty for invoices that name none
    no_due_date,
    no_issue_date     only invoices without one
    total_*, due_*    in the currency's own units, whatever the currency
    words             each must occur in an id or name of the invoice, in any spelling of case, accents and width
    missing           the invoices that are no longer upstream, which no other filter shows
    malformed         only invoices of which something could not be read
    doubt             only invoices that break this rule of invoices_ui.ledger.doubts, by its key
    """

    states: tuple[State, ...] = ()
    currency: str | None = None
    account_id: str | None = None
    order_id: str | None = None
    customer_purchase_order_id: str | None = None
    issue_date_from: date | None = None
    issue_date_to: date | None = None
    no_issue_date: bool = False
    due_date_from: date | None = None
    due_date_to: date | None = None
    no_due_date: bool = False
    total_from: Decimal | None = None
    total_to: Decimal | None = None
    due_from: Decimal | None = None
    due_to: Decimal | None = None
    words: tuple[str, ...] = ()
    missing: bool = False
    malformed: bool = False
    doubt: str | None = None


EXACT = ("currency", "account_id", "order_id", "customer_purchase_order_id")
RANGES = ("issue_date", "due_date", "total", "due")


def conditions(filters: Filters) -> dict[str, Any]:
    """What the columns by themselves have to hold, as Django's lookups."""
    asked: dict[str, Any] = {name: getattr(filters, name) for name in EXACT}
    for name in RANGES:
        asked[f"{name}__gte"] = getattr(filters, f"{name}_from")
        asked[f"{name}__lte"] = getattr(filters, f"{name}_to")
    asked["due_date__isnull"] = filters.no_due_date or None
    asked["issue_date__isnull"] = filters.no_issue_date or None
    asked["malformed_count__gt"] = 0 if filters.malformed else None
    if len(filters.states) == 1:
        asked["state"] = filters.states[0]  # a single value leaves an index in order
    else:
        asked["state__in"] = filters.states or None
    return {name: value for name, value in asked.items() if value is not None}


def as_named(lookup: str) -> str:
    return lookup


def matching(
    filters: Filters, *, lookup: Callable[[str], str] = as_named, by_text: bool = True
) -> QuerySet[LedgerInvoice]:
    """In no order. `lookup` may put another one in the place of each; `by_text` allows for the index of the text."""
    asked = conditions(filters) | {"missing_since__isnull": not filters.missing}
    found = LedgerInvoice.objects.filter(**{lookup(name): value for name, value in asked.items()})
    if filters.doubt is not None:
        known = DoubtTotal.objects.values_list("doubts", flat=True).distinct()
        found = found.filter(doubtful(filters.doubt, timezone.localdate(), known))
    long, short = long_enough(filters.words), too_short(filters.words)
    if long and by_text:
        found = found.filter(search_text__holds=long)
    for word in short if by_text else (*long, *short):
        found = found.filter(search_text__contains=word)
    return found
