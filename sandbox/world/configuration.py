"""
The configuration of an integration: which objects it syncs, each way, with which aspects.

`AREAS` is the documented Xero configuration as data, 53 flags in the documents' order. Other providers' keys carry
their own name where Xero's carry `xero`. The import side of `account` says `account_to_...`, as the documents do.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.world.records import Record

EXPORT, IMPORT = "EXPORT", "IMPORT"
SIDES = {EXPORT: "export", IMPORT: "import"}


@dataclass(frozen=True, slots=True)
class Area:
    """One kind of object: its toggle, and each way the master flag and the flags of its aspects."""

    name: str
    module: str
    toggle: str
    exports: tuple[str, ...]
    imports: tuple[str, ...]

    def flags(self, direction: str) -> tuple[str, ...]:
        return self.exports if direction == EXPORT else self.imports


_ACCOUNT_ASPECTS = ("account_to_{p}_account_receivable_enable", "account_to_{p}_account_payable_enable")
_ACCOUNT_TAX = "account_to_{p}_tax_enable"
AREAS: tuple[Area, ...] = (
    Area(
        "account",
        "account",
        "account_sync_to_{p}",
        ("account_to_{p}_enabled", *_ACCOUNT_ASPECTS, _ACCOUNT_TAX),
        ("account_from_{p}_enabled", *_ACCOUNT_ASPECTS, _ACCOUNT_TAX),
    ),
    Area(
        "item",
        "item",
        "item_sync_to_{p}",
        ("item_to_{p}_enabled", "product_to_{p}_sales_revenue_enable", "product_to_{p}_tax_enable"),
        ("item_from_{p}_enabled", "product_from_{p}_sales_revenue_enable", "product_from_{p}_tax_enable"),
    ),
    Area(
        "invoice",
        "transaction",
        "invoice_sync_to_{p}",
        ("invoice_to_{p}_enabled", "invoice_to_{p}_sales_revenue_enable", "invoice_to_{p}_tax_enable"),
        ("invoice_from_{p}_enabled", "invoice_from_{p}_sales_revenue_enable", "invoice_from_{p}_tax_enable"),
    ),
    Area("payment", "transaction", "payment_sync_to_{p}", ("payment_to_{p}_enabled",), ("payment_from_{p}_enabled",)),
    Area(
        "credit_note",
        "transaction",
        "credit_note_sync_to_{p}",
        ("credit_note_to_{p}_enabled",),
        ("credit_note_from_{p}_enabled",),
    ),
    Area("refund", "transaction", "refund_sync_to_{p}", ("refund_to_{p}_enabled",), ("refund_from_{p}_enabled",)),
    Area(
        "purchase_order",
        "purchase",
        "purchase_order_sync_to_{p}",
        ("purchase_order_to_{p}_enabled", "purchase_order_to_{p}_tax_enable"),
        (
            "purchase_order_from_{p}_enabled",
            "purchase_order_from_{p}_expense_enable",
            "purchase_order_from_{p}_tax_enable",
        ),
    ),
    Area(
        "purchase_invoice",
        "purchase",
        "purchase_invoice_sync_to_{p}",
        ("purchase_invoice_to_{p}_enabled", "purchase_invoice_to_{p}_tax_enable"),
        (
            "purchase_bill_from_{p}_enabled",
            "purchase_bill_from_{p}_expense_enable",
            "purchase_bill_from_{p}_tax_enable",
        ),
    ),
    Area(
        "purchase_payment",
        "purchase",
        "purchase_payment_sync_to_{p}",
        ("purchase_payment_to_{p}_enabled", "purchase_payment_to_{p}_tax_enable"),
        ("purchase_payment_from_{p}_enabled", "purchase_payment_processor_from_{p}_enable"),
    ),
    Area(
        "purchase_credit_note",
        "purchase",
        "",
        ("purchase_credit_note_to_{p}_enabled",),
        ("purchase_credit_note_from_{p}_enabled",),
    ),
    Area("purchase_refund", "purchase", "", ("purchase_refund_to_{p}_enabled",), ("purchase_refund_from_{p}_enabled",)),
)
AREA = {area.name: area for area in AREAS}
MODULES = ("account", "item", "transaction", "purchase")


def build(*, partner: str, ways: dict[str, str], aspect_on: Callable[[], bool]) -> Record:
    """
    The configuration in which each object of `ways` is synced in that one direction, and nothing else is.

    An aspect can only be on below its master; `aspect_on` then decides.
    """
    provider = partner.lower()
    return {module: _module(module, partner, provider, ways, aspect_on) for module in MODULES}


def _module(module: str, partner: str, provider: str, ways: dict[str, str], aspect_on: Callable[[], bool]) -> Record:
    areas = [area for area in AREAS if area.module == module]
    record: Record = {"provider": partner}
    for area in areas:
        if area.toggle:
            record[area.toggle.format(p=provider)] = flag(on=area.name in ways)
    for direction, side in SIDES.items():
        record[side] = {}
        for area in areas:
            master, *aspects = (key.format(p=provider) for key in area.flags(direction))
            on = ways.get(area.name) == direction
            record[side][master] = flag(on=on)
            for aspect in aspects:
                record[side][aspect] = flag(on=on and aspect_on())
    return record


def flag(*, on: bool) -> str:
    return "true" if on else "false"
