"""
Whether HTML can be parsed in a time that its length bounds. A parser that follows the standard compares all attributes
of a tag with each other, and opens what makes letters bold or slanted again in each block after it: twenty thousand
characters can become thirty million, and nobody wrote those by hand.
"""

from __future__ import annotations

import re

MOST_TAGS = 4_000
MOST_ATTRIBUTES = 40
MOST_REOPENED = 50_000
"""How many kinds of formatting tag times how many tags: each kind may stand open three times over."""
MOST_OVERLAP = 3
"""How often a character may seem to be in a tag: what stands in an attribute may look like a tag, too."""

# An "a" is not among them: only one stands open at a time.
FORMATTING = frozenset(
    {"b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"}
)  # fmt: skip
OPENING = re.compile(r"<(?=[A-Za-z])")
SPACE, NAME = r"[\t\n\f\r ]", r"[^\t\n\f\r />=]"
VALUE = r"""(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z)|[^\t\n\f\r >"'][^\t\n\f\r >]*+)"""
ATTRIBUTE = rf"(?:{SPACE}|/)*+[^\t\n\f\r />]{NAME}*+(?:{SPACE}*+={SPACE}*+{VALUE}?+)?+"
TAG = re.compile(rf"<([A-Za-z][^\t\n\f\r />]*+)((?:{ATTRIBUTE}){{0,{MOST_ATTRIBUTES}}}+)(?:{SPACE}|/)*+")
"""As the standard reads a start tag. Tried at every place where one may begin, so that nothing can hide one."""


def too_much(html: str) -> str:
    """Why it should not be parsed, as a sentence; empty where it may be."""
    tags = html.count("<")
    if tags > MOST_TAGS:
        return "It has too many tags to be read safely."
    kinds: set[tuple[str, str]] = set()
    within_tags = 0
    for place in OPENING.finditer(html):
        tag = TAG.match(html, place.start())
        assert tag
        if tag.end() == len(html):
            return "One of its tags never ends."
        if html[tag.end()] != ">":
            return "One of its tags has too many attributes to be read safely."
        if tag[1].lower() in FORMATTING:
            kinds.add((tag[1].lower(), tag[2]))
        within_tags += tag.end() - tag.start()
        if within_tags > MOST_OVERLAP * len(html) or len(kinds) * tags > MOST_REOPENED:
            return "Its tags are too entangled to be read safely."
    return ""
