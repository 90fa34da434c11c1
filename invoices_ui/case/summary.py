"""What the pages of one invoice say about it beyond its fields: its state, whether its sums agree, where it leads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_DOWN, Decimal, localcontext

from django.utils import timezone

from dashboard.exsited import Flag, Invoice, Moment, Money, day
from dashboard.formats import clock_text, day_text, decimal_text, money_text
from invoices_ui.agreement.arithmetic import LINES_AND_TOTAL, PAID, arithmetic
from invoices_ui.agreement.equations import Check
from invoices_ui.case.kpis import Kpi, kpis_of
from invoices_ui.case.lines import LineRows, line_rows
from invoices_ui.payment import PaymentState, payment_state
from invoices_ui.sums import EXACT, Balance, balance
from invoices_ui.tables import currency_of, tenant_zone

TENTH = Decimal("0.1")


@dataclass(frozen=True, kw_only=True, slots=True)
class Summary:
    """
    paid_percent  how much of the total is paid, 0 to 100; None where that cannot be said
    terms         days from issue to due day
    lines         None when the answer has no lines at all
    checks        whether the numbers of this one answer agree with each other
    """

    state: PaymentState
    currency: str | None
    read_at: datetime
    balance: Balance
    paid_percent: Decimal | None
    terms: int | None
    lines: LineRows | None
    checks: list[Check]
    kpis: list[Kpi]

    version: str | None
    subtotal: Money
    tax: Money
    last_paid_at: Moment
    payment_status: str | None
    tax_inclusive: Flag

    @property
    def note(self) -> str:
        read = f"read {clock_text(self.read_at)}"
        return f"Version {self.version}, {read}" if self.version else f"Without a version, {read}"

    @property
    def total_note(self) -> str:
        if not isinstance(self.subtotal, Decimal) or not isinstance(self.tax, Decimal):
            return ""
        return f"{money_text(self.subtotal, self.currency)} and {money_text(self.tax, self.currency)} tax"

    @property
    def paid_note(self) -> str:
        share = "" if self.paid_percent is None else f"{decimal_text(self.paid_percent)} % of the total"
        last = f"last on {day_text(self.last_paid_at)}" if isinstance(self.last_paid_at, datetime) else ""
        return ", ".join(filter(None, [share, last]))

    @property
    def terms_note(self) -> str:
        return "" if self.terms is None else f"{self.terms} day{'' if self.terms == 1 else 's'} after issue"

    @property
    def api_note(self) -> str:
        if not self.payment_status:
            return "no payment_status"
        word = f"payment_status {self.payment_status[:60]}"
        return word if self.payment_status.upper() == PAID else f"{word}, a word the documents do not have"

    @property
    def lines_note(self) -> str:
        if self.tax_inclusive is True:
            return "Prices include tax"
        return "Prices exclude tax" if self.tax_inclusive is False else ""

    @property
    def told_kpis(self) -> list[Kpi]:
        return [kpi for kpi in self.kpis if kpi.told]

    @property
    def untold_kpis(self) -> list[Kpi]:
        return [kpi for kpi in self.kpis if not kpi.told]

    @property
    def differing(self) -> list[Check]:
        return [check for check in self.checks if check.verdict == "differs"]

    @property
    def uncompared(self) -> list[Check]:
        return [check for check in self.checks if check.verdict == "not compared"]

    @property
    def ordered_checks(self) -> list[Check]:
        """What differs first, what agrees last."""
        return sorted(self.checks, key=lambda check: ("differs", "not compared", "agrees").index(check.verdict))

    @property
    def checks_tone(self) -> str:
        return "warn" if self.differing else "off" if self.uncompared else "ok"

    @property
    def checks_words(self) -> str:
        if self.differing:
            return f"{len(self.differing)} of {len(self.checks)} disagree{'s' if len(self.differing) == 1 else ''}"
        return f"ok, {len(self.uncompared)} not compared" if self.uncompared else "ok"

    @property
    def total_check(self) -> Check | None:
        return next((check for check in self.checks if check.label == LINES_AND_TOTAL), None)


def summary_of(invoice: Invoice, *, today: date) -> Summary:
    lines = None if invoice.lines is None else line_rows(invoice.lines, currency=currency_of(invoice))
    return Summary(
        state=payment_state(invoice, today, tenant_zone()),
        currency=currency_of(invoice),
        read_at=timezone.now(),
        balance=balance(invoice),
        paid_percent=paid_percent(invoice),
        terms=terms(invoice),
        lines=lines,
        checks=arithmetic(invoice, today=today, zone=tenant_zone()),
        kpis=kpis_of(invoice.kpis) if invoice.kpis else [],
        version=invoice.version,
        subtotal=invoice.subtotal,
        tax=invoice.tax,
        last_paid_at=invoice.last_payment.created_at if invoice.last_payment else None,
        payment_status=invoice.payment_status,
        tax_inclusive=invoice.price_tax_inclusive,
    )


def paid_percent(invoice: Invoice) -> Decimal | None:
    """Rounded down, so that only what is paid in full reads 100."""
    total, paid = invoice.total, invoice.paid
    if not isinstance(total, Decimal) or not isinstance(paid, Decimal) or not 0 <= paid <= total or not total:
        return None
    with localcontext(prec=EXACT, rounding=ROUND_DOWN):
        return (paid * 100 / total).quantize(TENTH)


def terms(invoice: Invoice) -> int | None:
    issued, due = day(invoice.issue_date, tenant_zone()), day(invoice.due_date, tenant_zone())
    return (due - issued).days if issued and due else None
