"""
What became of the outstanding amount since an earlier day: of each bucket of that day, what is still open, and what of
it has moved on to an older one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, localcontext

from invoices_ui.ledger.amounts import DIGITS
from invoices_ui.ledger.filters import Filters
from invoices_ui.ledger.models import DueTotal
from invoices_ui.ledger.state import OPEN, OWED, State
from invoices_ui.receivables.buckets import Bucket, buckets_of
from invoices_ui.receivables.definitions import OUTSTANDING, OVERDUE
from invoices_ui.receivables.movement.snapshots import CREDIT, NOT_DUE, NOT_OVERDUE, Kept, kept_of, last_snapshot
from invoices_ui.receivables.spans import ONE, Kind, Span
from invoices_ui.receivables.tallies import NOTHING, Cell, Tally, cells_of, tallied


@dataclass(frozen=True, kw_only=True, slots=True)
class Moved:
    """
    One bucket of the earlier day. `now` is what is open today with a due day of that bucket; `older` the part of it
    that stands in an older bucket today, None where there is no older one.
    """

    bucket: Bucket
    then: Tally
    now: Tally
    now_filters: Filters
    older: Tally | None
    older_filters: Filters | None

    @property
    def change(self) -> Decimal:
        return less(self.now, self.then)

    @property
    def was_overdue(self) -> bool:
        return self.bucket.key not in NOT_OVERDUE


@dataclass(frozen=True, kw_only=True, slots=True)
class Movement:
    """
    Overdue then, and what became newly overdue, less what was cured, is overdue now. `cured` is what was overdue then
    and is so no more: paid, credited, voided, or with another due day.
    """

    currency: str
    since: date
    rows: list[Moved]
    overdue_then: Tally
    newly: Tally
    newly_filters: Filters
    cured: Tally
    overdue_now: Tally
    overdue_filters: Filters
    then: Tally
    now: Tally
    now_filters: Filters

    @property
    def older(self) -> Tally:
        """What was overdue then and stands in an older bucket now."""
        return sum((row.older for row in self.rows if row.was_overdue and row.older), NOTHING)


def less(one: Tally, other: Tally) -> Decimal:
    with localcontext(prec=DIGITS):
        return one.amount - other.amount


def movement_since(wanted: date, currency: str, today: date) -> Movement | None:
    """Since that day, or the last one before it that left a snapshot; None without any."""
    snapshot = last_snapshot(wanted)
    return movement_of(kept_of([snapshot], currency)[0], currency, today) if snapshot else None


def movement_of(kept: Kept, currency: str, today: date) -> Movement:
    """`kept` is of an earlier day than `today`."""
    buckets, later = buckets_of(kept.day), {bucket.key: bucket for bucket in buckets_of(today)}
    parts = {bucket.key: parts_of(bucket, later[bucket.key]) for bucket in buckets}
    spans = [span for several in parts.values() for span in several]
    totals = DueTotal.objects.filter(currency=currency)
    cells = cells_of(totals, "due_date", spans, states=OWED)
    rows = [moved(bucket, parts[bucket.key], cells, kept, currency) for bucket in buckets]
    newly = next(row for row in rows if row.bucket.key == NOT_DUE)
    assert newly.older is not None
    assert newly.older_filters is not None
    still = sum((row.now for row in rows if row.was_overdue), NOTHING)
    then = kept.overdue
    return Movement(
        currency=currency,
        since=kept.day,
        rows=rows,
        overdue_then=then,
        newly=newly.older,
        newly_filters=newly.older_filters,
        cured=Tally(invoices=then.invoices - still.invoices, amount=less(then, still)),
        overdue_now=still + newly.older,
        overdue_filters=OVERDUE.filters(currency, today),
        then=kept.outstanding,
        now=sum((row.now for row in rows), NOTHING),
        now_filters=OUTSTANDING.filters(currency, today),
    )


def parts_of(bucket: Bucket, later: Bucket) -> list[Span]:
    """The days of a bucket that are in an older one on the later day, if any, and those that are not."""
    if bucket.key == CREDIT:
        return []
    whole = joined(bucket.spans)
    if whole.kind is Kind.DAYLESS or whole.first is None:
        return [whole]
    starts = joined(later.spans).first
    assert starts is not None
    older = replace(whole, last=min(whole.last or starts, starts - ONE))
    rest = replace(whole, first=starts)
    return [older] if whole.last is not None and starts > whole.last else [older, rest]


def joined(spans: Sequence[Span]) -> Span:
    """Spans that are next to each other, as one."""
    if len(spans) == 1:
        return spans[0]
    firsts, lasts = [span.first for span in spans], [span.last for span in spans]
    return Span(
        kind=spans[0].kind,
        first=None if None in firsts else min(filter(None, firsts)),
        last=None if None in lasts else max(filter(None, lasts)),
    )


def moved(bucket: Bucket, parts: Sequence[Span], cells: Sequence[Cell], kept: Kept, currency: str) -> Moved:
    if bucket.key == CREDIT:
        now = tallied(cells, lambda cell: cell.state == State.IN_CREDIT)
    else:
        now = tallied(cells, lambda cell: cell.state in OPEN and cell.span in parts)
    ages = bool(parts) and parts[0].first is not None
    return Moved(
        bucket=bucket,
        then=kept.of(bucket.key),
        now=now,
        now_filters=bucket.filters(currency, "due_date"),
        older=tallied(cells, lambda cell: cell.state in OPEN and cell.span == parts[0]) if ages else None,
        older_filters=Filters(states=OPEN, currency=currency, due_date_from=parts[0].first, due_date_to=parts[0].last)
        if ages
        else None,
    )
