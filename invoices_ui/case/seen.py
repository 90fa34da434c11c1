"""Whether an invoice changed since somebody opened it: by the version that the address of the page carries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from dashboard.exsited import Invoice

LONGEST = 60


@dataclass(frozen=True, kw_only=True, slots=True)
class Seen:
    """`then` is the version that was seen, `now` the one just read; both as the API writes them."""

    verdict: Literal["changed", "unchanged", "unknown"]
    then: str
    now: str | None
    at: datetime

    @property
    def tone(self) -> str:
        return {"changed": "warn", "unchanged": "ok", "unknown": "off"}[self.verdict]

    @property
    def title(self) -> str:
        return {"changed": "Changed", "unchanged": "Unchanged", "unknown": "Not known"}[self.verdict]

    @property
    def words(self) -> str:
        if self.verdict == "unknown":
            return "The billing API gives it no version now, so whether it changed cannot be told"
        if self.verdict == "unchanged":
            return f"Still version {self.now}"
        return f"Version {self.then} when you opened it, version {self.now} now"


def seen(then: str, invoice: Invoice, *, at: datetime) -> Seen | None:
    """None where no version was seen: there is nothing to compare with."""
    if not then:
        return None
    then, now = then[:LONGEST], invoice.version
    verdict: Literal["changed", "unchanged", "unknown"] = "changed" if now != then else "unchanged"
    return Seen(verdict="unknown" if now is None else verdict, then=then, now=now, at=at)
