"""An invoice of the API as a row of the ledger."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from dashboard.exsited import Malformed, day
from invoices_ui.ledger.amounts import micros_of
from invoices_ui.ledger.doubts import doubts_of, overdue_told
from invoices_ui.ledger.models import LONGEST_ID, LONGEST_NAME, LONGEST_VERSION, LONGEST_WORD, LedgerInvoice
from invoices_ui.ledger.state import state_of
from invoices_ui.sums import exact_sum

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from dashboard.exsited import Invoice, Moment, Money

DIGEST_BYTES = 8
LONGEST_RAW = 200

AMOUNTS = ("subtotal", "discount_amount", "tax", "tax_total", "total", "paid", "due")
KPI_AMOUNTS = ("outstanding", "overdue", "payment_applied", "credit_applied", "credit_issued")
KPI_MOMENTS = ("last_payment_date", "last_cancelled_on", "voided_on", "deleted_on")
SEARCHED = (
    "invoice_id",
    "uuid",
    "account_id",
    "account_name",
    "order_id",
    "customer_purchase_order_id",
    "last_payment_id",
)


class Entry:
    """Collects the fields of one row, and what of them was malformed."""

    def __init__(self, zone: ZoneInfo) -> None:
        self.fields: dict[str, Any] = {}
        self.malformed: dict[str, str] = {}
        self._zone = zone

    def text(self, name: str, value: str | None, longest: int) -> None:
        self.fields[name] = kept_text(value or "", longest)

    def amount(self, name: str, value: Money) -> None:
        """An amount that the ledger cannot hold exactly is no better than a malformed one: it stays out of sums."""
        fits = isinstance(value, Decimal) and micros_of(value) is not None
        self.fields[name] = value if fits else None
        if value is not None and not fits:
            self._flag(name, value)

    def moment(self, name: str, value: Moment) -> None:
        self.fields[name] = value if isinstance(value, datetime) else None
        if isinstance(value, Malformed):
            self._flag(name, value)

    def day(self, name: str, value: Moment) -> None:
        self.fields[name] = day(value, self._zone)
        if isinstance(value, Malformed):
            self._flag(name, value)

    def _flag(self, name: str, value: Malformed | Decimal) -> None:
        raw = value.raw if isinstance(value, Malformed) else format(value, "f")
        self.malformed[name] = kept_text(raw, LONGEST_RAW)

    def row(self, *, read_at: datetime, walk: int, inclusive: bool) -> LedgerInvoice:
        told = {
            **self.fields,
            "malformed": self.malformed,
            "malformed_count": len(self.malformed),
        }
        row = LedgerInvoice(**told, read_at=read_at, seen_walk=walk)
        row.search_text = search_text_of(row)
        row.doubts, row.overdue_told = doubts_of(row, inclusive=inclusive), overdue_told(row)
        row.digest = digest_of([*told.values(), row.search_text, row.doubts, row.overdue_told])
        return row


def row_of(invoice: Invoice, *, zone: ZoneInfo, read_at: datetime, walk: int) -> LedgerInvoice:
    entry = Entry(zone)
    entry.text("invoice_id", invoice.id, LONGEST_ID)
    entry.text("uuid", invoice.uuid, LONGEST_ID)
    entry.text("version", invoice.version, LONGEST_VERSION)
    entry.text("status", invoice.status, LONGEST_WORD)
    entry.text("payment_status", invoice.payment_status, LONGEST_WORD)
    entry.fields["state"] = state_of(invoice).value
    entry.text("type", invoice.type, LONGEST_WORD)
    entry.text("currency", invoice.currency.name if invoice.currency else None, LONGEST_WORD)
    entry.text("account_id", invoice.account_id, LONGEST_ID)
    entry.text("account_name", invoice.account_name, LONGEST_NAME)
    entry.text("order_id", invoice.order_id, LONGEST_ID)
    entry.text("customer_purchase_order_id", invoice.customer_purchase_order_id, LONGEST_ID)
    entry.day("issue_date", invoice.issue_date)
    entry.day("due_date", invoice.due_date)
    entry.moment("created_on", invoice.created_on)
    entry.moment("last_updated_on", invoice.last_updated_on)
    for name in AMOUNTS:
        entry.amount(name, getattr(invoice, name))
    add_payment(entry, invoice)
    add_kpis(entry, invoice)
    add_lines(entry, invoice)
    return entry.row(read_at=read_at, walk=walk, inclusive=invoice.price_tax_inclusive is True)


def add_payment(entry: Entry, invoice: Invoice) -> None:
    payment = invoice.last_payment
    entry.text("last_payment_id", payment.id if payment else None, LONGEST_ID)
    entry.amount("last_payment_amount", payment.amount if payment else None)
    entry.moment("last_payment_created_at", payment.created_at if payment else None)


def add_kpis(entry: Entry, invoice: Invoice) -> None:
    for name in KPI_AMOUNTS:
        entry.amount(f"kpis_{name}", getattr(invoice.kpis, name) if invoice.kpis else None)
    for name in KPI_MOMENTS:
        entry.moment(f"kpis_{name}", getattr(invoice.kpis, name) if invoice.kpis else None)


def add_lines(entry: Entry, invoice: Invoice) -> None:
    lines = invoice.lines
    entry.fields["lines_count"] = None if lines is None else len(lines)
    entry.amount("lines_subtotal", whole_sum(line.subtotal for line in lines) if lines else None)
    entry.amount("lines_tax", whole_sum(line.tax.amount if line.tax else None for line in lines) if lines else None)
    entry.amount("lines_total", whole_sum(line.total for line in lines) if lines else None)


def whole_sum(values: Iterable[Money]) -> Decimal | None:
    """None where any of them is absent or malformed: a part is no sum."""
    found = exact_sum(values)
    return None if found.left_out else found.amount


def kept_text(text: str, longest: int) -> str:
    """As it came, if it fits; else its beginning and a digest that keeps it apart from others that begin alike."""
    text = text.replace("\0", "\N{REPLACEMENT CHARACTER}")  # PostgreSQL holds none
    if len(text) <= longest:
        return text
    mark = hashlib.sha256(text.encode()).hexdigest()[:16]
    return f"{text[: longest - len(mark) - 1]}…{mark}"


def search_text_of(row: LedgerInvoice) -> str:
    return folded(" ".join(value for name in SEARCHED if (value := getattr(row, name))))


def folded(text: str) -> str:
    """One spelling for what people take for the same: width, accents and case aside."""
    apart = unicodedata.normalize("NFKD", text)
    return "".join(character for character in apart if not unicodedata.combining(character)).casefold()


def digest_of(values: Iterable[object]) -> int:
    told = "\x1f".join(map(str, values)).encode()
    return int.from_bytes(hashlib.blake2b(told, digest_size=DIGEST_BYTES).digest(), "big", signed=True)
