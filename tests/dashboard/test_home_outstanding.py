"""The home page says what is outstanding of each currency, from the ledger, to those who may know."""

from __future__ import annotations

import html
from collections.abc import Iterator
from typing import Any

import pytest
import responses
import time_machine
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains

from dashboard.formats import money_text
from invoices_ui.ledger.addresses import address_of
from invoices_ui.receivables.figures import read_figures
from tests.builders import page_of
from tests.conftest import BASE_URL
from tests.integrations_ui.history.test_sightings import failing
from tests.invoices_ui.receivables.made import NOON, TODAY, fill
from tests.invoices_ui.receivables.test_pages import ended
from tests.sections import section_on

OF_THE_LEDGER = 'SELECT "invoices_ui_duetotal"'


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture(autouse=True)
def _upstream(exsited: responses.RequestsMock) -> None:
    """Only what the other panels ask for."""
    exsited.assert_all_requests_are_fired = False
    exsited.get(f"{BASE_URL}/api/v2/integration-connections", json=page_of(key="integration_connection"))
    exsited.get(f"{BASE_URL}/api/v3/invoices", json=page_of(key="invoices"))


def outstanding_on(response: Any) -> str:
    return section_on(response, "outstanding")


class TestOutstandingAtHome:
    @pytest.mark.parametrize("seed", [1, 2])
    def test_shows_what_is_outstanding_and_overdue_of_each_currency(self, finance: Client, seed: int) -> None:
        fill(seed)
        ended("complete", records=160)

        shown = outstanding_on(finance.get("/"))

        owed = [row for row in read_figures(TODAY) if row.outstanding.tally.invoices]
        assert len(owed) == 4
        for row in owed:
            for key in ("outstanding", "overdue"):
                assert money_text(row.figures[key].tally.amount, row.currency) in shown
        assert "partial" not in shown

    def test_leads_to_exactly_the_invoices_of_each_amount(self, finance: Client) -> None:
        fill(1)

        page = finance.get("/")

        [yen] = [row for row in read_figures(TODAY) if row.currency == "JPY"]
        for key in ("outstanding", "overdue"):
            address = address_of(yen.figures[key].filters)
            assert "currency=JPY" in address
            assertContains(page, f'href="{html.escape(address)}"')

    def test_says_what_it_is_part_of(self, finance: Client) -> None:
        fill(1)
        ended("partial", records=200, reason="Page 3 could not be read.")

        shown = outstanding_on(finance.get("/"))

        assert "partial" in shown
        assert "of 200 invoices" in shown
        assert "Page 3 could not be read." in shown

    def test_an_empty_ledger_is_no_zero(self, finance: Client) -> None:
        shown = outstanding_on(finance.get("/"))

        assert "The ledger is empty" in shown
        assert "0.00" not in shown

    def test_a_ledger_of_which_nothing_is_owed_says_so(self, finance: Client) -> None:
        ended("complete", records=0)

        assert "Nothing is outstanding" in outstanding_on(finance.get("/"))

    def test_says_that_it_cannot_tell_where_the_database_does_not_answer(self, finance: Client) -> None:
        with failing(OF_THE_LEDGER):
            response = finance.get("/")

        assert "Cannot tell" in outstanding_on(response)
        assertContains(response, "No invoices yet")

    def test_is_not_for_support(self, support: Client) -> None:
        fill(1)

        assertNotContains(support.get("/"), "Outstanding")
