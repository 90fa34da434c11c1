"""How many pages that ask upstream are being made by this process: the next one too many is refused at once."""

from __future__ import annotations

import logging
import threading
import time

from django.conf import settings
from django.http import HttpRequest

from dashboard.exsited import Busy

log = logging.getLogger("dashboard.request")

RETRY_AFTER = 1.0

_lock = threading.Lock()
_making = 0
_shed = 0
_told_at = 0.0


def note_shed() -> None:
    """Told once a second, with how many there were since."""
    global _shed, _told_at  # noqa: PLW0603
    with _lock:
        _shed += 1
        if time.monotonic() - _told_at < 1:
            return
        count, _shed, _told_at = _shed, 0, time.monotonic()
    log.warning("shed", extra={"count": count})


def enter(request: HttpRequest) -> None:
    """Raises Busy (overloaded). Waiting for a place would only keep the thread that could refuse the next one."""
    global _making  # noqa: PLW0603  (one number for the process)
    with _lock:
        if full():
            raise Busy("overloaded", attempts=0, retry_after=RETRY_AFTER)
        _making += 1
    request.is_counted = True  # type: ignore[attr-defined]  # until `leave`


def leave(request: HttpRequest) -> None:
    global _making  # noqa: PLW0603
    if getattr(request, "is_counted", False):
        request.is_counted = False  # type: ignore[attr-defined]
        with _lock:
            _making -= 1


def making() -> int:
    return _making


def full() -> bool:
    return _making >= settings.PAGES_AT_ONCE
