"""
Where the numbers of an invoice contradict each other: found once, as it is read, and kept with its row as bits.

The rules are those that the invoice's own page tells in full (invoices_ui.agreement), under the same names; tests hold
the two together. Whether the API's overdue is right changes with the day, so of that only the kind is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

from django.db.models import Q

from invoices_ui.ledger.state import COUNTED, DEAD, OWED

if TYPE_CHECKING:
    from invoices_ui.ledger.entries import Entry
    from invoices_ui.ledger.models import LedgerInvoice

    Row: TypeAlias = "LedgerInvoice | Entry"
    """Its amounts are Decimals in the one, whole millionths in the other: the rules only add and compare them."""

PAID = "PAID"
ZERO = Decimal(0)

Amount: TypeAlias = Decimal | None
Reading: TypeAlias = tuple[Amount, Amount]
"""Both sides of an equation; None where a part of it is absent or malformed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """
    `readings` gives the ways in which it may be meant, none where it says nothing about a row. A row contradicts it
    where all of them can be reckoned and none holds; the first is the one that is shown.
    """

    key: str
    label: str
    formula: str
    bit: int
    readings: Callable[[Row, bool], list[Reading]]
    dead_too: bool = True
    """False where nobody expects amounts to agree once an invoice is voided, cancelled or deleted."""

    def is_broken(self, row: Row, *, inclusive: bool) -> bool:
        if not self.dead_too and row.state in DEAD.values():
            return False
        found = self.readings(row, inclusive)
        return bool(found) and not any(one is None or other is None or one == other for one, other in found)


def plus(*amounts: Amount) -> Amount:
    known = [amount for amount in amounts if amount is not None]
    return sum(known[1:], known[0]) if len(known) == len(amounts) else None


def minus(one: Amount, other: Amount) -> Amount:
    return None if one is None or other is None else one - other


def lines(part: str, field: str) -> Callable[[Row, bool], list[Reading]]:
    def readings(row: Row, _: bool) -> list[Reading]:  # noqa: FBT001  (as every rule is asked)
        return [(getattr(row, part), getattr(row, field))] if row.lines_count else []

    return readings


def lines_and_tax(row: Row, _: bool) -> list[Reading]:  # noqa: FBT001
    if not row.lines_count:
        return []
    told = row.tax if row.tax_total is None and "tax_total" not in row.malformed else row.tax_total
    return [(row.lines_tax, told)]


def amounts(row: Row, inclusive: bool) -> list[Reading]:  # noqa: FBT001
    """Nowhere is it documented whether a subtotal has the discount in it, or the tax where prices include it."""
    found: list[Reading] = [(plus(row.subtotal, row.tax), row.total)]
    if inclusive:
        found.append((row.subtotal, row.total))
    if row.discount_amount or "discount_amount" in row.malformed:
        found.append((plus(minus(row.subtotal, row.discount_amount), row.tax), row.total))
    return found


def tax_twice(row: Row, _: bool) -> list[Reading]:  # noqa: FBT001
    return [(row.tax, row.tax_total)]


def balance(row: Row, _: bool) -> list[Reading]:  # noqa: FBT001
    return [(minus(row.total, row.paid), row.due)]


def outstanding(row: Row, _: bool) -> list[Reading]:  # noqa: FBT001
    return [(row.kpis_outstanding, row.due)]


def payments(row: Row, _: bool) -> list[Reading]:  # noqa: FBT001
    """Whether what is paid has credit in it is nowhere documented."""
    applied = row.kpis_payment_applied
    return [(plus(applied, row.kpis_credit_applied), row.paid), (applied, row.paid)]


def paid_word(row: Row, _: bool) -> list[Reading]:  # noqa: FBT001
    return [(row.due, ZERO)] if row.payment_status.upper() == PAID else []


def issued_before_due(row: Row, _: bool) -> list[Reading]:  # noqa: FBT001
    """As the days by which the due day lies before the day of issue."""
    if row.issue_date is None or row.due_date is None:
        return []
    return [(Decimal(max(0, (row.issue_date - row.due_date).days)), ZERO)]


