"""The totals, moved along with every row that comes, changes or goes: always in the same transaction as the row."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeAlias

from invoices_ui.ledger.amounts import MICROS, micros_of, split
from invoices_ui.ledger.models import MEASURES, AccountTotal, DoubtTotal, DueTotal, IssueTotal, LedgerInvoice, Total
from invoices_ui.ledger.state import OWED

Key: TypeAlias = tuple[Any, ...]
SEPARATOR = "\x1f"
KEYS_AT_ONCE = 500
KEPT = tuple(f"{measure}_{part}" for measure in MEASURES for part in ("units", "micros", "unknown"))


@dataclass(frozen=True, slots=True)
class Grouping:
    model: type[Total]
    fields: tuple[str, ...]
    counts: Callable[[LedgerInvoice], bool]


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

    def add(self, measured: list[int | None], sign: int) -> None:
        self.invoices += sign
        for place, micros in enumerate(measured):
            if micros is None:
                self.unknown[place] += sign
            else:
                self.amounts[place] += sign * micros

    def apply(self, total: Total) -> None:
        total.invoices += self.invoices
        for measure, micros, unknown in zip(MEASURES, self.amounts, self.unknown, strict=True):
            units_name, micros_name, unknown_name = (f"{measure}_{part}" for part in ("units", "micros", "unknown"))
            before = getattr(total, units_name) * MICROS + getattr(total, micros_name)
            units, rest = split(before + micros)
            setattr(total, units_name, units)
            setattr(total, micros_name, rest)
            setattr(total, unknown_name, getattr(total, unknown_name) + unknown)


def move_totals(gone: Iterable[LedgerInvoice], come: Iterable[LedgerInvoice]) -> None:
    """Takes the rows `gone` out of all totals and puts the rows `come` in."""
    changes: list[dict[Key, Change]] = [{} for _ in GROUPINGS]
    for sign, rows in ((-1, gone), (1, come)):
        for row in rows:
            measured = [micros_of(value) if (value := getattr(row, name)) is not None else None for name in MEASURES]
            for grouping, found in zip(GROUPINGS, changes, strict=True):
                if grouping.counts(row):
                    key = tuple(getattr(row, name) for name in grouping.fields)
                    found.setdefault(key, Change()).add(measured, sign)
    for grouping, found in zip(GROUPINGS, changes, strict=True):
        keys = list(found)
        for start in range(0, len(keys), KEYS_AT_ONCE):
            write(grouping, {key: found[key] for key in keys[start : start + KEYS_AT_ONCE]})


def write(grouping: Grouping, changes: dict[Key, Change]) -> None:
    model = grouping.model
    names = {key: SEPARATOR.join("" if part is None else str(part) for part in key) for key in changes}
    before = model.objects.in_bulk(list(names.values()))
    after = []
    for key, change in changes.items():
        total = before.get(names[key]) or model(key=names[key], **dict(zip(grouping.fields, key, strict=True)))
        change.apply(total)
        after.append(total)
    model.objects.filter(pk__in=[total.pk for total in after if not total.invoices]).delete()
    model.objects.bulk_create(
        [total for total in after if total.invoices],
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["invoices", *KEPT],
    )
