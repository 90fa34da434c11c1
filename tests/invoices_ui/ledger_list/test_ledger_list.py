"""The list over the ledger as a page: found, narrowed, turned over, and honest about what it is."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains

from invoices_ui.ledger.models import LedgerInvoice
from invoices_ui.ledger_list import shown
from tests.invoices_ui.ledger_list.conftest import synced
from tests.invoices_ui.records import fragment

LIST = "/finance/invoices/"
ID = re.compile(r'href="/invoices/(INV-[A-Z0-9]+)/\?from=')


def ids(response: Any) -> list[str]:
    return ID.findall(response.content.decode())


def address(response: Any, label: str) -> str:
    """Where the pager's button leads; empty where there is none."""
    found = re.search(rf'id="invoice-table-{label}"\s+href="([^"]+)"', response.content.decode())
    return unescape(found[1]) if found else ""


@pytest.mark.usefixtures("ledger")
class TestLedgerList:
    @pytest.mark.parametrize("role", ["administrator", "support", "finance"])
    def test_opens_for_every_role(self, request: pytest.FixtureRequest, role: str) -> None:
        assertContains(request.getfixturevalue(role).get(LIST), "43 invoices, as of")

    def test_shows_what_matches_and_what_it_comes_to(self, finance: Client) -> None:
        response = finance.get(f"{LIST}?state=open&currency=AUD&sort=id")

        assert ids(response) == [f"INV-{number:03}" for number in range(0, 40, 4)]
        assertContains(response, "10 invoices")
        assertContains(response, "1,000.00")

    def test_counts_no_voided_invoice(self, finance: Client) -> None:
        response = finance.get(f"{LIST}?total_to=50")

        assertContains(response, "2 invoices")
        assertContains(response, "1 not payable")

    @pytest.mark.parametrize("sort", ["id", "-due_date", "state", "-account_name", "currency", "-paid"])
    def test_is_one_list_on_all_its_pages(self, finance: Client, sort: str) -> None:
        forth: list[str] = []
        back: list[str] = []
        url = f"{LIST}?sort={sort}"
        while url:
            response = finance.get(url)
            forth += ids(response)
            last, url = response, address(response, "next")
        url = address(last, "previous")
        while url:
            response = finance.get(url)
            back = ids(response) + back
            url = address(response, "previous")

        assert len(forth) == len(set(forth)) == 43
        assert back + ids(last) == forth

    def test_leads_back_to_its_first_page(self, finance: Client) -> None:
        first = finance.get(f"{LIST}?sort=id")
        second = finance.get(address(first, "next"))

        assert address(first, "first") == ""
        assert ids(finance.get(address(second, "first"))) == ids(first)

    def test_a_place_of_another_order_is_the_first_page(self, finance: Client) -> None:
        place = parse_qs(urlsplit(address(finance.get(f"{LIST}?sort=id"), "next")).query)["after"][0]

        response = finance.get(LIST, {"sort": "due_date", "after": place})

        assert ids(response) == ids(finance.get(f"{LIST}?sort=due_date"))

    def test_says_that_it_ends_before_a_page(self, finance: Client) -> None:
        at = address(finance.get(f"{LIST}?sort=id"), "next")
        LedgerInvoice.objects.filter(invoice_id__gt="INV-019").delete()

        assertContains(finance.get(at), "The list ends before this page")

    def test_an_order_keeps_filters_and_drops_the_page(self, finance: Client) -> None:
        response = finance.get(address(finance.get(f"{LIST}?state=paid&sort=id"), "next"))

        assertContains(response, 'href="/finance/invoices/?state=paid&amp;sort=-id"')

    def test_each_invoice_knows_the_page_it_was_opened_from(self, finance: Client) -> None:
        response = finance.get(address(finance.get(f"{LIST}?sort=id"), "next"))

        origin = re.search(r'href="(/invoices/INV-020/\?from=[^"]+)"', response.content.decode())
        assert origin
        assert ids(finance.get(parse_qs(urlsplit(unescape(origin[1])).query)["from"][0])) == ids(response)

    def test_tells_the_state_of_today(self, finance: Client) -> None:
        response = finance.get(f"{LIST}?state=unpaid&sort=due_date")

        assertContains(response, "Overdue 30 days")
        assertContains(response, "Not due, 6 days")

    def test_shows_what_could_not_be_read_as_it_came(self, finance: Client) -> None:
        response = finance.get(f"{LIST}?malformed=1")

        assert ids(response) == ["INV-ODD"]
        assertContains(response, "one hundred")

    def test_finds_words_in_any_order(self, finance: Client) -> None:
        assert ids(finance.get(f"{LIST}?q=acc3+WOMB+inv-00&sort=id")) == ["INV-003", "INV-008"]

    def test_shows_the_columns_that_were_chosen(self, finance: Client) -> None:
        response = finance.get(f"{LIST}?column=account_name&column=last_updated_on&column=wombat")

        assertContains(response, "Wombat 4 &amp; Sons")
        assertNotContains(response, 'id="invoice-table-by-due_date"')

    def test_an_account_has_its_name_where_that_has_no_column(self, finance: Client) -> None:
        named = '<a href="/accounts/ACC3/invoices/">Wombat 3 &amp; Sons</a> <span class="id muted">ACC3</span>'

        assertContains(finance.get(f"{LIST}?q=INV-003"), named, count=1)
        assertNotContains(finance.get(f"{LIST}?q=INV-003&column=account_id&column=account_name"), named)

    def test_a_fragment_is_the_table_alone(self, finance: Client) -> None:
        response = finance.get(f"{LIST}?state=paid", headers=fragment("invoice-table"))

        assertContains(response, 'id="invoice-table"')
        assertNotContains(response, "list-filters")
        assertNotContains(response, "ledger-sums")

    @pytest.mark.parametrize(
        "query", ["sort=wombat", "sort=-malformed", "per_page=9999", "page=7", "after=x&before=y", "column=", "sums=1"]
    )
    def test_ignores_what_makes_no_sense(self, finance: Client, query: str) -> None:
        assert len(ids(finance.get(f"{LIST}?{query}"))) in {20, 43}


