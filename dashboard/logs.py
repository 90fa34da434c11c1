"""One JSON object per log line, each with the reference id that the person saw on the page."""

from __future__ import annotations

import json
import logging
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

reference: ContextVar[str] = ContextVar("reference", default="")
"""The id of the request being answered, empty outside one."""

STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "reference", "request", "status_code"}


class ReferenceFilter(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.reference = reference.get()
        return True


class WithException(logging.Filter):
    """Only what failed by surprise: any other answer has the one line of its request."""

    def filter(self, record: logging.LogRecord) -> bool:
        return bool(record.exc_info)


class JsonFormatter(logging.Formatter):
    """
    `json.dumps` escapes control characters, so no text can forge a second line. Of an exception only its type and
    the places it passed are written: its text and local variables may hold what must not be logged, and so may
    Django's own words for it, which tell the address.
    """

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "reference": getattr(record, "reference", ""),
            "event": "unexpected" if record.name == "django.request" else record.getMessage(),
        }
        line |= {key: value for key, value in vars(record).items() if key not in STANDARD}
        if record.exc_info and record.exc_info[0]:
            line["exception"] = record.exc_info[0].__name__
            line["places"] = [
                f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(record.exc_info[2])
            ]
        return json.dumps(line, default=str)


@contextmanager
def silenced() -> Iterator[None]:
    """For a command in the foreground that says all of it by itself, and in words."""
    ours = logging.getLogger("dashboard")
    level = ours.level
    ours.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        ours.setLevel(level)
