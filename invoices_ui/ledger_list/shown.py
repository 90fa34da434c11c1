"""A list over the ledger as its page shows it: rows, columns, filters, and what all that match come to."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone
from django.utils.functional import cached_property

from dashboard.lists.listing import PER_PAGE
from dashboard.lists.tables import Pager, page_size
from invoices_ui.ledger.arranging import arranged
from invoices_ui.ledger.filters import Filters
from invoices_ui.ledger.freshness import Freshness, freshness
from invoices_ui.ledger.keyset import Slice, slice_of
from invoices_ui.ledger_list.asked import SUMS, Asked
from invoices_ui.ledger_list.controls import Controls
from invoices_ui.ledger_list.sums import CurrencySum, ListSumTable, count_of, kept_total, sums_of_list
from invoices_ui.ledger_list.table import InvoiceListTable, listed

SOON = 20_000
"""So many rows are added up for a page without a thought; more come in a panel of their own."""
EMPTY = {
    "empty": "The ledger has not been read yet: a sync brings the invoices of the billing API.",
    "partial": "The ledger is not whole, so there may be some that it does not have.",
    "complete": "Take a filter off to see more.",
}
NARROW = ("account_id", "order_id", "customer_purchase_order_id")
"""Filters that leave few rows, found by index."""


@dataclass(frozen=True, kw_only=True)
class LedgerList:
    asked: Asked

    @cached_property
    def filters(self) -> Filters:
        filters = self.asked.filters
        assert filters is not None
        return filters

    @property
    def is_wrong(self) -> bool:
        return self.asked.filters is None

    @cached_property
    def freshness(self) -> Freshness:
        return freshness()

    @cached_property
    def controls(self) -> Controls:
        return Controls(asked=self.asked)

    @cached_property
    def slice(self) -> Slice:
        asked = self.asked
        return slice_of(
            arranged(self.filters, asked.order),
            asked.order,
            size=asked.query.limit,
            after=asked.after,
            before=asked.before,
        )

    @cached_property
    def table(self) -> InvoiceListTable:
        table = InvoiceListTable(
            listed(self.slice.rows),
            today=timezone.localdate(),
            query=self.asked.query,
            here=self.asked.here,
            turns=self.turns,
            hidden=self.controls.columns.hidden,
        )
        table.empty_title = "The list ends before this page" if self.is_past_the_end else "No invoices match"
        table.empty_advice = EMPTY[self.freshness.completeness]
        return table

    @property
    def turns(self) -> Pager | None:
        asked, here = self.asked, self.slice
        if not here.rows:
            return None
        moved = asked.after or asked.before
        return Pager(
            range=f"{len(here.rows)} shown",
            place="",
            sizes=[page_size(asked.query, size) for size in PER_PAGE],
            previous_url=asked.url_at(before=here.before) if here.before else "",
            next_url=asked.url_at(after=here.after) if here.after else "",
            first_url=asked.first_url if moved and here.before else "",
        )

    @property
    def is_past_the_end(self) -> bool:
        return not self.slice.rows and bool(self.asked.after or self.asked.before)

    @property
    def sums_are_late(self) -> bool:
        """Whether adding all up would keep the page waiting; then it is asked for by itself."""
        if SUMS in self.asked.request.GET or kept_total(self.filters) is not None:
            return False
        return self.freshness.invoices > SOON and not any(getattr(self.filters, name) for name in NARROW)

    @cached_property
    def sums(self) -> list[CurrencySum]:
        return sums_of_list(self.filters)

    @property
    def sum_table(self) -> ListSumTable:
        return ListSumTable(self.sums)

    @property
    def count(self) -> int:
        return count_of(self.sums)
