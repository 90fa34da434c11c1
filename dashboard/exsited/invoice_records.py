"""What an invoice is made of (endpoints 8-12): one shape for the list, the detail and the information."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from dashboard.exsited.fields import Extra, Flag, Moment, Money, Row


@dataclass(frozen=True, kw_only=True, slots=True)
class Attribute:
    """A custom attribute: a field that the tenant added."""

    name: str | None
    value: str | None
    extra: Extra

    @classmethod
    def read(cls, row: Row) -> Self:
        return cls(name=row.text("name"), value=row.text("value"), extra=row.extra())


@dataclass(frozen=True, kw_only=True, slots=True)
class CustomForm:
    uuid: str | None
    name: str | None
    extra: Extra

    @classmethod
    def read(cls, row: Row) -> Self:
        return cls(uuid=row.text("uuid"), name=row.text("name"), extra=row.extra())


@dataclass(frozen=True, kw_only=True, slots=True)
class Currency:
    """`name` is the code, such as "AUD". `link` is the API's own address of the currency: shown, never followed."""

    uuid: str | None
    name: str | None
    link: str | None
    extra: Extra

    @classmethod
    def read(cls, row: Row) -> Self:
        return cls(uuid=row.text("uuid"), name=row.text("name"), link=_link(row), extra=row.extra())


