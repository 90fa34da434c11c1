"""Bytes to `Row`: the JSON of an answer, decoded without losing a digit, and the error it may hold."""

from __future__ import annotations

import hashlib
import json
import logging
import re
from typing import TYPE_CHECKING

from dashboard.exsited.errors import Unreadable
from dashboard.exsited.fields import Row
from dashboard.exsited.secrets import NOTHING_KNOWN, names_a_secret
from dashboard.exsited.values import Number, Repeated, known_secrets

if TYPE_CHECKING:
    from dashboard.exsited.secrets import Sealer

log = logging.getLogger(__name__)

_BOM = b"\xef\xbb\xbf"
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")
_LONGEST_MESSAGE = 300
_NAMED_CODES = {"unauthorized": 401, "invalid_token": 401, "forbidden": 403, "not_found": 404}


class _BodyError(Exception):
    """Why a body is no JSON object. Raised instead of the decoder's own errors, which carry the body along."""

    def __init__(self, fault: str, offset: int | None = None) -> None:
        self.fault = fault
        self.offset = offset
        super().__init__(fault)


def read_object(body: bytes, *, sealer: Sealer, endpoint: str) -> Row:
    """The one JSON object of an answer. Raises `Unreadable`: bad_encoding, bad_json or bad_shape."""
    objects = _Objects()
    try:
        values = _decode(body, objects)
    except _BodyError as flaw:
        digest = hashlib.sha256(body).hexdigest()
        log.warning(
            flaw.fault, extra={"endpoint": endpoint, "offset": flaw.offset, "bytes": len(body), "sha256": digest}
        )
        raise Unreadable(flaw.fault, endpoint=endpoint) from None
    known = known_secrets(values) if any(map(names_a_secret, objects.names)) else NOTHING_KNOWN
    return Row(values, sealer=sealer, where=endpoint, known=known)


def errors_in(row: Row) -> tuple[int | None, str | None]:
    """
    The code and message of an error that came as a body: `{"errors": [{"code", "message"}]}`, `{"code", "message"}`,
    `{"error": ...}` or `{"object": "error"}`. An error without words has the message ""; no error gives (None, None).
    """
    for key in ("errors", "error"):
        if rows := row.rows(key):
            return _code(rows[0]), _message(rows[0])
        if texts := row.texts(key):
            return _code(row), _cut(texts[0])
    if row.text("object") == "error" or (row.has("code") and row.has("message")):
        return _code(row), _message(row)
    return None, None


class _Objects:
    """
    Makes each object of an answer, and gathers all names in it: where none of them names a secret, nobody has to look
    through the whole answer for one.
    """

    __slots__ = ("names",)

    def __init__(self) -> None:
        self.names: set[str] = set()

    def __call__(self, pairs: list[tuple[str, object]]) -> dict[str, object]:
        values = dict(pairs)
        if len(values) != len(pairs):
            values = _with_repetition(pairs)
        self.names.update(values)
        if "value" in values and isinstance(name := values.get("name"), str):
            self.names.add(name)
        return values


def _decode(body: bytes, objects: _Objects) -> dict[str, object]:
    content = body.removeprefix(_BOM)
    text = _text(content)
    value = _value(text, objects)
    if not isinstance(value, dict):
        raise _BodyError("bad_shape")
    if _SURROGATE.search(content) and _has_lone_surrogate(value):
        raise _BodyError("bad_encoding")
    return value


def _text(content: bytes) -> str:
    fault = _BodyError("bad_encoding")
    if b"\0" in content:
        raise fault
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        fault.offset = error.start
    raise fault


def _value(text: str, objects: _Objects) -> object:
    if not text.strip():
        raise _BodyError("bad_shape")
    fault = _BodyError("bad_json")
    try:
        return json.loads(text, parse_float=Number, parse_int=Number, parse_constant=Number, object_pairs_hook=objects)
    except json.JSONDecodeError as error:
        fault.offset = error.pos
    except RecursionError:
        pass
    raise fault


def _with_repetition(pairs: list[tuple[str, object]]) -> dict[str, object]:
    every: dict[str, list[object]] = {}
    for key, value in pairs:
        every.setdefault(key, []).append(value)
    return {key: found[0] if len(found) == 1 else Repeated(found) for key, found in every.items()}


def _has_lone_surrogate(value: object) -> bool:
    """Whether a `\\ud800` without its partner got in: such a text cannot be written as UTF-8."""
    waiting = [value]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            waiting.extend(part)
            waiting.extend(part.values())
        elif isinstance(part, list | tuple):
            waiting.extend(part)
        elif isinstance(part, str) and any("\ud800" <= character <= "\udfff" for character in part):
            return True
    return False


def _code(row: Row) -> int | None:
    code = row.whole("code")
    if isinstance(code, int):
        return code if 100 <= code <= 599 else None
    return _NAMED_CODES.get((row.text("code") or "").lower())


def _message(row: Row) -> str:
    return _cut(row.text("message") or "")


def _cut(message: str) -> str:
    return " ".join(message.split())[:_LONGEST_MESSAGE]
