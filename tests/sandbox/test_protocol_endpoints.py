"""Each endpoint's envelope and keys, as the API's documents print them."""

import base64
from typing import Any

import pytest

from tests.sandbox_process import SignedIn

pytestmark = pytest.mark.sandbox


def words(text: str) -> set[str]:
    return set(text.split())


CONNECTION = words(
    "status uuid integration_partner remote_instance_id remote_instance_name client_id client_secret access_token "
    "refresh_token"
)
PARTNER_FUNCTION = words(
    "uuid name description direction event_name provider_name object_name mapping_id enabled pre_run_script_id "
    "post_run_script_id tag created updated object_mapping"
)
AUTOMATION = words(
    "check_on check_on_minutes additional_criteria applies_to applies_to_function automation_type code custom_day "
    "custom_day_time custom_time description direction display_name name perform_function provider status uuid "
    "trigger_condition_text performActionText checkOnText"
)
INFORMATION = words(
    "status id type custom_form currency customer_purchase_order_id billing_start_date alternate_billing_start_date "
    "billing_end_date alternate_billing_end_date issue_date alternate_issue_date due_date alternate_due_date subtotal "
    "tax total paid due payment_status last_payment discount_amount price_tax_inclusive invoice_note account_id "
    "order_id created_by created_on last_updated_by last_updated_on uuid version custom_attributes custom_objects "
    "kpis"
)
INVOICE = INFORMATION | {"lines", "tax_total"}
LINE = words(
    "subtotal total tax accounting_code item_uuid item_id item_order_quantity item_uom item_warehouse "
    "pricing_snapshot_uuid charging_start_date alternate_charging_start_date charging_end_date "
    "alternate_charging_end_date uuid version"
)
KPIS = words(
    "outstanding overdue last_payment_date payment_applied credit_applied credit_issued last_reactivated_on "
    "last_cancelled_on last_amended_on voided_on deleted_on"
)
NOTE = words("uuid version content files created_by created_on last_updated_by last_updated_on custom_attributes")
PAGINATION = {"records", "limit", "offset", "previous_page", "next_page"}
XERO_SYNC_TOGGLES = {
    "account": {"account_sync_to_xero"},
    "item": {"item_sync_to_xero"},
    "transaction": {
        "invoice_sync_to_xero",
        "payment_sync_to_xero",
        "credit_note_sync_to_xero",
        "refund_sync_to_xero",
    },
    "purchase": {
        "purchase_order_sync_to_xero",
        "purchase_invoice_sync_to_xero",
        "purchase_payment_sync_to_xero",
    },
}


class TestIntegrationEndpoints:
    def test_connections_are_a_list_with_pagination(self, api: SignedIn) -> None:
        body = api.json("/api/v2/integration-connections")

        assert set(body) == {"integration_connection", "pagination"}
        assert [set(row) for row in body["integration_connection"]] == [CONNECTION] * 20
        assert set(body["pagination"]) == PAGINATION

    def test_connections_on_one_page_have_an_empty_pagination(self, api: SignedIn) -> None:
        body = api.json("/api/v2/integration-connections", limit=100)

        assert len(body["integration_connection"]) == 38
        assert body["pagination"] == {}

    def test_one_connection_is_a_list_of_one(self, api: SignedIn, ids: Any) -> None:
        body = api.json(f"/api/v2/integration-connections/{ids.connection}")

        assert set(body) == {"integration_connection"}
        [row] = body["integration_connection"]
        assert set(row) == CONNECTION
        assert row["uuid"] == ids.connection

    def test_a_xero_configuration_has_the_documented_53_flags(self, api: SignedIn, ids: Any) -> None:
        body = api.json(f"/api/v3/integration/{ids.connection}/configuration")

        modules = body["integration"]
        assert list(modules) == ["account", "item", "transaction", "purchase"]
        toggles = {name: set(module) - {"provider", "export", "import"} for name, module in modules.items()}
        assert toggles == XERO_SYNC_TOGGLES
        flags = [module[toggle] for name, module in modules.items() for toggle in XERO_SYNC_TOGGLES[name]]
        flags += [
            flag for module in modules.values() for side in ("export", "import") for flag in module[side].values()
        ]
        assert len(flags) == 53
        assert set(flags) <= {"true", "false"}

    def test_partner_functions(self, api: SignedIn, ids: Any) -> None:
        path = f"/api/v3/integration/{ids.connection}/partner-function"
        body = api.json(path)

        assert set(body) == {"partner_functions", "pagination"}
        assert set(body["pagination"]) == PAGINATION
        first = body["partner_functions"][0]
        assert set(first) == PARTNER_FUNCTION
        assert api.json(f"{path}/{first['uuid']}") == {"partner_function": first}

    def test_automations(self, api: SignedIn, ids: Any) -> None:
        path = f"/api/v3/integration/{ids.connection}/automation"
        body = api.json(path)

        assert set(body) == {"integration_automations", "pagination"}
        assert set(body["pagination"]) == PAGINATION
        first = body["integration_automations"][0]
        assert set(first) == AUTOMATION
        assert api.json(f"{path}/{first['uuid']}") == {"integration_automation": first}


