"""A file on its way through: read as it is sent on, never whole in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard.exsited.errors import ExsitedError, Unreadable
from dashboard.exsited.http.body import length_of
from dashboard.exsited.http.faults import LOWER, fault_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

    import requests

    from dashboard.exsited.http.calls import Errand

HEAD = 1024


class Stream:
    """
    The bytes of a file, once over. `head` is its first up to 1024 bytes, there to be looked at before anything is sent
    on; iterating gives them again. A file that breaks off raises an ExsitedError, so that whoever sends it on breaks
    off too. `length` is what the upstream announced. `content_range` is set on a part that was asked for (206).

    `close` lets go of the upstream at once, whatever is still to come.
    """

    def __init__(
        self, response: requests.Response, errand: Errand, *, head: bytes, rest: Iterator[bytes], cap: int
    ) -> None:
        self.head = head
        self.status = response.status_code
        self.content_type = response.headers.get("Content-Type", "")
        self.content_range = response.headers.get("Content-Range") if response.status_code == 206 else None
        self.length = length_of(response)
        self._response = response
        self._errand = errand
        self._cap = cap
        self._pieces = self._read(rest)
        self._open = True

    def __iter__(self) -> Iterator[bytes]:
        return self._pieces

    def __enter__(self) -> Stream:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._end(None)

    def _read(self, rest: Iterator[bytes]) -> Iterator[bytes]:
        errand = self._errand
        if self.head:
            errand.received += len(self.head)
            yield self.head
        flaw: tuple[type[ExsitedError], str] | None = None
        try:
            for piece in rest:
                errand.received += len(piece)
                if errand.received > self._cap:
                    flaw = Unreadable, "answer_too_large"
                    break
                yield piece
        except LOWER as lower:
            flaw = fault_of(lower, errand.deadline, in_body=True)
        if not self._open:
            return
        failure = errand.failure(*flaw) if flaw else None
        self._end(failure)
        if failure:
            raise failure

    def _end(self, failure: ExsitedError | None) -> None:
        if self._open:
            self._open = False
            self._response.close()
            self._errand.end(failure)
