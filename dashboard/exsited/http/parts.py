"""Parts of files: which one may be asked for, and whether what came is that one."""

from __future__ import annotations

import re

_ASKED = re.compile(r"bytes=(?:(\d{1,15})-(\d{0,15})|-(\d{1,15}))", re.ASCII)
_GIVEN = re.compile(r"bytes (\d{1,15})-(\d{1,15})/(?:(\d{1,15})|\*)", re.ASCII)
_ETAG = re.compile(r'(?:W/)?"[\x21\x23-\x7e]{0,200}"')
_DATE = re.compile(r"[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT", re.ASCII)


def is_one_range(header: str) -> bool:
    return _ASKED.fullmatch(header) is not None


def is_etag(value: str) -> bool:
    return _ETAG.fullmatch(value) is not None


def is_date(value: str) -> bool:
    return _DATE.fullmatch(value) is not None


def is_strong(validator: str) -> bool:
    """Whether an `If-Range` may hold it: two files with the same one are the same byte for byte."""
    return is_date(validator) or (is_etag(validator) and not validator.startswith("W/"))


def start_of(content_range: str, *, asked: str, length: int | None) -> int | None:
    """The number of a part's first byte; None for a part that is not the one asked for, or not as long as it says."""
    given, wanted = _GIVEN.fullmatch(content_range), _ASKED.fullmatch(asked)
    if not given or not wanted:
        return None
    first, last = int(given[1]), int(given[2])
    total = int(given[3]) if given[3] else None
    sound = first <= last and (total is None or last < total) and length in (None, last - first + 1)
    return first if sound and _is_wanted(wanted, first, last, total) else None


def _is_wanted(wanted: re.Match[str], first: int, last: int, total: int | None) -> bool:
    if wanted[3]:
        return total is None or first == max(total - int(wanted[3]), 0)
    return first == int(wanted[1]) and (not wanted[2] or last <= int(wanted[2]))
