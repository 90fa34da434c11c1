"""
The reading of many configurations a few at a time, so that a page can tell how far it is.

What was read waits in the shared cache under the page's ticket, so any process can go on with it; whoever leaves the
page stops the reading by that, and what was read is forgotten after a while. No secret is in it: parsing leaves none.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime

from django.core.cache import cache

from dashboard.exsited import Busy, Client, ExsitedError, Refused
from integrations_ui.across.grid import READERS, Answer, Listed, Listing, read_configurations

KEPT_SECONDS = 300
STEP = READERS
"""How many configurations one step reads: as many as are read at the same time."""

TICKET = re.compile(r"[A-Za-z0-9_-]{16}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Progress:
    """What is known so far of the connections asked for, by uuid, and since when it is being read."""

    begun_at: datetime
    answers: Mapping[str, Answer] = field(default_factory=dict)
    halt: ExsitedError | None = None
    """Why the rest is not asked for: it would say the same."""

    def missing(self, connections: Sequence[Listed]) -> list[Listed]:
        return [] if self.halt else [one for one in connections if one.uuid not in self.answers]

    def in_order(self, connections: Sequence[Listed]) -> list[Answer]:
        """The answers for all of these, of which none may be missing."""
        rest = self.halt
        return [self.answers[one.uuid] if rest is None else self.answers.get(one.uuid, rest) for one in connections]


def new_ticket(listing: Listing) -> str:
    """The ticket by which the fragments of this page find the list again, so that it is walked once."""
    ticket = secrets.token_urlsafe(12)
    told = {"complete": listing.complete, "connections": [asdict(one) for one in listing.connections]}
    cache.set(list_key(ticket), told, timeout=KEPT_SECONDS)
    return ticket


def recalled(ticket: str) -> Listing | None:
    """The list under this ticket; None where there is none, or no more."""
    told = cache.get(list_key(ticket)) if TICKET.fullmatch(ticket) else None
    if told is None:
        return None
    return Listing(connections=tuple(Listed(**one) for one in told["connections"]), complete=told["complete"])


def read_on(client: Client, connections: Sequence[Listed], *, ticket: str, most: int | None, now: datetime) -> Progress:
    """At most `most` configurations more than are known under `ticket` (None: all of them); none of them again."""
    known = kept_under(ticket, now)
    wanted = known.missing(connections)[:most]
    answers = dict(zip((one.uuid for one in wanted), read_configurations(client, wanted), strict=True))
    halt = next((answer for answer in answers.values() if isinstance(answer, Busy | Refused)), None)
    read = {uuid: answer for uuid, answer in answers.items() if not isinstance(answer, Busy | Refused)}
    progress = Progress(begun_at=known.begun_at, answers={**known.answers, **read}, halt=halt)
    if ticket and read:
        kept = {"begun_at": progress.begun_at, "answers": dict(progress.answers)}
        cache.set(answers_key(ticket), kept, timeout=KEPT_SECONDS)
    return progress


def kept_under(ticket: str, now: datetime) -> Progress:
    kept = cache.get(answers_key(ticket)) if ticket else None
    return Progress(begun_at=now) if kept is None else Progress(**kept)


def list_key(ticket: str) -> str:
    return f"integrations-listing:{ticket}"


def answers_key(ticket: str) -> str:
    return f"integrations-configurations:{ticket}"


def last_step(count: int) -> int:
    """The step that leaves none of `count` configurations unread, whatever became of the steps before it."""
    return max(1, -(-count // STEP))
