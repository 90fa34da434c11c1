"""
Turns of the threads that make pages: one of them computes at a time, the others wait for their turn.

Threads of one interpreter never compute at the same time anyway. When many want to, each gets there later, and so
does the thread that has little to do, such as refusing one page too many. So a page has its turn for as long as it
computes, and gives it up while it waits for something else: then hardly more than one of them stands before whoever has
little to do, and all of them are ready sooner (benchmarks/load.py).
"""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

PATIENCE_SECONDS = 1.0
"""How long a page waits for its turns, all together. Then it goes on without: one that has its turn may take long."""

_turn = threading.Lock()


class _Mine(threading.local):
    held = False
    patience = 0.0


_mine = _Mine()


@contextmanager
def taken() -> Iterator[None]:
    """Around what makes a page. Nothing where the thread has its turn."""
    if _mine.held:
        yield
        return
    _mine.patience = PATIENCE_SECONDS
    _take()
    try:
        yield
    finally:
        _give()


@contextmanager
def given_up() -> Iterator[None]:
    """Around what waits for something else, or computes for long. Nothing where the thread has no turn."""
    had = _mine.held
    _give()
    try:
        yield
    finally:
        if had:
            _take()


def has_one() -> bool:
    """Whether this thread has its turn."""
    return _mine.held


def _take() -> None:
    started = time.monotonic()
    _mine.held = _turn.acquire(timeout=_mine.patience)
    _mine.patience = max(_mine.patience - (time.monotonic() - started), 0.0)


def _give() -> None:
    if _mine.held:
        _mine.held = False
        _turn.release()
