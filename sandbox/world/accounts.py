"""The tenant's customers: who they are, what they pay in, and how their invoices are numbered."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from functools import lru_cache

from sandbox.world import people
from sandbox.world.mixing import Dice, key_of, mix
from sandbox.world.money import CURRENCIES, SHARES, Currency

ID_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ID_COUNT = 36**6
ID_STRIDE = 1_318_699_147
"""Shares no factor with 36, so different accounts never get the same id."""

ALWAYS = {2: 1, 4: 2, 6: 3, 8: 4}
"""These accounts fix a currency each, so that even a small world has all of them."""


@dataclass(frozen=True, slots=True)
class Account:
    id: str
    name: str
    currency: Currency
    contact: str
    email: str
    address: tuple[str, ...]
    site: tuple[str, ...]
    tax_number: str
    region: str


class Accounts:
    def __init__(self, *, seed: int, count: int) -> None:
        self._key = key_of(seed, "account")
        start = mix(self._key) % ID_COUNT
        self.ids = [_id_text((start + index * ID_STRIDE) % ID_COUNT) for index in range(count)]
        self.number = {account_id: index for index, account_id in enumerate(self.ids)}
        self._currencies = array("B", (self._draw_currency(index) for index in range(count)))
        self.get = lru_cache(maxsize=2048)(self._make)

    def __len__(self) -> int:
        return len(self.ids)

    def currency(self, index: int) -> int:
        """The number of an account's one currency in `CURRENCIES`."""
        return self._currencies[index]

    def plain_numbers(self, index: int) -> bool:
        """Three in ten accounts get `INV-NNNNNNNN`, the others `INV-<ACCOUNT>-NNNN`."""
        return mix(self._key ^ (index << 20)) % 10 < 3

    def first_number(self, index: int, kind: str) -> int:
        """What an account's count of invoices or orders began at, after years in an earlier system."""
        return 1 + key_of(self._key, kind, index) % (5000 if kind == "invoice" else 2000)

    def _draw_currency(self, index: int) -> int:
        if index in ALWAYS:
            return ALWAYS[index]
        return Dice(self._key, index).weighted(SHARES)

    def _make(self, index: int) -> Account:
        dice = Dice(self._key ^ mix(7), index)
        currency = CURRENCIES[self.currency(index)]
        country = currency.country
        words = f"{dice.pick(people.COMPANY_FIRST[country])} {dice.pick(people.COMPANY_TRADE)}"
        domain = "".join(letter for letter in words.lower() if letter.isalnum())
        contact = f"{dice.pick(people.GIVEN[country])} {dice.pick(people.FAMILY[country])}"
        town, code = dice.pick(people.TOWNS[country])
        town = f"{town} {code:0{5 if country == 'United States' else 4}d}"
        return Account(
            id=self.ids[index],
            name=f"{words} {dice.pick(people.COMPANY_FORM[country])}",
            currency=currency,
            contact=contact,
            email=f"{contact.split(maxsplit=1)[0].lower()}@{domain}.example",
            address=(_street(dice), town, country),
            site=(f"Site {dice.between(1, 9)}, {_street(dice)}", town, country),
            tax_number=f"ABN 0{dice.below(10)} 000 {dice.below(1000):03d} {dice.below(1000):03d}"
            if country == "Australia"
            else "",
            region=dice.pick(people.REGIONS[country]),
        )


def _street(dice: Dice) -> str:
    return f"{dice.between(2, 480)} {dice.pick(people.STREETS)} {dice.pick(people.STREET_KINDS)}"


def _id_text(number: int) -> str:
    letters = []
    for _ in range(6):
        number, index = divmod(number, 36)
        letters.append(ID_LETTERS[index])
    return "".join(reversed(letters))
