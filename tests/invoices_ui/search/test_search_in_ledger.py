"""Half an id and a customer on the phone: what the ledger finds where the billing API can read whole ids only."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest
import responses
from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects
from requests import ConnectionError as NoConnection

from invoices_ui.ledger.keeping import keep, mark_missing
from invoices_ui.ledger.models import LedgerInvoice, LedgerRun
from invoices_ui.search.kept import LOOKED_AT, SHOWN
from tests.builders import invoice_json
from tests.invoices_ui.ledger.test_entries import record
from tests.invoices_ui.records import API, INVOICE, PAGE

UUID = "5b9d6c0a-6d0e-4a8e-9d0c-0123456789ab"


def kept(*several: dict[str, Any], complete: bool = True) -> None:
    """The ledger after a sync that found these."""
    keep([record(**fields) for fields in several], walk=1)
    at = datetime(2026, 7, 1, tzinfo=UTC)
    LedgerRun.objects.create(
        kind=LedgerRun.Kind.FULL,
        status=LedgerRun.Status.COMPLETE if complete else LedgerRun.Status.PARTIAL,
        started_at=at,
        resumed_at=at,
        renewed_at=at,
        ended_at=at,
        verified_at=at if complete else None,
        reason="" if complete else "Not read: invoices 3 to 4 (upstream_5xx).",
        records=len(several) if complete else len(several) + 2,
    )


def typed(client: Client, text: str) -> HttpResponse:
    headers = {"HX-Request": "true", "HX-Target": "lookup-results"}
    return client.post("/search/typed/", {"q": text}, headers=headers)  # type: ignore[return-value]


def nowhere(exsited: responses.RequestsMock) -> None:
    """The API has no record of any id."""
    exsited.assert_all_requests_are_fired = False
    exsited.get(re.compile(API), status=404)


@pytest.mark.django_db
class TestOneInvoice:
    @pytest.mark.parametrize(
        "text",
        [
            "GOU2-60",
            "gou2-6081",
            "6081",
            "CPO-76GOU2-0001",
            "cpo-76gou2-0001",
            "PMT-20260703-0841",
            UUID,
            "harvest foods",
        ],
    )
    def test_goes_straight_there(self, support: Client, exsited: responses.RequestsMock, text: str) -> None:
        nowhere(exsited)
        kept(
            {
                "id": "INV-76GOU2-6081",
                "uuid": UUID,
                "account_name": "Harvest Foods Pty Ltd",
                "customer_purchase_order_id": "CPO-76GOU2-0001",
                "last_payment": {"id": "PMT-20260703-0841", "amount": "1.000000"},
            },
            {
                "id": "INV-OTHER1-1111",
                "order_id": "ORD-OTHER1-1",
                "account_id": "OTHER1",
                "customer_purchase_order_id": "",
            },
        )

        assertRedirects(support.get("/search/", {"q": text}), PAGE, fetch_redirect_response=False)

    def test_and_stays_where_the_api_could_not_be_asked(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(INVOICE, body=NoConnection())
        kept({"id": "INV-76GOU2-6081"})

        response = support.get("/search/?q=INV-76GOU2-6081")

        assertContains(response, "In the ledger")
        assertContains(response, "Could not be asked")
        assertContains(response, f'href="{PAGE}"')

    def test_a_whole_id_is_read_from_the_api_alone(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(INVOICE, json={"invoice": invoice_json()})
        kept({"id": "INV-76GOU2-60812"}, {"id": "INV-76GOU2-6081"})

        assertRedirects(support.get("/search/?q=INV-76GOU2-6081"), PAGE, fetch_redirect_response=False)


@pytest.mark.django_db
class TestSeveral:
    def test_are_listed_with_state_amount_and_account(self, support: Client, exsited: responses.RequestsMock) -> None:
        nowhere(exsited)
        kept(
            {"id": "INV-1", "account_name": "Harvest Foods", "due": "55.000000", "total": "55", "paid": "0"},
            {"id": "INV-2", "account_name": "Harvest Foods", "status": "VOID"},
        )

        response = support.get("/search/?q=harvest")

        assertContains(response, "In the ledger")
        assertContains(response, "55.00</span> due")
        assertContains(response, "Voided")
        assertContains(response, "2 of these invoices")
        assertContains(response, "as of")

    def test_say_that_there_are_more(self, support: Client, exsited: responses.RequestsMock) -> None:
        nowhere(exsited)
        kept(*({"id": f"INV-{number}", "account_name": "Harvest"} for number in range(SHOWN + 1)))

        response = support.get("/search/?q=harvest")

        assertContains(response, "There are more")

    def test_say_that_the_ledger_is_not_whole(self, support: Client, exsited: responses.RequestsMock) -> None:
        nowhere(exsited)
        kept({"id": "INV-1"}, {"id": "INV-2"}, complete=False)

        response = support.get("/search/?q=INV-")

        assertContains(response, "Not complete")
        assertContains(response, "Not read: invoices 3 to 4")
        assertContains(response, "2 of 4 invoices")

    def test_what_is_no_longer_upstream_is_not_found(self, support: Client, exsited: responses.RequestsMock) -> None:
        nowhere(exsited)
        kept({"id": "INV-GONE"}, {"id": "INV-HERE"})
        mark_missing(LedgerInvoice.objects.filter(invoice_id="INV-GONE"), timezone.now())

        response = support.get("/search/?q=inv-gon")

        assertContains(response, "Nothing found")
        assertContains(response, "Not in the ledger")


@pytest.mark.django_db
class TestNothing:
    def test_says_that_the_ledger_was_asked(self, support: Client, exsited: responses.RequestsMock) -> None:
        nowhere(exsited)
        kept({"id": "INV-1"})

        response = support.get("/search/?q=wombat+PMT-1")

        assertContains(response, "Neither the billing API nor the ledger")
        assertContains(response, "Not in the ledger", count=2)

    @pytest.mark.parametrize(
        ("text", "why"),
        [
            ("ab", "less than 3 letters"),
            ("wombat el", "less than 3 letters"),
            ("Where is my invoice of the last seven days please", "more than 6 words"),
        ],
    )
    def test_says_which_words_the_ledger_was_not_asked_for(
        self, support: Client, exsited: responses.RequestsMock, text: str, why: str
    ) -> None:
        nowhere(exsited)
        kept({"id": "INV-1"})

        response = support.get("/search/", {"q": text})

        assertContains(response, "What was not tried")
        assertContains(response, why)

    @pytest.mark.parametrize("text", ["ab", "a b c", "--", "%", "Where is my invoice of the last seven days please"])
    def test_what_is_in_everything_is_not_searched_for(
        self, support: Client, exsited: responses.RequestsMock, text: str
    ) -> None:
        nowhere(exsited)
        kept({"id": "INV-1"})

        assertNotContains(support.get("/search/", {"q": text}), "In the ledger")

    def test_a_secret_is_not_searched_for(self, support: Client) -> None:
        kept({"id": "INV-1", "account_name": "canary-client-secret-Zq81Lw0pX4"})

        response = support.get("/search/?q=canary-client-secret-Zq81Lw0pX4")

        assertNotContains(response, "Zq81Lw0pX4")
        assertNotContains(response, "In the ledger")

    def test_a_ledger_that_cannot_be_read_is_told(self, support: Client, exsited: responses.RequestsMock) -> None:
        nowhere(exsited)
        support.get("/search/")  # reads the session before the table is gone
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE invoices_ui_ledgerrun RENAME TO gone")
        try:
            response = support.get("/search/?q=wombat")
        finally:
            with connection.cursor() as cursor:
                cursor.execute("ALTER TABLE gone RENAME TO invoices_ui_ledgerrun")

        assertContains(response, "could not be read just now")


@pytest.mark.django_db
class TestWhileTyping:
    def test_halves_are_found_without_asking_the_api(self, support: Client, exsited: responses.RequestsMock) -> None:
        kept({"id": "INV-76GOU2-6081", "account_name": "Harvest Foods"}, {"id": "INV-76GOU2-6082"})

        response = typed(support, "gou2-608")

        assertContains(response, f'href="{PAGE}"')
        assertContains(response, "In the ledger")
        assert len(exsited.calls) == 0

    def test_asks_no_more_however_many_match(self, support: Client, exsited: responses.RequestsMock) -> None:
        from django.test.utils import CaptureQueriesContext

        counts = []
        for size in (2, LOOKED_AT + 5):
            LedgerInvoice.objects.all().delete()
            kept(*({"id": f"INV-{number:05d}"} for number in range(size)))
            cache.clear()
            with CaptureQueriesContext(connection) as queries:
                typed(support, "inv-0")
            counts.append(len(queries))

        assert counts[1] <= counts[0]


@pytest.mark.django_db
class TestWhoMayWhat:
    def test_nothing_of_invoices_without_the_role_for_them(
        self, client: Client, django_user_model: Any, exsited: responses.RequestsMock
    ) -> None:
        from django.contrib.auth.models import Permission

        person = django_user_model.objects.create_user("ivy", password="x")
        person.user_permissions.add(Permission.objects.get(codename="view_integrations"))
        client.force_login(person)
        kept({"id": "INV-76GOU2-6081"})

        assertNotContains(client.get("/search/?q=76gou2-60"), PAGE)
        assertNotContains(typed(client, "76gou2-60"), PAGE)
