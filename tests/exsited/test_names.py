"""What the package promises by its names, and that each of the 17 endpoints has its call."""

from __future__ import annotations

import inspect
import re

import pytest

from dashboard import exsited

ENDPOINTS = {
    "list_connections": "/api/v2/integration-connections",
    "get_connection": "/api/v2/integration-connections/{uuid}",
    "get_configuration": "/api/v3/integration/{uuid}/configuration",
    "list_partner_functions": "/api/v3/integration/{uuid}/partner-function",
    "get_partner_function": "/api/v3/integration/{uuid}/partner-function/{function_uuid}",
    "list_automations": "/api/v3/integration/{uuid}/automation",
    "get_automation": "/api/v3/integration/{uuid}/automation/{automation_uuid}",
    "list_invoices": "/api/v3/invoices",
    "get_invoice": "/api/v3/invoices/{id}",
    "get_invoice_information": "/api/v3/invoices/{id}/information",
    "list_order_invoices": "/api/v3/orders/{id}/invoices",
    "list_account_invoices": "/api/v3/accounts/{id}/invoices",
    "open_invoice_pdf": "/api/v3/invoices/{id}/pdf",
    "list_notes": "/api/v3/invoices/{id}/notes",
    "get_note": "/api/v3/invoices/{id}/notes/{note_uuid}",
    "list_note_files": "/api/v3/invoices/{id}/notes/{note_uuid}/files",
    "get_note_file": "/api/v3/invoices/{id}/notes/{note_uuid}/files/{file_uuid}",
}


class TestPublicNames:
    def test_are_all_there(self) -> None:
        assert [name for name in exsited.__all__ if not hasattr(exsited, name)] == []
        assert len(set(exsited.__all__)) == len(exsited.__all__)

    def test_are_17_endpoints(self) -> None:
        assert len(ENDPOINTS) == 17

    @pytest.mark.parametrize(("name", "path"), ENDPOINTS.items())
    def test_say_and_ask_for_their_path(self, name: str, path: str) -> None:
        source = inspect.getsource(getattr(exsited, name))

        assert re.findall(r"GET (/[^:\s\"]+)", source) == [path]
        assert f'"{path}"' in source
