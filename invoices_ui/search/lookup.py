"""What a pasted text names: ids of invoices, orders, accounts and connections, and what the API cannot look up."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal
from urllib.parse import unquote

from dashboard.exsited import ID
from dashboard.exsited.secrets import looks_secret, scrub

Kind = Literal["invoice", "order", "account", "connection"]

LONGEST_TEXT = 20_000
MOST_CANDIDATES = 6
MOST_TYPED = 3
MOST_HINTS = 4
LONGEST_ASKED = 200
"""A longer text is a mail: of it only the ids go into an address."""
LONGEST_IDS = 1_500

COPIED = str.maketrans(
    {"\0": " "}
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-")
    | dict.fromkeys("\u00ad\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\ufeff", "")
)
"""What mail programs make of a hyphen, and marks that nobody sees and that come along with a copied id."""

WORD = re.compile(r"[A-Za-z0-9+_=~-]+")
RANDOM_FROM = 20
HEX = "[0-9a-f]"
UUID_FORM = rf"{HEX}{{8}}(?:-{HEX}{{4}}){{3}}-{HEX}{{12}}"
UUID = re.compile(rf"(?<![\w-]){UUID_FORM}(?![\w-])", re.IGNORECASE)
TAGGED = re.compile(r"(?<![\w-])(INV|ORD|CPO|PMT|ITEM)-[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*(?![\w-])", re.IGNORECASE)
ACCOUNT = re.compile(r"(?<![\w-])(?=[A-Z]*[0-9])(?=[0-9]*[A-Z])[A-Z0-9]{6}(?![\w-])")

ADDRESS = re.compile(r"(?:https?://|(?<!\S)/|(?<!\S)(?:[\w-]+\.)+[\w-]+/)[^\s<>\"']+", re.IGNORECASE)
IN_PATH = re.compile(r"/(invoices|orders|accounts)/([^/?#&\s]+)")
PART = re.compile(rf"/(?:notes|files|partner-functions?|automations?|note_attachment)/{UUID_FORM}", re.IGNORECASE)
PARAMETERS = re.compile(r"[?#&;]")

ACCOUNT_PART = re.compile(r"(?=[A-Z]*[0-9])(?=[0-9]*[A-Z])[A-Z0-9]{6}")
UNTAGGED = re.compile(r"[A-Z0-9]{6}-[0-9]{3,}")
GLUED = re.compile(r"(INV|ORD)(?:([A-Z0-9]{6})([0-9]{3,})|([0-9]{5,}))")
"""An id without its hyphens, as people say it on the phone."""
WHOLE_TAGGED = re.compile(r"(?:INV|ORD)-(?:[A-Z0-9]{6}-[0-9]{3,}|[0-9]{5,})")

KINDS: dict[str, Kind] = {"INV": "invoice", "ORD": "order"}
PLACES: dict[str, Kind] = {"invoices": "invoice", "orders": "order", "accounts": "account"}
UNSEARCHABLE = {"CPO": "customer purchase order", "PMT": "payment", "ITEM": "item"}
UUID_WORD = "uuid"


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
    candidates  to be read, at most `MOST_CANDIDATES`
    unread      what else the text holds
    named       what the API cannot find
    cut         the text was longer than `LONGEST_TEXT`
    secret      the text looks like a secret, or holds one: nothing of it is asked for or shown again
    """

    text: str = ""
    candidates: tuple[Candidate, ...] = ()
    unread: tuple[Candidate, ...] = ()
    named: tuple[Named, ...] = ()
    cut: bool = False
    secret: bool = False

    @property
    def is_long(self) -> bool:
        return len(self.text) > LONGEST_ASKED

    @property
    def asked(self) -> str:
        """The text as an address may carry it; of a long one its ids alone, empty where it has none."""
        return joined(self._ids) if self.is_long else self.text

    @property
    def unread_ids(self) -> str:
        return joined(candidate.id for candidate in self.unread)

    @property
    def _ids(self) -> list[str]:
        found: list[Candidate | Named] = [*self.candidates, *self.unread, *self.named]
        return [one.id for one in found]


def joined(ids: Iterable[str]) -> str:
    """Cut between two ids, not within one."""
    words = " ".join(dict.fromkeys(ids))
    return words if len(words) <= LONGEST_IDS else words[:LONGEST_IDS].rpartition(" ")[0]


def read_text(pasted: str, *, kinds: Collection[Kind]) -> Reading:
    """`kinds` are those that this person may see; ids of the others name nothing that can be found."""
    text = pasted.translate(COPIED).strip()
    cut = len(text) > LONGEST_TEXT
    text = text[:LONGEST_TEXT]
    bare = ADDRESS.sub(lambda address: without_secrets(address[0]), text)
    plain = ADDRESS.sub(lambda address: unquote(address[0]).replace("\0", " "), bare)
    if holds_a_secret(bare) or holds_a_secret(plain):
        return Reading(secret=True, cut=cut)
    found = list(dict.fromkeys(one for one in candidates_in(plain) if one.kind in kinds))
    named = tuple(dict.fromkeys(named_in(plain)))
    if bare != text and not found and not named:
        return Reading(secret=True, cut=cut)
    return Reading(
        text=bare,
        candidates=tuple(found[:MOST_CANDIDATES]),
        unread=tuple(found[MOST_CANDIDATES:]),
        named=named,
        cut=cut,
    )


