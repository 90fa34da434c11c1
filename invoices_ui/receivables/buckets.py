"""What is outstanding by age: buckets that add up to it exactly."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Literal

from invoices_ui.ledger.filters import Filters
from invoices_ui.ledger.state import OPEN, OWED, State
from invoices_ui.receivables.definitions import filters_of
from invoices_ui.receivables.figures import share_of
from invoices_ui.receivables.spans import COMING, DEFAULT_EDGES, Kind, Span, spans_of
from invoices_ui.receivables.tallies import Cell, Tally, tallied

By = Literal["due_date", "issue_date"]
YOUNG = {"due_date": "Not due", "issue_date": "Issued today or later"}
DAYLESS = {"due_date": "No due date", "issue_date": "No issue date"}
CREDIT = "In credit"
SHORT = {"not-due": "Not due", "no-date": "No date", "credit": "Credit"}
OLDEST_SHADE = 4
"""The last of the shades that tell age; what has no age or is no debt has one of its own."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Bucket:
    """`spans` are next to each other, or all there are; `shade` is the CSS class of its drawing."""

    key: str
    label: str
    shade: str
    spans: tuple[Span, ...]
    states: tuple[State, ...] = OPEN

    @property
    def short(self) -> str:
        """For a drawing."""
        return SHORT.get(self.key) or self.label.removesuffix(" days")

    def has(self, cell: Cell) -> bool:
        return cell.state in self.states and cell.span in self.spans

    def filters(self, currency: str, by: By) -> Filters:
        return filters_of(self.states, currency, list(self.spans), day=by)


@dataclass(frozen=True, kw_only=True, slots=True)
class Aged:
    """One bucket of one currency; `share` is None where the outstanding amount is not above zero."""

    bucket: Bucket
    tally: Tally
    filters: Filters
    share: Decimal | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Ageing:
    """`whole` is the outstanding amount, which is what the buckets add up to."""

    currency: str
    aged: list[Aged]
    whole: Tally
    filters: Filters

    @property
    def whole_share(self) -> Decimal | None:
        return share_of(self.whole.amount, self.whole.amount)


def buckets_of(as_of: date, *, edges: Sequence[int] = DEFAULT_EDGES, by: By = "due_date") -> list[Bucket]:
    spans = spans_of(as_of, edges)
    past = [span for span in spans if span.kind is Kind.PAST]
    return [
        Bucket(key="not-due", label=YOUNG[by], shade="b0", spans=tuple(one for one in spans if one.kind in COMING)),
        *(
            Bucket(key=f"past-{place}", label=label, shade=f"b{min(place, OLDEST_SHADE)}", spans=(span,))
            for place, (label, span) in enumerate(zip(labels_of(edges), past, strict=True), 1)
        ),
        Bucket(
            key="no-date",
            label=DAYLESS[by],
            shade="b5",
            spans=tuple(one for one in spans if one.kind is Kind.DAYLESS),
        ),
        Bucket(key="credit", label=CREDIT, shade="b6", spans=tuple(spans), states=(State.IN_CREDIT,)),
    ]


def labels_of(edges: Sequence[int]) -> list[str]:
    ranges = [days_told(low + 1, high) for low, high in pairwise([0, *edges])]
    return [*ranges, f"Over {edges[-1]} days"]


def days_told(first: int, last: int) -> str:
    return f"{first} days" if first == last else f"{first}\N{EN DASH}{last} days"


def ageing_of(currency: str, cells: Iterable[Cell], buckets: Sequence[Bucket], *, by: By = "due_date") -> Ageing:
    own = [cell for cell in cells if cell.currency == currency]
    whole = tallied(own, lambda cell: cell.state in OWED)
    aged = [(bucket, tallied(own, bucket.has)) for bucket in buckets]
    return Ageing(
        currency=currency,
        aged=[
            Aged(
                bucket=bucket,
                tally=tally,
                filters=bucket.filters(currency, by),
                share=share_of(tally.amount, whole.amount),
            )
            for bucket, tally in aged
        ],
        whole=whole,
        filters=Filters(states=OWED, currency=currency),
    )
