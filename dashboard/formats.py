"""How values read on a page, as plain text. No HTML here; days and moments are told in Django's current time zone."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal

from django.utils import timezone

UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
"""What shows nothing, or turns around or hides what stands beside it."""

DASH = "\N{EN DASH}"
"""What an absent value looks like. An absent amount is never zero."""

MINUS = "\N{MINUS SIGN}"
LONGEST_NUMBER = 40
SIZES = ("bytes", "kB", "MB", "GB", "TB")

ZERO_DECIMALS = frozenset(
    [
        "BIF",
        "CLP",
        "DJF",
        "GNF",
        "ISK",
        "JPY",
        "KMF",
        "KRW",
        "PYG",
        "RWF",
        "UGX",
        "UYI",
        "VND",
        "VUV",
        "XAF",
        "XOF",
        "XPF",
    ]
)
THREE_DECIMALS = frozenset(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"])
FOUR_DECIMALS = frozenset(["CLF", "UYW"])


def currency_decimals(currency: str | None) -> int:
    """The minor unit of an ISO 4217 code; 2 for an unknown or absent one."""
    code = (currency or "").strip().upper()
    if code in ZERO_DECIMALS:
        return 0
    if code in THREE_DECIMALS:
        return 3
    return 4 if code in FOUR_DECIMALS else 2


def decimal_text(amount: Decimal, *, decimals: int = 0) -> str:
    """Grouped by commas, with `decimals` places at least; more only where their digits are not zero."""
    if not amount.is_finite() or abs(amount.adjusted()) > LONGEST_NUMBER:
        return str(amount)
    # `abs` would round to the context's precision.
    whole, _, fraction = format(amount.copy_abs(), "f").partition(".")
    fraction = fraction.rstrip("0").ljust(decimals, "0")
    grouped = f"{int(whole):,}"
    sign = MINUS if amount < 0 else ""
    return f"{sign}{grouped}.{fraction}" if fraction else f"{sign}{grouped}"


def money_text(amount: Decimal, currency: str | None = None) -> str:
    """The number alone: 1234.5 of AUD is 1,234.50, of JPY 1,234.5 (digits that are not zero are never dropped)."""
    return decimal_text(amount, decimals=currency_decimals(currency))


def local(moment: datetime) -> datetime:
    """`moment` in the current time zone; in UTC where the calendar ends."""
    try:
        return timezone.localtime(moment)
    except (OverflowError, ValueError):
        return moment


def day_text(value: date) -> str:
    """28 Oct 2026. A datetime is told as its day in the current time zone."""
    day = local(value).date() if isinstance(value, datetime) else value
    return f"{day.day} {day:%b} {day.year}"


def moment_text(moment: datetime) -> str:
    """28 Oct 2026, 14:08 in the current time zone."""
    here = local(moment)
    return f"{day_text(here.date())}, {here:%H:%M}"


def utc_text(moment: datetime) -> str:
    there = moment.astimezone(UTC)
    return f"{day_text(there.date())}, {there:%H:%M:%S} UTC"


def clock_text(moment: datetime) -> str:
    """14:08:22 in the current time zone."""
    return f"{local(moment):%H:%M:%S}"


def humane(word: str) -> str:
    """A word of the API as a person writes it: LINKED_WITH_ORDER is Linked with order."""
    text = " ".join(word.replace("_", " ").split())
    return text[:1].upper() + (text[1:].lower() if text.isupper() else text[1:])


def size_text(size: int) -> str:
    """84 kB: decimal units, one digit after the point below ten."""
    amount, unit = float(size), SIZES[0]
    for unit in SIZES:
        if amount < 1000 or unit == SIZES[-1]:
            break
        amount /= 1000
    if unit == SIZES[0]:
        return "1 byte" if size == 1 else f"{size} bytes"
    return f"{amount:.1f} {unit}" if amount < 10 else f"{amount:.0f} {unit}"


def plain(text: str) -> str:
    """`text` with what cannot be seen in it marked: for words that decide something on a page."""
    return UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text)