@pytest.mark.usefixtures("ledger")
class TestFilters:
    def test_can_be_taken_off_one_by_one(self, finance: Client) -> None:
        page = unescape(finance.get(f"{LIST}?state=open&state=paid&due_from=1&sort=id&after=x").content.decode())

        assert 'href="/finance/invoices/?state=paid&due_from=1&sort=id"' in page
        assert 'href="/finance/invoices/?state=open&state=paid&sort=id"' in page
        assert 'aria-label="Take off Amount due from: 1"' in page

    def test_a_wrong_one_is_told_beside_its_field_and_nothing_is_listed(self, finance: Client) -> None:
        response = finance.get(f"{LIST}?due_from=lots&state=open")

        assertContains(response, "An amount reads like 1234.50.", status_code=400)
        assertContains(response, 'value="lots"', status_code=400)
        assertContains(response, "Nothing is listed", status_code=400)
        assert ids(response) == []
        assert 'id="invoice-table"' not in response.content.decode()

    def test_the_sent_form_leads_to_an_address_without_what_was_left_empty(self, finance: Client) -> None:
        response = finance.get(
            f"{LIST}?form=1&q=&state=open&currency=any&account_id=+&due_from=5&order_id=&sort=id&column=due&per_page=50"
        )

        assert response.headers["Location"] == f"{LIST}?state=open&due_from=5&sort=id&column=due&per_page=50"

    def test_the_sent_form_can_ask_for_no_currency_and_no_account(self, finance: Client) -> None:
        response = finance.get(f"{LIST}?form=1&currency=&account_id=&without=account_id&without=wombat")

        assert response.headers["Location"] == f"{LIST}?currency=&account_id="
        page = finance.get(response.headers["Location"])
        assert ids(page) == ["INV-BARE"]
        assertContains(page, 'name="without" value="account_id"')
        assertContains(page, "Currency: none given")

    def test_nothing_matches_is_told_as_such(self, finance: Client) -> None:
        assertContains(finance.get(f"{LIST}?account_id=NOBODY"), "No invoices match")


class TestHonesty:
    def test_an_empty_ledger_says_so(self, finance: Client) -> None:
        response = finance.get(LIST)

        assertContains(response, "The ledger is empty")
        assertContains(response, "has not been read yet")

    @pytest.mark.usefixtures("ledger")
    def test_a_partial_ledger_says_what_is_missing(self, finance: Client) -> None:
        synced(status="partial", reason="Not read: 12 to 13.", records=45, changed=1)

        response = finance.get(LIST)

        assertContains(response, "43 of 45 invoices")
        assertContains(response, "Not read: 12 to 13.")
        assertContains(response, "Not complete", count=2)

    @pytest.mark.usefixtures("ledger")
    def test_sums_of_many_rows_come_by_themselves(self, finance: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(shown, "SOON", 40)

        page = finance.get(f"{LIST}?total_to=50")
        panel = finance.get(f"{LIST}?total_to=50&sums=1", headers=fragment("ledger-sums"))

        assertContains(page, 'hx-get="/finance/invoices/?total_to=50&amp;sort=-issue_date&amp;sums=1"')
        assertNotContains(page, "1 not payable")
        assertContains(panel, "1 not payable")
        assertNotContains(panel, "invoice-table")
        assertContains(finance.get(f"{LIST}?state=open"), "10 invoices")
        assertContains(finance.get(f"{LIST}?account_id=ACC1"), "8 invoices")
