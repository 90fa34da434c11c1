"""The Django cache as the service module takes it: what processes tell each other about the upstream."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.core.cache import cache

from dashboard.stores import STORE_ERRORS


class CacheShared:
    """A cache that is down reads as empty: every process then judges the upstream by what it sees itself."""

    def __init__(self, name: str) -> None:
        self._name = name

    def get(self, key: str) -> Any:
        with suppress(*STORE_ERRORS):
            return cache.get(self._key(key))
        return None

    def set(self, key: str, value: object, seconds: float) -> None:
        with suppress(*STORE_ERRORS):
            cache.set(self._key(key), value, timeout=max(seconds, 1.0))

    def add(self, key: str, value: object, seconds: float) -> bool:
        with suppress(*STORE_ERRORS):
            return cache.add(self._key(key), value, timeout=max(seconds, 1.0))
        return True

    def delete(self, key: str) -> None:
        with suppress(*STORE_ERRORS):
            cache.delete(self._key(key))

    def _key(self, key: str) -> str:
        return f"{self._name}:{key}"
