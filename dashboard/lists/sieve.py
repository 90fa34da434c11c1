"""Which records of a whole list are shown: by words looked for in them, and by choices made from what there is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from dashboard.lists.order import folded

T = TypeVar("T")

LONGEST = 100
NONE = "-"
"""How the URL names the records that have no value."""


class Asked(Protocol):
    """What `request.GET` has of a mapping."""

    def get(self, name: str, default: str) -> str: ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Facet(Generic[T]):
    """
    A choice that narrows a list.

    name   of the URL parameter: the API's own field name
    word   the value of a record by which it is chosen, already in one spelling; empty where it has none
    say    such a value in words
    """

    name: str
    label: str
    word: Callable[[T], str | None]
    say: Callable[[str], str] = str
    everything: str = "All"
    nothing: str = "None"


@dataclass(frozen=True, kw_only=True, slots=True)
class Option:
    value: str
    label: str
    count: int
    current: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Select:
    """`options` count the records that would be shown, all other choices staying as they are."""

    name: str
    label: str
    everything: str
    options: list[Option]
    chosen: str

    @property
    def told(self) -> str:
        return next((option.label for option in self.options if option.current), "")


@dataclass(frozen=True, kw_only=True, slots=True)
class Sieve(Generic[T]):
    """What passed, of how many; and the controls to change it."""

    records: list[T]
    total: int
    text: str
    selects: list[Select]

    @property
    def narrowed(self) -> bool:
        return bool(self.text) or any(select.chosen for select in self.selects)

    @property
    def names(self) -> frozenset[str]:
        """The URL parameters that narrow."""
        return frozenset({"q", *(select.name for select in self.selects)})

    @property
    def told(self) -> list[tuple[str, str]]:
        """What narrows the list, in words."""
        told = [("Text", self.text)] if self.text else []
        return told + [(select.label, select.told) for select in self.selects if select.chosen]

    @classmethod
    def of(
        cls,
        records: Sequence[T],
        asked: Asked,
        *,
        facets: Sequence[Facet[T]] = (),
        text_of: Callable[[T], Iterable[str | None]],
    ) -> Sieve[T]:
        """`text_of` gives all texts of a record that may be looked for; each word of the search must be in one."""
        text = asked.get("q", "").strip()[:LONGEST]
        chosen = {
            facet.name: as_it_came(facet, records, asked.get(facet.name, "").strip()[:LONGEST]) for facet in facets
        }
        words = (folded(text) or "").split()
        met = [record for record in records if not words or has_all(words, text_of(record))]
        return cls(
            records=[record for record in met if passes(record, facets, chosen)],
            total=len(records),
            text=text,
            selects=[select_of(facet, records, met, facets, chosen) for facet in facets],
        )


def has_all(words: Sequence[str], texts: Iterable[str | None]) -> bool:
    found = "\n".join(filter(None, map(folded, texts)))
    return all(word in found for word in words)


def as_it_came(facet: Facet[T], records: Sequence[T], asked: str) -> str:
    """What was asked for in the spelling that the records have, for people write addresses by hand."""
    asked = asked.strip()[:LONGEST]
    if not asked:
        return ""
    values = {value_of(facet, record) for record in records}
    return asked if asked in values else next((one for one in values if one.casefold() == asked.casefold()), asked)


def value_of(facet: Facet[T], record: T) -> str:
    return facet.word(record) or NONE


def passes(record: T, facets: Sequence[Facet[T]], chosen: Mapping[str, str], *, but: str = "") -> bool:
    return all(
        value_of(facet, record) == chosen[facet.name] for facet in facets if chosen[facet.name] and facet.name != but
    )


def select_of(
    facet: Facet[T], records: Sequence[T], met: Sequence[T], facets: Sequence[Facet[T]], chosen: Mapping[str, str]
) -> Select:
    """All values that the whole list has, and the chosen one even if it has none such."""
    now = chosen[facet.name]
    values = {value_of(facet, record) for record in records} | ({now} if now else set())
    counts = Counter(value_of(facet, record) for record in met if passes(record, facets, chosen, but=facet.name))
    labels = {value: facet.nothing if value == NONE else facet.say(value) for value in values}
    options = [
        Option(value=value, label=labels[value], count=counts[value], current=value == now)
        for value in sorted(values, key=lambda value: (value == NONE, folded(labels[value]) or ""))
    ]
    return Select(name=facet.name, label=facet.label, everything=facet.everything, options=options, chosen=now)
