"""The tables of the movement report."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.utils.safestring import SafeString

from dashboard import markup
from dashboard.lists.tables import Column, DayColumn, NumberColumn, Table
from invoices_ui.receivables.movement.report import Moved, Movement, less
from invoices_ui.receivables.movement.snapshots import Kept
from invoices_ui.receivables.tables import amount


class MovedTable(Table):
    """Its rows add up to the outstanding amounts of both days."""

    caption = "By bucket of the earlier day"
    section_id = "moved-table"

    bucket = Column("Age then", accessor="bucket__label", footer="Outstanding")
    then = Column("Then", css="num", footer=lambda table: table.money(table.movement.then.amount))
    change = Column(
        "Change",
        css="num",
        footer=lambda table: table.money(less(table.movement.now, table.movement.then)),
    )
    now = Column(
        "Open now",
        css="num",
        footer=lambda table: amount(table.movement.now, table.movement.currency, table.movement.now_filters),
    )
    older = Column("Of it grown older", css="num", empty_values=())

    def __init__(self, movement: Movement) -> None:
        self.movement = movement
        super().__init__(movement.rows)

    def money(self, value: Decimal) -> SafeString:
        return markup.money(value, self.movement.currency)

    def render_then(self, record: Moved) -> SafeString:
        return self.money(record.then.amount)

    def render_change(self, value: Decimal) -> SafeString:
        return self.money(value)

    def render_now(self, record: Moved) -> SafeString:
        """The days are those of the buckets then, so what is open of them now is another list for each."""
        return amount(record.now, self.movement.currency, record.now_filters)

    def render_older(self, record: Moved) -> SafeString:
        if record.older is None or record.older_filters is None:
            return markup.ABSENT
        return amount(record.older, self.movement.currency, record.older_filters)


class DaysTable(Table):
    caption = "Days with a snapshot"
    section_id = "days-table"

    day = DayColumn("Day")
    invoices = NumberColumn("Invoices", accessor="outstanding__invoices")
    outstanding = Column("Outstanding", css="num")
    overdue = Column("Overdue", css="num")

    def __init__(self, kept: Sequence[Kept], *, currency: str) -> None:
        self.currency = currency
        super().__init__(kept)

    def render_outstanding(self, record: Kept) -> SafeString:
        return markup.money(record.outstanding.amount, self.currency)

    def render_overdue(self, record: Kept) -> SafeString:
        return markup.money(record.overdue.amount, self.currency)
