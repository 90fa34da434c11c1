"""How a line is sealed: with a key that the database does not hold, and with the seal of the line before it."""

from __future__ import annotations

import functools
import hashlib
import hmac
import json
from datetime import UTC

from django.conf import settings

from dashboard.access_log.models import Head, Line

NO_LINE = "0" * 64
"""Stands where a first line has none before it."""


@functools.cache
def key() -> bytes:
    return hashlib.sha256(b"access log " + settings.ACCESS_LOG_KEY.encode()).digest()


def seal(*told: object) -> str:
    """Each value keeps its bounds, so that no two lines can read the same."""
    text = json.dumps(told, ensure_ascii=True, separators=(",", ":"))
    return hmac.new(key(), text.encode(), hashlib.sha256).hexdigest()


def line_seal(line: Line, before: str) -> str:
    """`before` is the seal of the line before it."""
    at = line.at.astimezone(UTC).isoformat(timespec="microseconds")
    said = (line.user_id, line.user_name, line.act, line.subject, line.detail, line.reference)
    return seal("line", before, line.number, at, *said)


def head_seal(number: int, seal_of_line: str) -> str:
    return seal("head", number, seal_of_line)


def head_holds(head: Head) -> bool:
    return hmac.compare_digest(head.seal, head_seal(head.number, head.line_seal))
