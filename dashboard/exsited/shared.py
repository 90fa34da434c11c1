"""What processes tell each other about the upstream: whether it answers, and what it last said."""

from __future__ import annotations

import threading
import time
from typing import Any, Protocol


class Shared(Protocol):
    """
    Entries that all processes see, each for some seconds. Any of them may be lost at any time. Nothing here raises:
    a store that is down reads as empty, and lets everybody `add`.
    """

    def get(self, key: str) -> Any: ...

    def set(self, key: str, value: object, seconds: float) -> None: ...

    def add(self, key: str, value: object, seconds: float) -> bool:
        """Sets what was not there; whether it was not."""

    def delete(self, key: str) -> None: ...


class MemoryShared:
    """For one process."""

    def __init__(self) -> None:
        self._entries: dict[str, tuple[float, object]] = {}
        self._lock = threading.Lock()

    def get(self, key: str) -> Any:
        until, value = self._entries.get(key, (0.0, None))
        return value if time.monotonic() < until else None

    def set(self, key: str, value: object, seconds: float) -> None:
        self._entries[key] = (time.monotonic() + seconds, value)

    def add(self, key: str, value: object, seconds: float) -> bool:
        with self._lock:
            if self.get(key) is not None:
                return False
            self.set(key, value, seconds)
            return True

    def delete(self, key: str) -> None:
        self._entries.pop(key, None)
