"""Answers of Exsited as its documents print them, with invented values. A test changes only what it is about."""

from __future__ import annotations

import base64
from typing import Any

Json = dict[str, Any]

ABSENT = object()
"""`invoice_json(lines=ABSENT)` leaves the key out."""

INVOICE_UUID = "5d2c1f60-7b0e-4c39-9a41-3f6f0c8e2b17"
CONNECTION_UUID = "8a4e7d92-1c35-4f0b-b6d8-90c2e5a7f314"
CURRENCY_UUID = "c0f3b6a8-2d47-4e19-8b5a-6e1d94f7a203"
NOTE_UUID = "2b9d6e41-58f7-4a0c-a3e2-7d10c84b95f6"
FILE_UUID = "f7a1c053-9e64-4b28-8d7f-15b3e0a692cd"
FUNCTION_UUID = "3e8b05d7-6a92-4c1f-9f40-b7d2618ce5a9"
AUTOMATION_UUID = "91c6f2ae-04d3-4875-ae1b-c85e7f309d62"

CLIENT_SECRET = "canary-client-secret-Zq81Lw"
ACCESS_TOKEN = "canary-access-token-Xv93Rt"
REFRESH_TOKEN = "canary-refresh-token-Mk27Ph"
SECRETS = (CLIENT_SECRET, ACCESS_TOKEN, REFRESH_TOKEN)


def page_of(
    *rows: Json, key: str = "invoices", records: int | None = None, limit: int = 20, offset: int = 0, within: str = ""
) -> Json:
    """One page of a list; `within` nests it, as the invoices of an "order" are. `records` defaults to these rows."""
    total = offset + len(rows) if records is None else records
    link = "https://api-stage.exsited.com/api/v2/" + key
    page = {
        key: list(rows),
        "pagination": {
            "records": total,
            "limit": limit,
            "offset": offset,
            "previous_page": f"{link}?limit={limit}&offset={max(0, offset - limit)}" if offset else "",
            "next_page": f"{link}?limit={limit}&offset={offset + limit}" if offset + limit < total else "NULL",
        },
    }
    return {within: page} if within else page


def invoice_json(**changes: Any) -> Json:
    """An invoice of A$ 110.00, half paid, as the list gives it (endpoint 8)."""
    return _changed(
        {
            "status": "ACTIVE",
            "id": "INV-76GOU2-6081",
            "type": "LINKED_WITH_ORDER",
            "custom_form": {"uuid": "6f0d3c52-81ab-4e97-b2c4-d95f07e13a68", "name": "Invoice"},
            "currency": {
                "uuid": CURRENCY_UUID,
                "name": "AUD",
                "link": f"https://api-stage.exsited.com/api/v1/currencies/{CURRENCY_UUID}",
            },
            "customer_purchase_order_id": "CPO-76GOU2-0001",
            "billing_start_date": "2026-06-30T14:00:00Z",
            "alternate_billing_start_date": "",
            "billing_end_date": "2026-07-30T14:00:00Z",
            "alternate_billing_end_date": "",
            "issue_date": "2026-07-04T14:00:00Z",
            "alternate_issue_date": "",
            "due_date": "2026-07-18T14:00:00Z",
            "alternate_due_date": "",
            "subtotal": "100.000000",
            "tax": "10.000000",
            "tax_total": "10.000000",
            "total": "110.000000",
            "paid": "55.000000",
            "due": "55.000000",
            "payment_status": "PARTIALLY_PAID",
            "last_payment": {"id": "PMT-76GOU2-0008", "amount": "55.000000", "created_at": "2026-07-10T01:12:30Z"},
            "discount_amount": "0.000000",
            "price_tax_inclusive": "false",
            "invoice_note": "Thank you for your business",
            "account_id": "76GOU2",
            "order_id": "ORD-76GOU2-1267",
            "created_by": "Implementer",
            "created_on": "2026-07-05T00:10:00Z",
            "last_updated_by": "Marta Quill",
            "last_updated_on": "2026-07-10T01:12:31Z",
            "uuid": INVOICE_UUID,
            "version": "2",
            "custom_attributes": [{"name": "Cost centre", "value": "Field operations"}],
            "custom_objects": [],
            "lines": [line_json()],
            "kpis": kpis_json(),
        },
        changes,
    )


def information_json(**changes: Any) -> Json:
    """An invoice without its lines and tax total (endpoint 10)."""
    return invoice_json(**({"lines": ABSENT, "tax_total": ABSENT} | changes))


def account_invoice_json(**changes: Any) -> Json:
    """An invoice with what only the list of an account adds (endpoint 12)."""
    added = {"shipping_cost": "12.500000", "account_name": "Wattle Street Dental", "tax_total": ABSENT}
    return invoice_json(**(added | {"lines": [line_json(item_name="Service plan")]} | changes))


def line_json(**changes: Any) -> Json:
    return _changed(
        {
            "subtotal": "100.000000",
            "total": "110.000000",
            "tax": {
                "amount": "10.000000",
                "uuid": "ab60f4d1-3c28-4795-9e0d-72f8b1c5e436",
                "code": "GST",
                "rate": "10.000000",
                "link": "https://app-stage.exsited.com/api/v1/taxes/ab60f4d1-3c28-4795-9e0d-72f8b1c5e436",
            },
            "accounting_code": {"sales_revenue": "Sales 200"},
            "item_uuid": "d4179e0b-62fc-4a83-b590-18ce7d3fa265",
            "item_id": "ITEM-0033",
            "item_order_quantity": "2.000000",
            "item_uom": "Each",
            "item_warehouse": "Main warehouse",
            "pricing_snapshot_uuid": "70b8e3f5-d19a-4c64-8e27-5fa0c6d41b93",
            "charging_start_date": "2026-06-30T14:00:00Z",
            "alternate_charging_start_date": "",
            "charging_end_date": "2026-07-30T14:00:00Z",
            "alternate_charging_end_date": "",
            "uuid": "19f5a7c8-b043-4d6e-a2f1-e80d963b4c57",
            "version": "1",
        },
        changes,
    )


