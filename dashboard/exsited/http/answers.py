"""What a status means."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dashboard.exsited.errors import (
    Busy,
    Conflict,
    ExsitedError,
    Forbidden,
    Missing,
    Refused,
    Rejected,
    Unreadable,
)
from dashboard.exsited.http.retry import DEFAULT_WAIT, retry_after

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Verdict:
    """The error that a status stands for. `speaks`: whether its body may hold a sentence worth showing."""

    kind: type[ExsitedError]
    fault: str
    retry_after: float | None = None
    speaks: bool = False


def verdict(status: int, headers: Mapping[str, str], *, names_a_record: bool) -> Verdict:
    """For every status but those of a good answer. A 404 for a list, which names no record, is no missing record."""
    if status == 429 or (status == 503 and "Retry-After" in headers):
        return _told_to_wait(headers)
    if status == 404 and not names_a_record:
        return Verdict(Unreadable, "endpoint_missing")
    if status in _KNOWN:
        return _KNOWN[status]
    if 400 <= status < 500:
        return Verdict(Rejected, "rejected", speaks=True)
    if 500 <= status < 600:
        return Verdict(Unreadable, "upstream_5xx")
    return Verdict(Unreadable, "unexpected_status")


def is_json(content_type: str) -> bool:
    essence = content_type.partition(";")[0].strip().lower()
    return essence == "application/json" or (essence.startswith("application/") and essence.endswith("+json"))


def _told_to_wait(headers: Mapping[str, str]) -> Verdict:
    wait = retry_after(headers)
    if wait is None:
        return Verdict(Busy, "retry_after_bad", DEFAULT_WAIT)
    return Verdict(Busy, "rate_limited", wait)


_REDIRECT = Verdict(Unreadable, "redirect_refused")
_KNOWN = {
    **dict.fromkeys((300, 301, 302, 303, 305, 306, 307, 308), _REDIRECT),
    401: Verdict(Refused, "auth_rejected"),
    403: Verdict(Forbidden, "upstream_forbidden", speaks=True),
    404: Verdict(Missing, "missing", speaks=True),
    409: Verdict(Conflict, "conflict", speaks=True),
    410: Verdict(Rejected, "gone", speaks=True),
    423: Verdict(Conflict, "conflict", speaks=True),
}
