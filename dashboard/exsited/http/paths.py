"""Addresses: the one origin that is ever asked, and the path and query of a call."""

from __future__ import annotations

import ipaddress
import re
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import quote, urlencode, urlsplit

from dashboard.exsited.errors import BadId

if TYPE_CHECKING:
    from collections.abc import Mapping

Value: TypeAlias = str | int | None

ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}")
"""What may stand in an upstream path. Quoting alone would let `..` through."""
_NAME = re.compile(r"\{(\w+)\}")
_LABEL = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?")
_WANTED = "the address must be https://host or https://host:port with nothing after it (http for loopback only)"


def origin_of(base_url: str) -> str:
    """`base_url` as `scheme://host[:port]`. The ValueError for anything else never holds the value."""
    try:
        parts = urlsplit(base_url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        parts, host, port = urlsplit(""), "", None
    extra = parts.username is not None or parts.query or parts.fragment or parts.path not in {"", "/"}
    tidy = base_url.isascii() and base_url.isprintable() and not set(base_url) & set(" \\?#@")
    scheme_fits = parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(host))
    if extra or not tidy or port == 0 or not scheme_fits or not _is_host(host):
        raise ValueError(_WANTED)
    shown = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{shown}" + ("" if port is None else f":{port}")


def filled(template: str, values: Mapping[str, Value]) -> tuple[str, str]:
    """
    The path, with each {name} of the template filled by an id, and the query made of the other values, None left out.
    An id that may not stand in a path raises `BadId`.
    """
    names = set(_NAME.findall(template))
    path = _NAME.sub(lambda match: _segment(values[match[1]]), template)
    query = [(key, _plain(key, value)) for key, value in values.items() if key not in names and value is not None]
    return path, urlencode(query, errors="replace")


def same_place(url: str, origin: str, path: str) -> bool:
    """Whether an address as the HTTP library would send it is still the intended one: libraries collapse `..`."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}" == origin and parts.path == path


def host_of(url: str) -> str:
    """The host an address names, for a log line; empty for none."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    return host if _is_host(host) else ""


def _segment(value: Value) -> str:
    if not isinstance(value, str) or not ID.fullmatch(value):
        raise BadId("an id is 1 to 128 letters, digits, dots, dashes and underscores, the first a letter or digit")
    return quote(value, safe="")


def _plain(key: str, value: Value) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise TypeError(f"{key} is neither a text nor a whole number")
    return str(value)


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _is_host(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return len(host) <= 253 and all(_LABEL.fullmatch(label) for label in host.split("."))
    return "%" not in host
