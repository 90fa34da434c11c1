"""The words that automations, functions and connections use, and what they mean; a word that is not here is unknown."""

from __future__ import annotations

import re

ACTIVE, INACTIVE, DISCONNECTED = "ACTIVE", "INACTIVE", "DISCONNECTED"
AT_REST = frozenset({INACTIVE, DISCONNECTED})

SECTIONS = {"EXPORT": "export", "IMPORT": "import"}
"""A direction to the section of the configuration that switches it."""

THINGS = {
    "customer": "Account",
    "supplier": "Account",
    "vendor": "Account",
    "account": "Account",
    "contact": "Account",
    "item": "Item",
    "product": "Item",
    "inventory": "Item",
    "invoice": "Invoice",
    "payment": "Payment",
    "credit_note": "Credit note",
    "refund": "Refund",
    "purchase_order": "Purchase order",
    "purchase_invoice": "Purchase invoice / bill",
    "purchase_bill": "Purchase invoice / bill",
    "bill": "Purchase invoice / bill",
    "purchase_payment": "Purchase payment",
    "bill_payment": "Purchase payment",
    "purchase_credit_note": "Purchase credit note",
    "vendor_credit": "Purchase credit note",
    "purchase_refund": "Purchase refund",
}
"""An object to what the configuration calls it."""

ALIKE = {"vendor": "supplier", "product": "item", "inventory": "item", "purchase_bill": "purchase_invoice"} | {
    "bill": "purchase_invoice",
    "bill_payment": "purchase_payment",
    "vendor_credit": "purchase_credit_note",
}
"""Two words for one object, as the providers and Exsited have them."""
VAGUE = frozenset({"account", "contact"})
"""May be customers and suppliers."""

_BETWEEN_WORDS = re.compile(r"[\s_-]+|(?<=[a-z])(?=[A-Z])")


def upper(word: str | None) -> str:
    return (word or "").strip().upper()


def lower(word: str | None) -> str:
    return (word or "").strip().casefold()


def object_word(word: str | None) -> str:
    """`Credit Note`, `credit-note` and `creditNotes` as `credit_note`."""
    spelled = _BETWEEN_WORDS.sub("_", (word or "").strip()).lower()
    return spelled.removesuffix("s") if spelled.removesuffix("s") in THINGS else spelled


def is_open(word: str) -> bool:
    """Whether nobody can tell which object this means."""
    return word not in THINGS or word in VAGUE


def same_object(one: str, other: str) -> bool | None:
    """Whether two words of `object_word` mean the same; None where nobody can tell."""
    if ALIKE.get(one, one) == ALIKE.get(other, other):
        return True
    if one not in THINGS or other not in THINGS:
        return None
    vague = is_open(one) or is_open(other)
    return None if vague and THINGS[one] == THINGS[other] else False
