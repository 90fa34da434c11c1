"""
What the upstream last said, for when it does not answer.

Kept is only what is listed here, holds no secret and is small; each entry belongs to one upstream, one audience (a
role) and one address. Whoever asks learns which of the answers were old.
"""

from __future__ import annotations

import hashlib
import logging
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dashboard.exsited.errors import Busy, ExsitedError, Unreachable

if TYPE_CHECKING:
    from dashboard.exsited.fields import Row
    from dashboard.exsited.shared import Shared

log = logging.getLogger("dashboard.exsited")

STALE_SECONDS = 15 * 60
MOST_BYTES = 128 * 1024
INVOICE = "/api/v3/invoices/{id}"
KEPT = frozenset(
    {
        "/api/v3/invoices",
        INVOICE,
        f"{INVOICE}/information",
        f"{INVOICE}/notes",
        f"{INVOICE}/notes/{{note_uuid}}",
        f"{INVOICE}/notes/{{note_uuid}}/files",
        f"{INVOICE}/notes/{{note_uuid}}/files/{{file_uuid}}",
        "/api/v3/orders/{id}/invoices",
        "/api/v3/accounts/{id}/invoices",
    }
)
"""The endpoints whose answers may be kept. Nothing of a connection ever is."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Old:
    """An answer that was served in the place of `error`; `read_at` is when it was new, in seconds since 1970."""

    endpoint: str
    read_at: float
    error: ExsitedError


def excuses(error: ExsitedError) -> bool:
    """Whether the upstream failed, so that its last answer is better than none; a refusal is an answer itself."""
    if error.fault == "overloaded":
        return False
    return isinstance(error, Unreachable | Busy) or error.fault == "upstream_5xx"


class Shelf:
    """The answers of one upstream for one audience, and the old ones that were served from it."""

    def __init__(self, answers: Shared, upstream: str, audience: str) -> None:
        self.served: list[Old] = []
        self._answers = answers
        self._whose = f"answer:{_digest(upstream)}:{audience}"

    def keep(self, endpoint: str, address: str, body: bytes, row: Row) -> None:
        if endpoint in KEPT and len(body) <= MOST_BYTES and not row.holds_secret:
            self._answers.set(self._key(address), (time.time(), body), STALE_SECONDS)

    def find(self, endpoint: str, address: str, error: ExsitedError) -> bytes | None:
        """The kept body for a call that failed with `error`, noted as served."""
        if endpoint not in KEPT or not excuses(error):
            return None
        read_at, body = self._answers.get(self._key(address)) or (0.0, None)
        if body is None or not 0 <= time.time() - read_at <= STALE_SECONDS:
            return None
        self.served.append(Old(endpoint=endpoint, read_at=read_at, error=error))
        age = round(time.time() - read_at)
        log.warning("stale_served", extra={"endpoint": endpoint, "fault": error.fault, "age_seconds": age})
        return bytes(body)

    def _key(self, address: str) -> str:
        return f"{self._whose}:{_digest(address)}"


def _digest(text: str) -> str:
    """Addresses hold ids, and may be longer than a cache's keys."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]
