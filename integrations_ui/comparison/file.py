"""Two connections side by side as a file: what the page shows of them, each difference in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from dashboard.lists.exports import Cell
from dashboard.problems import Problem
from integrations_ui.across.table import module_name
from integrations_ui.comparison.comparing import Comparison
from integrations_ui.comparison.rows import RecordList, Side
from integrations_ui.files import Filed

DIFFERS, SAME = "differs", "same"

Failures = Mapping[str, Sequence[tuple[str, Problem]]]


def filed(
    both: Comparison,
    sides: Sequence[Side],
    records: Mapping[str, RecordList | None],
    failures: Failures,
    *,
    only: bool,
) -> Filed:
    """`records` are the lists by the title of their part; `only` leaves out what is the same."""
    every = [*facts(both), *flags(both)]
    for title, found in records.items():
        if found is not None:
            every += list_rows(title, found)
    shown = [row for row in every if row[-1] != SAME or not only]
    return Filed(
        title="Two connections side by side",
        columns=["Part", "What", *(f"{side.letter}: {side.title}" for side in sides), "Difference"],
        rows=[*shown, *not_read(failures)],
        about=list(about(sides, records, only=only)),
    )


def facts(both: Comparison) -> Iterator[list[Cell]]:
    for fact in both.facts:
        yield ["Facts", fact.what, fact.left, fact.right, verdict(differs=fact.differs)]


def flags(both: Comparison) -> Iterator[list[Cell]]:
    for flag in both.flags or ():
        what = f"{module_name(flag.meaning.module)}: {flag.meaning.name} {flag.meaning.direction}"
        yield ["Settings", what, flag.left.words, flag.right.words, verdict(differs=flag.differs)]


def list_rows(title: str, found: RecordList) -> Iterator[list[Cell]]:
    for row in found.differing:
        yield [title, row.meaning, row.left.title, row.right.title, "; ".join(row.differences)]
    for one in found.only_left:
        yield [title, one.meaning, one.own.title, None, "only in A"]
    for one in found.only_right:
        yield [title, one.meaning, None, one.own.title, "only in B"]
    for row in found.same:
        yield [title, row.meaning, row.left.title, row.right.title, SAME]


def verdict(*, differs: bool) -> str:
    return DIFFERS if differs else SAME


def not_read(failures: Failures) -> Iterator[list[Cell]]:
    """A part that did not come is said in the table itself: its absence would look like agreement."""
    for found in failures.values():
        for title, problem in found:
            yield [title, "Not read", None, None, problem.title]


def about(sides: Sequence[Side], records: Mapping[str, RecordList | None], *, only: bool) -> Iterable[tuple[str, str]]:
    for side in sides:
        yield side.letter, f"{side.title}, {side.provider or 'no provider'}, {side.uuid}"
    yield "Shown", "only differences" if only else "everything"
    for title, found in records.items():
        if found is not None and not found.complete:
            yield "Not whole", f"{title}: what stands on one side only may be on the other side, too"
