"""How many pages are being made by this process: the next one too many is refused at once."""

from __future__ import annotations

import logging
import threading
import time

from django.conf import settings

log = logging.getLogger("dashboard.request")

_lock = threading.Lock()
_making = 0
_shed = 0
_told_at = 0.0


def enter() -> bool:
    """Whether there is a place. Waiting for one would only keep the thread that could refuse the next page."""
    global _making  # noqa: PLW0603  (one number for the process)
    with _lock:
        if _making < settings.PAGES_AT_ONCE:
            _making += 1
            return True
    note_shed()
    return False


def leave() -> None:
    global _making  # noqa: PLW0603
    with _lock:
        _making -= 1


def note_shed() -> None:
    """Told once a second, with how many there were since."""
    global _shed, _told_at  # noqa: PLW0603
    with _lock:
        _shed += 1
        if time.monotonic() - _told_at < 1:
            return
        count, _shed, _told_at = _shed, 0, time.monotonic()
    log.warning("shed", extra={"count": count})


def making() -> int:
    return _making
