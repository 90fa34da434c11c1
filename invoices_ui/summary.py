"""What the pages of one invoice say about it beyond its fields: its state, whether its sums agree, where it leads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_DOWN, Decimal

from django.utils import timezone

from dashboard.exsited import Flag, Invoice, Moment, Money, day
from dashboard.formats import clock_text, day_text, decimal_text, money_text
from invoices_ui.kpis import Kpi, kpis_of
from invoices_ui.payment import PaymentState, payment_state
from invoices_ui.sums import Balance, Sum, balance
from invoices_ui.tables import LineTable, currency_of, tenant_zone

TENTH = Decimal("0.1")


@dataclass(frozen=True, kw_only=True, slots=True)
class Check:
    """A sum of the lines beside what the invoice says of the whole. `agrees` is None where it cannot be said."""

    label: str
    field: str
    found: Sum
    told: Money
    agrees: bool | None
    currency: str | None

    @property
    def words(self) -> str:
        """Both numbers, so that nobody has to look for them."""
        if not isinstance(self.told, Decimal):
            return f"nothing to compare with: {self.field} is not given"
        told, found = (money_text(amount, self.currency) for amount in (self.told, self.found.amount))
        if self.found.left_out:
            return f"{found} without {self.found.left_out} unreadable or absent, {self.field} is {told}"
        return found if self.agrees else f"lines give {found}, {self.field} is {told}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Summary:
    """
    paid_percent  how much of the total is paid, 0 to 100; None where that cannot be said
    terms         days from issue to due day
    lines         None when the answer has no lines at all
    """

    state: PaymentState
    currency: str | None
    read_at: datetime
    balance: Balance
    paid_percent: Decimal | None
    terms: int | None
    lines: LineTable | None
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
    def balance_tone(self) -> str:
        """What is not owed need not add up: no reason to alarm anybody."""
        return "off" if self.state.kind == "not_payable" else "warn"

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
        return f"payment_status {self.payment_status[:60]}" if self.payment_status else "no payment_status"

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
        return [check for check in self.checks if check.agrees is False]

    @property
    def total_check(self) -> Check | None:
        return next((check for check in self.checks if check.field == "total"), None)


def summary_of(invoice: Invoice, *, today: date) -> Summary:
    lines = None if invoice.lines is None else LineTable(invoice.lines, currency=currency_of(invoice))
    return Summary(
        state=payment_state(invoice, today, tenant_zone()),
        currency=currency_of(invoice),
        read_at=timezone.now(),
        balance=balance(invoice),
        paid_percent=paid_percent(invoice),
        terms=terms(invoice),
        lines=lines,
        checks=checks_of(invoice, lines) if lines and invoice.lines else [],
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
    return (paid * 100 / total).quantize(TENTH, rounding=ROUND_DOWN)


def terms(invoice: Invoice) -> int | None:
    issued, due = day(invoice.issue_date, tenant_zone()), day(invoice.due_date, tenant_zone())
    return (due - issued).days if issued and due else None


def checks_of(invoice: Invoice, lines: LineTable) -> list[Check]:
    tax_field = "tax" if invoice.tax_total is None else "tax_total"
    pairs = [
        ("Totals", "total", lines.sums.total, invoice.total),
        ("Subtotals", "subtotal", lines.sums.subtotal, invoice.subtotal),
        ("Taxes", tax_field, lines.sums.tax, invoice.tax if invoice.tax_total is None else invoice.tax_total),
    ]
    return [
        Check(
            label=label,
            field=field,
            found=found,
            told=told,
            agrees=found.agrees_with(told),
            currency=currency_of(invoice),
        )
        for label, field, found, told in pairs
    ]
