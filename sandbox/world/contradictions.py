"""
Invoices that disagree with themselves, on purpose: about one in sixty, so that audits have something to find.

Everything else in this world adds up; only what is listed here does not. The kinds take turns, so that even a small
world has each. `World.contradiction(invoice_id)` tells a test which one, if any, an invoice was given. As many others
agree with themselves, but not from one answer to the next: `World.discord(invoice_id)`.
"""

from __future__ import annotations

from enum import IntEnum

EVERY = 61
TURN = 17
DISCORD_TURN = 44


class Contradiction(IntEnum):
    OVERDUE = 0
    """`kpis.overdue` is not what the due date and the amounts say."""
    LINES = 1
    """The first line is one coin more than its share, so the lines do not sum to the invoice."""
    WORD = 2
    """`payment_status` is a word the API does not document."""
    BLANK = 3
    """Amounts are `""`: the due amount, the total, or what was paid and is outstanding."""
    PAID_WORD = 4
    """`payment_status` says PAID, the amounts say otherwise."""
    BALANCE = 5
    """`due` is one coin more than the total less what was paid."""
    DATES = 6
    """Due before it was issued."""
    NONE = 99


class Discord(IntEnum):
    """What one answer tells differently from all the others."""

    DISCOUNT = 0
    """The information: one coin more of discount."""
    LATER = 1
    """The order's list is of the next version, as if the invoice changed between two calls."""
    DUE_DATE = 2
    """The account's list: due a day later."""
    NONE = 99


KINDS = 7
DISCORDS = 3
WORDS = ("PARTIAL", "HOLD")
BLANKS: tuple[tuple[str, ...], ...] = (("due",), ("total",), ("paid", "outstanding"))


def kind_of(invoice: int) -> Contradiction:
    turn, place = divmod(invoice, EVERY)
    return Contradiction(turn % KINDS) if place == TURN else Contradiction.NONE


def discord_of(invoice: int) -> Discord:
    turn, place = divmod(invoice, EVERY)
    return Discord(turn % DISCORDS) if place == DISCORD_TURN else Discord.NONE


def blanks_of(invoice: int) -> tuple[str, ...]:
    """Which amounts of a BLANK invoice are empty."""
    return BLANKS[invoice // (EVERY * KINDS) % len(BLANKS)]