def kpis_json(**changes: Any) -> Json:
    """Amounts as text, as the detail gives them; the list gives numbers: `kpis_json(outstanding=55)`."""
    return _changed(
        {
            "outstanding": "55.000000",
            "overdue": "55.000000",
            "last_payment_date": "2026-07-10T01:12:30Z",
            "payment_applied": "55.000000",
            "credit_applied": "0.000000",
            "credit_issued": "0.000000",
            "last_reactivated_on": "",
            "last_cancelled_on": "",
            "last_amended_on": "",
            "voided_on": "",
            "deleted_on": "",
        },
        changes,
    )


def connection_json(**changes: Any) -> Json:
    return _changed(
        {
            "status": "ACTIVE",
            "uuid": CONNECTION_UUID,
            "integration_partner": "XERO",
            "remote_instance_id": "e52d8c70-4b96-4f13-9d08-a6c1f7e39b42",
            "remote_instance_name": "Harbour Lane Trading",
            "client_id": "4F8E01B2A6C97D35",
            "client_secret": CLIENT_SECRET,
            "access_token": ACCESS_TOKEN,
            "refresh_token": REFRESH_TOKEN,
        },
        changes,
    )


def configuration_json(**changes: Any) -> Json:
    """The inner "integration" object: two modules in full, two in short. `changes` replace whole modules."""
    return _changed(
        {
            "account": {
                "provider": "xero",
                "account_sync_to_xero": "true",
                "export": {
                    "account_to_xero_enabled": "true",
                    "account_to_xero_account_receivable_enable": "true",
                    "account_to_xero_account_payable_enable": "false",
                    "account_to_xero_tax_enable": "true",
                },
                "import": {
                    "account_from_xero_enabled": "false",
                    "account_to_xero_account_receivable_enable": "false",
                    "account_to_xero_account_payable_enable": "false",
                    "account_to_xero_tax_enable": "false",
                },
            },
            "item": {
                "provider": "xero",
                "item_sync_to_xero": "true",
                "export": {
                    "item_to_xero_enabled": "true",
                    "product_to_xero_sales_revenue_enable": "true",
                    "product_to_xero_tax_enable": "true",
                },
                "import": {
                    "item_from_xero_enabled": "true",
                    "product_from_xero_sales_revenue_enable": "false",
                    "product_from_xero_tax_enable": "false",
                },
            },
            "transaction": {
                "provider": "xero",
                "invoice_sync_to_xero": "true",
                "export": {"invoice_to_xero_enabled": "true"},
                "import": {"invoice_from_xero_enabled": "false"},
            },
            "purchase": {
                "provider": "xero",
                "purchase_order_sync_to_xero": "false",
                "export": {"purchase_order_to_xero_enabled": "false"},
                "import": {"purchase_order_from_xero_enabled": "false"},
            },
        },
        changes,
    )


def partner_function_json(**changes: Any) -> Json:
    return _changed(
        {
            "uuid": FUNCTION_UUID,
            "name": "Import customers",
            "description": "Brings customers that changed in Xero",
            "direction": "IMPORT",
            "event_name": "update",
            "provider_name": "xero",
            "object_name": "customer",
            "mapping_id": "412",
            "enabled": "true",
            "pre_run_script_id": "",
            "post_run_script_id": "",
            "tag": "import_only_customer",
            "created": "2025-11-03T04:20:00Z",
            "updated": "2026-02-14T22:05:10Z",
            "object_mapping": "customer_customer",
        },
        changes,
    )


def automation_json(**changes: Any) -> Json:
    return _changed(
        {
            "check_on": "8 hours",
            "check_on_minutes": "480",
            "additional_criteria": "false",
            "applies_to": "supplier",
            "applies_to_function": "new",
            "automation_type": "timerBased",
            "code": "AUTO-0007",
            "custom_day": "",
            "custom_day_time": "",
            "custom_time": "",
            "description": "Fetches new suppliers three times a day",
            "direction": "IMPORT",
            "display_name": "New suppliers",
            "name": "new_suppliers",
            "perform_function": FUNCTION_UUID,
            "provider": "xero",
            "status": "ACTIVE",
            "uuid": AUTOMATION_UUID,
            "trigger_condition_text": "Supplier is new",
            "performActionText": "Import suppliers",
            "checkOnText": "Every 8 hours",
        },
        changes,
    )


def note_json(**changes: Any) -> Json:
    return _changed(
        {
            "uuid": NOTE_UUID,
            "version": "1",
            "content": "<p>Called about the <b>second</b> line; will pay on Friday.</p>",
            "files": [file_json()],
            "created_by": "Marta Quill",
            "created_on": "2026-07-11T03:40:00Z",
            "last_updated_by": "",
            "last_updated_on": "",
            "custom_attributes": [],
        },
        changes,
    )


def file_json(**changes: Any) -> Json:
    return _changed({"uuid": FILE_UUID, "name": "remittance.pdf", "version": "1"}, changes)


def attachment_json(content: bytes = b"%PDF-1.7 remittance", **changes: Any) -> Json:
    """The bytes of a note's file."""
    encoded = base64.b64encode(content).decode()
    told = {"name": "remittance.pdf", "type": "application/pdf", "size": len(content), "base64": encoded}
    return _changed(told, changes)


def _changed(documented: Json, changes: Json) -> Json:
    return {key: value for key, value in (documented | changes).items() if value is not ABSENT}
