"""One check: a formula over the API's own names, both its sides in exact numbers, and whether they are equal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import Literal, NamedTuple

from dashboard.exsited import Malformed, Money
from dashboard.formats import DASH, MINUS, money_text
from invoices_ui.sums import EXACT, Sum

Verdict = Literal["agrees", "differs", "not compared"]
TONES: dict[Verdict, str] = {"agrees": "ok", "differs": "warn", "not compared": "off"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Check:
    """
    `left` and `right` are both sides as text, `sign` stands between those that differ; `reason` says what is behind a
    verdict where that needs words.
    """

    label: str
    formula: str
    left: str
    right: str
    verdict: Verdict
    reason: str = ""
    sign: str = "\N{NOT EQUAL TO}"

    @property
    def tone(self) -> str:
        return TONES[self.verdict]

    @property
    def numbers(self) -> str:
        if self.verdict == "agrees":
            return self.right
        return f"{self.left} {self.sign if self.verdict == 'differs' else 'and'} {self.right}"


class Term(NamedTuple):
    """A number of an equation under the name the API has for it. `doubt` says why it cannot be reckoned with."""

    name: str
    value: Decimal
    doubt: str = ""
    raw: str = ""
    minus: bool = False

    def less(self) -> Term:
        return self._replace(minus=not self.minus)


class Reading(NamedTuple):
    """left + left ... = right. `formula` is written from the names of the terms unless it is given."""

    left: Sequence[Term]
    right: Term
    said: str = ""

    @property
    def formula(self) -> str:
        if self.said:
            return self.said
        first, *others = self.left
        signed = "".join(f" {MINUS if term.minus else '+'} {term.name}" for term in others)
        return f"{first.name}{signed} = {self.right.name}"

    @property
    def doubts(self) -> list[str]:
        return list(dict.fromkeys(term.doubt for term in (*self.left, self.right) if term.doubt))

    @property
    def amount(self) -> Decimal:
        with localcontext(prec=EXACT):
            return sum((-term.value if term.minus else term.value for term in self.left), Decimal(0))

    @property
    def holds(self) -> bool:
        return not self.doubts and self.amount == self.right.value


def term(name: str, value: Money) -> Term:
    """Absent is not zero, and what cannot be read is not a number."""
    if value is None:
        return Term(name, Decimal(0), doubt=f"{name} is not given")
    if isinstance(value, Malformed):
        return Term(name, Decimal(0), doubt=f"{name} is not readable as an amount", raw=value.raw)
    return Term(name, value)


def summed(name: str, found: Sum) -> Term:
    doubt = f"{found.left_out} of {name} {'is' if found.left_out == 1 else 'are'} absent or unreadable"
    return Term(name, found.amount, doubt=doubt if found.left_out else "")


def judged(label: str, *readings: Reading, currency: str | None, excuse: str = "", because: str = "") -> Check:
    """
    Agrees when one of the `readings` holds: the API's documents leave some sums open to more than one.

    `excuse` says why a difference would mean nothing, such as for an invoice that nobody owes; `because` why this
    formula was taken.
    """
    for reading in readings:
        if reading.holds:
            return check(label, reading, "agrees", currency, because)
    reading = next((one for one in readings if one.doubts), readings[0])
    if reading.doubts:
        return check(label, reading, "not compared", currency, *reading.doubts)
    if excuse:
        return check(label, reading, "not compared", currency, excuse)
    others = [f"{one.formula} does not hold either" for one in readings if one is not reading]
    return check(label, reading, "differs", currency, because, *others)


def check(label: str, reading: Reading, verdict: Verdict, currency: str | None, *reasons: str) -> Check:
    lacking = any(one.doubt for one in reading.left)
    return Check(
        label=label,
        formula=reading.formula,
        left=shown(reading.left[0], currency) if lacking else money_text(reading.amount, currency),
        right=shown(reading.right, currency),
        verdict=verdict,
        reason="; ".join(filter(None, reasons)),
    )


def shown(term: Term, currency: str | None) -> str:
    if not term.doubt:
        return money_text(term.value, currency)
    return term.raw or (money_text(term.value, currency) if term.value else DASH)
