"""
Chance without state: every made fact is a pure function of the seed and the record's number.

Python's own `random` is too slow to start once per record and its text seeding may change, so this is splitmix64.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

T = TypeVar("T")

MASK = 0xFFFFFFFFFFFFFFFF
STEP = 0x9E3779B97F4A7C15
FIRST = 0xBF58476D1CE4E5B9
SECOND = 0x94D049BB133111EB

_VARIANT = "89ab"


def mix(value: int) -> int:
    """64 well-spread bits of any whole number."""
    value = (value * STEP + STEP) & MASK
    value = ((value ^ (value >> 30)) * FIRST) & MASK
    value = ((value ^ (value >> 27)) * SECOND) & MASK
    return value ^ (value >> 31)


def key_of(seed: int, *names: str | int) -> int:
    """A number of its own for a named stream of chance, the same in every process."""
    key = mix(seed & MASK)
    for name in names:
        if isinstance(name, int):
            key = mix(key ^ (name & MASK))
            continue
        for byte in name.encode():
            key = mix(key ^ byte)
    return key


def uuid_of(key: int, index: int) -> str:
    """A lower-case version 4 uuid for one record of a stream."""
    high = mix(key ^ (index * 2 + 1))
    return uuid_from(high, (high * SECOND + FIRST) & MASK)


def uuid_from(high: int, low: int) -> str:
    """The version 4 uuid that holds 60 bits of `high` and 62 bits of `low`."""
    left, right = f"{high & MASK:016x}", f"{low & MASK:016x}"
    return f"{left[:8]}-{left[8:12]}-4{left[12:15]}-{_VARIANT[int(right[0], 16) & 3]}{right[1:4]}-{right[4:]}"


class Dice:
    """A short run of chance for one record."""

    __slots__ = ("_state",)

    def __init__(self, key: int, index: int = 0) -> None:
        self._state = mix(key ^ mix(index))

    def bits(self) -> int:
        self._state = (self._state + STEP) & MASK
        value = ((self._state ^ (self._state >> 30)) * FIRST) & MASK
        value = ((value ^ (value >> 27)) * SECOND) & MASK
        return value ^ (value >> 31)

    def below(self, limit: int) -> int:
        return (self.bits() >> 11) % limit

    def between(self, least: int, most: int) -> int:
        """A whole number from `least` to `most`, both possible."""
        return least + self.below(most - least + 1)

    def chance(self, percent: float) -> bool:
        return self.below(10_000) < percent * 100

    def pick(self, choices: Sequence[T]) -> T:
        return choices[self.below(len(choices))]

    def weighted(self, choices: Sequence[tuple[T, int]]) -> T:
        roll = self.below(sum(weight for _, weight in choices))
        for choice, weight in choices:
            if roll < weight:
                return choice
            roll -= weight
        raise AssertionError("the weights do not cover the roll")

    def sample(self, choices: Sequence[T], count: int) -> list[T]:
        """`count` different choices, in their own order of chance."""
        left = list(choices)
        return [left.pop(self.below(len(left))) for _ in range(min(count, len(left)))]

    def letters(self, count: int, alphabet: str) -> str:
        return "".join(self.pick(alphabet) for _ in range(count))


class Veil:
    """A keyed, reversible shuffle of 60-bit numbers: a uuid can then carry where its record is, unseen."""

    HALF = 30

    def __init__(self, key: int) -> None:
        self._keys = [mix(key ^ turn) for turn in range(4)]
        self._key = key

    def hide(self, number: int) -> str:
        left, right = number >> self.HALF, number & ((1 << self.HALF) - 1)
        for key in self._keys:
            left, right = right, left ^ (mix(right ^ key) >> (64 - self.HALF))
        hidden = (left << self.HALF) | right
        return uuid_from(hidden << 4, mix(hidden ^ self._key))

    def reveal(self, uuid: str) -> int | None:
        """The number a uuid was made of; None for a uuid of another make."""
        digits = uuid.replace("-", "")
        try:
            hidden = int(digits[:12] + digits[13:16], 16)
        except ValueError:
            return None
        left, right = hidden >> self.HALF, hidden & ((1 << self.HALF) - 1)
        for key in reversed(self._keys):
            left, right = right ^ (mix(left ^ key) >> (64 - self.HALF)), left
        number = (left << self.HALF) | right
        return number if self.hide(number) == uuid else None
