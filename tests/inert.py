"""Judges HTML as a browser reads it, with another parser than the one that cleans notes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

NOTE = ".prose"
ELEMENTS = frozenset(
    {"p", "br", "hr", "b", "strong", "i", "em", "u", "s", "ul", "ol", "li", "blockquote", "pre", "code", "a"}
    | {"table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td", "div", "mark"}
)
"""What a note may consist of. "div" and "mark" are the dashboard's own."""
LINK = re.compile(r"(?:https?://[^\s@\\]+|mailto:[^\s\\]+)\Z", re.IGNORECASE)
ATTRIBUTES = {
    "a href": LINK,
    "a rel": re.compile("noopener noreferrer nofollow"),
    "pre class": re.compile("raw"),
    **{f"{cell} {span}": re.compile("[1-9][0-9]?") for cell in ("td", "th") for span in ("colspan", "rowspan")},
}


def nodes(top: LexborNode) -> Iterator[LexborNode]:
    """All in it, in its order, but not itself."""
    every = top.traverse(include_text=True)
    next(every)
    yield from every


def faults_in(top: LexborNode) -> list[str]:
    """What a note may not have."""
    found = []
    for node in nodes(top):
        tag = node.tag or ""
        if tag == "-text":
            continue
        if tag not in ELEMENTS:
            found.append(f"<{tag}>")
        for name, value in node.attributes.items():
            wanted = ATTRIBUTES.get(f"{tag} {name}")
            if wanted is None or not wanted.fullmatch(value or ""):
                found.append(f"{tag} {name}={value}")
    return found


def fragment(html: str) -> LexborNode:
    """The body that a browser makes of it."""
    body = LexborHTMLParser(f"<!doctype html><body>{html}").body
    assert body
    return body


def notes_of(page: str) -> list[LexborNode]:
    return LexborHTMLParser(page).css(NOTE)


def frame_of(page: str) -> set[str]:
    """Each kind of element outside of the notes, with the names of its attributes, and the source of scripts."""
    root = LexborHTMLParser(page).root
    assert root
    within = {node.mem_id for note in root.css(NOTE) for node in nodes(note)}
    return {kind_of(node) for node in nodes(root) if node.mem_id not in within and node.tag != "-text"}


def kind_of(node: LexborNode) -> str:
    source = f" {node.attributes.get('src')}{node.text()}" if node.tag == "script" else ""
    return f"<{node.tag} {' '.join(sorted(node.attributes))}{source}>"
