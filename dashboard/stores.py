"""The dashboard's own stores, its database and its cache: how one that is down is recognised."""

from __future__ import annotations

from importlib import import_module

from django.conf import settings
from django.db import InterfaceError, OperationalError


def _redis_errors() -> tuple[type[Exception], ...]:
    """Only where Redis is used is its client there; a cache in memory does not fail."""
    return (import_module("redis").RedisError,) if settings.REDIS_URL else ()


STORE_ERRORS: tuple[type[Exception], ...] = (OperationalError, InterfaceError, *_redis_errors())


def store_is_down(error: BaseException | None) -> bool:
    """Whether a store failed, or another error came of that: a session that could not be saved is a bad request."""
    while error is not None and not isinstance(error, STORE_ERRORS):
        error = error.__cause__ or error.__context__
    return error is not None
