"""Raw JSON values: what counts as absent, how each kind is parsed, how the rest is shown. For `fields` alone."""

from __future__ import annotations

import base64
import binascii
import json
import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from dashboard.exsited.secrets import HIDDEN, Known, names_a_secret, scrub

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_DEEPEST_SHOWN = 12
_PLAIN = re.compile(r"-?\d{1,40}(?:\.\d{1,20})?", re.ASCII)
_DECIMAL = re.compile(r"[+-]?(?:\d{1,60}(?:\.\d{0,60})?|\.\d{1,60})(?:e[+-]?\d{1,2})?", re.ASCII | re.IGNORECASE)
_WHOLE = re.compile(r"[+-]?\d{1,18}", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)", re.ASCII)


class Number(str):
    """A JSON number as it stood on the wire."""

    __slots__ = ()


class Repeated(tuple[object, ...]):
    """All values of a key that one JSON object gave more than once: nobody can say which one was meant."""

    __slots__ = ()


def absent(value: object) -> bool:
    return value is None or (isinstance(value, str) and (value in ("", "NULL") or value.isspace()))


def decimal(value: object) -> Decimal | None:
    if not isinstance(value, str):
        return None
    if _PLAIN.fullmatch(value):
        return Decimal(value) or Decimal(value).copy_abs()
    if not _DECIMAL.fullmatch(value):
        return None
    exact = Decimal(value)
    if exact.adjusted() > 60:
        return None
    plain = Decimal(format(exact, "f"))
    return plain.copy_abs() if plain.is_zero() else plain


def moment(value: object) -> datetime | None:
    if not isinstance(value, str) or not _MOMENT.fullmatch(value):
        return None
    try:
        moment = datetime.fromisoformat(value).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return moment if date.min < moment.date() < date.max else None


def flag(value: object) -> bool | None:
    if isinstance(value, bool):
        return value
    return {"true": True, "false": False}.get(value.lower()) if isinstance(value, str) else None


def whole(value: object) -> int | None:
    return int(value) if isinstance(value, str) and _WHOLE.fullmatch(value) else None


def strict_base64(text: str) -> bytes | None:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None


def plain(text: str, known: Known) -> str:
    """A text as everything behind this may have it: without secrets, and without a NUL, which no database need take."""
    return scrub(text, known).replace("\0", "\ufffd")


def rendered(value: object, known: Known) -> str:
    if isinstance(value, str):
        return plain(str(value), known)
    return "" if value is None else _json(value, known, depth=0)


def _json(value: object, known: Known, *, depth: int) -> str:
    """Compact JSON of a nested value with its secrets hidden; what is nested too deep to be read is left out."""
    if isinstance(value, Number):
        return value
    if isinstance(value, str):
        return json.dumps(plain(value, known), ensure_ascii=False)
    if not isinstance(value, dict | list | tuple):
        return json.dumps(value)
    if depth == _DEEPEST_SHOWN:
        return "…"
    if isinstance(value, dict):
        return "{" + ",".join(_json_pair(key, item, known, depth=depth + 1) for key, item in value.items()) + "}"
    return "[" + ",".join(_json(item, known, depth=depth + 1) for item in value) + "]"


def _json_pair(key: str, value: object, known: Known, *, depth: int) -> str:
    shown = HIDDEN if names_a_secret(key) and value is not None else value
    return f"{json.dumps(plain(key, known), ensure_ascii=False)}:{_json(shown, known, depth=depth)}"


def known_secrets(values: Mapping[str, object]) -> Known:
    return Known(_secret_texts(values))


def holds_secret(values: Mapping[str, object]) -> bool:
    """Whether anything in it would be hidden. What is nested too deep to be looked through may hold anything."""
    if not all(map(absent, _secret_texts(values))):
        return True
    try:
        text = json.dumps(values, ensure_ascii=False)
    except RecursionError:
        return True
    return scrub(text) != text


def _secret_texts(values: Mapping[str, object]) -> set[str]:
    """Every text under a secret-looking key, at any depth."""
    found: set[str] = set()
    waiting: list[tuple[object, bool]] = [(dict(values), False)]
    while waiting:
        value, secret = waiting.pop()
        if isinstance(value, dict):
            waiting.extend((item, secret or names_a_secret(key)) for key, item in _named(value))
        elif isinstance(value, list | tuple):
            waiting.extend((item, secret) for item in value)
        elif secret and isinstance(value, str) and not isinstance(value, Number):
            found.add(value)
    return found


def _named(values: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    """The items of an object; an attribute's `value` also goes by the attribute's own `name`."""
    yield from values.items()
    name = values.get("name")
    if isinstance(name, str) and "value" in values:
        yield name, values["value"]
