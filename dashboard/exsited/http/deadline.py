"""How long a call may take, and how much of an answer is read."""

from __future__ import annotations

import time
from dataclasses import dataclass

KIB = 1024
MIB = 1024 * KIB


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """
    Seconds and bytes. `silence` is the longest wait for the next byte of an answer that has begun; for the first there
    is all of `total`, which is what a call by itself may take.
    Files have their own: `file_start` for everything up to the first bytes, `file_total` for the rest.

    `in_flight` calls are on the wire at a time; the next ones wait for `queue` seconds at most. At most `retry_share`
    of all calls are made again. For so long nobody asks again: `breaker_open` what keeps failing, `no_token` for a
    token that could not be had, `refused` with credentials that were turned down.
    """

    connect: float = 2.0
    silence: float = 5.0
    total: float = 8.0
    head_bytes: int = 64 * KIB
    json_bytes: int = 8 * MIB
    error_bytes: int = 64 * KIB
    file_start: float = 15.0
    file_silence: float = 15.0
    file_total: float = 300.0
    file_bytes: int = 1024 * MIB
    in_flight: int = 8
    queue: float = 1.0
    retry_share: float = 0.1
    breaker_open: float = 10.0
    no_token: float = 10.0
    refused: float = 30.0


class Deadline:
    """A moment on the monotonic clock, which no change of the wall clock moves."""

    __slots__ = ("_end",)

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    @property
    def left(self) -> float:
        """Seconds until then; negative once it has passed."""
        return self._end - time.monotonic()

    @property
    def passed(self) -> bool:
        return self.left <= 0

    def allows(self, seconds: float) -> bool:
        """Whether there would be time left after waiting that long."""
        return self.left > seconds
