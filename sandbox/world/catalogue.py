"""What the tenant sells: information technology and field services."""

from __future__ import annotations

from dataclasses import dataclass

from sandbox.world.mixing import key_of, uuid_of
from sandbox.world.money import CURRENCIES

_ITEMS = key_of(0, "item")
"""Items keep their uuids in every world, as a catalogue would."""


@dataclass(frozen=True, slots=True)
class Item:
    number: int
    name: str
    uom: str
    price: int  # thousandths of AUD, before tax
    revenue: str
    warehouse: str = ""
    free: bool = False  # sold without tax whatever the currency

    @property
    def id(self) -> str:
        return f"ITEM-{self.number:04d}"

    @property
    def uuid(self) -> str:
        return uuid_of(_ITEMS, self.number)


MONTHLY: tuple[Item, ...] = (
    Item(11, "Managed workplace, per person", "Each", 89_000, "4-1100"),
    Item(12, "Managed server", "Each", 245_000, "4-1100"),
    Item(14, "Service desk, business hours", "Month", 1_450_000, "4-1100"),
    Item(15, "Service desk, around the clock", "Month", 3_900_000, "4-1100"),
    Item(18, "Backup and recovery, per terabyte", "TB", 62_500, "4-1120"),
    Item(19, "Email security, per mailbox", "Each", 6_950, "4-1120"),
    Item(21, "Fibre link 250/100", "Month", 395_000, "4-1300"),
    Item(22, "Fibre link 1000/1000", "Month", 980_000, "4-1300"),
    Item(24, "Mobile failover, 5G", "Month", 79_500, "4-1300"),
    Item(27, "Hosted phone extension", "Each", 24_950, "4-1310"),
    Item(33, "Field service retainer", "Month", 2_200_000, "4-1400"),
    Item(34, "Quarterly site inspection", "Visit", 640_000, "4-1400"),
    Item(36, "Equipment lease, network rack", "Month", 415_000, "4-1500"),
    Item(38, "Security monitoring", "Month", 1_180_000, "4-1110"),
    Item(41, "Domain and certificate renewals", "Each", 38_500, "4-1900", free=True),
    Item(42, "Site safety levy, at cost", "Month", 27_500, "4-1900", free=True),
)
"""Billed alike every month of an order."""

FLEET: tuple[Item, ...] = (
    Item(51, "Managed tablet", "Each", 11_500, "4-1105"),
    Item(52, "Managed rugged handset", "Each", 14_250, "4-1105"),
    Item(53, "Vehicle tracker", "Each", 9_900, "4-1105"),
    Item(54, "Vehicle tracker, refrigerated", "Each", 16_400, "4-1105"),
    Item(55, "Data plan 2 GB", "Each", 12_000, "4-1310"),
    Item(56, "Data plan 10 GB", "Each", 22_000, "4-1310"),
    Item(57, "Site sensor, temperature", "Each", 4_750, "4-1105"),
    Item(58, "Site sensor, tank level", "Each", 6_300, "4-1105"),
    Item(59, "Meter reading service", "Each", 3_850, "4-1410"),
)
"""Small things that fleets have many of: they make the invoices of forty lines and more."""

VARIABLE: tuple[Item, ...] = (
    Item(71, "Technician, business hours", "Hour", 165_000, "4-1410"),
    Item(72, "Technician, after hours", "Hour", 247_500, "4-1410"),
    Item(73, "Senior engineer", "Hour", 225_000, "4-1420"),
    Item(74, "Project management", "Hour", 195_000, "4-1420"),
    Item(75, "Call-out fee", "Visit", 120_000, "4-1410"),
    Item(76, "Cat 6A cabling, per outlet", "Each", 285_000, "4-1200", "Alexandria"),
    Item(77, "Wireless access point", "Each", 689_000, "4-1200", "Alexandria"),
    Item(78, "Freight, at cost", "Each", 34_500, "4-1900", free=True),
)
"""Billed by use. Eight of them, so that three bits choose one."""

FREIGHT = len(VARIABLE) - 1

PRICES: tuple[tuple[int, ...], ...] = tuple(tuple(money.price(item.price) for item in VARIABLE) for money in CURRENCIES)
"""The price of each variable item in each currency, in thousandths."""
