"""
What every invoice comes to: amounts, state and days, made from its number alone.

`Ledger.facts` is the one place that decides them. Building runs it once per invoice and keeps only what sorting needs,
in columns; a page runs it again for the few invoices it shows. It is written flat, for it runs a million times.
"""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, NamedTuple

from sandbox.world.catalogue import PRICES, VARIABLE
from sandbox.world.contradictions import EVERY, TURN, Contradiction, blanks_of, kind_of
from sandbox.world.days import DAY_SECONDS, UNSET
from sandbox.world.mixing import key_of, mix
from sandbox.world.money import BLANK, CURRENCIES, round_to
from sandbox.world.orders import TERMS_OF, Line

if TYPE_CHECKING:
    from sandbox.world.accounts import Accounts
    from sandbox.world.orders import Orders
    from sandbox.world.schedule import Schedule

STATUSES = ("ACTIVE", "VOID", "DELETED", "CANCELLED", "INACTIVE", "DRAFT")
ACTIVE, VOID, DELETED, CANCELLED, INACTIVE, DRAFT = range(6)
DEAD = (VOID, DELETED, CANCELLED)

PAYING = ((-21, 140, 25), (0, 330, 50), (30, 640, 80), (90, 840, 60), (365, 935, 30), (730, 975, 14), (9999, 986, 8))
"""Up to so many days past due: how many invoices of 1024 are paid, and how many in part."""
OLDEST, NEWEST = -200, 1400
MORNING = 9 * 3600 - 10 * 3600
"""Nine o'clock in Sydney, seen from UTC midnight (an hour later by daylight saving: still office hours)."""

TERMS_BY_PROFILE = tuple(terms for pair in TERMS_OF for terms in pair)


def _odds() -> tuple[array[int], array[int]]:
    paid, touched = array("H"), array("H")
    for age in range(OLDEST, NEWEST):
        fully, partly = next((full, part) for limit, full, part in PAYING if age < limit)
        paid.append(fully)
        touched.append(fully + partly)
    return paid, touched


PAID_ODDS, TOUCHED_ODDS = _odds()


class Facts(NamedTuple):
    subtotal: int
    tax: int
    total: int
    payment: int
    credit: int
    due: int
    due_day: int
    status: int
    event: int  # the instant of the payment, the voiding, the cancelling ...; UNSET when nothing happened
    amended: int
    updated: int


