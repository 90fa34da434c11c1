"""All that a lookup found: at the billing API, and in the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from invoices_ui.search.finding import Hit, Outcome
from invoices_ui.search.kept import Kept, KeptAccount, KeptInvoice

One: TypeAlias = Hit | KeptInvoice | KeptAccount


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """`kept` is None where the ledger could not be read."""

    outcome: Outcome
    kept: Kept | None

    @property
    def all(self) -> list[One]:
        return [*self.outcome.hits, *(self.kept.accounts if self.kept else ()), *self.of_ledger]

    @property
    def of_ledger(self) -> tuple[KeptInvoice, ...]:
        return self.kept.invoices if self.kept else ()

    @property
    def only(self) -> Hit | KeptInvoice | None:
        """None too where something else may yet be there: what could not be asked."""
        if self.outcome.failures or self.kept is None:
            return None if self.of_ledger else self.outcome.only_hit
        several: list[Hit | KeptInvoice] = [*self.outcome.hits, *self.of_ledger]
        apart = {one.url: one for one in several}
        return next(iter(apart.values())) if len(apart) == 1 and not self.kept.more else None

    def __bool__(self) -> bool:
        return bool(self.all)