@dataclass(frozen=True, kw_only=True, slots=True)
class Payment:
    id: str | None
    amount: Money
    created_at: Moment
    extra: Extra

    @classmethod
    def read(cls, row: Row) -> Self:
        return cls(
            id=row.text("id"), amount=row.money("amount"), created_at=row.moment("created_at"), extra=row.extra()
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Kpis:
    """What has happened to an invoice since it was issued, in its own currency."""

    outstanding: Money
    overdue: Money
    payment_applied: Money
    credit_applied: Money
    credit_issued: Money
    last_payment_date: Moment
    last_reactivated_on: Moment
    last_cancelled_on: Moment
    last_amended_on: Moment
    voided_on: Moment
    deleted_on: Moment
    extra: Extra

    @classmethod
    def read(cls, row: Row) -> Self:
        return cls(
            outstanding=row.money("outstanding"),
            overdue=row.money("overdue"),
            payment_applied=row.money("payment_applied"),
            credit_applied=row.money("credit_applied"),
            credit_issued=row.money("credit_issued"),
            last_payment_date=row.moment("last_payment_date"),
            last_reactivated_on=row.moment("last_reactivated_on"),
            last_cancelled_on=row.moment("last_cancelled_on"),
            last_amended_on=row.moment("last_amended_on"),
            voided_on=row.moment("voided_on"),
            deleted_on=row.moment("deleted_on"),
            extra=row.extra(),
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Tax:
    """The tax of one line; `rate` is a percentage."""

    uuid: str | None
    code: str | None
    rate: Money
    amount: Money
    link: str | None
    extra: Extra

    @classmethod
    def read(cls, row: Row) -> Self:
        return cls(
            uuid=row.text("uuid"),
            code=row.text("code"),
            rate=row.money("rate"),
            amount=row.money("amount"),
            link=_link(row),
            extra=row.extra(),
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class AccountingCode:
    sales_revenue: str | None
    extra: Extra

    @classmethod
    def read(cls, row: Row) -> Self:
        return cls(sales_revenue=row.text("sales_revenue"), extra=row.extra())


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One line of an invoice. Only the list of an account tells `item_name`."""

    uuid: str | None
    version: str | None
    item_id: str | None
    item_uuid: str | None
    item_name: str | None
    item_order_quantity: Money
    item_uom: str | None
    item_warehouse: str | None
    pricing_snapshot_uuid: str | None
    accounting_code: AccountingCode | None
    charging_start_date: Moment
    charging_end_date: Moment
    alternate_charging_start_date: Moment
    alternate_charging_end_date: Moment
    subtotal: Money
    tax: Tax | None
    total: Money
    extra: Extra

    @classmethod
    def read(cls, row: Row) -> Self:
        return cls(
            uuid=row.text("uuid"),
            version=row.text("version"),
            item_id=row.text("item_id"),
            item_uuid=row.text("item_uuid"),
            item_name=row.text("item_name"),
            item_order_quantity=row.money("item_order_quantity"),
            item_uom=row.text("item_uom"),
            item_warehouse=row.text("item_warehouse"),
            pricing_snapshot_uuid=row.text("pricing_snapshot_uuid"),
            accounting_code=row.record("accounting_code", AccountingCode.read),
            charging_start_date=row.moment("charging_start_date"),
            charging_end_date=row.moment("charging_end_date"),
            alternate_charging_start_date=row.moment("alternate_charging_start_date"),
            alternate_charging_end_date=row.moment("alternate_charging_end_date"),
            subtotal=row.money("subtotal"),
            tax=row.record("tax", Tax.read),
            total=row.money("total"),
            extra=row.extra(),
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Invoice:
    """
    One invoice. What an answer does not tell is None: the information has no `lines` and no `tax_total`, and only the
    list of an account tells `account_name` and `shipping_cost`. No lines at all is an empty tuple.
    """

    id: str
    uuid: str | None
    version: str | None
    status: str | None
    payment_status: str | None
    type: str | None
    custom_form: CustomForm | None
    currency: Currency | None
    account_id: str | None
    account_name: str | None
    order_id: str | None
    customer_purchase_order_id: str | None
    billing_start_date: Moment
    billing_end_date: Moment
    issue_date: Moment
    due_date: Moment
    alternate_billing_start_date: Moment
    alternate_billing_end_date: Moment
    alternate_issue_date: Moment
    alternate_due_date: Moment
    price_tax_inclusive: Flag
    subtotal: Money
    discount_amount: Money
    shipping_cost: Money
    tax: Money
    tax_total: Money
    total: Money
    paid: Money
    due: Money
    last_payment: Payment | None
    kpis: Kpis | None
    invoice_note: str | None
    custom_attributes: tuple[Attribute, ...]
    custom_objects: tuple[str, ...]
    lines: tuple[Line, ...] | None
    created_by: str | None
    created_on: Moment
    last_updated_by: str | None
    last_updated_on: Moment
    extra: Extra

    @classmethod
    def read(cls, row: Row) -> Self:
        return cls(
            id=row.identity("id"),
            uuid=row.text("uuid"),
            version=row.text("version"),
            status=row.text("status"),
            payment_status=row.text("payment_status"),
            type=row.text("type"),
            custom_form=row.record("custom_form", CustomForm.read),
            currency=row.record("currency", Currency.read),
            account_id=row.text("account_id"),
            account_name=row.text("account_name"),
            order_id=row.text("order_id"),
            customer_purchase_order_id=row.text("customer_purchase_order_id"),
            billing_start_date=row.moment("billing_start_date"),
            billing_end_date=row.moment("billing_end_date"),
            issue_date=row.moment("issue_date"),
            due_date=row.moment("due_date"),
            alternate_billing_start_date=row.moment("alternate_billing_start_date"),
            alternate_billing_end_date=row.moment("alternate_billing_end_date"),
            alternate_issue_date=row.moment("alternate_issue_date"),
            alternate_due_date=row.moment("alternate_due_date"),
            price_tax_inclusive=row.flag("price_tax_inclusive"),
            subtotal=row.money("subtotal"),
            discount_amount=row.money("discount_amount"),
            shipping_cost=row.money("shipping_cost"),
            tax=row.money("tax"),
            tax_total=row.money("tax_total"),
            total=row.money("total"),
            paid=row.money("paid"),
            due=row.money("due"),
            last_payment=row.record("last_payment", Payment.read),
            kpis=row.record("kpis", Kpis.read),
            invoice_note=row.text("invoice_note"),
            custom_attributes=row.records("custom_attributes", Attribute.read),
            custom_objects=row.texts("custom_objects"),
            lines=row.records("lines", Line.read) if row.has("lines") else None,
            created_by=row.text("created_by"),
            created_on=row.moment("created_on"),
            last_updated_by=row.text("last_updated_by"),
            last_updated_on=row.moment("last_updated_on"),
            extra=row.extra(),
        )


def _link(row: Row) -> str | None:
    """A link comes as text, or as an object with `href`."""
    linked = row.row("link")
    return linked.text("href") if linked else row.text("link")
