"""One call to the upstream from its first request to its end: what it may take, what it took, and the line it logs."""

from __future__ import annotations

import logging
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dashboard.exsited.errors import ExsitedError, Missing
from dashboard.exsited.http.deadline import Deadline

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dashboard.exsited.http.transport import Trip

log = logging.getLogger("dashboard.exsited")


@dataclass(frozen=True, kw_only=True, slots=True)
class Call:
    """A call that has ended, as an observer is told of it. `fault` is None when all went well."""

    endpoint: str
    fault: str | None
    status: int | None
    attempts: int
    milliseconds: int
    bytes: int
    """Of the body as it was read; where none of it was, all that came off the socket before the failure."""


@dataclass(kw_only=True, slots=True, repr=False)
class Errand:
    """A call under way. It shows nothing of itself: its address holds ids, its headers the token."""

    endpoint: str
    method: str
    url: str
    headers: dict[str, str]
    body: bytes | None
    deadline: Deadline
    silence: float
    good: frozenset[int] = frozenset({200})
    observe: Callable[[Call], None] | None = None
    trip: Trip | None = None
    attempts: int = 0
    retried: bool = False
    status: int | None = None
    received: int = 0
    announced: int | None = None
    started: float = field(default_factory=time.monotonic)

    @property
    def names_a_record(self) -> bool:
        return "{" in self.endpoint

    def extend(self, deadline: Deadline) -> None:
        """Another deadline from here on, also for what is still on the socket."""
        self.deadline = deadline
        if self.trip:
            self.trip.deadline = deadline

    def hurry(self, seconds: float) -> None:
        """Hardly any more time for what is still on the socket."""
        if self.trip:
            self.trip.deadline = Deadline(min(self.deadline.left, seconds))

    def failure(
        self, kind: type[ExsitedError], fault: str, *, retry_after: float | None = None, message: str | None = None
    ) -> ExsitedError:
        return kind(
            fault,
            endpoint=self.endpoint,
            status=self.status,
            attempts=self.attempts,
            retry_after=retry_after,
            message=message or None,
        )

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Ends the call with what happens inside."""
        try:
            yield
        except ExsitedError as error:
            self.end(error)
            raise
        self.end(None)

    def end(self, error: ExsitedError | None) -> None:
        if error is not None and error.endpoint == self.endpoint:
            error.attempts = self.attempts
            error.status = error.status or self.status
        ended = Call(
            endpoint=self.endpoint,
            fault=error.fault if error else None,
            status=self.status,
            attempts=self.attempts,
            milliseconds=round((time.monotonic() - self.started) * 1000),
            bytes=self.received or (self.trip.received if error and self.trip else 0),
        )
        level = logging.INFO if error is None or isinstance(error, Missing) else logging.WARNING
        log.log(
            level,
            "exsited_call",
            extra={
                "endpoint": ended.endpoint,
                "fault": ended.fault,
                "status": ended.status,
                "attempts": ended.attempts,
                "ms": ended.milliseconds,
                "bytes": ended.bytes,
                **({"want": self.announced} if ended.fault == "body_truncated" else {}),
            },
        )
        if self.observe:
            self.observe(ended)
