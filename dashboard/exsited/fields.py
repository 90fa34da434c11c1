"""The field rules: absent is None, malformed is kept raw, the rest is kept as extra. The only reader of raw values."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, NoReturn, TypeAlias, TypeVar

from dashboard.exsited.errors import Unreadable
from dashboard.exsited.secrets import HIDDEN, Known, Sealer, Secret, names_a_secret, scrub_words
from dashboard.exsited.values import (
    absent,
    decimal,
    flag,
    holds_secret,
    known_secrets,
    moment,
    plain,
    rendered,
    strict_base64,
    whole,
)

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

T = TypeVar("T")

log = logging.getLogger(__name__)

_LONGEST_RAW = 200


@dataclass(frozen=True, slots=True)
class Malformed:
    """A value that is not what its field holds. Shown raw and flagged; never counted, summed or compared."""

    raw: str


Money: TypeAlias = Decimal | Malformed | None
Moment: TypeAlias = datetime | Malformed | None
"""An aware instant in UTC, at least a day inside what `datetime` can hold, so that any zone can show it."""
Flag: TypeAlias = bool | Malformed | None
Whole: TypeAlias = int | Malformed | None
Extra: TypeAlias = Mapping[str, str]


class Row:
    """
    One JSON object, read field by field. It remembers what was read, so that `extra` can give the rest.

    It holds raw values and therefore dies with the parsing: it shows only its keys and does not pickle. Values under
    secret-looking keys anywhere in the same answer are hidden in every text that a row gives out.
    """

    __slots__ = ("_flagged", "_known", "_read", "_sealer", "_values", "_where")

    def __init__(
        self,
        values: Mapping[str, object],
        *,
        sealer: Sealer,
        where: str,
        known: Known | None = None,
        flagged: set[str] | None = None,
    ) -> None:
        """`flagged` are the fields of the same answer that were told to be malformed already."""
        self._values = values
        self._sealer = sealer
        self._where = where
        self._known = known_secrets(values) if known is None else known
        self._read: set[str] = set()
        self._flagged: set[str] = set() if flagged is None else flagged

    def __repr__(self) -> str:
        return f"<Row of {self._where}: {len(self._values)} keys>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a Row holds raw values and does not leave the parsing")

    def __iter__(self) -> Iterator[str]:
        """Every key, in the order of the wire."""
        return iter(self._values)

    def name_of(self, key: str) -> str:
        """A key of it as it may be shown."""
        return plain(key, self._known)

    @property
    def holds_secret(self) -> bool:
        """Whether anything in it, at any depth, is a secret or looks like one."""
        return holds_secret(self._values)

    def has(self, key: str) -> bool:
        """Whether the key is there with a value. An empty list is a value."""
        return not absent(self._values.get(key))

    def identity(self, key: str) -> str:
        """The text a record cannot be without; its absence makes the answer unreadable."""
        if not isinstance(self._values.get(key), str) or not self.has(key):
            raise self._missing(key)
        return self.text(key) or HIDDEN

    def text(self, key: str) -> str | None:
        """A text; a number or flag as it was written; an object or list as compact JSON."""
        value = self._take(key)
        return None if absent(value) else self._shown(key, value)

    def texts(self, key: str) -> tuple[str, ...]:
        """Each item of a list as text; anything but a list counts as a list of one."""
        value = self._take(key)
        if absent(value):
            return ()
        return tuple(self._shown(key, item) for item in (value if isinstance(value, list) else [value]))

    def money(self, key: str) -> Money:
        return self._parsed(key, decimal, "bad_number")

    def moment(self, key: str) -> Moment:
        return self._parsed(key, moment, "bad_moment")

    def flag(self, key: str) -> Flag:
        return self._parsed(key, flag, "bad_flag")

    def whole(self, key: str) -> Whole:
        return self._parsed(key, whole, "bad_number")

    def secret(self, key: str) -> Secret | None:
        value = self._take(key)
        if absent(value):
            return None
        return self._sealer.seal(value if isinstance(value, str) else json.dumps(value))

    def content(self, key: str, *, most: int) -> bytes:
        """The bytes of a strict base64 text, at most `most` of them; anything else makes the answer unreadable."""
        value = self._take(key)
        if not isinstance(value, str):
            raise self._missing(key)
        if len(value) > (most + 2) // 3 * 4:
            raise Unreadable("answer_too_large", endpoint=self._where)
        content = strict_base64(value)
        if content is None or len(content) > most:
            raise Unreadable("bad_base64" if content is None else "answer_too_large", endpoint=self._where)
        return content

    def row(self, key: str) -> Row | None:
        """The object under `key`; None when it is absent, or says nothing but absent values."""
        value = self._values.get(key)
        if isinstance(value, dict):
            self._read.add(key)
            return None if all(map(absent, value.values())) else self._nested(value)
        if absent(value):
            self._read.add(key)
        return None

    def rows(self, key: str) -> tuple[Row, ...]:
        """The objects listed under `key`; one object counts as a list of one. What is no object stays in `extra`."""
        value = self._values.get(key)
        items = value if isinstance(value, list) else [value]
        objects = tuple(self._nested(item) for item in items if isinstance(item, dict))
        if absent(value) or len(objects) == len(items):
            self._read.add(key)
        return objects

    def need_row(self, key: str) -> Row:
        """The object under `key`, without which the answer is unreadable."""
        value = self._take(key)
        if not isinstance(value, dict):
            raise self._missing(key)
        return self._nested(value)

    def need_rows(self, key: str) -> tuple[Row, ...]:
        """The objects listed under `key`, without which the answer is unreadable: never an empty list instead."""
        value = self._values.get(key)
        if not isinstance(value, list | dict):
            raise self._missing(key)
        if isinstance(value, dict):
            log.info("schema_variant", extra={"field": key, "endpoint": self._where})
        objects = self.rows(key)
        if isinstance(value, list) and len(objects) != len(value):
            raise self._missing(key)
        return objects

    def record(self, key: str, read: Callable[[Row], T]) -> T | None:
        row = self.row(key)
        return None if row is None else read(row)

    def records(self, key: str, read: Callable[[Row], T]) -> tuple[T, ...]:
        return tuple(map(read, self.rows(key)))

    def extra(self, *, wary: bool = False) -> Extra:
        """
        The keys nobody read, each value as text, secrets hidden. A `wary` record hides every random-looking word too.
        """
        rest = {key: value for key, value in self._values.items() if key not in self._read}
        shown = {self.name_of(key): self._shown(key, value) for key, value in rest.items()}
        return {scrub_words(key): scrub_words(text) for key, text in shown.items()} if wary else shown

    def _take(self, key: str) -> object:
        self._read.add(key)
        return self._values.get(key)

    def _parsed(self, key: str, parse: Callable[[object], T | None], flaw: str) -> T | Malformed | None:
        value = self._take(key)
        parsed = parse(value)
        if parsed is not None or absent(value):
            return parsed
        if isinstance(value, str) and (parsed := parse(value.strip())) is not None:
            return parsed
        if key not in self._flagged:
            self._flagged.add(key)
            log.info(flaw, extra={"field": key, "endpoint": self._where})
        return Malformed(self._shown(key, value)[:_LONGEST_RAW])

    def _shown(self, key: str, value: object) -> str:
        return HIDDEN if names_a_secret(key) else rendered(value, self._known)

    def _nested(self, values: Mapping[str, object]) -> Row:
        return Row(values, sealer=self._sealer, where=self._where, known=self._known, flagged=self._flagged)

    def _missing(self, key: str) -> Unreadable:
        log.warning("schema_missing", extra={"field": key, "endpoint": self._where})
        return Unreadable("schema_missing", endpoint=self._where)


def day(moment: Moment, zone: ZoneInfo) -> date | None:
    """The day a moment falls on for people in `zone`; None for what is no moment."""
    return moment.astimezone(zone).date() if isinstance(moment, datetime) else None
