"""From an answer's headers and body to a `Row`, a `Stream` or the error they stand for."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dashboard.exsited.errors import ExsitedError, Unreachable, Unreadable
from dashboard.exsited.http.answers import Verdict, is_json, verdict
from dashboard.exsited.http.body import BadCoding, CutShort, TooLarge, length_of, pieces, whole
from dashboard.exsited.http.deadline import Deadline, Limits
from dashboard.exsited.http.faults import LOWER, fault_of
from dashboard.exsited.http.parts import start_of
from dashboard.exsited.http.paths import host_of
from dashboard.exsited.http.stream import HEAD, Stream
from dashboard.exsited.secrets import HIDDEN, SHORTEST_KNOWN, Sealer, spellings
from dashboard.exsited.wire import errors_in, read_object

if TYPE_CHECKING:
    import requests

    from dashboard.exsited.fields import Row
    from dashboard.exsited.http.calls import Errand

log = logging.getLogger("dashboard.exsited")

_SENTENCE_SECONDS = 1.0


class Unauthorized(Exception):
    """A 401, as the status or as the code of an error inside a 200."""


@dataclass(frozen=True, slots=True)
class Reader:
    """`known` are our own secrets: taken out before anything is parsed, should the upstream repeat them."""

    sealer: Sealer
    limits: Limits

    def answer(self, errand: Errand, response: requests.Response, known: tuple[str, ...]) -> tuple[Row, bytes]:
        """The object, and the body it was read from."""
        if not _says_json(response):
            raise errand.failure(Unreadable, "bad_content_type")
        body = _without(body_of(errand, response, self.limits.json_bytes), known)
        row = self.again(errand.endpoint, body)
        _raise_inner(errand, response, row)
        return row, body

    def again(self, endpoint: str, body: bytes) -> Row:
        """The object in a body that was read before."""
        return read_object(body, sealer=self.sealer, endpoint=endpoint)

    def stream(self, errand: Errand, response: requests.Response, known: tuple[str, ...]) -> Stream:
        """An answer in JSON may be an error; then it is read whole, and given on from memory if it is none."""
        cap = self.limits.file_bytes
        if response.status_code == 416:
            return Stream(response, errand, head=b"", rest=iter(()), cap=cap)
        start = _start(errand, response)
        if response.headers.get("Content-Encoding", "identity").strip().lower() not in {"", "identity"}:
            raise errand.failure(Unreadable, "decompress_limit")
        if (length_of(response) or 0) > cap:
            raise errand.failure(Unreadable, "answer_too_large")
        if _says_json(response):
            content = body_of(errand, response, self.limits.json_bytes)
            self._raise_if_error(errand, response, content, known)
            head, rest = content[:HEAD], iter([content[HEAD:]])
        else:
            head, rest = _first(errand, response), pieces(response)
        errand.extend(Deadline(self.limits.file_total))
        errand.received = 0
        return Stream(response, errand, head=head, rest=rest, cap=cap, start=start)

    def check_status(self, errand: Errand, response: requests.Response, known: tuple[str, ...]) -> None:
        if response.status_code == 401:
            raise Unauthorized
        if response.status_code not in errand.good:
            said = _verdict(errand, response)
            message = self._sentence(errand, response, known) if said.speaks else None
            raise errand.failure(said.kind, said.fault, retry_after=said.retry_after, message=message)

    def token_body(self, errand: Errand, response: requests.Response) -> bytes:
        """Never parsed here, nor a word of a refusal repeated: both may hold what was sent."""
        if response.status_code != 200:
            said = _verdict(errand, response)
            raise errand.failure(said.kind, said.fault, retry_after=said.retry_after)
        if not _says_json(response):
            raise errand.failure(Unreadable, "bad_content_type")
        return body_of(errand, response, self.limits.error_bytes)

    def _sentence(self, errand: Errand, response: requests.Response, known: tuple[str, ...]) -> str | None:
        """What the body of a refusal says. Not worth much waiting: the status has said what matters."""
        if not _says_json(response):
            return None
        errand.hurry(_SENTENCE_SECONDS)
        try:
            return errors_in(self._object(errand, body_of(errand, response, self.limits.error_bytes), known))[1]
        except ExsitedError:
            return None

    def _object(self, errand: Errand, content: bytes, known: tuple[str, ...]) -> Row:
        return self.again(errand.endpoint, _without(content, known))

    def _raise_if_error(
        self, errand: Errand, response: requests.Response, content: bytes, known: tuple[str, ...]
    ) -> None:
        try:
            row = self._object(errand, content, known)
        except Unreadable:
            return  # somebody's own JSON file
        _raise_inner(errand, response, row)


def body_of(errand: Errand, response: requests.Response, cap: int) -> bytes:
    """The whole body. Raises answer_too_large, decompress_limit, or why it could not be read to its end."""
    flaw: tuple[type[ExsitedError], str]
    try:
        return whole(response, cap)
    except TooLarge:
        flaw = Unreadable, "answer_too_large"
    except BadCoding:
        flaw = Unreadable, "decompress_limit"
    except CutShort:
        flaw = Unreachable, "body_truncated"
    except LOWER as lower:
        flaw = fault_of(lower, errand.deadline, in_body=True)
    finally:
        errand.received = response.raw.tell()
        response.close()
    raise errand.failure(*flaw)


def _verdict(errand: Errand, response: requests.Response) -> Verdict:
    said = verdict(response.status_code, response.headers, names_a_record=errand.names_a_record)
    if said.fault == "redirect_refused":
        host = host_of(response.headers.get("Location", ""))
        log.warning(said.fault, extra={"endpoint": errand.endpoint, "redirect_host": host})
    return said


def _start(errand: Errand, response: requests.Response) -> int:
    """Where in the file the answer begins. A part that nobody asked for could stand for the wrong bytes."""
    if response.status_code != 206:
        return 0
    content_range = response.headers.get("Content-Range", "")
    start = start_of(content_range, asked=errand.headers.get("Range", ""), length=length_of(response))
    if start is None:
        raise errand.failure(Unreadable, "wrong_part")
    return start


def _first(errand: Errand, response: requests.Response) -> bytes:
    """The first bytes, fewer than wanted only when there are no more."""
    head = b""
    try:
        while len(head) < HEAD and (piece := response.raw.read(HEAD - len(head), decode_content=False)):
            head += piece
    except LOWER as lower:
        flaw = fault_of(lower, errand.deadline, in_body=True)
    else:
        return head
    raise errand.failure(*flaw)


def _raise_inner(errand: Errand, response: requests.Response, row: Row) -> None:
    """An error that came with status 200 counts as what its code says."""
    code, message = errors_in(row)
    if code is None and message is None:
        return
    if code is None or not 400 <= code < 600:
        raise errand.failure(Unreadable, "error_in_answer", message=message)
    errand.status = code
    if code == 401:
        raise Unauthorized
    said = verdict(code, response.headers, names_a_record=errand.names_a_record)
    raise errand.failure(said.kind, said.fault, retry_after=said.retry_after, message=message if said.speaks else None)


def _without(content: bytes, known: tuple[str, ...]) -> bytes:
    for secret in known:
        if len(secret) >= SHORTEST_KNOWN:
            for spelling in spellings(secret):
                content = content.replace(spelling.encode(), HIDDEN.encode())
    return content


def _says_json(response: requests.Response) -> bool:
    return is_json(response.headers.get("Content-Type", ""))
