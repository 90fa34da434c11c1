"""What an integration is set to send and to fetch (endpoint 3), and which flags the API documents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dashboard.exsited.fields import Extra, Flag, Row

_TOGGLES = ("_enable", "_enabled")

DOCUMENTED_FLAGS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "account": {
        "sync": ("account_sync_to_xero",),
        "export": (
            "account_to_xero_enabled",
            "account_to_xero_account_receivable_enable",
            "account_to_xero_account_payable_enable",
            "account_to_xero_tax_enable",
        ),
        "import": (
            "account_from_xero_enabled",
            "account_to_xero_account_receivable_enable",
            "account_to_xero_account_payable_enable",
            "account_to_xero_tax_enable",
        ),
    },
    "item": {
        "sync": ("item_sync_to_xero",),
        "export": (
            "item_to_xero_enabled",
            "product_to_xero_sales_revenue_enable",
            "product_to_xero_tax_enable",
        ),
        "import": (
            "item_from_xero_enabled",
            "product_from_xero_sales_revenue_enable",
            "product_from_xero_tax_enable",
        ),
    },
    "transaction": {
        "sync": (
            "invoice_sync_to_xero",
            "payment_sync_to_xero",
            "credit_note_sync_to_xero",
            "refund_sync_to_xero",
        ),
        "export": (
            "invoice_to_xero_enabled",
            "invoice_to_xero_sales_revenue_enable",
            "invoice_to_xero_tax_enable",
            "payment_to_xero_enabled",
            "credit_note_to_xero_enabled",
            "refund_to_xero_enabled",
        ),
        "import": (
            "invoice_from_xero_enabled",
            "invoice_from_xero_sales_revenue_enable",
            "invoice_from_xero_tax_enable",
            "payment_from_xero_enabled",
            "credit_note_from_xero_enabled",
            "refund_from_xero_enabled",
        ),
    },
    "purchase": {
        "sync": (
            "purchase_order_sync_to_xero",
            "purchase_invoice_sync_to_xero",
            "purchase_payment_sync_to_xero",
        ),
        "export": (
            "purchase_order_to_xero_enabled",
            "purchase_order_to_xero_tax_enable",
            "purchase_invoice_to_xero_enabled",
            "purchase_invoice_to_xero_tax_enable",
            "purchase_payment_to_xero_enabled",
            "purchase_payment_to_xero_tax_enable",
            "purchase_credit_note_to_xero_enabled",
            "purchase_refund_to_xero_enabled",
        ),
        "import": (
            "purchase_order_from_xero_enabled",
            "purchase_order_from_xero_expense_enable",
            "purchase_order_from_xero_tax_enable",
            "purchase_bill_from_xero_enabled",
            "purchase_bill_from_xero_expense_enable",
            "purchase_bill_from_xero_tax_enable",
            "purchase_payment_from_xero_enabled",
            "purchase_payment_processor_from_xero_enable",
            "purchase_credit_note_from_xero_enabled",
            "purchase_refund_from_xero_enabled",
        ),
    },
}
"""The 53 flags of the documents by module and section. A flag of these that an answer lacks is absent, not off."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Setting:
    """
    One flag of a module. `section` is the group it stands in: "export", "import" or one nobody documented;
    "sync" for the toggles that stand in the module itself. `raw` is the text as it came.
    """

    key: str
    section: str
    value: Flag
    raw: str | None

    @classmethod
    def read(cls, row: Row, key: str, section: str) -> Self:
        return cls(key=row.name_of(key), section=row.name_of(section), value=row.flag(key), raw=row.text(key))


@dataclass(frozen=True, kw_only=True, slots=True)
class Module:
    """The settings of one module, such as "account" or "purchase", in the order they came."""

    name: str
    provider: str | None
    settings: tuple[Setting, ...]
    extra: Extra

    @classmethod
    def read(cls, row: Row, name: str) -> Self:
        settings = tuple(setting for key in row for setting in _settings(row, key))
        return cls(name=row.name_of(name), provider=row.text("provider"), settings=settings, extra=row.extra())


@dataclass(frozen=True, kw_only=True, slots=True)
class Configuration:
    """Every module of an integration. No key is lost, documented or not."""

    modules: tuple[Module, ...]
    extra: Extra

    @classmethod
    def read(cls, row: Row) -> Self:
        modules = tuple(Module.read(module, name) for name in row if row.has(name) for module in row.rows(name))
        return cls(modules=modules, extra=row.extra())


def _settings(module: Row, key: str) -> list[Setting]:
    if module.has(key) and (sections := module.rows(key)):
        return [Setting.read(section, flag, key) for section in sections for flag in section]
    if "_sync_" in key or key.endswith(_TOGGLES):
        return [Setting.read(module, key, "sync")]
    return []
