"""Bodies off the wire: never more than a cap, of what arrives as of what it unpacks to."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    import requests

PIECE = 128 * 1024


class TooLarge(Exception):
    """More than the cap."""


class BadCoding(Exception):
    """A content encoding that was not asked for, or that unpacks to more than the cap."""


class CutShort(Exception):
    """The packed body ended before its end."""


def length_of(response: requests.Response) -> int | None:
    said = response.headers.get("Content-Length", "")
    return int(said) if said.isascii() and said.isdigit() and len(said) <= 18 else None


def pieces(response: requests.Response, size: int = PIECE) -> Iterator[bytes]:
    """The body as it arrives, still packed. Raises what the libraries raise."""
    while piece := response.raw.read(size, decode_content=False):
        yield piece


def whole(response: requests.Response, cap: int) -> bytes:
    """The unpacked body: as it is, or gzip once."""
    coding = response.headers.get("Content-Encoding", "identity").strip().lower() or "identity"
    if coding not in {"identity", "gzip", "x-gzip"}:
        raise BadCoding
    if (length_of(response) or 0) > cap:
        raise TooLarge
    packed = bytearray()
    for piece in pieces(response):
        packed += piece
        if len(packed) > cap:
            raise TooLarge
    return bytes(packed) if coding == "identity" else _unpacked(packed, cap)


def _unpacked(packed: bytearray, cap: int) -> bytes:
    if not packed:
        return b""
    unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    body = unpacker.decompress(packed, cap + 1)
    if len(body) > cap:
        raise BadCoding
    if not unpacker.eof:
        raise CutShort
    return body
