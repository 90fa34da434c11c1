"""The configurations of many connections, flag by flag: what most of them say, and who says something else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from queue import Empty, SimpleQueue

from dashboard.exsited import (
    ID,
    Busy,
    Client,
    Configuration,
    Connection,
    ExsitedError,
    Refused,
    Unreadable,
    Walk,
    gather,
    get_configuration,
)
from integrations_ui.configuration.matrix import matrix_of
from integrations_ui.configuration.meaning import Meaning, Nameless, Reading, Told, in_order, keys_of, reading_of
from integrations_ui.connections.choices import choices_of

READERS = 12
"""How many configurations are read at the same time: some of the shared pool's threads stay free for other pages."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Listed:
    """A connection as far as a matrix of all of them shows it."""

    uuid: str
    name: str
    provider: str | None
    status: str | None

    @property
    def title(self) -> str:
        return self.name or self.uuid


@dataclass(frozen=True, kw_only=True, slots=True)
class Listing:
    """All connections; `complete` is False where the list could not be read to its end."""

    connections: tuple[Listed, ...]
    complete: bool


def listing_of(found: Walk[Connection]) -> Listing:
    """By name, with namesakes told apart: their columns stand side by side."""
    connections = {one.uuid: one for one in found.items}
    named = choices_of((one.uuid, one.remote_instance_name or one.uuid) for one in connections.values())
    listed = tuple(
        Listed(
            uuid=uuid,
            name=name,
            provider=connections[uuid].integration_partner,
            status=connections[uuid].status,
        )
        for uuid, name in named
    )
    return Listing(connections=listed, complete=found.complete)


Answer = Configuration | ExsitedError


def read_configurations(client: Client, connections: Sequence[Listed], *, readers: int = READERS) -> list[Answer]:
    """
    Endpoint 3 for each, in their order: a few at the same time, none twice. An answer that did not come is its error.

    Once the API turns our credentials down or tells us to wait, the rest is not asked for: it would say the same.
    """
    waiting: SimpleQueue[int] = SimpleQueue()
    for at in range(len(connections)):
        waiting.put(at)
    answers: dict[int, Answer] = {}
    halts: list[ExsitedError] = []

    def read() -> None:
        while True:
            try:
                at = waiting.get_nowait()
            except Empty:
                return
            answer = halts[0] if halts else answer_for(client, connections[at])
            if isinstance(answer, Busy | Refused):
                halts.append(answer)
            answers[at] = answer

    calls = {f"reader_{number}": read for number in range(min(readers, len(connections)))}
    panels = gather(subject=None, patience=None, **calls)
    for name in panels:
        panels.require(name)
    return [answers[at] for at in range(len(connections))]


def answer_for(client: Client, connection: Listed) -> Answer:
    if not ID.fullmatch(connection.uuid):
        return Unreadable("bad_id", endpoint="/api/v2/integration-connections")
    try:
        return get_configuration(client, connection.uuid)
    except ExsitedError as error:
        return error


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """One connection. Where its configuration did not come there is no reading, but the error."""

    connection: Listed
    reading: Reading | None
    error: ExsitedError | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """
    One flag, with what each column says of it in their order; None for a column that was not read.

    `expected` is what the reference says, or most of them; None where there is no such thing (`split`).
    """

    meaning: Meaning
    key: str
    told: tuple[Told | None, ...]
    expected: Told | None

    @property
    def read(self) -> int:
        return sum(told is not None for told in self.told)

    @property
    def agreeing(self) -> int:
        return sum(told is not None and self.expected is not None and told.same(self.expected) for told in self.told)

    @property
    def split(self) -> bool:
        return self.expected is None and self.read > 0

    @property
    def differing(self) -> int:
        return sum(self.differs(told) for told in self.told)

    @property
    def uneven(self) -> bool:
        return self.split or self.differing > 0

    def differs(self, told: Told | None) -> bool:
        return told is not None and self.expected is not None and not told.same(self.expected)

    @property
    def text(self) -> str:
        """What this row may be looked up by."""
        return f"{self.meaning.text} {self.key}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Across:
    """`reference` is the column all others are held against; None where they are held against the majority."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    reference: Column | None = None

    @property
    def unread(self) -> list[Column]:
        return [column for column in self.columns if column.error is not None]

    @property
    def uneven(self) -> int:
        return sum(row.uneven for row in self.rows)

    def differences_of(self, at: int) -> int:
        """How many flags of this column are not as expected."""
        return sum(row.differs(row.told[at]) for row in self.rows)


def across_of(connections: Sequence[Listed], answers: Sequence[Answer], *, against: str = "") -> Across:
    """`against` is the uuid of the reference; without one that was read, the majority is what is expected."""
    columns = tuple(map(column_of, connections, answers))
    readings = [column.reading for column in columns if column.reading is not None]
    at = next((n for n, column in enumerate(columns) if column.connection.uuid == against and column.reading), None)
    keys = keys_of(readings)
    rows = [row_of(meaning, keys.get(meaning, ""), columns, at) for meaning in in_order(readings)]
    return Across(columns=columns, rows=tuple(rows), reference=None if at is None else columns[at])


def column_of(connection: Listed, answer: Answer) -> Column:
    if isinstance(answer, ExsitedError):
        return Column(connection=connection, reading=None, error=answer)
    nameless = Nameless([connection.provider, *(module.provider for module in answer.modules)])
    return Column(connection=connection, reading=reading_of(matrix_of(answer), nameless))


def row_of(meaning: Meaning, key: str, columns: Sequence[Column], reference: int | None) -> Row:
    told = tuple(column.reading.told(meaning) if column.reading else None for column in columns)
    return Row(meaning=meaning, key=key, told=told, expected=majority(told) if reference is None else told[reference])


def majority(told: Sequence[Told | None]) -> Told | None:
    """What more of them say than anything else; None where two things are said equally often."""
    counts = Counter(one.meant for one in told if one is not None).most_common(2)
    if not counts or (len(counts) > 1 and counts[0][1] == counts[1][1]):
        return None
    alike = Counter(one for one in told if one is not None and one.meant == counts[0][0])
    return alike.most_common(1)[0][0]


def sheets_of(across: Across, width: int) -> list[range]:
    """The columns in groups of at most `width`."""
    total = len(across.columns)
    return [range(first, min(first + width, total)) for first in range(0, total, width)]
