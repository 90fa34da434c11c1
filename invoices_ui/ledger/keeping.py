"""Invoices into the ledger: rows and totals together, in the transaction of the caller."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection
from django.utils import timezone

from dashboard.exsited import InvoiceFigures
from invoices_ui.ledger.entries import Entry, entry_of
from invoices_ui.ledger.models import LedgerInvoice
from invoices_ui.ledger.names import put_names_on
from invoices_ui.ledger.totals import move_totals

if TYPE_CHECKING:
    from django.db.models import QuerySet

FIELDS = [field for field in LedgerInvoice._meta.concrete_fields if field.name != "id"]  # noqa: SLF001  (Django's documented way)
in_order = attrgetter(*(field.name for field in FIELDS))


class Known(NamedTuple):
    """What has to be known of a row to tell whether an invoice changed."""

    id: int
    invoice_id: str
    digest: int
    seen_walk: int
    missing_since: datetime | None
    version: str
    last_updated_on: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Kept:
    """
    What became of the invoices of one page. `unmet` are those that this walk met for the first time; `duplicates`
    those that it had met before, or that stood on the page twice.
    """

    added: int = 0
    changed: int = 0
    unmet: int = 0
    duplicates: int = 0


def keep(invoices: Sequence[InvoiceFigures], *, walk: int) -> Kept:
    now, zone = timezone.now(), tenant_zone()
    told = {entry.invoice_id: entry for entry in (entry_of(one, zone=zone) for one in invoices)}
    found = LedgerInvoice.objects.filter(invoice_id__in=told).values_list(*Known._fields)
    known = {row.invoice_id: row for row in itertools.starmap(Known, found)}
    fresh = [entry for entry in told.values() if entry.invoice_id not in known]
    changed = [entry for entry in told.values() if differs(known.get(entry.invoice_id), entry, walk)]
    write(fresh, changed, walk=walk, now=now)
    same = {row.id for row in known.values()} - {known[entry.invoice_id].id for entry in changed}
    LedgerInvoice.objects.filter(pk__in=same).update(seen_walk=walk, read_at=now)
    met = sum(row.seen_walk == walk for row in known.values())
    return Kept(
        added=len(fresh),
        changed=len(changed),
        unmet=len(told) - met,
        duplicates=met + len(invoices) - len(told),
    )


def tenant_zone() -> ZoneInfo:
    return ZoneInfo(settings.TIME_ZONE)


def differs(before: Known | None, entry: Entry, walk: int) -> bool:
    """Pages are read ahead: what one of them tells may be older than what this walk has met elsewhere since."""
    if before is None:
        return False
    if before.missing_since is not None:
        return True
    return before.digest != entry.digest and not (before.seen_walk == walk and is_older(entry, before))


def is_older(one: Entry, other: Known) -> bool:
    if one.version.isdecimal() and other.version.isdecimal() and one.version != other.version:
        return int(one.version) < int(other.version)
    if one.last_updated_on is None or other.last_updated_on is None:
        return False
    return bool(one.last_updated_on < other.last_updated_on)


def write(fresh: list[Entry], changed: list[Entry], *, walk: int, now: datetime) -> None:
    come = [*fresh, *changed]
    if not come:
        return
    put_names_on(come)
    for entry in come:
        entry.seen_walk, entry.read_at, entry.missing_since = walk, now, None
    ids = [entry.invoice_id for entry in changed]
    gone = present(LedgerInvoice.objects.filter(invoice_id__in=ids)) if ids else []
    upsert(come)
    move_totals(gone, come)


def upsert(entries: Iterable[Entry]) -> None:
    """Past Django's models, which take longer over a row than the database does."""
    quote = connection.ops.quote_name
    columns = [quote(str(field.column)) for field in FIELDS]
    told = ", ".join(f"{column} = excluded.{column}" for column in columns)
    adapted = forms()
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {quote(LedgerInvoice._meta.db_table)} ({', '.join(columns)})"  # noqa: S608, SLF001  (all ours)
            f" VALUES ({', '.join(['%s'] * len(columns))}) ON CONFLICT (invoice_id) DO UPDATE SET {told}",
            [for_database(entry, adapted) for entry in entries],
        )


def forms() -> list[tuple[int, Callable[[Any], Any]]]:
    """Where in a row stands what this database takes in a form of its own, and what gives it that form."""
    operations = connection.ops
    found: dict[str, Callable[[Any], Any]] = {
        "DateTimeField": cache(operations.adapt_datetimefield_value),
        "DateField": cache(operations.adapt_datefield_value),
        "JSONField": lambda value: operations.adapt_json_value(value, None),
    }
    kinds = enumerate(field.get_internal_type() for field in FIELDS)
    return [(place, found[kind]) for place, kind in kinds if kind in found]


def for_database(entry: Entry, adapted: Iterable[tuple[int, Callable[[Any], Any]]]) -> list[Any]:
    """In the order of `FIELDS`."""
    values = list(in_order(entry))
    for place, form in adapted:
        if values[place] is not None:
            values[place] = form(values[place])
    return values


def mark_missing(rows: QuerySet[LedgerInvoice], since: datetime) -> int:
    """They stay to be looked at, but count in no total."""
    found = present(rows)
    LedgerInvoice.objects.filter(pk__in=[row.pk for row in found]).update(missing_since=since)
    move_totals(found, [])
    return len(found)


def present(rows: Iterable[LedgerInvoice]) -> list[LedgerInvoice]:
    return [row for row in rows if row.missing_since is None]
