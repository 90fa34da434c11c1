"""The environment, read once and checked: a missing or malformed variable stops the start with a sentence naming it."""

from __future__ import annotations

import os
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.exceptions import ImproperlyConfigured

from dashboard.exsited import origin_of

PLACEHOLDERS = frozenset(
    {"changeme", "change-me", "secret", "password", "placeholder", "todo", "xxx", "your-secret-key"}
)
WORDS = {"true": True, "1": True, "yes": True, "on": True, "false": False, "0": False, "no": False, "off": False}


def text(name: str, default: str | None = None) -> str:
    value = os.environ.get(name, "").strip()
    if value:
        return value
    if default is None:
        raise ImproperlyConfigured(f"Set {name} in the environment; README.md says what belongs there.")
    return default


def secret(name: str, *, at_least: int = 1) -> str:
    """The message never carries the value."""
    value = text(name)
    if value.lower() in PLACEHOLDERS:
        raise ImproperlyConfigured(f"{name} holds a placeholder; set the real value.")
    if len(value) < at_least:
        raise ImproperlyConfigured(f"{name} is too short; it needs at least {at_least} characters.")
    return value


def flag(name: str, *, default: bool) -> bool:
    value = text(name, str(default)).lower()
    if value not in WORDS:
        raise ImproperlyConfigured(f"{name} must be true or false.")
    return WORDS[value]


def words(name: str, default: str = "") -> list[str]:
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def zone(name: str, default: str) -> str:
    value = text(name, default)
    try:
        ZoneInfo(value)
    except (ValueError, OSError, ZoneInfoNotFoundError):
        raise ImproperlyConfigured(f"{name} must be a time zone name such as {default}.") from None
    return value


def origin(name: str) -> str:
    """`https://host[:port]`, or http where the host is this machine. Never a path, a user or a query."""
    try:
        return origin_of(text(name))
    except ValueError as flaw:
        raise ImproperlyConfigured(f"{name}: {flaw}.") from None


def absolute_url(name: str) -> str:
    value = text(name)
    try:
        parts = urlsplit(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be an absolute URL.") from None
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ImproperlyConfigured(f"{name} must be an absolute URL.")
    return value
