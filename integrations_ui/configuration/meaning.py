"""
What keys, names and flags mean whatever the provider is called, so that integrations can be laid side by side.

`invoice_to_xero_enabled` of one and `invoice_to_myob_enabled` of another are the same flag.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from integrations_ui.configuration.matrix import MISSING, UNDOCUMENTED, Cell, Matrix, Other

KNOWN = ("xero", "quick books", "net suite", "myob")
"""Several words may also stand without a space between them, or with a line or a dash."""
IN_PLACE = "{provider}"
OTHER_KEYS = "other"
LONGEST_PROVIDER = 40

WORD = re.compile(r"[^\W_]+")
DIRECTIONS = {"sync": "Sync", "export": "Export", "import": "Import"}


class Nameless:
    """Takes the names of providers out of keys and names: the well-known ones and those given."""

    def __init__(self, providers: Iterable[str | None] = ()) -> None:
        given = {" ".join(WORD.findall(name.lower())) for name in providers if name and len(name) <= LONGEST_PROVIDER}
        spelled = sorted({*KNOWN, *given} - {""}, key=lambda name: (-len(name), name))
        patterns = (r"[\W_]*".join(map(re.escape, name.split())) for name in spelled)
        self._provider = re.compile(rf"(?<![^\W_])(?:{'|'.join(patterns)})(?![^\W_])")

    def key(self, key: str) -> str:
        """`invoice_to_{provider}_enabled`"""
        return self._provider.sub(IN_PLACE, key.lower())

    def text(self, text: str | None) -> str:
        """A text in small letters, all its signs kept: `amount > 5` is not `amount < 5`."""
        return " ".join(self._provider.sub(" ", (text or "").lower()).split())

    def name(self, text: str | None) -> str:
        """The words of a name in small letters: `send new items to`, of "Send new items to Xero"."""
        return " ".join(WORD.findall(self._provider.sub(" ", (text or "").lower())))


@dataclass(frozen=True, kw_only=True, slots=True)
class Meaning:
    """
    A flag, or another key, apart from how it is spelled. `number` counts keys of one meaning that were sent together.

    Of another key the module is `OTHER_KEYS`, the thing the key itself and the section where it stands.
    """

    module: str
    thing: str
    aspect: str
    section: str
    number: int = 1

    @property
    def documented(self) -> bool:
        return self.module != OTHER_KEYS

    @property
    def name(self) -> str:
        again = f" ({self.number})" if self.number > 1 else ""
        return f"{self.thing}, {self.aspect.lower()}" if self.aspect else f"{self.thing}{again}"

    @property
    def direction(self) -> str:
        return DIRECTIONS.get(self.section, self.section)

    @property
    def text(self) -> str:
        return f"{self.module} {self.thing} {self.aspect} {self.section}".lower()


@dataclass(frozen=True, slots=True)
class Told:
    """What one connection says of a flag: a state of the matrix, and the value as it came where it is neither on nor
    off. `state` is empty for what is no flag at all."""

    state: str
    raw: str = ""

    @property
    def words(self) -> str:
        """`On`, `Off`, `Absent`, `Not sent`, `Unknown “maybe”`, or the text itself."""
        if not self.state:
            return f"“{self.raw}”" if self.raw else "empty"
        word = self.state.replace("-", " ").capitalize()
        return f"{word} “{self.raw}”" if self.raw else word

    def same(self, other: Told) -> bool:
        """A missing flag is missing, whether the documents have it for the provider or not."""
        return self.meant == other.meant

    @property
    def meant(self) -> Told:
        return NOT_SENT if self.state in MISSING else self


NOT_SENT = Told(UNDOCUMENTED)

Flags = Mapping[Meaning, Told]


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """A configuration by meaning. `keys` are the keys with `{provider}` in the provider's place."""

    flags: Flags
    keys: Mapping[Meaning, str]

    def told(self, meaning: Meaning) -> Told:
        return self.flags.get(meaning, NOT_SENT)


def reading_of(matrix: Matrix, nameless: Nameless) -> Reading:
    """Every key of the matrix once; a documented flag also where it was not sent."""
    flags: dict[Meaning, Told] = {}
    keys: dict[Meaning, str] = {}
    for line in matrix.lines:
        for cell in line.flags:
            meaning = Meaning(module=line.module, thing=line.thing, aspect=line.aspect, section=cell.section)
            flags[meaning] = told_of(cell)
            keys[meaning] = nameless.key(cell.key)
    met: Counter[tuple[str, str]] = Counter()
    for other in matrix.others:
        place = nameless.key(other.key), nameless.key(other.where)
        met[place] += 1
        meaning = Meaning(module=OTHER_KEYS, thing=place[0], aspect="", section=place[1], number=met[place])
        flags[meaning] = told_of(other)
    return Reading(flags=flags, keys=keys)


def told_of(cell: Cell | Other) -> Told:
    return Told(cell.state, cell.raw)


def in_order(readings: Iterable[Reading]) -> list[Meaning]:
    """All that any of them tells: documented flags in the matrix's order, object by object, then the other keys."""
    met = dict.fromkeys(meaning for reading in readings for meaning in reading.flags)
    documented = [meaning for meaning in met if meaning.documented]
    others = [meaning for meaning in met if not meaning.documented]
    return documented + sorted(others, key=lambda meaning: (meaning.section, meaning.thing, meaning.number))


def keys_of(readings: Iterable[Reading]) -> dict[Meaning, str]:
    keys: dict[Meaning, str] = {}
    for reading in readings:
        for meaning, key in reading.keys.items():
            keys.setdefault(meaning, key)
    return keys
