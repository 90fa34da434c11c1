"""The matrix of all connections as a file: the rows and columns of its page, each cell in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dashboard.lists.exports import Cell
from integrations_ui.across.grid import Across, Row
from integrations_ui.across.query import AcrossQuery
from integrations_ui.across.table import Head, head_of, module_name
from integrations_ui.configuration.meaning import Told
from integrations_ui.files import Filed

NOT_READ = "Not read"


def filed(across: Across, rows: Sequence[Row], query: AcrossQuery, *, left_out: int, complete: bool) -> Filed:
    heads = [head_of(across, at) for at in range(len(across.columns))]
    held = "Reference" if across.reference else "Most"
    return Filed(
        title="Settings of all connections",
        columns=["Module", "Setting", "Direction", "Key", held, "Say so", *map(heading, heads)],
        rows=[differences(heads), *(cells(row) for row in rows)],
        about=list(about(across, heads, query, left_out=left_out, complete=complete)),
    )


def heading(head: Head) -> str:
    words = ", ".join(filter(None, ["reference" if head.reference else "", head.note]))
    return f"{head.title} ({words})" if words else head.title


def differences(heads: Iterable[Head]) -> list[Cell]:
    counts = [None if head.trouble else head.differences for head in heads]
    return [None, "Differences", "by connection", None, None, None, *counts]


def cells(row: Row) -> list[Cell]:
    expected = row.expected.words if row.expected else "Split" if row.split else None
    agreeing = f"{row.agreeing} of {row.read}" if row.expected else None
    said = [cell_words(told, differs=row.differs(told)) for told in row.told]
    meaning = row.meaning
    return [module_name(meaning.module), meaning.name, meaning.direction, row.key, expected, agreeing, *said]


def cell_words(told: Told | None, *, differs: bool) -> str:
    if told is None:
        return NOT_READ
    return f"{told.words} (differs)" if differs else told.words


def about(
    across: Across, heads: Sequence[Head], query: AcrossQuery, *, left_out: int, complete: bool
) -> Iterable[tuple[str, str]]:
    yield "From", "GET /api/v3/integration/{uuid}/configuration"
    yield "Held against", across.reference.connection.title if across.reference else "the majority"
    yield from query.told
    if left_out > 0:
        yield "Left out", f"{left_out} connections beyond the first {len(heads)}"
    if not complete:
        yield "Not whole", "the list of connections could not be read to its end"
    for head in heads:
        if head.trouble:
            yield NOT_READ, f"{head.title}: {head.trouble}"
