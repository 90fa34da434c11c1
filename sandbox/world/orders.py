"""The standing orders: who ordered what, at which price, on which terms."""

from __future__ import annotations

import re
from array import array
from dataclasses import dataclass
from functools import lru_cache
from math import isqrt
from typing import TYPE_CHECKING

from sandbox.world.catalogue import FLEET, MONTHLY, Item
from sandbox.world.mixing import Dice, key_of, mix
from sandbox.world.money import CURRENCIES, Currency, round_to

if TYPE_CHECKING:
    from sandbox.world.accounts import Accounts

ORDER_ID = re.compile(r"ORD-([0-9A-Z]{6})-([0-9]{4,})")
TERMS = ((7, 5), (14, 25), (21, 8), (30, 44), (45, 8), (60, 7), (90, 3))
"""Days to pay, and how many orders of a hundred have them."""

FLEET_EVERY = 40
FLEET_TURN = 25
AD_HOC_TURN = 7
"""Some work without an order, however small the world is."""
"""Every fortieth order is for a fleet, and has forty lines and more."""


@dataclass(frozen=True, slots=True)
class Price:
    """What one line comes to, in thousandths."""

    net: int
    tax: int
    discount: int


@dataclass(frozen=True, slots=True)
class Terms:
    """All that turns a quantity and a price into money."""

    currency: Currency
    inclusive: bool

    def charge(self, quarters: int, price: int, *, free: bool, discount: int = 0) -> Price:
        """Quantities come in quarters, so that a quarter of an hour is a whole number."""
        unit = self.currency.unit
        listed = round_to(quarters * price, 4 * unit) // 4
        asked = round_to(listed * (100 - discount), 100 * unit) // 100
        rate = 0 if free else self.currency.tax_rate
        if self.inclusive:
            tax = round_to(asked * rate // (100 + rate), unit)
            return Price(asked - tax, tax, listed - asked)
        return Price(asked, round_to(asked * rate, 100 * unit) // 100, listed - asked)


@dataclass(frozen=True, slots=True)
class Line:
    item: Item
    quarters: int
    price: int
    money: Price
    number: int


@dataclass(frozen=True, slots=True)
class Order:
    number: int
    account: int
    terms: Terms
    days_to_pay: int
    ad_hoc: bool
    discount: int
    lines: tuple[Line, ...]


class Orders:
    """Orders by number; sums and terms are kept in columns, all else is made when asked for."""

    def __init__(self, *, seed: int, count: int, accounts: Accounts) -> None:
        self._key = key_of(seed, "order")
        self._accounts = accounts
        self.get = lru_cache(maxsize=1024)(self._make)
        self.account = array("I", (self._buyer(number) for number in range(count)))
        self.by_account = array("I", sorted(range(count), key=self.account.__getitem__))
        self._starts, self._ranks = self._shelve(count)
        self.net, self.tax = array("q"), array("q")
        self.days_to_pay, self.profile, self.ad_hoc = array("B"), array("B"), array("B")
        for number in range(count):
            order = self._make(number)
            self.net.append(sum(line.money.net for line in order.lines))
            self.tax.append(sum(line.money.tax for line in order.lines))
            self.days_to_pay.append(order.days_to_pay)
            self.profile.append(accounts.currency(order.account) * 2 + order.terms.inclusive)
            self.ad_hoc.append(order.ad_hoc)

    def __len__(self) -> int:
        return len(self.account)

    def of_account(self, account: int) -> array[int]:
        return self.by_account[self._starts[account] : self._starts[account + 1]]

    def id_of(self, number: int) -> str:
        """`""` for work done without an order."""
        if self.ad_hoc[number]:
            return ""
        account = self.account[number]
        serial = self._accounts.first_number(account, "order") + self._ranks[number]
        return f"ORD-{self._accounts.ids[account]}-{serial:04d}"

    def find(self, order_id: str) -> int | None:
        parts = ORDER_ID.fullmatch(order_id)
        account = self._accounts.number.get(parts[1]) if parts else None
        if parts is None or account is None:
            return None
        rank = int(parts[2]) - self._accounts.first_number(account, "order")
        theirs = self.of_account(account)
        if not 0 <= rank < len(theirs) or self.id_of(theirs[rank]) != order_id:
            return None
        return theirs[rank]

    def _buyer(self, number: int) -> int:
        """Two orders in five go round all accounts; the others gather on the large ones, the lowest numbers."""
        turn, place = divmod(number, 5)
        if place < 2:
            return (turn * 2 + place) % len(self._accounts)
        roll = mix(self._key ^ number) >> 34
        return len(self._accounts) * isqrt(roll**3) >> 45

    def _shelve(self, count: int) -> tuple[array[int], array[int]]:
        starts, ranks = array("I", [0]) * (len(self._accounts) + 1), array("H", [0]) * count
        for number in range(count):
            account = self.account[number]
            ranks[number] = starts[account + 1]
            starts[account + 1] += 1
        for account in range(len(self._accounts)):
            starts[account + 1] += starts[account]
        return starts, ranks

    def _make(self, number: int) -> Order:
        dice = Dice(self._key, number)
        account = self.account[number]
        terms = TERMS_OF[self._accounts.currency(account)][dice.chance(4)]
        fleet = number % FLEET_EVERY == FLEET_TURN
        ad_hoc = dice.chance(5) or number % FLEET_EVERY == AD_HOC_TURN
        discount = dice.weighted(((0, 86), (5, 7), (10, 5), (15, 2)))
        items = self._items(dice, fleet=fleet, ad_hoc=ad_hoc)
        lines = tuple(_line(dice, item, terms, discount, place) for place, item in enumerate(items))
        return Order(number, account, terms, dice.weighted(TERMS), ad_hoc and not fleet, discount, lines)

    def _items(self, dice: Dice, *, fleet: bool, ad_hoc: bool) -> list[Item]:
        if fleet:
            return [dice.pick(FLEET) for _ in range(dice.between(40, 120))]
        if ad_hoc:
            return []
        return dice.sample(MONTHLY, dice.weighted(((1, 30), (2, 30), (3, 25), (4, 15))))


TERMS_OF = tuple((Terms(currency, inclusive=False), Terms(currency, inclusive=True)) for currency in CURRENCIES)


def _line(dice: Dice, item: Item, terms: Terms, discount: int, place: int) -> Line:
    quantity = 1 if item.uom in {"Month", "Visit"} else dice.between(1, 4 if item in FLEET else 24)
    listed = terms.currency.price(item.price * dice.between(90, 125) // 100)
    off = 0 if item.free else discount
    return Line(item, quantity * 4, listed, terms.charge(quantity * 4, listed, free=item.free, discount=off), place)
