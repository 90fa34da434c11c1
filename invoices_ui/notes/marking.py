"""Marks the words that were looked for, in texts and in cleaned HTML, whatever their case and accents."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from html import unescape
from typing import TypeAlias

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

MOST_MARKS = 500
"""Of one text: a word of one letter in a long note helps nobody find anything."""
CONTEXT = 100

TAG = re.compile(r'(<(?:[^>"]|"[^"]*")*>)')
WITHIN_WORDS = re.compile(r"</?(?:b|strong|i|em|u|s|a|code)\b", re.IGNORECASE)
TEXT, MARKUP = "text", "markup"

Spans: TypeAlias = list[tuple[int, int]]


def text_of(html: str) -> str:
    """The words that cleaned HTML shows."""
    return "".join(unescape(piece) if kind == TEXT else gap(piece) for kind, piece in pieces(html))


def pieces(html: str) -> Iterator[tuple[str, str]]:
    for number, piece in enumerate(TAG.split(html)):
        yield (MARKUP if number % 2 else TEXT), piece


def gap(tag: str) -> str:
    """What stands between two words that a tag parts: bold letters within a word do not, cells of a table do."""
    return "" if WITHIN_WORDS.match(tag) else "\n"


@lru_cache(maxsize=4096)
def folded_letter(letter: str) -> str:
    parts = unicodedata.normalize("NFKD", letter.casefold()).casefold()
    return "".join(part for part in parts if not unicodedata.combining(part))


def folded(text: str) -> str:
    """Without case and accents."""
    return text.lower() if text.isascii() else "".join(map(folded_letter, text))


def spans_of(text: str, words: Iterable[str]) -> Spans:
    """Where in `text` the words stand, in order and without overlap."""
    letters = [folded_letter(letter) for letter in text]
    origin = [place for place, letter in enumerate(letters) for _ in letter]
    plain = "".join(letters)
    met: Spans = []
    for word in words:
        at = plain.find(word)
        while at >= 0 and len(met) < MOST_MARKS:
            end = origin[at + len(word) - 1] + 1
            met.append((origin[at], end + accents_after(text, end)))
            at = plain.find(word, at + len(word))
    return merged(met)


def accents_after(text: str, place: int) -> int:
    """How many combining accents belong to the letter before `place`: a mark may not part them from it."""
    count = 0
    while place + count < len(text) and unicodedata.combining(text[place + count]):
        count += 1
    return count


def merged(spans: Spans) -> Spans:
    apart: Spans = []
    for start, end in sorted(spans):
        if apart and start <= apart[-1][1]:
            apart[-1] = (apart[-1][0], max(end, apart[-1][1]))
        else:
            apart.append((start, end))
    return apart


def marked_html(html: SafeString, words: Sequence[str]) -> tuple[SafeString, int]:
    """Cleaned HTML with its hits marked, and how many there are. A hit across tags is marked in each part of it."""
    spans = spans_of(text_of(html), words) if words else []
    if not spans:
        return html, 0
    marked, at = [], 0
    for kind, piece in pieces(html):
        text = unescape(piece) if kind == TEXT else gap(piece)
        marked.append(piece if kind == MARKUP else marked_part(text, at, spans))
        at += len(text)
    return mark_safe("".join(marked)), len(spans)  # noqa: S308  (text is escaped again, tags are the cleaner's own)


def marked_text(text: str, words: Sequence[str]) -> SafeString:
    return mark_safe(marked_part(text, 0, spans_of(text, words)))  # noqa: S308  (escaped there)


def marked_part(text: str, start: int, spans: Spans) -> str:
    """A part of a text that begins at `start` of the whole, which the spans count in."""
    parts, at = [], 0
    for first, last in spans[bisect_right(spans, start, key=lambda span: span[1]) :]:
        begin, end = max(first - start, 0), min(last - start, len(text))
        if begin >= end:
            break
        parts += [escape(text[at:begin]), f"<mark>{escape(text[begin:end])}</mark>"]
        at = end
    return "".join([*parts, escape(text[at:])])


def excerpt(html: SafeString, words: Sequence[str]) -> SafeString:
    """The first hit in a long note, with some of what stands around it."""
    text = " ".join(text_of(html).split())
    spans = spans_of(text, words)
    start = max(spans[0][0] - CONTEXT, 0) if spans else 0
    if start:
        start = text.find(" ", start, spans[0][0]) + 1 or start
    end = start + 3 * CONTEXT
    shown = f"{'…' if start else ''}{text[start:end].strip()}{'…' if end < len(text) else ''}"
    return marked_text(shown, words)
