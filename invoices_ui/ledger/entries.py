"""An invoice of the API as a row of the ledger."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable
from decimal import Decimal
from types import SimpleNamespace
from typing import TYPE_CHECKING

from dashboard.exsited import Malformed, day
from invoices_ui.ledger.amounts import micros_of
from invoices_ui.ledger.doubts import doubts_of, overdue_told
from invoices_ui.ledger.models import LONGEST_ID, LONGEST_NAME, LONGEST_VERSION, LONGEST_WORD
from invoices_ui.ledger.state import state_of

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from dashboard.exsited import InvoiceFigures
    from invoices_ui.ledger.models import LedgerInvoice

DIGEST_BYTES = 8
LONGEST_RAW = 200

TEXTS = {
    "uuid": LONGEST_ID,
    "version": LONGEST_VERSION,
    "status": LONGEST_WORD,
    "payment_status": LONGEST_WORD,
    "type": LONGEST_WORD,
    "currency": LONGEST_WORD,
    "account_id": LONGEST_ID,
    "account_name": LONGEST_NAME,
    "order_id": LONGEST_ID,
    "customer_purchase_order_id": LONGEST_ID,
    "last_payment_id": LONGEST_ID,
}
DAYS = ("issue_date", "due_date")
MOMENTS = (
    "created_on",
    "last_updated_on",
    "last_payment_created_at",
    "kpis_last_payment_date",
    "kpis_last_cancelled_on",
    "kpis_voided_on",
    "kpis_deleted_on",
)
AMOUNTS = (
    "subtotal",
    "discount_amount",
    "tax",
    "tax_total",
    "total",
    "paid",
    "due",
    "last_payment_amount",
    "kpis_outstanding",
    "kpis_overdue",
    "kpis_payment_applied",
    "kpis_credit_applied",
    "kpis_credit_issued",
    "lines_subtotal",
    "lines_tax",
    "lines_total",
)
SEARCHED = (
    "invoice_id",
    "uuid",
    "account_id",
    "account_name",
    "order_id",
    "customer_purchase_order_id",
    "last_payment_id",
)


class Entry(SimpleNamespace):
    """
    What a row of the ledger is to hold, by the names of LedgerInvoice, but for its number and when it was read.
    Amounts are whole millionths, as the database has them.
    """


def entry_of(invoice: InvoiceFigures, *, zone: ZoneInfo) -> Entry:
    malformed: dict[str, str] = {}
    entry = Entry(invoice_id=kept_text(invoice.id, LONGEST_ID), state=state_of(invoice).value)
    told = vars(entry)
    for name, longest in TEXTS.items():
        told[name] = kept_text(getattr(invoice, name) or "", longest)
    for name in DAYS:
        value = getattr(invoice, name)
        told[name] = day(value, zone)
        if isinstance(value, Malformed):
            malformed[name] = kept_text(value.raw, LONGEST_RAW)
    for name in MOMENTS:
        value = getattr(invoice, name)
        if isinstance(value, Malformed):
            malformed[name] = kept_text(value.raw, LONGEST_RAW)
            value = None
        told[name] = value
    for name in AMOUNTS:
        value = getattr(invoice, name)
        micros = micros_of(value) if isinstance(value, Decimal) else None
        if micros is None and value is not None:
            # An amount that the ledger cannot hold exactly is no better than a malformed one: it stays out of sums.
            malformed[name] = kept_text(value.raw if isinstance(value, Malformed) else f"{value:f}", LONGEST_RAW)
        told[name] = micros
    entry.lines_count = invoice.lines_count
    entry.malformed, entry.malformed_count = malformed, len(malformed)
    entry.search_text = search_text_of(entry)
    entry.doubts = doubts_of(entry, inclusive=invoice.price_tax_inclusive is True)
    entry.overdue_told = overdue_told(entry)
    entry.digest = digest_of(told.values())
    return entry


def kept_text(text: str, longest: int) -> str:
    """As it came, if it fits; else its beginning and a digest that keeps it apart from others that begin alike."""
    if "\0" in text:
        text = text.replace("\0", "\N{REPLACEMENT CHARACTER}")  # PostgreSQL holds none
    if len(text) <= longest:
        return text
    mark = hashlib.sha256(text.encode()).hexdigest()[:16]
    return f"{text[: longest - len(mark) - 1]}…{mark}"


def search_text_of(row: LedgerInvoice | Entry) -> str:
    return folded(" ".join(value for name in SEARCHED if (value := getattr(row, name))))


def folded(text: str) -> str:
    """One spelling for what people take for the same: width, accents and case aside."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text)
    return "".join(character for character in apart if not unicodedata.combining(character)).casefold()


def digest_of(values: Iterable[object]) -> int:
    told = "\x1f".join(map(str, values)).encode()
    return int.from_bytes(hashlib.blake2b(told, digest_size=DIGEST_BYTES).digest(), "big", signed=True)
