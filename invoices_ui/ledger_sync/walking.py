"""
One pass over the whole list, from the cursor to the end: pages are fetched ahead by a few threads, and kept in order.

Neighbouring pages share a row. A page that begins with the last row of the one before continues it without a gap,
whatever moved elsewhere in between; any other page is a seam where an invoice may have slipped through.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TypeAlias

from dashboard.exsited import Busy, ExsitedError, Forbidden, InvoiceFigures, Page, Refused, Rejected, Sort, Unreachable
from invoices_ui.ledger.keeping import Kept
from invoices_ui.ledger.models import LedgerInvoice
from invoices_ui.ledger_sync.cursor import Cursor, Gap
from invoices_ui.ledger_sync.fetching import BY_CREATION, TOO_LARGE, Source
from invoices_ui.ledger_sync.recording import Recorder

THREADS = 4
MANY, GROWTH = 1_500, 3
"""With so many invoices, that many times those in the ledger, a walk goes without the indexes."""
AHEAD = 5
"""Pages fetched or under way beyond the one that is kept next: what waits in memory is bounded by it."""
BEAT_SECONDS = 10.0
SMALLEST_PAGE = 20
MOST_BARREN = 10
"""Pages in a row without a new invoice before the list counts as one that never ends."""
MOST_FAILURES = 8
"""Pages that fail one after the other before the billing API counts as down."""

Fetched: TypeAlias = Future[Page[InvoiceFigures]]


class Endless(Exception):
    """The API gives the same invoices again and again."""


@dataclass(slots=True)
class Walker:
    source: Source
    recorder: Recorder
    cursor: Cursor
    records: int | None = None
    failed_in_a_row: int = 0
    ended: bool = False

    @property
    def sort(self) -> Sort | None:
        return BY_CREATION if self.cursor.order else None

    @property
    def step(self) -> int:
        """All but the row shared with the next page."""
        return max(1, self.cursor.limit - 1)

    def run(self) -> Cursor:
        """The cursor at the end of the list, its gaps still open. Raises the error that ended the walk before."""
        if not self.cursor.next:
            self.first_page()
        else:
            self.records = self.recorder.run.records
        if self.fills_the_ledger:
            self.recorder.leave_indexes_out()
        try:
            self.rest_of_the_pages()
        finally:
            self.recorder.put_indexes_back()
        self.cursor = replace(self.cursor, walked=True)
        self.recorder.set_cursor(self.cursor)
        return self.cursor

    @property
    def fills_the_ledger(self) -> bool:
        """Whether most of what will be in it is still to come."""
        return (self.records or 0) >= max(MANY, GROWTH * LedgerInvoice.objects.count())

    def rest_of_the_pages(self) -> None:
        with fetching() as pool:
            under_way: deque[tuple[int, Fetched]] = deque()
            while not self.ended:
                self.fetch_ahead(pool, under_way)
                if not under_way:
                    break
                offset, fetched = under_way.popleft()
                self.await_page(fetched)
                self.take(offset, fetched)

    def first_page(self) -> None:
        """By itself, for it tells how long the list is, which order the API takes, and how much it gives at once."""
        while True:
            offset = self.cursor.next
            try:
                page = self.readable_page(offset)
            except ExsitedError as error:
                if not is_local(error):
                    raise
                self.failed(offset, error)
            else:
                break
        given = len(page.items)
        if 0 < given < self.cursor.limit and (page.has_next or page.records is None):
            self.cursor = replace(self.cursor, limit=given)
        self.keep(offset, page)

    def readable_page(self, offset: int) -> Page[InvoiceFigures]:
        while True:
            try:
                return self.source.patient(
                    limit=self.cursor.limit, offset=offset, sort=self.sort, beat=self.recorder.beat
                )
            except Rejected:
                if not self.cursor.order:
                    raise
                self.cursor = replace(self.cursor, order="")
            except ExsitedError as error:
                if error.fault != TOO_LARGE or self.cursor.limit <= SMALLEST_PAGE:
                    raise
                self.cursor = replace(self.cursor, limit=self.cursor.limit // 2)

    def fetch_ahead(self, pool: ThreadPoolExecutor, under_way: deque[tuple[int, Fetched]]) -> None:
        offset = under_way[-1][0] + self.step if under_way else self.cursor.next
        shared = self.cursor.limit - self.step  # a page of nothing else is not worth asking for
        while len(under_way) < AHEAD and (self.records is None or offset + shared < self.records):
            ask = pool.submit(self.source.page, limit=self.cursor.limit, offset=offset, sort=self.sort)
            under_way.append((offset, ask))
            offset += self.step

    def await_page(self, fetched: Fetched) -> None:
        while not wait([fetched], timeout=BEAT_SECONDS).done:
            self.recorder.beat()

    def take(self, offset: int, fetched: Fetched) -> None:
        error = fetched.exception()
        if error is None:
            self.failed_in_a_row = 0
            self.keep(offset, fetched.result())
            return
        if not isinstance(error, ExsitedError) or isinstance(error, Refused | Forbidden):
            raise error
        self.failed(offset, error)

    def failed(self, offset: int, error: ExsitedError) -> None:
        """The rest goes on; what is left here is read once the end is reached. Raises the error of a dead API."""
        self.failed_in_a_row += 1
        if self.failed_in_a_row >= MOST_FAILURES:
            raise error
        size = self.cursor.limit if self.records is None else min(self.cursor.limit, self.records - offset)
        gap = Gap(offset=offset, size=max(1, size), fault=error.fault, after=self.cursor.last)
        self.cursor = replace(self.cursor, next=offset + self.step, last=None, gaps=(*self.cursor.gaps, gap))
        self.recorder.set_cursor(self.cursor, failures=1)

    def keep(self, offset: int, page: Page[InvoiceFigures]) -> None:
        self.records = page.records
        if not page.items:
            self.ended = page.records is None or offset >= page.records
            if self.ended:
                return

        behind: list[Cursor] = []

        def moved(kept: Kept) -> Cursor:
            behind.append(self.moved(offset, page, kept))
            return behind[-1]

        self.recorder.commit(
            page.items,
            walk=self.cursor.walk,
            cursor=moved,
            records=page.records,
            read=offset + len(page.items),
            expected=self.shared(page),
        )
        self.cursor = behind[-1]
        if self.cursor.barren >= MOST_BARREN:
            raise Endless

    def shared(self, page: Page[InvoiceFigures]) -> int:
        """How many rows of this page were the last of the one before: one, or none where the list moved."""
        return int(bool(page.items) and page.items[0].id == self.cursor.last)

    def moved(self, offset: int, page: Page[InvoiceFigures], kept: Kept) -> Cursor:
        """The cursor behind this page."""
        cursor = self.cursor
        ids = [invoice.id for invoice in page.items]
        torn = bool(ids) and cursor.last is not None and ids[0] != cursor.last
        gaps = cursor.gaps
        if gaps and cursor.last is None and ids and gaps[-1].end == offset + (cursor.limit - self.step):
            gaps = (*gaps[:-1], replace(gaps[-1], before=ids[0]))
        short = cursor.limit - len(ids)
        if short > 0 and page.records is not None and offset + len(ids) < page.records:
            rest = min(short, page.records - offset - len(ids))
            gaps = (*gaps, Gap(offset=offset + len(ids), size=rest, fault="short_page", after=None))
            last = None
        else:
            last = ids[-1] if ids and self.step < cursor.limit else None
        return replace(
            cursor,
            next=offset + self.step,
            last=last,
            seams=cursor.seams + torn,
            doubles=cursor.doubles + max(0, kept.duplicates - self.shared(page)),
            barren=0 if kept.unmet or not ids else cursor.barren + 1,
            gaps=gaps,
        )


def is_local(error: ExsitedError) -> bool:
    """Whether it may be something on the page itself, so that other pages can be read."""
    return not isinstance(error, Refused | Forbidden | Unreachable | Busy)


@contextmanager
def fetching() -> Iterator[ThreadPoolExecutor]:
    pool = ThreadPoolExecutor(THREADS, thread_name_prefix="ledger")
    try:
        yield pool
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
