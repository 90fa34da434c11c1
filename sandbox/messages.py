"""
What travels: a request as the endpoints read it, an answer as they give it, and JSON as Exsited writes it.

A path has one slash between its parts and none at its end, however it was sent. A query name given twice has its last
value.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from http import HTTPStatus
from socket import SHUT_RDWR
from typing import Any, Self
from urllib.parse import parse_qs

Environ = dict[str, Any]  # what a WSGI server hands over
Record = Mapping[str, object]

BODY_LIMIT = 256 * 1024
ZEROS = bytes(256 * 1024)
JSON_TYPE = "application/json"
HTML_TYPE = "text/html; charset=utf-8"

# A Decimal crosses the encoder as text behind a NUL and loses its quotes after it: json has no other way to write a
# number digit by digit, and money must not pass through a float.
NUMBER_MARK = "\x00"
MARKED_NUMBER = re.compile(r'"\\u0000(-?[0-9.]+)"')


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    client: str = ""

    @classmethod
    def read(cls, environ: Environ) -> Self:
        path = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "replace")
        pairs = parse_qs(environ.get("QUERY_STRING", ""), keep_blank_values=True, errors="replace")
        return cls(
            method=environ["REQUEST_METHOD"],
            path="/" + re.sub(r"/+", "/", path).strip("/"),
            query={name: values[-1] for name, values in pairs.items()},
            headers={
                "authorization": environ.get("HTTP_AUTHORIZATION", ""),
                "content-type": environ.get("CONTENT_TYPE", ""),
                "range": environ.get("HTTP_RANGE", ""),
            },
            body=environ["wsgi.input"].read(BODY_LIMIT),
            client=environ.get("REMOTE_ADDR", ""),
        )

    @property
    def bearer(self) -> str:
        """The token of `Authorization: Bearer ...`, empty when there is none."""
        scheme, _, token = self.headers.get("authorization", "").partition(" ")
        return token.strip() if scheme.lower() == "bearer" else ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """
    `zeros`: so many zero bytes follow the body. `cut_after`: the connection ends after so many bytes of all that,
    though the whole length was announced.
    """

    status: int = 200
    body: bytes = b""
    content_type: str = JSON_TYPE
    headers: Mapping[str, str] = field(default_factory=dict)
    zeros: int = 0
    cut_after: int | None = None

    @property
    def status_line(self) -> str:
        known = self.status in HTTPStatus.__members__.values()
        return f"{self.status} {HTTPStatus(self.status).phrase if known else 'Unknown'}"

    @property
    def header_list(self) -> list[tuple[str, str]]:
        named = {"Content-Type": self.content_type, "Content-Length": str(len(self.body) + self.zeros)}
        named |= {name.title(): value for name, value in self.headers.items()}
        return list(named.items())

    def chunks(self, environ: Environ) -> Iterator[bytes]:
        yield self.body[: self.cut_after]
        sent = len(self.body)
        end = sent + self.zeros if self.cut_after is None else self.cut_after
        while sent < end:
            yield ZEROS[: end - sent]
            sent += len(ZEROS)
        if self.cut_after is not None:
            environ["gunicorn.socket"].shutdown(SHUT_RDWR)


class ApiError(Exception):
    """Ends a request with Exsited's error envelope."""

    def __init__(self, status: int, message: str) -> None:
        self.status = status
        self.message = message
        super().__init__(message)


def json_answer(value: object, *, status: int = 200) -> Answer:
    return Answer(status=status, body=encode(value))


def html_answer(title: str, text: str, *, status: int = 200) -> Answer:
    head = f'<!doctype html>\n<html lang="en"><head><title>{title}</title></head>'
    page = f"{head}<body><h1>{title}</h1><p>{text}</p></body></html>\n"
    return Answer(status=status, body=page.encode(), content_type=HTML_TYPE)


def error_answer(status: int, message: str) -> Answer:
    return json_answer({"errors": [{"code": status, "message": message}]}, status=status)


def encode(value: object) -> bytes:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_mark_number)
    return MARKED_NUMBER.sub(r"\1", text).encode()


def _mark_number(value: object) -> str:
    if isinstance(value, Decimal):
        return f"{NUMBER_MARK}{value:f}"
    raise TypeError(f"{type(value).__name__} has no place in JSON")