def credit(row: Row, _: bool) -> list[Reading]:  # noqa: FBT001
    return [(row.kpis_credit_issued, row.kpis_credit_applied)] if row.state in COUNTED else []


CREDIT = Rule(
    key="credit",
    label="Credit issued and applied",
    formula="kpis.credit_issued = kpis.credit_applied",
    bit=512,
    readings=credit,
)
RULES = (
    Rule(
        key="lines-total",
        label="Lines and total",
        formula="sum of lines.total = total",
        bit=1,
        readings=lines("lines_total", "total"),
    ),
    Rule(
        key="lines-subtotal",
        label="Lines and subtotal",
        formula="sum of lines.subtotal = subtotal",
        bit=2,
        readings=lines("lines_subtotal", "subtotal"),
    ),
    Rule(
        key="lines-tax",
        label="Lines and tax",
        formula="sum of lines.tax.amount = tax_total, or tax without it",
        bit=4,
        readings=lines_and_tax,
    ),
    Rule(
        key="amounts",
        label="Subtotal, tax and total",
        formula="subtotal + tax = total, less discount_amount where there is one",
        bit=8,
        readings=amounts,
    ),
    Rule(key="tax", label="Tax twice", formula="tax = tax_total", bit=16, readings=tax_twice),
    Rule(
        key="balance",
        label="Total, paid and due",
        formula="total \N{MINUS SIGN} paid = due",
        bit=32,
        readings=balance,
        dead_too=False,
    ),
    Rule(
        key="outstanding",
        label="Outstanding",
        formula="kpis.outstanding = due",
        bit=64,
        readings=outstanding,
        dead_too=False,
    ),
    Rule(
        key="payments",
        label="Payments and credit",
        formula="kpis.payment_applied + kpis.credit_applied = paid, or without the credit",
        bit=128,
        readings=payments,
    ),
    Rule(
        key="paid-word",
        label="Paid, by the API's word",
        formula="payment_status is PAID, so due = 0",
        bit=256,
        readings=paid_word,
    ),
    CREDIT,
    Rule(
        key="issued-before-due",
        label="Issued before due",
        formula="issue_date \N{LESS-THAN OR EQUAL TO} due_date",
        bit=1024,
        readings=issued_before_due,
    ),
)
RULE_OF = {rule.key: rule for rule in RULES}

OVERDUE = "overdue"
"""The one check that has no bit, for it is another one every day."""

TOLD_DUE, TOLD_NOTHING, TOLD_ODD = "due", "nothing", "odd"


def doubts_of(row: Row, *, inclusive: bool) -> int | None:
    """The bits of all rules that the row breaks; None without one. `inclusive` is whether its prices include tax."""
    return sum(rule.bit for rule in RULES if rule.is_broken(row, inclusive=inclusive)) or None


def overdue_told(row: Row) -> str | None:
    """
    How `kpis.overdue` stands to what is due, on rows where the two may differ on some day: it tells just that, which is
    wrong until the due day has passed; it tells nothing, which is wrong from then on; or it tells what is always wrong.
    """
    if row.state not in COUNTED:
        return None
    told, is_dated = row.kpis_overdue or ZERO, row.due_date is not None
    owed = row.due if row.due is not None and row.due > 0 else ZERO
    if told == 0:
        return TOLD_NOTHING if owed and is_dated else None
    return TOLD_DUE if told == owed and is_dated else TOLD_ODD


def overdue_by_us(row: LedgerInvoice, today: date) -> Decimal:
    """What the report counts of it as overdue."""
    if row.state not in OWED or row.due is None or row.due_date is None or row.due_date >= today:
        return ZERO
    owed: Decimal = row.due
    return max(owed, ZERO)


def doubtful(key: str, today: date, known: Iterable[int]) -> Q:
    """Rows that break this rule; `known` are the sets of bits that there are in the ledger."""
    if key == OVERDUE:
        return (
            Q(overdue_told=TOLD_ODD)
            | Q(overdue_told=TOLD_DUE, due_date__gte=today)
            | Q(overdue_told=TOLD_NOTHING, due_date__lt=today)
        )
    bit = RULE_OF[key].bit if key in RULE_OF else 0
    return Q(doubts__in=[one for one in known if one & bit])
