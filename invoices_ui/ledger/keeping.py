"""Invoices into the ledger: rows and totals together, in the transaction of the caller."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

from dashboard.exsited import Invoice
from invoices_ui.ledger.accounts import put_names_on
from invoices_ui.ledger.entries import row_of
from invoices_ui.ledger.models import LedgerInvoice
from invoices_ui.ledger.totals import move_totals

if TYPE_CHECKING:
    from django.db.models import QuerySet

KNOWN = ("id", "invoice_id", "digest", "seen_walk", "missing_since", "version", "last_updated_on")
IDENTITY = {"id", "invoice_id"}
COLUMNS = [field.name for field in LedgerInvoice._meta.concrete_fields if field.name not in IDENTITY]  # noqa: SLF001  (Django's documented way)


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


def keep(invoices: Sequence[Invoice], *, walk: int) -> Kept:
    now = timezone.now()
    rows = [row_of(one, zone=tenant_zone(), read_at=now, walk=walk) for one in invoices]
    told = {row.invoice_id: row for row in rows}
    known = {row.invoice_id: row for row in LedgerInvoice.objects.filter(invoice_id__in=told).only(*KNOWN)}
    fresh = [row for row in told.values() if row.invoice_id not in known]
    again = [(known[row.invoice_id], row) for row in told.values() if row.invoice_id in known]
    changed = {before.pk: row for before, row in again if differs(before, row)}
    insert(fresh, changed)
    same = [before.pk for before, _ in again if before.pk not in changed]
    LedgerInvoice.objects.filter(pk__in=same).update(seen_walk=walk, read_at=now)
    met = sum(before.seen_walk == walk for before, _ in again)
    return Kept(
        added=len(fresh),
        changed=len(changed),
        unmet=len(told) - met,
        duplicates=met + len(invoices) - len(told),
    )


def tenant_zone() -> ZoneInfo:
    return ZoneInfo(settings.TIME_ZONE)


def differs(before: LedgerInvoice, row: LedgerInvoice) -> bool:
    """Pages are read ahead: what one of them tells may be older than what this walk has met elsewhere since."""
    if before.missing_since is not None:
        return True
    return before.digest != row.digest and not (before.seen_walk == row.seen_walk and is_older(row, before))


def is_older(one: LedgerInvoice, other: LedgerInvoice) -> bool:
    if one.version.isdecimal() and other.version.isdecimal() and one.version != other.version:
        return int(one.version) < int(other.version)
    if one.last_updated_on is None or other.last_updated_on is None:
        return False
    return one.last_updated_on < other.last_updated_on


def insert(fresh: list[LedgerInvoice], changed: dict[int, LedgerInvoice]) -> None:
    put_names_on([*fresh, *changed.values()])
    for pk, row in changed.items():
        row.pk = pk
    before = present(LedgerInvoice.objects.filter(pk__in=changed))
    LedgerInvoice.objects.bulk_create(fresh)
    LedgerInvoice.objects.bulk_create(
        changed.values(), update_conflicts=True, unique_fields=["id"], update_fields=COLUMNS
    )
    move_totals(before, [*fresh, *changed.values()])


def mark_missing(rows: QuerySet[LedgerInvoice], since: datetime) -> int:
    """They stay to be looked at, but count in no total."""
    found = present(rows)
    LedgerInvoice.objects.filter(pk__in=[row.pk for row in found]).update(missing_since=since)
    move_totals(found, [])
    return len(found)


def present(rows: Iterable[LedgerInvoice]) -> list[LedgerInvoice]:
    return [row for row in rows if row.missing_since is None]
