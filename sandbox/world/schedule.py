"""
Which order is billed when: the monthly runs.

Orders are numbered as they start. In month m the orders from `_first(m)` to `_last(m)` are active, a window that moves
on as orders start and end, and each is billed on its own day of the month. So the invoice of an order and a month, and
the order and month of an invoice, are a matter of arithmetic, and nothing is kept per invoice.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sandbox.world.days import midnight, number_of
from sandbox.world.mixing import key_of, mix

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MONTHS = 36
LIFETIME = 14
"""How many months an order is billed for, more or less."""

RUN_DAYS = (1,) * 8 + (3, 5, 7, 7, 9, 10) + (15,) * 6 + (18, 20, 20, 22, 24, 26, 28, 28)
"""The day of the month on which the orders of each of the groups are billed; in order, so later groups come later."""
GROUPS = len(RUN_DAYS)
RUN_SECONDS = 25 * 60
RUN_SPACING = 30 * 60
"""Runs of one day follow each other, so that the number of an invoice and its instant of creation agree in order."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where one invoice stands: its order, its run and the instant it was created."""

    order: int
    month: int
    issue_day: int
    created: int


@dataclass(frozen=True, slots=True)
class Run:
    """One day's billing of one group of orders, every `GROUPS`-th order from `first`."""

    month: int
    day: int
    first: int
    count: int
    start: int  # the number of its first invoice, before the oldest are left out
    began: int  # the instant of its first invoice

    def created(self, position: int) -> int:
        return self.began + position * RUN_SECONDS // self.count


class Schedule:
    stride = GROUPS
    """Positions of a run are so many orders apart."""

    def __init__(self, *, seed: int, invoices: int, today: date) -> None:
        self._days = list(_run_days(today))
        self._size = _smallest(lambda size: self._total(size) >= invoices)
        self.orders = _last(MONTHS - 1, self._size)
        self.runs = list(self._planned(key_of(seed, "run")))
        # Whole windows rarely come to exactly the number asked for: the oldest invoices are left out.
        self._skipped = sum(run.count for run in self.runs) - invoices
        self._starts = [run.start for run in self.runs]

    def walk(self) -> Iterator[tuple[Run, int, int]]:
        """Each run with the first and last+1 of its positions that became invoices, in order of creation."""
        for run in self.runs:
            least = max(0, self._skipped - run.start)
            if least < run.count:
                yield run, least, run.count

    def place(self, invoice: int) -> Place:
        number = invoice + self._skipped
        run = self.runs[bisect_right(self._starts, number) - 1]
        position = number - run.start
        return Place(run.first + GROUPS * position, run.month, run.day, run.created(position))

    def invoices_of(self, order: int) -> list[int]:
        """The invoices of an order, oldest first; an order may have none yet."""
        found = []
        for run in self.runs[order % GROUPS :: GROUPS]:
            position = (order - run.first) // GROUPS
            number = run.start + position - self._skipped
            if 0 <= position < run.count and number >= 0:
                found.append(number)
        return found

    def _total(self, size: int) -> int:
        return sum(_between(_first(month, size), _last(month, size), group) for month, group, _ in self._days)

    def _planned(self, key: int) -> Iterator[Run]:
        start = 0
        for month, group, day in self._days:
            least, most = _first(month, self._size), _last(month, self._size)
            count = _between(least, most, group)
            began = midnight(day) + 3600 + _turn(group) * RUN_SPACING + mix(key ^ (day * GROUPS + group)) % 300
            yield Run(month, day, least + (group - least) % GROUPS, count, start, began)
            start += count


def _first(month: int, size: int) -> int:
    return size * month // LIFETIME


def _last(month: int, size: int) -> int:
    """The business grows: a fifth more orders start than end."""
    return size + size * month * 6 // (LIFETIME * 5)


def _between(least: int, most: int, group: int) -> int:
    """How many numbers from `least` up to `most` belong to a group."""
    return (most + GROUPS - 1 - group) // GROUPS - (least + GROUPS - 1 - group) // GROUPS


def _turn(group: int) -> int:
    """How many groups are billed before this one on its day."""
    return group - RUN_DAYS.index(RUN_DAYS[group])


def _run_days(today: date) -> Iterator[tuple[int, int, int]]:
    """Month, group and day of every run up to today, the last month being today's."""
    months = today.year * 12 + today.month - MONTHS
    for month in range(MONTHS):
        year, index = divmod(months + month, 12)
        for group, day_of_month in enumerate(RUN_DAYS):
            day = date(year, index + 1, day_of_month)
            if day <= today:
                yield month, group, number_of(day)


def _smallest(enough: Callable[[int], bool]) -> int:
    most = 1
    while not enough(most):
        most *= 2
    least = most // 2
    while least + 1 < most:
        middle = (least + most) // 2
        if enough(middle):
            most = middle
        else:
            least = middle
    return most
