"""A file on its way through: read as it is sent on, never whole in memory."""

from __future__ import annotations

import time
from collections import deque
from typing import TYPE_CHECKING

from dashboard.exsited.errors import ExsitedError, Unreadable
from dashboard.exsited.http.body import length_of
from dashboard.exsited.http.faults import LOWER, fault_of
from dashboard.exsited.http.parts import is_date, is_etag

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
    off too. `length` is what the upstream announced. A part that was asked for (status 206) has a `content_range` and
    begins at byte `start` of the file; where there is no such part (416) the range may tell how long the file is.

    `close` lets go of the upstream at once, whatever is still to come.
    """

    def __init__(
        self,
        response: requests.Response,
        errand: Errand,
        *,
        head: bytes,
        rest: Iterator[bytes],
        cap: int,
        start: int = 0,
    ) -> None:
        said = response.headers
        self.head = head
        self.start = start
        self.status = response.status_code
        self.content_type = said.get("Content-Type", "")
        self.content_range = said.get("Content-Range") if response.status_code in {206, 416} else None
        self.takes_ranges = response.status_code == 206 or said.get("Accept-Ranges", "").strip().lower() == "bytes"
        self.etag = etag if is_etag(etag := said.get("ETag", "")) else None
        self.last_modified = date if is_date(date := said.get("Last-Modified", "")) else None
        self.length = length_of(response)
        self._response = response
        self._errand = errand
        self._cap = cap
        self._ahead: deque[bytes] = deque()
        self._wire = self._read(rest)
        self._pieces = self._given()
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
        self._ahead.clear()
        self._end(None)

    def read_ahead(self, most: int, *, seconds: float) -> None:
        """
        Reads the first `most` bytes, or what of them comes in about that time, before anybody takes them: a file that
        breaks off among them raises here, while there still is a better answer than half of it.
        """
        give_up = time.monotonic() + seconds
        while sum(map(len, self._ahead)) < most and time.monotonic() < give_up:
            piece = next(self._wire, None)
            if piece is None:
                return
            self._ahead.append(piece)

    def unwrap(self, content: bytes) -> None:
        """Puts the file in the place of the JSON that carried it. All of that has been read; none of it is left."""
        self.close()
        self.head, self.length, self.content_type = content[:HEAD], len(content), "application/octet-stream"
        self.takes_ranges, self.etag, self.last_modified = False, None, None
        self._pieces = iter([content])

    def is_part_of_another(self, validator: str) -> bool:
        """Whether this is a part of a file that says to be another than the one `validator` names."""
        own = self.etag if is_etag(validator) else self.last_modified
        return self.status == 206 and own is not None and own != validator

    def _given(self) -> Iterator[bytes]:
        while self._ahead:
            yield self._ahead.popleft()
        yield from self._wire

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
