"""Whether the log still is what was written: every line in its place, and the last one the last that there was."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hmac import compare_digest

from django.db.models import QuerySet

from dashboard.access_log.models import Head, Line
from dashboard.access_log.seals import NO_LINE, head_holds, line_seal

NEWEST = 500
"""So many lines a page looks at; the command and a person who asks for it look at all."""
AT_A_TIME = 2_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """
    lines    how many hold, up to the first that does not
    number   of the first line that is broken; None where none is
    flaw     what is wrong with it, in words; empty where all holds
    """

    lines: int
    number: int | None = None
    flaw: str = ""

    @property
    def holds(self) -> bool:
        return not self.flaw


@dataclass(frozen=True, kw_only=True, slots=True)
class Anchor:
    """A line's number and seal as they were noted in another place, such as the log of the processes."""

    number: int
    seal: str


def verify(*, anchor: Anchor | None = None) -> Verdict:
    """All lines, read a few at a time. Others may be added meanwhile."""
    head = Head.objects.first()
    lines = known_to(head).order_by("number").iterator(chunk_size=AT_A_TIME)
    return verdict_of(lines, head, before=NO_LINE, first=1, anchor=anchor)


def verify_newest() -> Verdict:
    """The newest lines alone: what a page can afford."""
    head = Head.objects.first()
    newest = list(known_to(head)[: NEWEST + 1])[::-1]
    if len(newest) <= NEWEST:
        return verdict_of(newest, head, before=NO_LINE, first=1)
    return verdict_of(newest[1:], head, before=newest[0].seal, first=newest[0].number + 1)


def known_to(head: Head | None) -> QuerySet[Line]:
    """The lines up to the head; all of them where it is not to be believed."""
    return Line.objects.filter(number__lte=head.number) if head and head_holds(head) else Line.objects.all()


def verdict_of(
    lines: Iterable[Line], head: Head | None, *, before: str, first: int, anchor: Anchor | None = None
) -> Verdict:
    held, expected, anchored = 0, first, anchor is None

    def broken(flaw: str) -> Verdict:
        return Verdict(lines=held, number=expected, flaw=flaw)

    for line in lines:
        if line.number != expected:
            return broken("it is missing")
        if not compare_digest(line.seal, line_seal(line, before)):
            return broken("it was changed, or moved here")
        if anchor and line.number == anchor.number:
            if line.seal != anchor.seal:
                return broken("it is not the one that was noted")
            anchored = True
        held, expected, before = held + 1, expected + 1, line.seal
    flaw = flaw_of_end(head, last=expected - 1, last_seal=before)
    if not flaw and not anchored:
        flaw = "a later line was noted, and is missing"
    return broken(flaw) if flaw else Verdict(lines=held)


def flaw_of_end(head: Head | None, *, last: int, last_seal: str) -> str:
    """What is wrong behind the last line that is there; empty where it is the last that was written."""
    if head is None:
        return "the log has lost its head, so nobody can tell whether there was such a line" if last else ""
    if not head_holds(head):
        return "the head of the log was changed, so nobody can tell whether there was such a line"
    if head.number > last:
        return "it is missing"
    if not compare_digest(head.line_seal, last_seal):
        return "the head of the log names another line before it"
    # A line and the head that knows it come at once: with one beyond, the head must have moved on meanwhile.
    if Line.objects.filter(number__gt=last).exists() and not has_moved_on(last):
        return "the head of the log does not know it"
    return ""


def has_moved_on(last: int) -> bool:
    """The head that lines are added to, and no other that somebody put beside it."""
    head = Head.objects.first()
    return head is not None and head.number > last and head_holds(head)
