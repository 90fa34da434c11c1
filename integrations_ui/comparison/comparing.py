"""Two integrations side by side: what is the same by meaning, what differs, and what only one of them has."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic

from dashboard.exsited import Automation, PartnerFunction
from integrations_ui.configuration.matrix import matrix_of
from integrations_ui.configuration.meaning import Meaning, Nameless, Told, in_order, keys_of, reading_of
from integrations_ui.history.sayings import (
    Performed,
    Said,
    Speaker,
    T,
    facts_of,
    said_by_automation,
    said_by_function,
    said_text,
)
from integrations_ui.whole import Integration


@dataclass(frozen=True, kw_only=True, slots=True)
class Both:
    """One thing, as each of the two says it."""

    what: str
    left: str
    right: str
    differs: bool

    @property
    def words(self) -> str:
        return f"{self.what}: {self.left} in A, {self.right} in B"


@dataclass(frozen=True, kw_only=True, slots=True)
class FlagOfBoth:
    meaning: Meaning
    key: str
    left: Told
    right: Told

    @property
    def differs(self) -> bool:
        return not self.left.same(self.right)

    @property
    def words(self) -> str:
        return f"{self.left.words} in A, {self.right.words} in B"


@dataclass(frozen=True, kw_only=True, slots=True)
class Pair(Generic[T]):
    """Two records of one meaning."""

    left: T
    right: T
    sayings: tuple[Both, ...]

    @property
    def differences(self) -> list[Both]:
        return [both for both in self.sayings if both.differs]

    @property
    def differs(self) -> bool:
        return any(both.differs for both in self.sayings)


@dataclass(frozen=True, kw_only=True, slots=True)
class Matched(Generic[T]):
    """
    Records of both sides. `complete` is False where a list was not read to its end: what stands on one side only may
    then be on the other side, too.
    """

    pairs: tuple[Pair[T], ...]
    only_left: tuple[T, ...]
    only_right: tuple[T, ...]
    complete: bool

    @property
    def differing(self) -> list[Pair[T]]:
        return [pair for pair in self.pairs if pair.differs]

    @property
    def differences(self) -> int:
        return len(self.differing) + len(self.only_left) + len(self.only_right)


@dataclass(frozen=True, kw_only=True, slots=True)
class Comparison:
    """A part that one of the two lacks, because it could not be read, is None."""

    left: Integration
    right: Integration
    facts: tuple[Both, ...]
    flags: tuple[FlagOfBoth, ...] | None
    functions: Matched[PartnerFunction] | None
    automations: Matched[Automation] | None

    @property
    def differences(self) -> int:
        """Of what could be compared."""
        flags = sum(flag.differs for flag in self.flags or ())
        lists = sum(part.differences for part in (self.functions, self.automations) if part is not None)
        return sum(fact.differs for fact in self.facts) + flags + lists


def compare(left: Integration, right: Integration) -> Comparison:
    nameless = Nameless({*providers_of(left), *providers_of(right)})
    return Comparison(
        left=left,
        right=right,
        facts=tuple(laid_out(facts_of(left.connection), facts_of(right.connection))),
        flags=flags_of(left, right, nameless),
        functions=functions_of(left, right, nameless),
        automations=automations_of(left, right, nameless),
    )


def providers_of(integration: Integration) -> Iterator[str | None]:
    """Under whatever names its provider goes in the keys and names of this integration."""
    yield integration.connection.integration_partner
    if integration.configuration is not None:
        yield from (module.provider for module in integration.configuration.modules)
    if integration.functions is not None:
        yield from (function.provider_name for function in integration.functions.items)
    if integration.automations is not None:
        yield from (automation.provider for automation in integration.automations.items)


def flags_of(left: Integration, right: Integration, nameless: Nameless) -> tuple[FlagOfBoth, ...] | None:
    if left.configuration is None or right.configuration is None:
        return None
    readings = [reading_of(matrix_of(one), nameless) for one in (left.configuration, right.configuration)]
    keys = keys_of(readings)
    return tuple(
        FlagOfBoth(
            meaning=meaning,
            key=keys.get(meaning, ""),
            left=readings[0].told(meaning),
            right=readings[1].told(meaning),
        )
        for meaning in in_order(readings)
    )


def functions_of(left: Integration, right: Integration, nameless: Nameless) -> Matched[PartnerFunction] | None:
    if left.functions is None or right.functions is None:
        return None
    sides = [[said_by_function(one, nameless) for one in walk.items] for walk in (left.functions, right.functions)]
    return matched(*sides, complete=left.functions.complete and right.functions.complete)


def automations_of(left: Integration, right: Integration, nameless: Nameless) -> Matched[Automation] | None:
    if left.automations is None or right.automations is None:
        return None
    sides = []
    for integration, walk in ((left, left.automations), (right, right.automations)):
        performed = Performed(integration, nameless)
        sides.append([said_by_automation(one, performed, nameless) for one in walk.items])
    return matched(*sides, complete=left.automations.complete and right.automations.complete)


def matched(left: Sequence[Speaker[T]], right: Sequence[Speaker[T]], *, complete: bool) -> Matched[T]:
    """
    First those that say exactly the same, then those of one meaning, the surest way of knowing them before the
    others. Where several of one meaning are left, only the surest pairs them, in an order of their own: elsewhere
    nobody could say which belongs to which.
    """
    rest_left, rest_right = ordered(left), ordered(right)
    pairs: list[tuple[Speaker[T], Speaker[T]]] = []
    ways: list[tuple[Callable[[Speaker[T]], tuple[str, ...]], bool]] = [
        (lambda speaker: speaker.everything, True),
        (lambda speaker: speaker.meanings[0], True),
        (lambda speaker: speaker.meanings[1], False),
        (lambda speaker: speaker.meanings[2], False),
    ]
    for known_by, several in ways:
        found = paired(rest_left, rest_right, known_by, several=several)
        pairs += found
        met_left, met_right = {id(one) for one, _ in found}, {id(one) for _, one in found}
        rest_left = [one for one in rest_left if id(one) not in met_left]
        rest_right = [one for one in rest_right if id(one) not in met_right]
    pairs.sort(key=lambda pair: sorted((pair[0].everything, pair[1].everything)))
    return Matched(
        pairs=tuple(
            Pair(left=one.record, right=other.record, sayings=tuple(laid_out(one.sayings, other.sayings)))
            for one, other in pairs
        ),
        only_left=tuple(speaker.record for speaker in rest_left),
        only_right=tuple(speaker.record for speaker in rest_right),
        complete=complete,
    )


def ordered(speakers: Iterable[Speaker[T]]) -> list[Speaker[T]]:
    return sorted(speakers, key=lambda speaker: speaker.everything)


def paired(
    left: Sequence[Speaker[T]],
    right: Sequence[Speaker[T]],
    known_by: Callable[[Speaker[T]], tuple[str, ...]],
    *,
    several: bool,
) -> list[tuple[Speaker[T], Speaker[T]]]:
    groups = grouped(right, known_by)
    found = []
    for meaning, ours in grouped(left, known_by).items():
        theirs = groups.get(meaning, [])
        if any(meaning) and (several or len(ours) == len(theirs) == 1):
            found += list(zip(ours, theirs, strict=False))
    return found


def grouped(
    speakers: Iterable[Speaker[T]], known_by: Callable[[Speaker[T]], tuple[str, ...]]
) -> dict[tuple[str, ...], list[Speaker[T]]]:
    groups: dict[tuple[str, ...], list[Speaker[T]]] = {}
    for speaker in speakers:
        groups.setdefault(known_by(speaker), []).append(speaker)
    return groups


def laid_out(left: Iterable[Said], right: Iterable[Said]) -> Iterator[Both]:
    """Everything that either says, in the order it is said; what one does not say at all it does not give."""
    ours, theirs = ({said.what: said for said in side} for side in (left, right))
    for what in sorted(ours.keys() ^ theirs.keys()):
        ours.setdefault(what, said_text(what, None))
        theirs.setdefault(what, said_text(what, None))
    for what, one in ours.items():
        other = theirs[what]
        differs = one.meant is not None and other.meant is not None and one.meant != other.meant
        yield Both(what=what, left=one.shown, right=other.shown, differs=differs)
