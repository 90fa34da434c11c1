"""The tenant's integrations: who is connected, in which state, and which of them are at odds with themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.world.drafts import Draft, draft
from sandbox.world.faults import FAULTS
from sandbox.world.mixing import Dice, key_of

if TYPE_CHECKING:
    from sandbox.world.records import Record

FIRST_PARTNERS = ("XERO", "quickbooks", "xero", "netsuite", "MYOB")
PARTNERS = (
    ("XERO", 30),
    ("xero", 18),
    ("Xero", 6),
    ("quickbooks", 14),
    ("QuickBooks", 8),
    ("netsuite", 9),
    ("MYOB", 15),
)
"""Providers are spelled as the API spells them: differently each time."""
TOKEN_PARTNERS = ("XERO", "quickbooks", "Xero", "QuickBooks")

LARGE, EMPTY = 2, 4
"""Two connections are special: hundreds of functions, and nothing set up."""
STATUSES = {6: "ON_HOLD", 8: "INACTIVE", 12: "DISCONNECTED", 20: "DISCONNECTED", 28: "INACTIVE"}
"""All others are active. ON_HOLD is a word the API does not document; the others of these were left in good order."""
CLEAN_EVERY = 4
NEEDS_JWT = {"token_long_expired", "secret_truncated"}
"""These faults can only be seen in a token that says when it ends."""


class Connections:
    def __init__(self, *, seed: int, count: int, today: int, parts: int | None = None) -> None:
        key = key_of(seed, "connection")
        faulty = [index for index in range(count) if not _clean(index)]
        wrong = {
            index: [fault for n, fault in enumerate(FAULTS) if faulty[n % len(faulty)] == index] for index in faulty
        }
        self._drafts = [
            draft(
                key=key,
                index=index,
                partner=_partner(key, index, jwt=any(fault.__name__ in NEEDS_JWT for fault in wrong.get(index, ()))),
                status=STATUSES.get(index, "ACTIVE"),
                today=today,
                size={LARGE: "large", EMPTY: "empty"}.get(index, "usual"),
                parts=parts,
            )
            for index in range(count)
        ]
        for index in faulty:
            others = [self._drafts[other] for other in faulty if other != index]
            for fault in wrong[index]:
                fault(self._drafts[index], others)
                self._drafts[index].faults.append(fault.__name__)
        self._by_uuid = {made.connection["uuid"]: made for made in self._drafts}

    def all(self) -> list[Record]:
        return [dict(made.connection) for made in self._drafts]

    def get(self, uuid: str) -> Draft | None:
        """The one that is kept: whoever gives a part of it away copies that part, for all of it would take long."""
        return self._by_uuid.get(uuid)


def _clean(index: int) -> bool:
    return index in {0, 1, 3} or index % CLEAN_EVERY == 0


def _partner(key: int, index: int, *, jwt: bool) -> str:
    if index < len(FIRST_PARTNERS):
        return FIRST_PARTNERS[index]
    dice = Dice(key ^ 1, index)
    return dice.pick(TOKEN_PARTNERS) if jwt else dice.weighted(PARTNERS)