class TestInvoiceEndpoints:
    def test_invoices(self, api: SignedIn) -> None:
        body = api.json("/api/v3/invoices")

        assert set(body) == {"invoices", "pagination"}
        assert set(body["pagination"]) == PAGINATION
        assert all(set(row) == INVOICE for row in body["invoices"])
        assert all(set(line) == LINE for row in body["invoices"] for line in row["lines"])
        assert all(set(row["kpis"]) == KPIS for row in body["invoices"])

    def test_one_invoice(self, api: SignedIn, ids: Any) -> None:
        body = api.json(f"/api/v3/invoices/{ids.invoice}")

        assert set(body) == {"invoice"}
        assert set(body["invoice"]) == INVOICE
        assert body["invoice"]["id"] == ids.invoice

    def test_kpis_are_numbers_in_a_list_and_text_in_the_detail(self, api: SignedIn) -> None:
        listed = api.json("/api/v3/invoices", limit=1)["invoices"][0]
        alone = api.json(f"/api/v3/invoices/{listed['id']}")["invoice"]

        assert isinstance(listed["kpis"]["outstanding"], int | float)
        assert isinstance(alone["kpis"]["outstanding"], str)
        assert float(alone["kpis"]["outstanding"]) == pytest.approx(listed["kpis"]["outstanding"])

    def test_money_is_text_with_six_decimals(self, api: SignedIn) -> None:
        rows = api.json("/api/v3/invoices", limit=100)["invoices"]

        amounts = [row[key] for row in rows for key in ("subtotal", "total", "paid", "due", "tax_total")]
        assert [amount for amount in amounts if amount and len(amount.partition(".")[2]) != 6] == []

    def test_information_has_neither_lines_nor_tax_total(self, api: SignedIn, ids: Any) -> None:
        body = api.json(f"/api/v3/invoices/{ids.invoice}/information")

        assert set(body) == {"invoice"}
        assert set(body["invoice"]) == INFORMATION

    def test_invoices_of_an_order_are_nested(self, api: SignedIn, ids: Any) -> None:
        body = api.json(f"/api/v3/orders/{ids.order}/invoices")

        assert set(body) == {"order"}
        assert set(body["order"]) == {"invoices", "pagination"}
        assert body["order"]["pagination"]["records"] >= 1
        assert {row["order_id"] for row in body["order"]["invoices"]} == {ids.order}

    def test_invoices_of_an_account_are_nested_and_say_more(self, api: SignedIn, ids: Any) -> None:
        body = api.json(f"/api/v3/accounts/{ids.account}/invoices")

        assert set(body) == {"account"}
        assert set(body["account"]) == {"invoices", "pagination"}
        row = body["account"]["invoices"][0]
        assert {"shipping_cost", "account_name"} <= set(row)
        assert all("item_name" in line for line in row["lines"])
        assert row["account_id"] == ids.account

    def test_the_pdf_is_raw_bytes(self, api: SignedIn, ids: Any) -> None:
        response = api.get(f"/api/v3/invoices/{ids.invoice}/pdf")

        assert response.headers["Content-Type"] == "application/pdf"
        assert int(response.headers["Content-Length"]) == len(response.content)
        assert response.content.startswith(b"%PDF-")
        assert b"%%EOF" in response.content[-32:]


class TestNoteEndpoints:
    def test_notes(self, api: SignedIn, ids: Any) -> None:
        path = f"/api/v3/invoices/{ids.invoice}/notes"
        body = api.json(path)

        assert set(body) == {"invoice"}
        assert set(body["invoice"]) == {"notes", "pagination"}
        assert all(set(note) == NOTE for note in body["invoice"]["notes"])
        [note] = [note for note in body["invoice"]["notes"] if note["uuid"] == ids.note]
        assert api.json(f"{path}/{ids.note}") == {"invoice": {"note": note}}

    def test_files(self, api: SignedIn, ids: Any) -> None:
        path = f"/api/v3/invoices/{ids.invoice}/notes/{ids.note}/files"
        body = api.json(path)

        assert set(body["invoice"]["note"]) == {"files", "custom_attributes"}
        first = body["invoice"]["note"]["files"][0]
        assert set(first) == {"uuid", "name", "version"}
        alone = api.json(f"{path}/{ids.file}")["invoice"]["note"]
        assert set(alone) == {"file", "custom_attributes"}
        assert alone["file"] == first

    def test_the_bytes_of_a_file_come_as_base64(self, api: SignedIn, ids: Any) -> None:
        attachment = api.json(f"/api/v3/note_attachment/{ids.file}")["note_attachment"]

        assert {"name", "size", "base64"} <= set(attachment)
        assert len(base64.b64decode(attachment["base64"], validate=True)) == attachment["size"] > 0


class TestUnknownRecords:
    @pytest.mark.parametrize(
        "path",
        [
            "integration-connections/nobody",
            "integration/nobody/configuration",
            "integration/nobody/partner-function",
            "integration/nobody/automation",
            "integration/{connection}/partner-function/nobody",
            "integration/{connection}/automation/nobody",
            "invoices/INV-NOBODY-0001",
            "invoices/INV-NOBODY-0001/information",
            "invoices/INV-NOBODY-0001/pdf",
            "invoices/INV-NOBODY-0001/notes",
            "invoices/{invoice}/notes/nobody",
            "invoices/{invoice}/notes/nobody/files",
            "invoices/{invoice}/notes/{note}/files/nobody",
            "orders/nobody/invoices",
            "accounts/nobody/invoices",
            "note_attachment/nobody",
        ],
    )
    def test_are_a_404_in_the_error_envelope(self, api: SignedIn, ids: Any, path: str) -> None:
        response = api.get("/api/v3/" + path.format(**ids._asdict()))

        assert response.status_code == 404
        assert response.headers["Content-Type"] == "application/json"
        [error] = response.json()["errors"]
        assert error["code"] == 404
        assert error["message"].endswith("not found")

    def test_an_invoice_answers_to_its_id_not_to_its_uuid(self, api: SignedIn) -> None:
        uuid = api.json("/api/v3/invoices", limit=1)["invoices"][0]["uuid"]

        assert api.get(f"/api/v3/invoices/{uuid}").status_code == 404
