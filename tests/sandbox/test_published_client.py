"""The published client package of this API, unchanged, pointed at the sandbox."""

import base64
from typing import Any

import pytest
from exsited.common.ab_exception import ABException
from exsited.exsited.auth.dto.token_dto import RequestTokenDTO
from exsited.exsited.common.common_enum import SortDirection
from exsited.exsited.exsited_sdk import ExsitedSDK

from tests.sandbox_process import SandboxProcess

pytestmark = pytest.mark.sandbox


def published_client(sandbox: SandboxProcess, *, client_secret: str | None = None, base_url: str | None = None) -> Any:
    return ExsitedSDK().init_sdk(
        RequestTokenDTO(
            grantType="client_credentials",
            clientId=sandbox.client_id,
            clientSecret=client_secret or sandbox.client_secret,
            redirectUri=sandbox.redirect_uri,
            exsitedUrl=base_url or sandbox.base_url,
        )
    )


@pytest.fixture
def sdk(sandbox: SandboxProcess, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    return published_client(sandbox)


class TestInvoices:
    def test_list(self, sdk: Any) -> None:
        listed = sdk.invoice.list(limit=7, offset=3)

        assert len(listed.invoices) == 7
        assert listed.invoices[0].id.startswith("INV-")
        assert listed.invoices[0].lines[0].itemId
        assert listed.invoices[0].currency.name
        assert (listed.pagination.records, listed.pagination.limit, listed.pagination.offset) == (200, 7, 3)

    def test_list_sorted_as_it_sends_it(self, sdk: Any) -> None:
        # It sends `direction=SortDirection.DESC`.
        newest = sdk.invoice.list(limit=50, order_by="created_on", direction=SortDirection.DESC)

        days = [invoice.createdOn for invoice in newest.invoices]
        assert days == sorted(days, reverse=True)

    def test_details(self, sdk: Any, ids: Any) -> None:
        invoice = sdk.invoice.details(ids.invoice).invoice

        assert invoice.id == ids.invoice
        assert isinstance(invoice.kpis.outstanding, str)
        assert invoice.lines[0].tax.code
        assert invoice.customForm.name

    def test_information(self, sdk: Any, ids: Any) -> None:
        invoice = sdk.invoice.information(ids.invoice).invoice

        assert invoice.id == ids.invoice
        assert invoice.lines is None

    def test_of_an_account(self, sdk: Any, ids: Any) -> None:
        invoices = sdk.invoice.invoice_account(ids.account).account.invoices

        assert {invoice.accountId for invoice in invoices} == {ids.account}
        assert invoices[0].accountName
        assert invoices[0].lines[0].itemName

    def test_of_an_order(self, sdk: Any, ids: Any) -> None:
        first = sdk.invoice.invoice_details_against_order(ids.order).invoice
        several = sdk.invoice.invoice_details_list_against_order(ids.order)
        last = sdk.invoice.invoice_details_against_order_v3(ids.order)
        listed = sdk.invoice.invoice_list_against_order_v3(ids.order, limit=1)

        assert {first.orderId, last.orderId, *(each.invoice.orderId for each in several)} == {ids.order}
        assert len(listed.order.invoices) == 1

    def test_pdf(self, sdk: Any, ids: Any) -> None:
        assert sdk.invoice.get_invoice_pdf(ids.invoice).startswith(b"%PDF-")
        assert base64.b64decode(sdk.invoice.get_invoice_pdf(ids.invoice, format="base64")).startswith(b"%PDF-")

    def test_what_is_not_there(self, sdk: Any) -> None:
        with pytest.raises(ABException) as raised:
            sdk.invoice.details("INV-NOBODY-0001")

        assert raised.value.get_errors() == ["Invoice not found"]

    def test_a_sort_it_may_not_have(self, sdk: Any) -> None:
        with pytest.raises(ABException, match="Validation Errors"):
            sdk.invoice.list(order_by="favourite_colour")


class TestNotes:
    def test_list(self, sdk: Any, ids: Any) -> None:
        invoice = sdk.notes.invoice_note_details(ids.invoice, limit=5).invoice

        assert ids.note in {note.uuid for note in invoice.notes}
        assert invoice.pagination.records == len(invoice.notes)

    def test_one(self, sdk: Any, ids: Any) -> None:
        note = sdk.notes.invoice_note_uuid_details(ids.invoice, ids.note).invoice.note

        assert note.content
        assert ids.file in {file.uuid for file in note.files}

    def test_files(self, sdk: Any, ids: Any) -> None:
        files = sdk.notes.invoice_note_uuid_files_details(ids.invoice, ids.note).invoice.note.files
        file = sdk.notes.invoice_note_uuid_files_uuid_details(ids.invoice, ids.note, ids.file).invoice.note.file

        assert file in files
        assert file.name

    def test_attachment(self, sdk: Any, ids: Any) -> None:
        attachment = sdk.notes.note_attachment(ids.file)["note_attachment"]

        assert len(base64.b64decode(attachment["base64"])) == attachment["size"]


class TestIntegrations:
    def test_connections(self, sandbox: SandboxProcess, sdk: Any) -> None:
        # Its path for this one call has no leading slash: it works only with a base URL that ends in one, and all
        # other calls then begin with two.
        client = published_client(sandbox, base_url=sandbox.base_url + "/")

        listed = client.integration.connection_list()

        assert len(listed.integrationConnection) == 20
        assert listed.pagination.records == 38

    def test_one_connection(self, sdk: Any, ids: Any) -> None:
        [connection] = sdk.integration.get_connection_by_id(ids.connection).integrationConnection

        assert connection["uuid"] == ids.connection

    def test_configuration(self, sdk: Any, ids: Any) -> None:
        configuration = sdk.integration.integration_configuration(ids.connection).integration

        assert configuration.transaction.invoiceSyncToXero in {"true", "false"}
        assert configuration.purchase.export.purchaseOrderToXeroEnabled in {"true", "false"}

    def test_partner_functions(self, sdk: Any, ids: Any) -> None:
        listed = sdk.integration.partner_function_list(ids.connection)
        first = listed.partnerFunctions[0]

        assert listed.pagination.records >= len(listed.partnerFunctions)
        assert sdk.integration.partner_function_details(ids.connection, first.uuid).partnerFunction == first

    def test_automations(self, sdk: Any, ids: Any) -> None:
        first = sdk.integration.automation_list(ids.connection).integrationAutomations[0]

        assert sdk.integration.automation_details(ids.connection, first.uuid).integrationAutomation == first


class TestSigningIn:
    def test_renews_a_dead_token_by_itself(self, sandbox: SandboxProcess, sdk: Any) -> None:
        sdk.invoice.list(limit=1)
        sandbox.expire_token()
        sandbox.forget_requests()

        assert len(sdk.invoice.list(limit=1).invoices) == 1
        assert [request["status"] for request in sandbox.requests_seen()] == [401, 200, 200]

    def test_its_parts_take_each_others_token_and_recover(self, sdk: Any, ids: Any) -> None:
        for _ in range(2):
            assert sdk.invoice.list(limit=1).invoices
            assert sdk.notes.invoice_note_details(ids.invoice).invoice.notes

    def test_wrong_credentials_end_on_the_sign_in_page(self, sandbox: SandboxProcess, sdk: Any) -> None:
        stranger = published_client(sandbox, client_secret="guess")

        with pytest.raises(ValueError, match="Unable to load dictionary"):
            stranger.invoice.list()
