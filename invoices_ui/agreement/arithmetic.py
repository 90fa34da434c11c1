"""Whether one answer agrees with itself: its lines, amounts, key figures and days, each by a formula."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from dashboard.exsited import Invoice, Kpis, Line, Malformed, Moment, day
from dashboard.formats import DASH, day_text, utc_text
from invoices_ui.agreement.equations import Check, Reading, Term, Verdict, judged, summed, term
from invoices_ui.payment import NOT_PAYABLE
from invoices_ui.sums import line_sums
from invoices_ui.tables import currency_of

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

LINES_AND_TOTAL = "Lines and total"
PAID = "PAID"
MOST_LINES_NAMED = 5


def arithmetic(invoice: Invoice, *, today: date, zone: ZoneInfo) -> list[Check]:
    """Every check that the answer gives a reason to make. `today` is the day in `zone`, the tenant's."""
    return [
        *of_lines(invoice),
        *of_amounts(invoice),
        *(of_kpis(invoice, invoice.kpis, today, zone) if invoice.kpis else []),
        *of_payment_word(invoice),
        of_days(invoice, zone),
    ]


def excuse_of(invoice: Invoice) -> str:
    """Why amounts need not add up: nobody owes what is voided, cancelled, deleted or not yet issued."""
    state = NOT_PAYABLE.get((invoice.status or "").upper())
    return f"usual for an invoice that is {state.lower()}" if state else ""


def of_lines(invoice: Invoice) -> list[Check]:
    """The information has no lines; an invoice without any has nothing to add up."""
    if not invoice.lines:
        return []
    sums, currency = line_sums(invoice.lines), currency_of(invoice)
    tax = ("tax", invoice.tax) if invoice.tax_total is None else ("tax_total", invoice.tax_total)
    pairs = [
        (LINES_AND_TOTAL, "lines.total", sums.total, "total", invoice.total),
        ("Lines and subtotal", "lines.subtotal", sums.subtotal, "subtotal", invoice.subtotal),
        ("Lines and tax", "lines.tax.amount", sums.tax, *tax),
    ]
    checks = [
        judged(label, equals(summed(part, found), term(name, told), f"sum of {part} = {name}"), currency=currency)
        for label, part, found, name, told in pairs
    ]
    return [*checks, each_line(invoice.lines, currency, inclusive=invoice.price_tax_inclusive is True)]


def equals(left: Term, right: Term, said: str = "") -> Reading:
    return Reading([left], right, said)


def each_line(lines: tuple[Line, ...], currency: str | None, *, inclusive: bool) -> Check:
    """One check for all lines: those that differ are named with their numbers, up to a handful."""
    found = [of_line(line, currency, inclusive=inclusive) for line in lines]
    by_verdict = {
        verdict: [(number, one) for number, one in enumerate(found, 1) if one.verdict == verdict]
        for verdict in ("differs", "not compared")
    }
    worst: Verdict = "differs" if by_verdict["differs"] else "not compared" if by_verdict["not compared"] else "agrees"
    odd = by_verdict.get(worst, [])
    named = [f"line {number}: {one.numbers}" for number, one in odd[:MOST_LINES_NAMED]]
    if len(odd) > MOST_LINES_NAMED:
        named.append(f"and {len(odd) - MOST_LINES_NAMED} more")
    count = f"{len(lines)} line{'' if len(lines) == 1 else 's'}"
    return Check(
        label="Each line",
        formula=found[0].formula,
        left=odd[0][1].left if odd else count,
        right=odd[0][1].right if odd else count,
        verdict=worst,
        reason="; ".join(named),
    )


def of_line(line: Line, currency: str | None, *, inclusive: bool) -> Check:
    subtotal, total = term("subtotal", line.subtotal), term("total", line.total)
    tax = term("tax.amount", line.tax.amount if line.tax else None)
    return judged("Line", *whole(subtotal, tax, total, inclusive=inclusive), currency=currency)


def whole(subtotal: Term, tax: Term, total: Term, *, inclusive: bool) -> list[Reading]:
    """Nowhere is it documented whether a subtotal whose prices include tax has the tax in it: both are seen."""
    added = Reading([subtotal, tax], total)
    return [added, equals(subtotal, total)] if inclusive else [added]