def without_secrets(address: str) -> str:
    """An address in a mail often carries a key to follow its reader by; without that it may still hold an id."""
    if not may_be_secret(address):
        return address
    path, mark, _ = partitioned(address)
    kept = "/".join(part for part in path.split("/") if not may_be_secret(part))
    return f"{kept}{mark}" if kept else ""


def partitioned(address: str) -> tuple[str, str, str]:
    mark = PARAMETERS.search(address)
    return (address[: mark.start()], mark[0], address[mark.end() :]) if mark else (address, "", "")


def may_be_secret(text: str) -> bool:
    return holds_a_secret(text) or holds_a_secret(unquote(text))


def holds_a_secret(text: str) -> bool:
    """Judged piece by piece, so that an address full of ids is none."""
    words = [*WORD.findall(text), *([text] if ID.fullmatch(text) else [])]
    return scrub(text) != text or any(len(word) >= RANDOM_FROM and looks_secret(word) for word in words)


def candidates_in(text: str) -> Iterator[Candidate]:
    """The surest first."""
    for match in TAGGED.finditer(text):
        kind = KINDS.get(match[1].upper())
        if kind and ID.fullmatch(match[0]):
            yield Candidate(kind=kind, id=match[0].upper())
    for address in ADDRESS.finditer(text):
        yield from in_address(address[0])
    for uuid in uuids_in(text):
        yield Candidate(kind="connection", id=uuid)
    for match in ACCOUNT.finditer(text):
        yield Candidate(kind="account", id=match[0])
    yield from whole_text(text)


def in_address(address: str) -> Iterator[Candidate]:
    """Ids of any form, by their place in a path such as this dashboard and the API have it."""
    for place, given in IN_PATH.findall(address):
        if ID.fullmatch(given) and given not in PLACES:
            yield Candidate(kind=PLACES[place], id=given.upper() if TAGGED.fullmatch(given) else given)


def uuids_in(text: str) -> Iterator[str]:
    """Without those that a path tells to be a part of something else."""
    for match in UUID.finditer(PART.sub("/", text)):
        yield match[0].lower()


def whole_text(text: str) -> Iterator[Candidate]:
    """The text itself as an id of any kind, where it is no kind that is known by its form."""
    if not ID.fullmatch(text) or TAGGED.fullmatch(text) or UUID.fullmatch(text):
        return
    capitals = text.upper()
    if UNTAGGED.fullmatch(capitals):
        yield from (Candidate(kind=kind, id=f"{tag}-{capitals}") for tag, kind in KINDS.items())
        return
    if glued := GLUED.fullmatch(capitals):
        tag, *parts = glued.groups()
        yield Candidate(kind=KINDS[tag], id="-".join([tag, *filter(None, parts)]))
    if ACCOUNT_PART.fullmatch(capitals):
        yield Candidate(kind="account", id=capitals)
    yield Candidate(kind="invoice", id=text)
    yield Candidate(kind="account", id=text)
    yield Candidate(kind="order", id=text)


def named_in(text: str) -> Iterator[Named]:
    for match in TAGGED.finditer(text):
        if what := UNSEARCHABLE.get(match[1].upper()):
            yield Named(what=what, id=match[0])
    for uuid in uuids_in(text):
        yield Named(what=UUID_WORD, id=uuid)


def cheap(reading: Reading) -> tuple[Candidate, ...]:
    """Of a text that is still being typed, the few ids that are whole by their form."""
    return tuple(one for one in reading.candidates if is_whole(one))[:MOST_TYPED]


def is_whole(candidate: Candidate) -> bool:
    form = {"account": ACCOUNT_PART, "connection": UUID}.get(candidate.kind, WHOLE_TAGGED)
    return bool(form.fullmatch(candidate.id))


def hints_of(fruitless: Iterable[str], tried: Iterable[str]) -> list[str]:
    """What else may be meant by ids that led nowhere: the account inside of them, or capitals."""
    found = dict.fromkeys(hint for text in fruitless for hint in meant_by(text.upper()))
    return [hint for hint in found if hint not in set(tried)][:MOST_HINTS]


def meant_by(text: str) -> Iterator[str]:
    yield from (part for part in text.split("-") if ACCOUNT_PART.fullmatch(part))
    if any(map(str.isdigit, text)) and not TAGGED.fullmatch(text) and not UUID.fullmatch(text):
        yield text
