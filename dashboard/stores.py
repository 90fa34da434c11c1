"""The dashboard's own stores, its database and its cache: how one that is down is recognised."""

from __future__ import annotations

import sqlite3
from importlib import import_module

from django.conf import settings
from django.db import DataError, IntegrityError, InterfaceError, OperationalError


def _cache_error() -> type[Exception]:
    """Only where Redis is used is its client there."""
    error: type[Exception] = import_module("redis").RedisError if settings.REDIS_URL else sqlite3.Error
    return error


STORE_ERRORS: tuple[type[Exception], ...] = (OperationalError, InterfaceError, _cache_error())


def store_is_down(error: BaseException | None) -> bool:
    """
    Whether a store failed, or another error came of that: a session that could not be saved is a bad request. One that
    does not take what it is given is well.
    """
    while error is not None and not isinstance(error, (*STORE_ERRORS, IntegrityError, DataError)):
        error = error.__cause__ or error.__context__
    return isinstance(error, STORE_ERRORS)