def of_amounts(invoice: Invoice) -> list[Check]:
    """The documents have the subtotal before discounts; where a line carries its discount, it is in there already."""
    currency = currency_of(invoice)
    subtotal, tax, total = term("subtotal", invoice.subtotal), term("tax", invoice.tax), term("total", invoice.total)
    paid, due = term("paid", invoice.paid), term("due", invoice.due)
    readings = whole(subtotal, tax, total, inclusive=invoice.price_tax_inclusive is True)
    if invoice.discount_amount:
        readings.append(Reading([subtotal, term("discount_amount", invoice.discount_amount).less(), tax], total))
    checks = [judged("Subtotal, tax and total", *readings, currency=currency)]
    if invoice.tax_total is not None:
        checks.append(judged("Tax twice", equals(tax, term("tax_total", invoice.tax_total)), currency=currency))
    checks.append(
        judged("Total, paid and due", Reading([total, paid.less()], due), currency=currency, excuse=excuse_of(invoice))
    )
    return checks


def of_kpis(invoice: Invoice, kpis: Kpis, today: date, zone: ZoneInfo) -> list[Check]:
    currency, excuse = currency_of(invoice), excuse_of(invoice)
    due, paid = term("due", invoice.due), term("paid", invoice.paid)
    payments, credit = (
        term("kpis.payment_applied", kpis.payment_applied),
        term("kpis.credit_applied", kpis.credit_applied),
    )
    return [
        judged(
            "Outstanding", equals(term("kpis.outstanding", kpis.outstanding), due), currency=currency, excuse=excuse
        ),
        overdue(invoice, kpis, today, zone),
        # Whether `paid` has credit in it is nowhere documented: both are seen.
        judged("Payments and credit", Reading([payments, credit], paid), equals(payments, paid), currency=currency),
        *of_payment_time(invoice, kpis),
    ]


def overdue(invoice: Invoice, kpis: Kpis, today: date, zone: ZoneInfo) -> Check:
    told, currency = term("kpis.overdue", kpis.overdue), currency_of(invoice)
    due_day = day(invoice.due_date, zone)
    if due_day is None:
        why = "not readable as a day" if isinstance(invoice.due_date, Malformed) else "not given"
        unknown = Term("what is overdue", Decimal(0), doubt=f"due_date is {why}")
        return judged("Overdue", equals(told, unknown), currency=currency)
    passed = due_day < today
    in_credit = isinstance(invoice.due, Decimal) and invoice.due < 0
    expected = term("due", invoice.due) if passed and not in_credit else Term("0", Decimal(0))
    because = f"the due day, {day_text(due_day)}, has {'' if passed else 'not '}passed"
    return judged("Overdue", equals(told, expected), currency=currency, excuse=excuse_of(invoice), because=because)


def of_payment_time(invoice: Invoice, kpis: Kpis) -> list[Check]:
    made = invoice.last_payment.created_at if invoice.last_payment else None
    told = kpis.last_payment_date
    if made is None and told is None:
        return []
    verdict: Verdict = "not compared"
    if isinstance(made, datetime) and isinstance(told, datetime):
        verdict = "agrees" if made == told else "differs"
    return [
        Check(
            label="Time of the last payment",
            formula="last_payment.created_at = kpis.last_payment_date",
            left=moment_told(made),
            right=moment_told(told),
            verdict=verdict,
            reason="only one of them is readable" if verdict == "not compared" else "",
        )
    ]


def of_payment_word(invoice: Invoice) -> list[Check]:
    """PAID is the only word the documents know, so of any other nothing can be said."""
    if (invoice.payment_status or "").upper() != PAID:
        return []
    reading = equals(term("due", invoice.due), Term("0", Decimal(0)), "payment_status is PAID, so due = 0")
    return [judged("Paid, by the API's word", reading, currency=currency_of(invoice))]


def of_days(invoice: Invoice, zone: ZoneInfo) -> Check:
    issued, due = day(invoice.issue_date, zone), day(invoice.due_date, zone)
    verdict: Verdict = "not compared"
    if issued and due:
        verdict = "agrees" if issued <= due else "differs"
    return Check(
        label="Issued before due",
        formula="issue_date ≤ due_date",
        left=day_text(issued) if issued else DASH,
        right=day_text(due) if due else DASH,
        verdict=verdict,
        sign="is after",
        reason="one of the days is not given or not readable" if verdict == "not compared" else "",
    )


def moment_told(moment: Moment) -> str:
    if isinstance(moment, Malformed):
        return moment.raw
    return utc_text(moment) if moment else DASH
