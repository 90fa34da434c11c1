"""Compact JSON with a line and an indentation for each of its parts; the values stay as they are, digit for digit."""

from __future__ import annotations

import re

INDENT = "  "
PART = re.compile(r'"(?:[^"\\]|\\.)*"?|[{}\[\],:]|[^"{}\[\],:]+')
EMPTY = {"{": "}", "[": "]"}


def indented(text: str, *, most: int) -> tuple[str, bool]:
    """Up to about `most` characters, and whether that is all. What is no JSON comes back as it is, only broken."""
    found = PART.findall(text[:most])
    parts: list[str] = []
    depth = 0
    for place, one in enumerate(found):
        following = found[place + 1] if place + 1 < len(found) else ""
        previous = found[place - 1] if place else ""
        if one in EMPTY:
            depth += 1
            parts.append(one if following == EMPTY[one] else f"{one}\n{INDENT * depth}")
        elif one in EMPTY.values():
            depth = max(0, depth - 1)
            parts.append(one if EMPTY.get(previous) == one else f"\n{INDENT * depth}{one}")
        elif one == ",":
            parts.append(f",\n{INDENT * depth}")
        else:
            parts.append(": " if one == ":" else one)
    return "".join(parts), len(text) <= most
