"""What a walk could not read at first, read at its end: with patience, then in ever smaller pieces."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field, replace

from dashboard.exsited import Busy, ExsitedError, Forbidden, InvoiceFigures, Page, Refused, Sort, Unreachable
from invoices_ui.ledger_sync.cursor import Cursor, Gap
from invoices_ui.ledger_sync.fetching import BY_CREATION, Source
from invoices_ui.ledger_sync.recording import Recorder

MOST_CALLS = 40
"""For the pieces of one gap: enough to single out two broken invoices on a page."""


@dataclass(slots=True)
class Filler:
    source: Source
    recorder: Recorder
    cursor: Cursor
    lasting: list[Gap] = field(default_factory=list)

    def run(self) -> Cursor:
        """The cursor with the gaps that stay."""
        while self.cursor.gaps[len(self.lasting) :]:
            self.fill(self.cursor.gaps[len(self.lasting)])
        return self.cursor

    def fill(self, gap: Gap) -> None:
        """Whole if that works; otherwise it ends as the pieces of it that cannot be read."""
        try:
            page = self.source.patient(limit=gap.size, offset=gap.offset, sort=self.sort, beat=self.recorder.beat)
        except ExsitedError as error:
            if isinstance(error, Refused | Forbidden):
                raise
            self.fill_pieces(gap, error)
        else:
            self.keep(gap, page)

    def fill_pieces(self, gap: Gap, error: ExsitedError) -> None:
        pieces, calls = deque(halves(gap, error)), 0
        while pieces:
            piece = pieces.popleft()
            if calls >= MOST_CALLS or not may_be_cut(gap, error):
                self.leave(piece)
                continue
            calls += 1
            try:
                page = self.source.page(limit=piece.size, offset=piece.offset, sort=self.sort)
            except ExsitedError as another:
                error = another
                if piece.size > 1:
                    pieces.extendleft(reversed(halves(piece, another)))
                else:
                    self.leave(replace(piece, fault=another.fault))
            else:
                self.recorder.commit(page.items, walk=self.cursor.walk, records=page.records, expected=len(page.items))
                if rest := rest_of(piece, page):
                    pieces.appendleft(rest) if page.items else self.leave(rest)
        self.close(gap)

    def keep(self, gap: Gap, page: Page[InvoiceFigures]) -> None:
        ids = [invoice.id for invoice in page.items]
        reached = len(ids) == gap.size
        torn = bool(ids) and (gap.after not in {None, ids[0]} or (reached and gap.before not in {None, ids[-1]}))
        self.recorder.commit(page.items, walk=self.cursor.walk, records=page.records, expected=len(ids))
        self.cursor = replace(self.cursor, seams=self.cursor.seams + torn)
        rest = rest_of(gap, page)
        if rest and not ids:
            self.leave(rest)
        self.close(gap, rest if ids else None)

    def leave(self, piece: Gap) -> None:
        """One more piece that cannot be read; with its neighbour, where that is the piece before."""
        if self.lasting and self.lasting[-1].end == piece.offset and self.lasting[-1].fault == piece.fault:
            before = self.lasting.pop()
            piece = replace(before, size=before.size + piece.size)
        self.lasting.append(replace(piece, after=None, before=None))

    def close(self, gap: Gap, rest: Gap | None = None) -> None:
        """`rest` is what is left of it, to be filled next."""
        later = tuple(other for other in self.cursor.gaps if other.offset > gap.offset and other not in self.lasting)
        self.cursor = replace(self.cursor, gaps=(*self.lasting, *((rest,) if rest else ()), *later))
        self.recorder.set_cursor(self.cursor)

    @property
    def sort(self) -> Sort | None:
        return BY_CREATION if self.cursor.order else None


def rest_of(gap: Gap, page: Page[InvoiceFigures]) -> Gap | None:
    """What a page left out that gave fewer invoices than were asked for; None where the list ends there."""
    end = gap.offset + len(page.items)
    if end >= gap.end or (page.records is not None and end >= page.records):
        return None
    return Gap(offset=end, size=gap.end - end, fault="short_page", before=gap.before)


def halves(gap: Gap, error: ExsitedError) -> list[Gap]:
    if gap.size == 1:
        return [replace(gap, fault=error.fault)]
    half = gap.size // 2
    return [
        Gap(offset=gap.offset, size=half, fault=error.fault),
        Gap(offset=gap.offset + half, size=gap.size - half, fault=error.fault),
    ]


def may_be_cut(gap: Gap, error: ExsitedError) -> bool:
    """Smaller pieces help against a broken record, not against an API that is not there."""
    return gap.size > 1 and not isinstance(error, Unreachable | Busy)
