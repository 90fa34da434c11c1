"""Where each documented flag stands in the matrix, and what it is called there. `{p}` is in the provider's place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

SECTIONS = ("sync", "export", "import")
PROVIDERS = ("xero", "quickbooks", "netsuite", "myob")
PROVIDER_IN_KEY = re.compile(r"[a-z0-9]{1,40}")


@dataclass(frozen=True, slots=True)
class Place:
    """One row: the object itself (`aspect` is empty) or an aspect of it. A key of None: there is no such flag."""

    thing: str
    aspect: str
    sync: str | None
    outgoing: str | None
    incoming: str | None

    @property
    def keys(self) -> tuple[str | None, str | None, str | None]:
        """In the order of `SECTIONS`."""
        return (self.sync, self.outgoing, self.incoming)


PLACES: Mapping[str, tuple[Place, ...]] = {
    "account": (
        Place("Account", "", "account_sync_to_{p}", "account_to_{p}_enabled", "account_from_{p}_enabled"),
        # The documents say `to` for both directions of these three.
        Place(
            "Account",
            "Accounts receivable",
            None,
            "account_to_{p}_account_receivable_enable",
            "account_to_{p}_account_receivable_enable",
        ),
        Place(
            "Account",
            "Accounts payable",
            None,
            "account_to_{p}_account_payable_enable",
            "account_to_{p}_account_payable_enable",
        ),
        Place("Account", "Tax", None, "account_to_{p}_tax_enable", "account_to_{p}_tax_enable"),
    ),
    "item": (
        Place("Item", "", "item_sync_to_{p}", "item_to_{p}_enabled", "item_from_{p}_enabled"),
        Place(
            "Item",
            "Sales revenue",
            None,
            "product_to_{p}_sales_revenue_enable",
            "product_from_{p}_sales_revenue_enable",
        ),
        Place("Item", "Tax", None, "product_to_{p}_tax_enable", "product_from_{p}_tax_enable"),
    ),
    "transaction": (
        Place("Invoice", "", "invoice_sync_to_{p}", "invoice_to_{p}_enabled", "invoice_from_{p}_enabled"),
        Place(
            "Invoice",
            "Sales revenue",
            None,
            "invoice_to_{p}_sales_revenue_enable",
            "invoice_from_{p}_sales_revenue_enable",
        ),
        Place("Invoice", "Tax", None, "invoice_to_{p}_tax_enable", "invoice_from_{p}_tax_enable"),
        Place("Payment", "", "payment_sync_to_{p}", "payment_to_{p}_enabled", "payment_from_{p}_enabled"),
        Place(
            "Credit note", "", "credit_note_sync_to_{p}", "credit_note_to_{p}_enabled", "credit_note_from_{p}_enabled"
        ),
        Place("Refund", "", "refund_sync_to_{p}", "refund_to_{p}_enabled", "refund_from_{p}_enabled"),
    ),
    "purchase": (
        Place(
            "Purchase order",
            "",
            "purchase_order_sync_to_{p}",
            "purchase_order_to_{p}_enabled",
            "purchase_order_from_{p}_enabled",
        ),
        Place("Purchase order", "Expense", None, None, "purchase_order_from_{p}_expense_enable"),
        Place("Purchase order", "Tax", None, "purchase_order_to_{p}_tax_enable", "purchase_order_from_{p}_tax_enable"),
        # What is exported as a purchase invoice is imported as a bill.
        Place(
            "Purchase invoice / bill",
            "",
            "purchase_invoice_sync_to_{p}",
            "purchase_invoice_to_{p}_enabled",
            "purchase_bill_from_{p}_enabled",
        ),
        Place("Purchase invoice / bill", "Expense", None, None, "purchase_bill_from_{p}_expense_enable"),
        Place(
            "Purchase invoice / bill",
            "Tax",
            None,
            "purchase_invoice_to_{p}_tax_enable",
            "purchase_bill_from_{p}_tax_enable",
        ),
        Place(
            "Purchase payment",
            "",
            "purchase_payment_sync_to_{p}",
            "purchase_payment_to_{p}_enabled",
            "purchase_payment_from_{p}_enabled",
        ),
        Place("Purchase payment", "Processor", None, None, "purchase_payment_processor_from_{p}_enable"),
        Place("Purchase payment", "Tax", None, "purchase_payment_to_{p}_tax_enable", None),
        Place(
            "Purchase credit note",
            "",
            None,
            "purchase_credit_note_to_{p}_enabled",
            "purchase_credit_note_from_{p}_enabled",
        ),
        Place("Purchase refund", "", None, "purchase_refund_to_{p}_enabled", "purchase_refund_from_{p}_enabled"),
    ),
}
