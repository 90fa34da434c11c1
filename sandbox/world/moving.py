"""
A business whose invoices change while they are read: a `World` for as long as nothing is changed, then a list of
records that can be taken away, added to, changed and put in another order. For tests: it holds them all in memory.
"""

from __future__ import annotations

import random
from datetime import UTC, datetime
from threading import Lock
from typing import TYPE_CHECKING, Any

from sandbox.world.world import World

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sandbox.world.records import Record

CREATION = "created_on"
AMOUNTS = frozenset({"total", "due"})


class MovingWorld(World):
    """Only what is read of all invoices, and of one by its id, shows a change: not orders, accounts, notes and PDFs."""

    def __init__(self, world: World) -> None:
        vars(self).update(vars(world))
        self._changing = Lock()
        self._rows: list[Record] | None = None
        self._faithful = True

    @property
    def invoice_count(self) -> int:
        return super().invoice_count if self._rows is None else len(self._rows)

    def invoice_ids_page(self, order_by: str | None, descending: bool, limit: int, offset: int) -> list[Record]:  # noqa: FBT001 - the agreed signature
        if self._rows is None:
            return super().invoice_ids_page(order_by, descending, limit, offset)
        with self._changing:
            rows = list(self._rows)
        if self._faithful:
            field = order_by or CREATION
            rows.sort(key=lambda row: (len(row[field].partition(".")[0]) if field in AMOUNTS else 0, row[field]))
            if descending:
                rows.reverse()
        return rows[max(0, offset) :][: max(0, limit)]

    def invoice(self, invoice_id: str | None) -> Record | None:
        if self._rows is None:
            return super().invoice(invoice_id)
        return next((dict(row) for row in self._rows if row["id"] == invoice_id), None)

    def change(self, wanted: Mapping[str, Any]) -> dict[str, object]:
        """
        What is `wanted`, in this order: `remove` and `add` so many invoices, or those with the ids listed; `change` so
        many, or some fields of those with the ids named; `shuffle` them all; `faithful` false: ignore any order asked
        for. What is chosen at random depends on `seed`. Answers how many there are then.
        """
        chance = random.Random(wanted.get("seed", 0))
        with self._changing:
            rows = super().invoice_ids_page(None, descending=False, limit=super().invoice_count, offset=0)
            rows = rows if self._rows is None else list(self._rows)
            gone = _chosen(rows, wanted.get("remove", 0), chance)
            rows = [row for row in rows if row["id"] not in gone]
            rows += [_made(row, chance) for row in chance.sample(rows, wanted.get("add", 0))]
            altered = wanted.get("change", 0)
            fields = altered if isinstance(altered, dict) else dict.fromkeys(_chosen(rows, altered, chance), None)
            rows = [_altered(row, fields[row["id"]], chance) if row["id"] in fields else row for row in rows]
            if wanted.get("shuffle"):
                chance.shuffle(rows)
            self._faithful = wanted.get("faithful", self._faithful)
            self._rows = rows
            return {"records": len(rows)}


def _chosen(rows: Sequence[Record], wanted: int | Sequence[str], chance: random.Random) -> set[str]:
    if isinstance(wanted, int):
        return {row["id"] for row in chance.sample(rows, wanted)}
    return set(wanted)


def _made(model: Record, chance: random.Random) -> Record:
    """One more like `model`, created now."""
    number = chance.randrange(10**12)
    uuid = f"{chance.getrandbits(32):08x}-0000-4000-8000-{number:012d}"
    return {**model, "id": f"INV-{number:012d}", "uuid": uuid, "created_on": _now(), "last_updated_on": _now()}


def _altered(row: Record, fields: Mapping[str, Any] | None, chance: random.Random) -> Record:
    """One version later; without `fields` with another amount due."""
    told = {"due": f"{chance.randrange(10**6)}.{chance.randrange(100):02d}0000"} if fields is None else fields
    version = str(int(row["version"]) + 1)
    return {**row, "version": version, "last_updated_on": _now(), **told}


def _now() -> str:
    return datetime.now(tz=UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
