"""What the ledger is worth: how complete it is and as of when, which every number from it says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db.models import Sum

from invoices_ui.ledger.lease import running
from invoices_ui.ledger.models import DueTotal, LedgerRun

Completeness = Literal["empty", "complete", "partial"]
Status = LedgerRun.Status


@dataclass(frozen=True, kw_only=True, slots=True)
class Freshness:
    """
    completeness  `empty` before anything was read
    invoices      how many the ledger has that are upstream, as far as it knows
    records       how many the billing API last said it has; None until it said so
    verified_at   the ledger was then what the billing API had; None if it never was
    latest        the last sync that was begun
    running       the one that goes on now
    reason        why it is partial, in words; empty otherwise
    """

    completeness: Completeness
    invoices: int
    records: int | None
    verified_at: datetime | None
    latest: LedgerRun | None
    running: LedgerRun | None
    reason: str = ""

    @property
    def is_whole(self) -> bool:
        return self.completeness == "complete"

    @property
    def counted(self) -> str:
        """Such as "12,430 of 12,431 invoices"."""
        if self.records is None or self.is_whole:
            return invoices_told(self.invoices)
        return f"{self.invoices:,} of {self.records:,} invoices"


def invoices_told(count: int) -> str:
    return f"{count:,} {'invoice' if count == 1 else 'invoices'}"


def freshness() -> Freshness:
    latest = LedgerRun.objects.first()
    whole = LedgerRun.objects.filter(status=Status.COMPLETE).first()
    now = running()
    invoices = DueTotal.objects.aggregate(invoices=Sum("invoices"))["invoices"] or 0
    reason = "" if latest is None else doubt_about(latest, now, whole)
    completeness: Completeness = "partial" if reason else "complete" if whole else "empty"
    return Freshness(
        completeness=completeness,
        invoices=invoices,
        records=latest.records if latest else None,
        verified_at=whole.verified_at if whole else None,
        latest=latest,
        running=now,
        reason=reason,
    )


def doubt_about(latest: LedgerRun, now: LedgerRun | None, whole: LedgerRun | None) -> str:
    """A sync that goes on, or ended having kept nothing, takes nothing from what an earlier one made complete."""
    if latest.status == Status.COMPLETE:
        return ""
    if now is not None:
        return "" if whole else "It is being read for the first time."
    if whole and not (latest.added or latest.changed or latest.missing):
        return ""
    return latest.reason or "The last sync was interrupted."
