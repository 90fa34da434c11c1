"""
What changed since an instant, the newest change first: how a short sync reads, and how a full one ends.

It can be used only where the API sorts by the instant of the last change, and all invoices down to the watermark
have one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from dashboard.exsited import InvoiceFigures, Rejected, Unreadable
from invoices_ui.ledger_sync.fetching import BY_CHANGE, Source
from invoices_ui.ledger_sync.recording import Recorder

PAGE = 100
MARGIN = timedelta(minutes=5)
"""Read again before the watermark: a change may be written later than it is dated."""
MOST_ROUNDS = 8
MOST_PAGES = 200
"""Of changes in one round: with more than that, a walk over the whole list is quicker."""


class Unusable(Exception):
    """Why changes cannot be read newest first, as half a sentence."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Caught:
    """`records` is how many invoices there were when nothing new was left to read; `newest` their latest change."""

    records: int | None
    newest: datetime | None


def newest_change(source: Source) -> datetime | None:
    """The latest change upstream; None where the API does not sort by it, or does not tell it."""
    try:
        page = source.patient(limit=PAGE, offset=0, sort=BY_CHANGE)
    except (Rejected, Unreadable):
        return None
    if not is_descending(page.items) or not page.items:
        return None
    first = page.items[0].last_updated_on
    return first if isinstance(first, datetime) else None


def catch_up(source: Source, recorder: Recorder, *, since: datetime, walk: int) -> Caught | None:
    """
    Everything changed after `since`, again and again until a round brings nothing new; None where the list never kept
    still. Raises `Unusable`.
    """
    mark: datetime | None = since
    for _ in range(MOST_ROUNDS):
        round_ = Round(source, recorder, walk)
        if not round_.run((mark or since) - MARGIN):
            continue
        mark = max(filter(None, (mark, round_.newest)), default=since)
        if not round_.found:
            return Caught(records=round_.records, newest=mark)
    return None


class Round:
    """One reading from the newest change down to a watermark."""

    def __init__(self, source: Source, recorder: Recorder, walk: int) -> None:
        self.found = 0
        self.newest: datetime | None = None
        self.records: int | None = None
        self._source = source
        self._recorder = recorder
        self._walk = walk

    def run(self, until: datetime) -> bool:
        """False where the list moved in a way that may have hidden a change."""
        offset, before = 0, frozenset[str]()
        for _ in range(MOST_PAGES):
            page = self._page(offset)
            ids = [invoice.id for invoice in page]
            if before and ids and ids[0] not in before:
                return False
            if self._take(page, until) or not ids:
                return True
            before = frozenset(ids)
            offset += max(1, len(ids) - 1)
            if self.records is not None and offset + 1 >= self.records:
                return True
        raise Unusable(f"more than {MOST_PAGES * PAGE:,} invoices changed")

    def _page(self, offset: int) -> tuple[InvoiceFigures, ...]:
        try:
            page = self._source.patient(limit=PAGE, offset=offset, sort=BY_CHANGE, beat=self._recorder.beat)
        except Rejected as error:
            raise Unusable("the billing API does not sort by the last change") from error
        except Unreadable as error:
            raise Unusable(f"the latest changes cannot be read ({error.fault})") from error
        if not is_descending(page.items):
            raise Unusable("the billing API does not keep to the order by the last change")
        if not offset:
            self.records = page.records
        return page.items

    def _take(self, invoices: tuple[InvoiceFigures, ...], until: datetime) -> bool:
        """Whether it reached the watermark."""
        kept = self._recorder.commit(invoices, walk=self._walk, records=self.records, expected=len(invoices))
        self.found += kept.added + kept.changed
        for invoice in invoices:
            instant = invoice.last_updated_on
            if not isinstance(instant, datetime):
                raise Unusable(f"invoice {invoice.id[:60]} has no last_updated_on")
            self.newest = instant if self.newest is None else max(self.newest, instant)
            if instant < until:
                return True
        return False


def is_descending(invoices: tuple[InvoiceFigures, ...]) -> bool:
    instants = [one.last_updated_on for one in invoices if isinstance(one.last_updated_on, datetime)]
    return all(later >= earlier for later, earlier in pairwise(instants))
