"""How complete a report is and as of when: what stands above its numbers, beside them and in its files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.safestring import SafeString

from dashboard import markup
from dashboard.formats import moment_text
from invoices_ui.ledger.freshness import Freshness, freshness
from invoices_ui.ledger.keeping import tenant_zone


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """`as_of` is the day the numbers are about."""

    fresh: Freshness
    as_of: date

    @property
    def is_empty(self) -> bool:
        return self.fresh.completeness == "empty" and not self.fresh.invoices

    @property
    def badge(self) -> SafeString:
        """Beside every number that is not of all invoices; nothing where it is."""
        return SafeString("") if self.fresh.is_whole else markup.badge("warn", "partial")

    @property
    def read_at(self) -> datetime | None:
        """When the ledger last was what the billing API has, or else when it was last added to."""
        return self.fresh.verified_at or (self.fresh.latest.renewed_at if self.fresh.latest else None)

    @property
    def zone(self) -> str:
        return tenant_zone().key

    @property
    def told(self) -> str:
        """One sentence for a file."""
        when = f", read {moment_text(self.read_at)} ({self.zone})" if self.read_at else ""
        doubt = f". Partial: {self.fresh.reason}" if not self.fresh.is_whole else ""
        return f"{self.fresh.counted}{when}{doubt}"

    @property
    def facts(self) -> list[tuple[str, str]]:
        """For a file that is about today."""
        return [("As of", self.as_of.isoformat()), ("Days in", self.zone), ("Completeness", self.told)]


def read_standing(as_of: date | None = None) -> Standing:
    return Standing(fresh=freshness(), as_of=as_of or timezone.localdate())
