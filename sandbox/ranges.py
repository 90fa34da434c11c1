"""A part of a document, where the request has a `Range`. Several parts at once are answered with the whole."""

import re
from dataclasses import replace

from sandbox.messages import Answer, Request

ONE_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")


def with_range(request: Request, whole: Answer) -> Answer:
    offered = replace(whole, headers={**whole.headers, "Accept-Ranges": "bytes"})
    asked = ONE_RANGE.fullmatch(request.headers.get("range", ""))
    if not asked or not any(asked.groups()):
        return offered
    size = len(whole.body)
    first, last = _bounds(asked[1], asked[2], size)
    if first > last:
        return replace(offered, status=416, body=b"", headers={**offered.headers, "Content-Range": f"bytes */{size}"})
    content_range = f"bytes {first}-{last}/{size}"
    return replace(
        offered,
        status=206,
        body=whole.body[first : last + 1],
        headers={**offered.headers, "Content-Range": content_range},
    )


def _bounds(first: str, last: str, size: int) -> tuple[int, int]:
    if not first:
        return max(size - int(last), 0), size - 1
    return int(first), min(int(last), size - 1) if last else size - 1
