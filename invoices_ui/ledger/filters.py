"""What of the ledger is asked for: every list, sum, search and file goes through the one `matching`."""

from __future__ import annotations

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


def matching(filters: Filters) -> QuerySet[LedgerInvoice]:
    """In no order."""
    asked: dict[str, Any] = {name: getattr(filters, name) for name in EXACT}
    for name in RANGES:
        asked[f"{name}__gte"] = getattr(filters, f"{name}_from")
        asked[f"{name}__lte"] = getattr(filters, f"{name}_to")
    asked["due_date__isnull"] = filters.no_due_date or None
    asked["issue_date__isnull"] = filters.no_issue_date or None
    asked["malformed_count__gt"] = 0 if filters.malformed else None
    asked["state__in"] = filters.states or None
    found = LedgerInvoice.objects.filter(
        missing_since__isnull=not filters.missing, **{name: value for name, value in asked.items() if value is not None}
    )
    if filters.doubt is not None:
        known = DoubtTotal.objects.values_list("doubts", flat=True).distinct()
        found = found.filter(doubtful(filters.doubt, timezone.localdate(), known))
    if words := long_enough(filters.words):
        found = found.filter(search_text__holds=words)
    for word in too_short(filters.words):
        found = found.filter(search_text__contains=word)
    return found
