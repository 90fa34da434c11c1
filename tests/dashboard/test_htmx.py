import pytest
from django.http import HttpRequest
from django.test import RequestFactory
from django_htmx.middleware import HtmxDetails

from dashboard.htmx import asked_fragment


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
