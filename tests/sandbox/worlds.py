"""Small made businesses for tests, and how to read their records."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.world import World

TODAY = date(2026, 11, 21)
SYDNEY = ZoneInfo("Australia/Sydney")
DECIMALS = {"AUD": 2, "NZD": 2, "USD": 2, "JPY": 0, "KWD": 3}
DEAD = {"VOID": "voided_on", "DELETED": "deleted_on", "CANCELLED": "last_cancelled_on"}
Record = dict[str, Any]


def small_world(seed: int = 1, invoices: int = 400, today: date = TODAY) -> World:
    return World(seed=seed, invoices=invoices, connections=6, today=today)


def listed(world: World) -> list[Record]:
    return world.invoice_ids_page(None, descending=False, limit=world.invoice_count, offset=0)


def sound(world: World) -> Iterator[Record]:
    """Every invoice that was not made to contradict itself."""
    return (invoice for invoice in listed(world) if world.contradiction(invoice["id"]) is None)


def money(*texts: str) -> Decimal:
    return sum((Decimal(text) for text in texts), Decimal())


def day(text: str) -> date:
    return datetime.fromisoformat(text).astimezone(SYDNEY).date()
