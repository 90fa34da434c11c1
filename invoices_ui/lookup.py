"""What a pasted text may name: ids of invoices, orders and accounts, uuids; and what the API cannot look up."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from dashboard.exsited import ID
from dashboard.exsited.secrets import looks_secret, scrub

Kind = Literal["invoice", "order", "account", "connection"]

LONGEST_TEXT = 2_000
MOST_CANDIDATES = 6
MOST_HINTS = 4

WORD = re.compile(r"[A-Za-z0-9+_=~-]+")
RANDOM_FROM = 20
HEX = "[0-9a-f]"
UUID = re.compile(rf"(?<![\w-]){HEX}{{8}}(?:-{HEX}{{4}}){{3}}-{HEX}{{12}}(?![\w-])", re.IGNORECASE)
TAGGED = re.compile(r"(?<![\w-])(INV|ORD|CPO|PMT|ITEM)-[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*(?![\w-])", re.IGNORECASE)
ACCOUNT = re.compile(r"(?<![\w-])(?=[A-Z]*[0-9])(?=[0-9]*[A-Z])[A-Z0-9]{6}(?![\w-])")

ACCOUNT_PART = re.compile(r"(?=[A-Z]*[0-9])(?=[0-9]*[A-Z])[A-Z0-9]{6}")
UNTAGGED = re.compile(r"[A-Z0-9]{6}-[0-9]{3,}")

KINDS: dict[str, Kind] = {"INV": "invoice", "ORD": "order"}
UNSEARCHABLE = {"CPO": "customer purchase order", "PMT": "payment", "ITEM": "item"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """Something to be read directly by its id."""

    kind: Kind
    id: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Named:
    """Something the text names that the API has no way to find: `what` is it in words."""

    what: str
    id: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """
    candidates  to be read, at most `MOST_CANDIDATES`, in the order of the text
    unread      how many more the text holds
    named       what the API cannot find
    cut         the text was longer than `LONGEST_TEXT`
    secret      the text looks like a secret, or holds one: nothing of it is asked for or shown again
    """

    text: str = ""
    candidates: tuple[Candidate, ...] = ()
    unread: int = 0
    named: tuple[Named, ...] = ()
    cut: bool = False
    secret: bool = False


def read_text(pasted: str, *, connections: bool) -> Reading:
    """`connections` says whether this person may see connections; without it uuids name nothing that can be found."""
    text = pasted.replace("\0", " ").strip()
    cut = len(text) > LONGEST_TEXT
    text = text[:LONGEST_TEXT]
    if holds_a_secret(text):
        return Reading(secret=True, cut=cut)
    found = list(dict.fromkeys(candidates_in(text, connections=connections)))
    named = tuple(dict.fromkeys(named_in(text, connections=connections)))
    return Reading(
        text=text,
        candidates=tuple(found[:MOST_CANDIDATES]),
        unread=max(0, len(found) - MOST_CANDIDATES),
        named=named,
        cut=cut,
    )


def holds_a_secret(text: str) -> bool:
    """Judged piece by piece, so that an address full of ids is none."""
    words = [*WORD.findall(text), *([text] if ID.fullmatch(text) else [])]
    return scrub(text) != text or any(len(word) >= RANDOM_FROM and looks_secret(word) for word in words)


def candidates_in(text: str, *, connections: bool) -> Iterator[Candidate]:
    for match in TAGGED.finditer(text):
        kind = KINDS.get(match[1].upper())
        if kind and ID.fullmatch(match[0]):
            yield Candidate(kind=kind, id=match[0].upper())
    if connections:
        for match in UUID.finditer(text):
            yield Candidate(kind="connection", id=match[0].lower())
    for match in ACCOUNT.finditer(text):
        yield Candidate(kind="account", id=match[0])
    yield from whole_text(text)


def whole_text(text: str) -> Iterator[Candidate]:
    """The text itself as an id of any kind, where it is no kind that is known by its form."""
    if not ID.fullmatch(text) or TAGGED.fullmatch(text) or UUID.fullmatch(text):
        return
    yield Candidate(kind="invoice", id=text)
    yield Candidate(kind="account", id=text)
    yield Candidate(kind="order", id=text)


def named_in(text: str, *, connections: bool) -> Iterator[Named]:
    for match in TAGGED.finditer(text):
        if what := UNSEARCHABLE.get(match[1].upper()):
            yield Named(what=what, id=match[0])
    if not connections:
        for match in UUID.finditer(text):
            yield Named(what="uuid", id=match[0])


def hints_of(fruitless: Iterable[str], tried: Iterable[str]) -> list[str]:
    """What else may be meant by ids that led nowhere: the account inside of them, capitals, a prefix left out."""
    found = dict.fromkeys(hint for text in fruitless for hint in meant_by(text.upper()))
    return [hint for hint in found if hint not in set(tried)][:MOST_HINTS]


def meant_by(text: str) -> Iterator[str]:
    yield from (part for part in text.split("-") if ACCOUNT_PART.fullmatch(part))
    if UNTAGGED.fullmatch(text):
        yield from (f"{tag}-{text}" for tag in KINDS)
    elif not TAGGED.fullmatch(text) and not UUID.fullmatch(text):
        yield text
