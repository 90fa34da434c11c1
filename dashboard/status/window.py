"""
The last calls of each endpoint. A process remembers its own in memory and puts them into the cache now and then, so
that a call costs an append and the page still knows of all processes: of another one it may lack the last moments.
"""

from __future__ import annotations

import os
import socket
import threading
import time
from collections import Counter, deque
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TypeAlias

from django.core.cache import cache

from dashboard.exsited import Call
from dashboard.stores import STORE_ERRORS

SPAN_SECONDS = 15 * 60
MOST = 100
"""Calls of one endpoint that one process remembers."""
PUBLISH_SECONDS = 2.0
PROCESSES = "status:processes"

Sample: TypeAlias = tuple[float, int, str | None]
"""When a call ended, how many milliseconds it took, and its fault."""


@dataclass(slots=True)
class Window:
    samples: deque[Sample] = field(default_factory=lambda: deque(maxlen=MOST))
    answered_at: float | None = None


_windows: dict[str, Window] = {}
_lock = threading.Lock()
_published_at = 0.0


def remember(call: Call) -> None:
    """Told of every call that ended."""
    global _published_at  # noqa: PLW0603  (one moment for the process)
    now = time.time()
    with _lock:
        window = _windows.setdefault(call.endpoint, Window())
        window.samples.append((now, call.milliseconds, call.fault))
        if call.fault is None:
            window.answered_at = now
        due = abs(now - _published_at) >= PUBLISH_SECONDS
        if due:
            _published_at = now
    if due:
        publish()


def publish() -> None:
    mine = own()
    with suppress(*STORE_ERRORS):
        cache.set(_key(_me()), mine, timeout=SPAN_SECONDS)
        processes: dict[str, float] = cache.get(PROCESSES) or {}
        now = time.time()
        # Two that register at once may miss one another; the next call mends it.
        living = {name: at for name, at in processes.items() if now - at < SPAN_SECONDS}
        cache.set(PROCESSES, living | {_me(): now}, timeout=SPAN_SECONDS)


def own() -> dict[str, tuple[list[Sample], float | None]]:
    with _lock:
        return {endpoint: (list(window.samples), window.answered_at) for endpoint, window in _windows.items()}


def forget() -> None:
    with _lock:
        _windows.clear()


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """One endpoint as all processes saw it in the last quarter of an hour. Times in milliseconds; None: no answer."""

    endpoint: str
    calls: int
    answered_at: datetime | None
    p50: int | None
    p95: int | None
    faults: tuple[tuple[str, int], ...]


def told() -> list[Told]:
    others: dict[str, dict[str, tuple[list[Sample], float | None]]] = {}
    with suppress(*STORE_ERRORS):
        names = [name for name in cache.get(PROCESSES) or {} if name != _me()]
        others = cache.get_many([_key(name) for name in names])
    merged: dict[str, tuple[list[Sample], list[float]]] = {}
    for seen in (own(), *others.values()):
        for endpoint, (samples, answered_at) in seen.items():
            all_samples, answers = merged.setdefault(endpoint, ([], []))
            all_samples += samples
            answers += [answered_at] if answered_at else []
    return [_told(endpoint, *found) for endpoint, found in sorted(merged.items())]


def _told(endpoint: str, samples: list[Sample], answers: list[float]) -> Told:
    now = time.time()
    recent = [sample for sample in samples if abs(now - sample[0]) < SPAN_SECONDS]
    answered = sorted(milliseconds for _, milliseconds, fault in recent if fault is None)
    faults = Counter(fault for _, _, fault in recent if fault)
    return Told(
        endpoint=endpoint,
        calls=len(recent),
        answered_at=datetime.fromtimestamp(max(answers), UTC) if answers else None,
        p50=_quantile(answered, 0.5),
        p95=_quantile(answered, 0.95),
        faults=tuple(faults.most_common()),
    )


def _quantile(ordered: list[int], share: float) -> int | None:
    """The smallest value that at least that share of them does not exceed."""
    return ordered[max(-(-len(ordered) * int(share * 100) // 100) - 1, 0)] if ordered else None


def _me() -> str:
    """Processes of other machines, which may share the cache, can have the same number."""
    return f"{socket.gethostname()}:{os.getpid()}"


def _key(name: str) -> str:
    return f"status:process:{name}"
