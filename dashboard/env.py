"""The environment, read once and checked: a missing or malformed variable stops the start with a sentence naming it."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Collection
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

from dashboard.exsited import origin_of

PLACEHOLDERS = frozenset(
    {"changeme", "change-me", "secret", "password", "placeholder", "todo", "xxx", "your-secret-key"}
)
WORDS = {"true": True, "1": True, "yes": True, "on": True, "false": False, "0": False, "no": False, "off": False}
DOTTED = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)+", re.ASCII)
ALWAYS = "always"
PATH = re.compile(r"(/[A-Za-z0-9._~%-]+)*/?")
SCOPES = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]+( [\x21\x23-\x5b\x5d-\x7e]+)*")
HOST = re.compile(r"\*|\.?[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*|\[[0-9a-fA-F:.]+\]")


def text(name: str, default: str | None = None, *, needed_with: str = ALWAYS) -> str:
    """`needed_with` is what another setting holds: where that is empty nobody reads this one, and it is empty too."""
    if not needed_with:
        return ""
    value = os.environ.get(name, "").strip()
    if value:
        return value
    if default is None:
        raise ImproperlyConfigured(f"Set {name} in the environment; README.md says what belongs there.")
    return default


def secret(name: str, *, default: str | None = None, at_least: int = 1, needed_with: str = ALWAYS) -> str:
    """The message never carries the value."""
    value = text(name, default, needed_with=needed_with)
    if not needed_with:
        return ""
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


def hosts(name: str, default: str) -> list[str]:
    """Host names as Django's ALLOWED_HOSTS takes them: `.example.com` is a domain with all below it, `*` any host."""
    found = [word.strip() for word in text(name, default).split(",") if word.strip()]
    if not found or not all(map(HOST.fullmatch, found)):
        raise ImproperlyConfigured(f"{name} must be host names with commas, each without https:// and without a port.")
    return found


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


def database(name: str, default: str) -> dict[str, Any]:
    """Django's settings of one database."""
    try:
        found = dj_database_url.parse(text(name, default), conn_max_age=60, conn_health_checks=True)
    except ValueError:
        raise ImproperlyConfigured(
            f"{name} must be a database's address such as postgres://user:password@host/name."
        ) from None
    if found["ENGINE"] == "django.db.backends.postgresql":
        need_extra(name, "psycopg", extra="scale")
    return {**found}


def beside_database(database: dict[str, Any], *, default: Path) -> Path:
    """Where the cache goes: processes that share an SQLite file share the one beside it, and no others do."""
    if database["ENGINE"] != "django.db.backends.sqlite3" or ":memory:" in str(database["NAME"]):
        return default
    return Path(database["NAME"]).with_suffix(".cache.sqlite3")


def redis(name: str, default: str) -> str:
    value = text(name, default)
    if value and not re.match(r"(rediss?|unix)://.", value):
        raise ImproperlyConfigured(f"{name} must be the address of a Redis such as redis://host:6379/0.")
    if value:
        need_extra(name, "redis", extra="scale")
    return value


def dotted(name: str, default: str) -> str:
    """The path of something in a package that is installed here, such as `package.Backend`."""
    value = text(name, default)
    if not DOTTED.fullmatch(value) or find_spec(value.partition(".")[0]) is None:
        raise ImproperlyConfigured(f"{name} must be the path of a class in an installed package such as {default}.")
    return value


def issuer(name: str, default: str) -> str:
    """An OpenID provider, kept as it is written: a token's issuer must be the same to the last slash."""
    value = text(name, default)
    if value:
        _refuse_odd_address(name, value)
        need_extra(name, "mozilla_django_oidc", extra="oidc")
    return value


def own_address(name: str, *, path: str, needed_with: str) -> str:
    """Where one page of this dashboard is, as others are told of it."""
    value = text(name, needed_with=needed_with)
    if value:
        _refuse_odd_address(name, value)
        if urlsplit(value).path != path:
            raise ImproperlyConfigured(f"{name} must end with {path} after the host.")
    return value


def _refuse_odd_address(name: str, value: str) -> None:
    """Anything but `https://host[:port][/path]`, or http where the host is this machine."""
    try:
        parts = urlsplit(value)
        origin_of(f"{parts.scheme}://{parts.netloc}")
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be an https address (http for this machine only).") from None
    if parts.query or parts.fragment or not PATH.fullmatch(parts.path) or value != parts.geturl():
        raise ImproperlyConfigured(f"{name} must be an address without anything after its path.")


def mapping(name: str, *, to: Collection[str], needed_with: str) -> dict[str, str]:
    """A JSON object from any text to one of the words of `to`."""
    value = text(name, needed_with=needed_with)
    if not value:
        return {}
    try:
        found = json.loads(value)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or not found or "" in found or not all(word in [*to] for word in found.values()):
        shape = f'{{"a group": "{min(to)}"}}'
        raise ImproperlyConfigured(f"{name} must be JSON such as {shape}, with {', '.join(sorted(to))} as the words.")
    return found


def scopes(name: str, default: str) -> str:
    value = text(name, default)
    if not SCOPES.fullmatch(value) or "openid" not in value.split():
        raise ImproperlyConfigured(f"{name} must be words with spaces, one of them openid.")
    return value


def need_extra(name: str, package: str, *, extra: str) -> None:
    if find_spec(package) is None:
        raise ImproperlyConfigured(f"{name} needs a package that is missing here: install the extra `{extra}`.")
