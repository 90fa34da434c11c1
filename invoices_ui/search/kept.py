"""
What the ledger knows of a text that was looked up: invoices by a customer purchase order, a payment or a UUID, and by
any half of an id or a name. It asks the billing API nothing, so that it may answer while one types.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db import DatabaseError
from django.db.models import Q

from dashboard.links import link
from invoices_ui.ledger.arranging import arranged
from invoices_ui.ledger.filters import Filters, matching
from invoices_ui.ledger.freshness import Freshness, freshness
from invoices_ui.ledger.keyset import Order, slice_of
from invoices_ui.ledger.models import LedgerInvoice
from invoices_ui.ledger.standing import standing_of
from invoices_ui.payment import PaymentState
from invoices_ui.search.lookup import UUID_WORD, Kind, Named, Reading

if TYPE_CHECKING:
    from django.db.models import QuerySet

log = logging.getLogger("dashboard.lookup")

NEWEST = Order(field="issue_date", descending=True)
SHOWN = 12
LOOKED_AT = 200
"""Of how many invoices the accounts are told."""
MOST_ACCOUNTS = 5
MOST_WORDS = 6
LEAST_LETTERS = 3
"""A shorter word is in everything."""

COLUMNS = {UUID_WORD: "uuid", "customer purchase order": "customer_purchase_order_id", "payment": "last_payment_id"}
"""Where the ledger keeps what the API cannot look up."""


@dataclass(frozen=True, kw_only=True, slots=True)
class KeptInvoice:
    row: LedgerInvoice
    state: PaymentState

    @property
    def id(self) -> str:
        return self.row.invoice_id

    @property
    def url(self) -> str:
        return link("invoice_detail", self.id)

    @property
    def label(self) -> str:
        return f"Invoice {self.id}"

    @property
    def kind(self) -> Kind:
        return "invoice"


@dataclass(frozen=True, kw_only=True, slots=True)
class KeptAccount:
    """`invoices` of its invoices were looked at; it may have more."""

    id: str
    name: str
    invoices: int

    @property
    def url(self) -> str:
        return link("account_invoice_list", self.id)

    @property
    def label(self) -> str:
        return f"Account {self.name or self.id}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Kept:
    """
    invoices   the latest of those found
    more       there are others
    accounts   whose invoices they are, if several of one were found
    words      what was searched for; empty where only whole ids were
    exact      the names the ledger was asked for by a whole id
    """

    invoices: tuple[KeptInvoice, ...] = ()
    more: bool = False
    accounts: tuple[KeptAccount, ...] = ()
    words: tuple[str, ...] = ()
    exact: tuple[Named, ...] = ()
    freshness: Freshness | None = None

    @property
    def asked(self) -> bool:
        return bool(self.words or self.exact)

    @property
    def is_empty_ledger(self) -> bool:
        return self.freshness is not None and self.freshness.completeness == "empty"

    @property
    def text(self) -> str:
        return " ".join(self.words)


NOTHING = Kept()


def kept_of(reading: Reading, *, today: date, words: bool) -> Kept | None:
    """
    None where the ledger cannot be read. `words` asks for halves of ids and names too, beside what only the ledger
    can look up by a whole id.
    """
    exact = tuple(named for named in reading.named if named.what in COLUMNS)
    parts = words_of(reading) if words else ()
    if reading.secret or not (exact or parts):
        return NOTHING
    try:
        return asked(exact, parts, today)
    except DatabaseError:
        log.warning("ledger_not_read")
        return None


def words_of(reading: Reading) -> tuple[str, ...]:
    """Nothing of a mail, nor of a text with an id in it that is looked up by itself."""
    return tuple(word for word in split_words(reading) if letters_in(word) >= LEAST_LETTERS)


def too_short(reading: Reading) -> tuple[str, ...]:
    """Words that are left out of what the ledger is asked for."""
    return tuple(word for word in split_words(reading) if 0 < letters_in(word) < LEAST_LETTERS)


def too_many_words(reading: Reading) -> bool:
    """True of a text of words alone that the ledger is not asked for, because they are too many."""
    only_words = not (reading.candidates or reading.named or "/" in reading.text)
    return only_words and (reading.is_long or len(reading.text.split()) > MOST_WORDS)


def split_words(reading: Reading) -> list[str]:
    found = reading.text.split()
    return [] if reading.is_long or len(found) > MOST_WORDS or "/" in reading.text else found


def letters_in(word: str) -> int:
    return sum(map(str.isalnum, word))


def asked(exact: Sequence[Named], words: tuple[str, ...], today: date) -> Kept:
    fresh = freshness()
    if fresh.completeness == "empty":
        return Kept(freshness=fresh)
    found = list(by_ids(exact).order_by("-issue_date", "-pk")[:LOOKED_AT]) if exact else []
    if words and not found:
        found = list(slice_of(arranged(Filters(words=words), NEWEST), NEWEST, size=LOOKED_AT).rows)
    return Kept(
        invoices=tuple(KeptInvoice(row=row, state=standing_of(row, today)) for row in found[:SHOWN]),
        more=len(found) > SHOWN,
        accounts=accounts_of(found),
        words=words,
        exact=tuple(exact),
        freshness=fresh,
    )


def by_ids(exact: Iterable[Named]) -> QuerySet[LedgerInvoice]:
    wanted = Q()
    for named in exact:
        wanted |= Q(**{f"{COLUMNS[named.what]}__in": sorted({named.id, named.id.upper(), named.id.lower()})})
    return matching(Filters()).filter(wanted)


def accounts_of(rows: Sequence[LedgerInvoice]) -> tuple[KeptAccount, ...]:
    """Those with most invoices first; an account of one invoice is told beside it."""
    found: dict[str, list[LedgerInvoice]] = {}
    for row in rows:
        if row.account_id:
            found.setdefault(row.account_id, []).append(row)
    several = sorted((one for one in found.items() if len(one[1]) > 1), key=lambda one: -len(one[1]))
    return tuple(
        KeptAccount(id=account_id, name=rows[0].account_name, invoices=len(rows))
        for account_id, rows in several[:MOST_ACCOUNTS]
    )
