"""
Currencies and exact money.

Amounts are whole thousandths of a currency unit: yen, cents and Kuwaiti fils all fit exactly, and one number sorts.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from sandbox.world.records import LINKS

BLANK = -1
"""Stands for an amount the API leaves empty: below every real amount, so it sorts first."""


@dataclass(frozen=True, slots=True)
class Currency:
    code: str
    uuid: str
    unit: int  # thousandths in its smallest coin
    worth: int  # thousandths of this currency that one AUD buys
    step: int  # prices are multiples of this many thousandths
    tax_rate: int
    tax_code: str
    country: str

    @property
    def link(self) -> str:
        return f"{LINKS}/currencies/{self.uuid}"

    @property
    def decimals(self) -> int:
        return {1000: 0, 10: 2, 1: 3}[self.unit]

    def price(self, aud_thousandths: int) -> int:
        """What an AUD price is here, as a price list would round it."""
        return max(self.step, round_to(aud_thousandths * self.worth // 1000, self.step))

    def written(self, thousandths: int) -> str:
        """For people: the code, then the amount grouped and with the currency's own decimals."""
        return f"{self.code} {self.plain(thousandths)}"

    def plain(self, thousandths: int) -> str:
        return f"{Decimal(thousandths) / 1000:,.{self.decimals}f}"


CURRENCIES: tuple[Currency, ...] = (
    Currency("AUD", "5d0f3c1e-7a44-4b1c-9a52-1f0d6c0e8a01", 10, 1000, 50, 10, "GST", "Australia"),
    Currency("NZD", "c1b7e6aa-03d5-4f6e-8c1f-6a2b9d4e5f02", 10, 1080, 50, 15, "NZ GST", "New Zealand"),
    Currency("USD", "9e2a4d70-58c3-4c0b-b6f1-30c7d2a19b03", 10, 660, 50, 0, "ZERO", "United States"),
    Currency("JPY", "27f85b3c-e1d9-4a86-a3e7-84f6b0c25d04", 1000, 98_000, 10_000, 0, "ZERO", "Japan"),
    Currency("KWD", "b46c90d2-1f7e-4e35-9d08-57a1e3f4c605", 1, 203, 125, 0, "ZERO", "Kuwait"),
)
SHARES = ((0, 80), (1, 8), (2, 6), (3, 4), (4, 2))
"""Of a hundred accounts, how many bill in each currency."""

FREE_CODE = "FREE"


def round_to(amount: int, unit: int) -> int:
    """Half up, for amounts of zero and more."""
    return (amount + unit // 2) // unit * unit


def text(thousandths: int) -> str:
    """As the API writes money: six decimals, and nothing for a blank amount."""
    if thousandths == BLANK:
        return ""
    return f"{thousandths // 1000}.{thousandths % 1000:03d}000"


def number(thousandths: int) -> int | Decimal | str:
    """
    As the API writes KPIs in lists: a bare JSON number.

    An int or a Decimal, never a float: whoever encodes it must write `str(value)` without quotes.
    """
    if thousandths == BLANK:
        return ""
    if thousandths % 1000 == 0:
        return thousandths // 1000
    return Decimal(f"{thousandths // 1000}.{thousandths % 1000:03d}".rstrip("0"))
