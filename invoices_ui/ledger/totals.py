"""The totals, moved along with every row that comes, changes or goes: always in the same transaction as the row."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeAlias

from django.db import connection

from invoices_ui.ledger.amounts import MICROS, micros_of
from invoices_ui.ledger.models import MEASURES, AccountTotal, DoubtTotal, DueTotal, IssueTotal, LedgerInvoice, Total
from invoices_ui.ledger.state import OWED

if TYPE_CHECKING:
    from invoices_ui.ledger.entries import Entry

    Row: TypeAlias = "LedgerInvoice | Entry"

Key: TypeAlias = tuple[Any, ...]
SEPARATOR = "\x1f"
KEYS_AT_ONCE = 500

measured = attrgetter(*MEASURES)


@dataclass(frozen=True, slots=True)
class Grouping:
    model: type[Total]
    fields: tuple[str, ...]
    counts: Callable[[Row], bool]


GROUPINGS = (
    Grouping(DueTotal, ("currency", "state", "due_date"), lambda _: True),
    Grouping(IssueTotal, ("currency", "state", "issue_date"), lambda _: True),
    Grouping(DoubtTotal, ("currency", "state", "doubts"), lambda row: row.doubts is not None),
    Grouping(AccountTotal, ("currency", "account_id"), lambda row: row.state in OWED),
)


class Change:
    """By how much one total changes: invoices, and of each measure the millionths and the number of unknown ones."""

    __slots__ = ("amounts", "invoices", "unknown")

    def __init__(self) -> None:
        self.invoices = 0
        self.amounts = [0] * len(MEASURES)
        self.unknown = [0] * len(MEASURES)

    def add(self, amounts: Iterable[int | None], sign: int) -> None:
        self.invoices += sign
        for place, micros in enumerate(amounts):
            if micros is None:
                self.unknown[place] += sign
            elif micros:
                self.amounts[place] += sign * micros

    @property
    def written(self) -> list[int]:
        """In the order of `columns`."""
        parts = [divmod(micros, MICROS) for micros in self.amounts]
        return [self.invoices, *(units for units, _ in parts), *(micros for _, micros in parts), *self.unknown]


def move_totals(gone: Iterable[LedgerInvoice], come: Iterable[Entry]) -> None:
    """Takes the rows `gone` out of all totals and puts the rows `come` in."""
    changes: list[dict[Key, Change]] = [{} for _ in GROUPINGS]
    for row in gone:
        note(changes, row, [micros_of(value) if value is not None else None for value in measured(row)], -1)
    for entry in come:
        note(changes, entry, measured(entry), 1)
    for grouping, found in zip(GROUPINGS, changes, strict=True):
        write(grouping, found)


def note(changes: list[dict[Key, Change]], row: Row, amounts: Iterable[int | None], sign: int) -> None:
    for grouping, found in zip(GROUPINGS, changes, strict=True):
        if grouping.counts(row):
            key = tuple([getattr(row, name) for name in grouping.fields])
            change = found.get(key)
            if change is None:
                change = found[key] = Change()
            change.add(amounts, sign)


def for_database(part: Any) -> Any:
    return connection.ops.adapt_datefield_value(part) if isinstance(part, date) else part


def columns() -> tuple[list[str], list[str], list[str]]:
    """What is added up: plain counts, and of each measure the units and the millionths left over."""
    units, micros, unknown = ([f"{measure}_{part}" for measure in MEASURES] for part in ("units", "micros", "unknown"))
    return ["invoices", *unknown], units, micros


def write(grouping: Grouping, changes: dict[Key, Change]) -> None:
    """
    The database adds by itself. What is left over is never negative, as of a whole that was rounded down, and carried
    into the units where it makes one.
    """
    table = connection.ops.quote_name(grouping.model._meta.db_table)  # noqa: SLF001  (Django's documented way)
    counts, units, micros = columns()
    sums = [f"{name} = {table}.{name} + excluded.{name}" for name in counts]
    sums += [
        f"{unit} = {table}.{unit} + excluded.{unit} + ({table}.{micro} + excluded.{micro}) / {MICROS}"
        for unit, micro in zip(units, micros, strict=True)
    ]
    sums += [f"{micro} = ({table}.{micro} + excluded.{micro}) %% {MICROS}" for micro in micros]
    names = [connection.ops.quote_name("key"), *grouping.fields, "invoices", *units, *micros, *counts[1:]]
    keys = {key: SEPARATOR.join(["" if part is None else str(part) for part in key]) for key in changes}
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join(['%s'] * len(names))})"  # noqa: S608  (all ours)
            f" ON CONFLICT ({names[0]}) DO UPDATE SET {', '.join(sums)}",
            [(keys[key], *map(for_database, key), *change.written) for key, change in changes.items()],
        )
    emptied = [keys[key] for key, change in changes.items() if change.invoices < 0]
    for start in range(0, len(emptied), KEYS_AT_ONCE):
        grouping.model.objects.filter(pk__in=emptied[start : start + KEYS_AT_ONCE], invoices=0).delete()
