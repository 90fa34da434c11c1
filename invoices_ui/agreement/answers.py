"""One invoice as several answers of the API tell it: compared field by field where they are of the same version."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import UTC, datetime
from decimal import Decimal

from dashboard.exsited import Invoice, Malformed
from dashboard.formats import DASH, money_text

LINES = "lines.length"
IN_LIST = re.compile(r"\[[^\]]*\]")
UNCOMPARED = frozenset({"extra"})
"""What is beyond the documents may well differ from one answer to the next."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """
    What one call tells of the invoice. Without it `reason` says why, and `lacking` whether it ought to have been there.
    """

    label: str
    endpoint: str
    invoice: Invoice | None = None
    reason: str = ""
    lacking: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """One field that two answers of one version tell differently. `values` stand in the order of the answers."""

    path: str
    values: list[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Comparison:
    """
    The answers of one version beside each other.

    same    how many fields at least two of them tell, and all that tell them tell alike
    untold  per answer, the fields that others tell and it does not, or not readably: not compared with it
    """

    version: str
    answers: list[Answer]
    same: int
    differences: list[Difference]
    untold: dict[str, list[str]]

    @property
    def untold_parts(self) -> list[tuple[str, list[str]]]:
        return [(label.lower(), paths) for label, paths in self.untold.items() if paths]


@dataclass(frozen=True, kw_only=True, slots=True)
class Agreement:
    """
    comparisons  one per version that at least two answers are of
    apart        answers whose version no other has: of another time, so nothing to disagree about
    unread       answers that could not be had
    """

    comparisons: list[Comparison]
    apart: list[Answer]
    unread: list[Answer]
    versions: list[str] = field(default_factory=list)

    @property
    def differing(self) -> int:
        return sum(len(comparison.differences) for comparison in self.comparisons)

    @property
    def partial(self) -> bool:
        return bool(self.apart) or any(answer.lacking for answer in self.unread)

    @property
    def tone(self) -> str:
        if self.differing:
            return "warn"
        return "ok" if self.comparisons and not self.partial else "off"

    @property
    def words(self) -> str:
        if self.differing:
            return f"{self.differing:,} disagreement{'' if self.differing == 1 else 's'}"
        if len(self.versions) > 1:
            return "different versions"
        if not self.comparisons:
            return "not compared"
        return "ok, as far as compared" if self.partial else "ok"


def agreement(answers: Sequence[Answer]) -> Agreement:
    read = [answer for answer in answers if answer.invoice]
    by_version: dict[str | None, list[Answer]] = {}
    for answer in read:
        by_version.setdefault(answer.invoice.version if answer.invoice else None, []).append(answer)
    unknown = by_version.pop(None, [])
    groups = {version: group for version, group in by_version.items() if version is not None}
    return Agreement(
        comparisons=[compared(version, group) for version, group in groups.items() if len(group) > 1],
        apart=[*unknown, *(group[0] for group in groups.values() if len(group) == 1)],
        unread=[answer for answer in answers if not answer.invoice],
        versions=list(groups),
    )


def compared(version: str, answers: list[Answer]) -> Comparison:
    told = [dict(told_of(answer.invoice)) for answer in answers]
    paths = list(dict.fromkeys(path for one in told for path in one))
    differences, same = [], 0
    currency = next((str(one["currency.name"]) for one in told if "currency.name" in one), None)
    for path in paths:
        values = [one.get(path) for one in told]
        known = [value for value in values if value is not None]
        if any(value != known[0] for value in known[1:]):
            differences.append(Difference(path=path, values=[as_text(value, currency) for value in values]))
        elif len(known) > 1:
            same += 1
    return Comparison(
        version=version,
        answers=answers,
        same=same,
        differences=differences,
        untold={answer.label: untold(paths, one) for answer, one in zip(answers, told, strict=True)},
    )


def untold(paths: list[str], told: dict[str, object]) -> list[str]:
    """What is said of each line counts once; an answer without lines lacks just that."""
    lacking = (path for path in paths if path not in told)
    if LINES not in told:
        lacking = (path.partition(".")[0].partition("[")[0] if path.startswith("lines") else path for path in lacking)
    return list(dict.fromkeys(IN_LIST.sub("[]", path) for path in lacking))


def told_of(record: object, prefix: str = "") -> Iterator[tuple[str, object]]:
    """Each field that a record tells readably, by its path: `kpis.overdue`, `lines[19f5a7c8].total`."""
    assert is_dataclass(record)
    for one in fields(record):
        value = getattr(record, one.name)
        if one.name in UNCOMPARED or value is None or isinstance(value, Malformed):
            continue
        path = f"{prefix}{one.name}"
        if is_dataclass(value):
            yield from told_of(value, f"{path}.")
        elif isinstance(value, tuple):
            yield from told_of_all(value, path)
        else:
            yield path, value


def told_of_all(items: tuple[object, ...], path: str) -> Iterator[tuple[str, object]]:
    """A list is told by its length, and each record in it under its uuid where it has one, else under its place."""
    yield f"{path}.length", len(items)
    names = names_of(items)
    for name, item in zip(names, items, strict=True):
        if is_dataclass(item):
            yield from told_of(item, f"{path}[{name}].")
        else:
            yield f"{path}[{name}]", item


def names_of(items: tuple[object, ...]) -> list[str]:
    uuids = [str(getattr(item, "uuid", None) or "") for item in items]
    for names in ([uuid[:8] for uuid in uuids], uuids):
        if all(names) and len(set(names)) == len(names):
            return names
    return [str(place) for place in range(1, len(items) + 1)]


def as_text(value: object, currency: str | None) -> str:
    """Exact: two values that differ never read the same."""
    if value is None:
        return DASH
    if isinstance(value, Decimal):
        return money_text(value, currency)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return str(value)
