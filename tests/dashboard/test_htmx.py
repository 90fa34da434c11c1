import pytest
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django_htmx.middleware import HtmxDetails

from dashboard.htmx import asked_fragment
from tests.every_page import WholeApi, address, content_of


def request_with(**headers: str) -> HttpRequest:
    request = RequestFactory().get("/", headers={name.replace("_", "-"): value for name, value in headers.items()})
    request.htmx = HtmxDetails(request)  # type: ignore[attr-defined]  # as the middleware does
    return request


class TestAskedFragment:
    def test_is_the_target_of_htmx(self) -> None:
        assert asked_fragment(request_with(HX_Request="true", HX_Target="invoice-table")) == "invoice-table"

    def test_is_none_for_a_page(self) -> None:
        assert asked_fragment(request_with()) is None
        assert asked_fragment(request_with(HX_Target="invoice-table")) is None

    def test_is_none_when_history_is_restored(self) -> None:
        restored = request_with(HX_Request="true", HX_Target="invoice-table", HX_History_Restore_Request="true")

        assert asked_fragment(restored) is None

    @pytest.mark.parametrize("target", ["", "../../etc/passwd", "A", "a b", "a#b", "a" * 65, "a\n"])
    def test_is_none_for_what_is_no_id(self, target: str) -> None:
        assert asked_fragment(request_with(HX_Request="true", HX_Target=target)) is None


PAGES = {
    "home": ("invoices", "nothing"),
    "connection_detail": ("connection", "configuration"),
    "configuration_detail": ("configuration", "connection"),
    "partner_function_detail": ("function", "connection"),
    "automation_detail": ("automation", "connection"),
    "partner_function_list": ("list", "connection"),
    "connection_history": ("connection", "now"),
    "invoice_detail": ("invoice", "order"),
    "invoice_pdf": ("invoice", "nothing"),
    "note_detail": ("note", "files"),
    "note_file_detail": ("file", "preview"),
}


class TestAPartThatAPageLacks:
    @pytest.mark.parametrize("name", PAGES)
    def test_is_no_error(self, administrator: Client, whole_api: WholeApi, name: str) -> None:
        for part in PAGES[name]:
            answer = administrator.get(address(name), headers={"HX-Request": "true", "HX-Target": f"panel-{part}"})
            assert b"Our mistake" not in content_of(answer), part
            assert answer.status_code == 200, part

    def test_of_an_empty_ledger_is_no_error(self, finance: Client) -> None:
        for part in ("account-table", "past-table"):
            answer = finance.get("/finance/ageing/", headers={"HX-Request": "true", "HX-Target": part})
            assert answer.status_code == 200, part