class Ledger:
    def __init__(self, *, seed: int, today: int, schedule: Schedule, accounts: Accounts, orders: Orders) -> None:
        self._key = key_of(seed, "invoice")
        self._today = today
        self._schedule = schedule
        self._orders = orders
        self._accounts = accounts
        self.total, self.due = array("q"), array("q")
        self.due_day, self.status, self.updated = array("H"), array("B"), array("I")
        self.turn = array("H")
        """How many invoices of the same account came before each."""
        self._build()
        self.by_account = self._shelve()

    def __len__(self) -> int:
        return len(self.total)

    def of_account(self, account: int) -> array[int]:
        """The account's invoices, oldest first."""
        return self.by_account[self._starts[account] : self._starts[account + 1]]

    def account_span(self, account: int) -> tuple[int, int]:
        return self._starts[account], self._starts[account + 1]

    def facts_of(self, invoice: int) -> Facts:
        place = self._schedule.place(invoice)
        return self.facts(invoice, place.order, place.issue_day, place.created)

    def facts(self, invoice: int, order: int, issue_day: int, created: int) -> Facts:  # noqa: C901 - flat for speed
        chance = mix(self._key ^ invoice)
        today = self._today
        subtotal, tax = self._orders.net[order], self._orders.tax[order]
        profile = self._orders.profile[order]
        unit = CURRENCIES[profile >> 1].unit
        for item, quarters in self.extras(invoice, ad_hoc=self._orders.ad_hoc[order]):
            money = TERMS_BY_PROFILE[profile].charge(quarters, PRICES[profile >> 1][item], free=VARIABLE[item].free)
            subtotal += money.net
            tax += money.tax
        total = subtotal + tax

        odd = kind_of(invoice) if invoice % EVERY == TURN else Contradiction.NONE
        days_to_pay = self._orders.days_to_pay[order]
        if odd is Contradiction.DATES:
            days_to_pay = -3
        due_day = issue_day + days_to_pay
        age = min(today - due_day, NEWEST - 1)

        status, event_day, payment, credit = ACTIVE, UNSET, 0, 0
        roll = chance & 1023
        if issue_day < today:
            happened = min(today - 1, issue_day + 1 + (chance >> 20 & 127) * (days_to_pay + 40) // 128)
            if roll < 36 and odd is Contradiction.NONE:
                status = VOID if roll < 11 else DELETED if roll < 18 else CANCELLED if roll < 30 else INACTIVE
            elif roll < 200 and today - issue_day < 14 and odd is Contradiction.NONE:
                status = DRAFT
            if status in DEAD:
                event_day = happened
            elif status != DRAFT:
                payment, credit = self._settled(chance, age, total, unit)
                if odd is Contradiction.PAID_WORD:
                    payment = credit = 0
                if payment or credit:
                    event_day = happened

        due = 0 if status in DEAD else total - payment - credit
        if odd is Contradiction.BALANCE:
            due += unit
        if chance >> 50 & 63 == 0 and odd is not Contradiction.DATES:
            due_day = UNSET

        event = amended = UNSET
        if event_day:
            event = event_day * DAY_SECONDS + MORNING + (chance >> 44 & 16383)
        if chance >> 34 & 127 < 8 and issue_day < today:
            amended = min(today - 1, issue_day + (chance >> 41 & 15)) * DAY_SECONDS + MORNING + (chance >> 47 & 16383)
        updated = max(created, event, amended)
        return Facts(subtotal, tax, total, payment, credit, due, due_day, status, event, amended, updated)

    def extras(self, invoice: int, *, ad_hoc: int) -> list[tuple[int, int]]:
        """The invoice's lines beyond its order's: number of the variable item, and quarters of its unit."""
        chance = mix(self._key ^ ~invoice)
        count = (chance & 3) + 1 if ad_hoc else (0, 0, 0, 1, 1, 1, 2, 2)[chance & 7]
        found = []
        for _ in range(count):
            chance >>= 9
            item = chance & 7
            quarters = 1 + (chance >> 3 & 31)
            # What is sold by piece comes in whole pieces.
            found.append((item, quarters if item < 4 else 4 * (1 + quarters // 8)))
        return found

    def extra_lines(self, invoice: int, order: int, first: int) -> list[Line]:
        profile = self._orders.profile[order]
        terms, prices = TERMS_BY_PROFILE[profile], PRICES[profile >> 1]
        return [
            Line(
                VARIABLE[item],
                quarters,
                prices[item],
                terms.charge(quarters, prices[item], free=VARIABLE[item].free),
                place,
            )
            for place, (item, quarters) in enumerate(self.extras(invoice, ad_hoc=self._orders.ad_hoc[order]), first)
        ]

    def _settled(self, chance: int, age: int, total: int, unit: int) -> tuple[int, int]:
        """What was paid, and what was credited."""
        roll = chance >> 10 & 1023
        credit = 0
        if chance >> 27 & 127 < 5:
            credit = round_to(total * (5 + (chance >> 40 & 31)), 100 * unit) // 100
        if roll < PAID_ODDS[age - OLDEST]:
            return total - credit, credit
        if roll < TOUCHED_ODDS[age - OLDEST]:
            return round_to((total - credit) * (10 + (chance >> 30 & 63)), 100 * unit) // 100, credit
        return 0, credit

    def _build(self) -> None:
        for run, least, most in self._schedule.walk():
            for position in range(least, most):
                invoice = len(self.total)
                order = run.first + position * self._schedule.stride
                facts = self.facts(invoice, order, run.day, run.created(position))
                blanks = (
                    blanks_of(invoice) if invoice % EVERY == TURN and kind_of(invoice) is Contradiction.BLANK else ()
                )
                self.total.append(BLANK if "total" in blanks else facts.total)
                self.due.append(BLANK if "due" in blanks else facts.due)
                self.due_day.append(facts.due_day)
                self.status.append(facts.status)
                self.updated.append(facts.updated)

    def _shelve(self) -> array[int]:
        """Invoices by account, and each one's turn within it: a counting sort."""
        size, account_of = len(self), array("I")
        for run, least, most in self._schedule.walk():
            step = self._schedule.stride
            account_of.extend(self._orders.account[run.first + least * step : run.first + most * step : step])
        counts = array("I", [0]) * (len(self._accounts) + 1)
        for account in account_of:
            self.turn.append(counts[account + 1])
            counts[account + 1] += 1
        for account in range(len(self._accounts)):
            counts[account + 1] += counts[account]
        self._starts = counts
        shelf = array("I", [0]) * size
        for invoice, account in enumerate(account_of):
            shelf[counts[account] + self.turn[invoice]] = invoice
        return shelf
