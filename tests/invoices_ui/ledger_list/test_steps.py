"""Next and previous follow the list over the ledger to its ends, whatever page an invoice was opened from."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.test import Client
from pytest_django.asserts import assertContains

from invoices_ui.ledger.models import LedgerInvoice
from tests.invoices_ui.ledger_list.test_ledger_list import LIST, address, ids


def step(client: Client, way: str, invoice_id: str, origin: str) -> tuple[str, dict[str, list[str]]]:
    """The invoice that it leads to, and what its address says."""
    response = client.get(f"/invoices/{invoice_id}/{way}/?{urlencode({'from': origin})}")
    parts = urlsplit(response.headers["Location"])
    return parts.path.split("/")[2], parse_qs(parts.query)


@pytest.mark.usefixtures("ledger")
class TestStepping:
    @pytest.mark.long
    @pytest.mark.parametrize(
        ("base", "query"),
        [
            (LIST, "q=wombat&sort=-due&per_page=10&state=paid"),
            (LIST, "sort=-due_date&currency=JPY&per_page=10&state=paid&state=open"),
            ("/invoices/", "sort=-due_date&currency=JPY&per_page=10&state=paid&state=open"),
        ],
    )
    def test_goes_through_the_whole_list_and_back(self, support: Client, base: str, query: str) -> None:
        origin = f"{base}?{query}"
        whole, url = [], origin
        while url:
            page = support.get(url)
            whole += ids(page)
            url = address(page, "next")

        forth, here = [whole[0]], origin
        while len(forth) < len(whole) + 5:
            at, told = step(support, "next", forth[-1], here)
            if "beside" in told:
                break
            forth, here = [*forth, at], told["from"][0]
            assert at in ids(support.get(here))
        assert forth == whole
        assert len(whole) > 10
        assert told["beside"] == ["last"]

        back = [whole[-1]]
        while len(back) < len(whole) + 5:
            at, told = step(support, "previous", back[-1], here)
            if "beside" in told:
                break
            back, here = [*back, at], told["from"][0]
            assert at in ids(support.get(here))
        assert back == whole[::-1]
        assert told["beside"] == ["first"]

    def test_goes_on_from_an_invoice_that_left_the_list(self, support: Client) -> None:
        LedgerInvoice.objects.filter(invoice_id="INV-008").update(state="paid")

        assert step(support, "next", "INV-008", f"{LIST}?state=open&sort=id")[0] == "INV-012"

    def test_an_invoice_that_the_ledger_lacks_is_told(self, support: Client) -> None:
        at, told = step(support, "next", "INV-NEW", f"{LIST}?sort=id")

        assert (at, told["beside"]) == ("INV-NEW", ["gone"])

    def test_a_list_of_wrong_filters_has_no_next(self, support: Client) -> None:
        assert step(support, "next", "INV-001", f"{LIST}?due_from=lots")[1]["beside"] == ["gone"]


@pytest.mark.usefixtures("ledger")
def test_the_case_screen_leads_back_to_the_list(support: Client, on_sandbox: object) -> None:
    listed = support.get("/invoices/").content.decode()
    found = re.search(r'href="/invoices/([^/"]+)/\?', unescape(listed))
    assert found

    page = support.get(f"/invoices/{found[1]}/?{urlencode({'from': LIST + '?state=open'})}")

    assertContains(page, 'href="/finance/invoices/?state=open"')
    assertContains(page, "The list")
