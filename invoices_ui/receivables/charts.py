"""Where the parts of a drawing stand. Geometry only: amounts become floats here and nowhere else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from dashboard.formats import MINUS, day_text, decimal_text
from invoices_ui.receivables.buckets import Aged
from invoices_ui.receivables.movement.snapshots import Kept

STRIP = 1000.0
GAP = 3.0
THINNEST = 2.0

WIDTH, TOP, BASE = 600.0, 32.0, 200.0
BAR = 0.76
UNITS = ((Decimal(10**12), " T"), (Decimal(10**9), " bn"), (Decimal(10**6), " m"), (Decimal(10**3), " k"))


@dataclass(frozen=True, kw_only=True, slots=True)
class Bar:
    """A rectangle in the units of its drawing, and the words above and below it."""

    shade: str
    x: str
    width: str
    y: str = "0"
    height: str = "0"
    middle: str = "0"
    above: str = "0"
    amount: str = ""
    label: str = ""


def strip_of(aged: Sequence[Aged]) -> list[Bar]:
    """What is owed, as parts of one strip; credit is no part of it."""
    parts = [(one.bucket.shade, float(one.tally.amount)) for one in aged if one.tally.amount > 0]
    whole = sum(amount for _, amount in parts)
    room = STRIP - GAP * max(0, len(parts) - 1) - THINNEST * len(parts)
    bars, x = [], 0.0
    for shade, amount in parts:
        width = THINNEST + room * amount / whole
        bars.append(Bar(shade=shade, x=f"{x:.1f}", width=f"{width:.1f}"))
        x += width + GAP
    return bars


def bars_of(aged: Sequence[Aged]) -> list[Bar]:
    """One bar for each bucket, by its size; an amount below zero is drawn by its size and written with its sign."""
    most = max((abs(float(one.tally.amount)) for one in aged), default=0.0) or 1.0
    room = WIDTH / max(1, len(aged))
    return [bar_of(one, place * room, room, most) for place, one in enumerate(aged)]


def bar_of(one: Aged, x: float, room: float, most: float) -> Bar:
    height = abs(float(one.tally.amount)) / most * (BASE - TOP)
    height = max(height, THINNEST) if one.tally.amount else 0.0
    return Bar(
        shade=one.bucket.shade,
        x=f"{x + room * (1 - BAR) / 2:.1f}",
        width=f"{room * BAR:.1f}",
        y=f"{BASE - height:.1f}",
        height=f"{height:.1f}",
        middle=f"{x + room / 2:.1f}",
        above=f"{BASE - height - 8:.1f}",
        amount=rough(one.tally.amount),
        label=one.bucket.short,
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Course:
    """Two lines over days: the points of each, and the words at the corners."""

    outstanding: str
    overdue: str
    most: str
    first: str
    last: str


def course_of(kept: Sequence[Kept]) -> Course | None:
    """By day, the earliest first; None with fewer than two, which make no line."""
    if len(kept) < 2:
        return None
    first, last = kept[0].day, kept[-1].day
    most = max(float(one.outstanding.amount) for one in kept)
    most = max(most, *(float(one.overdue.amount) for one in kept), 1.0)

    def points(amounts: Sequence[Decimal]) -> str:
        found = []
        for one, amount in zip(kept, amounts, strict=True):
            x = (one.day - first).days / (last - first).days * WIDTH
            found.append(f"{x:.1f},{BASE - max(0.0, float(amount)) / most * (BASE - TOP):.1f}")
        return " ".join(found)

    return Course(
        outstanding=points([one.outstanding.amount for one in kept]),
        overdue=points([one.overdue.amount for one in kept]),
        most=rough(Decimal(most)),
        first=day_text(first),
        last=day_text(last),
    )


def rough(amount: Decimal) -> str:
    """Three digits or so, for a drawing: the table beside it has all of them."""
    size = abs(amount)
    sign = MINUS if amount < 0 else ""
    for unit, word in UNITS:
        if size >= unit:
            scaled = size / unit
            return f"{sign}{decimal_text(scaled.quantize(Decimal(1) if scaled >= 100 else Decimal('0.1')))}{word}"
    return f"{sign}{decimal_text(size.quantize(Decimal(1)))}"
