"""Connections as the choices of a select."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

SHORT = 8
"""So many characters of a UUID tell namesakes apart, as in the lists."""


def choices_of(named: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """The uuid and the label of each, by label; namesakes with the beginning of their uuid."""
    pairs = list(named)
    counts = Counter(label for _, label in pairs)
    told = [(uuid, f"{label}, {uuid[:SHORT]}" if counts[label] > 1 else label) for uuid, label in pairs]
    return sorted(told, key=lambda choice: choice[1].lower())
