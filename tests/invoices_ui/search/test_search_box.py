"""The box of every page: what is sent by it, what it finds while one types, and what it remembers."""

from __future__ import annotations

import logging
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import responses
from django.contrib.auth.models import User
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects
from requests import ConnectionError as NoConnection

from invoices_ui.models import LONGEST_TEXT, Lookup
from invoices_ui.search.recent import KEPT
from tests.builders import CONNECTION_UUID, connection_json, invoice_json
from tests.invoices_ui.records import INVOICE, ORDER, PAGE
from tests.invoices_ui.search.test_search import CONNECTION, found

SECRETS = [
    "eyJhbGciOi.eyJzdWIiOiIxMjM0In0.SflKxwRJSMeKKF2QT4",
    "Bearer abcdefgh12345678",
    "canary-client-secret-Zq81Lw0pX4",
    "client_secret=hunter2hunter2",
]
MAIL = "Dear support,\nINV-76GOU2-6081 was charged twice.\n" + "Kind regards from Rosa Diaz. " * 20


def typed(client: Client, text: str) -> HttpResponse:
    headers = {"HX-Request": "true", "HX-Target": "lookup-results"}
    return client.post("/search/typed/", {"q": text}, headers=headers)  # type: ignore[return-value]


def keep(person: str, number: int = 1, **fields: object) -> Lookup:
    fields = {"kind": "invoice", "label": f"Invoice INV-{number}", "url": f"/invoices/INV-{number}/", **fields}
    at = timezone.now() - timedelta(hours=number)
    user = User.objects.get(username=person)
    return Lookup.objects.create(person=user, text=f"INV-{number}", looked_up_at=at, **fields)


class TestSending:
    def test_leads_to_what_is_asked_by_an_address(self, support: Client) -> None:
        response = support.post("/search/", {"q": " INV-76GOU2-6081 "})

        assertRedirects(response, "/search/?q=INV-76GOU2-6081", fetch_redirect_response=False)

    def test_of_a_mail_only_the_ids_get_into_the_address(self, support: Client) -> None:
        url = support.post("/search/", {"q": MAIL}).headers["Location"]

        assert parse_qs(urlsplit(url).query) == {"q": ["INV-76GOU2-6081"], "told": ["long"]}

    def test_a_mail_without_ids_leaves_nothing_in_the_address(self, support: Client) -> None:
        response = support.post("/search/", {"q": "Kind regards from Rosa Diaz. " * 20}, follow=True)

        assert response.redirect_chain == [("/search/?told=nothing", 302)]
        assertContains(response, "holds no id")

    @pytest.mark.parametrize("secret", SECRETS)
    def test_a_secret_gets_neither_into_the_address_nor_onto_the_page_nor_into_the_log(
        self,
        administrator: Client,
        exsited: responses.RequestsMock,
        caplog: pytest.LogCaptureFixture,
        secret: str,
    ) -> None:
        caplog.set_level(logging.DEBUG)

        response = administrator.post("/search/", {"q": f"INV-1 {secret}"}, follow=True)

        assert response.redirect_chain == [("/search/?told=secret", 302)]
        assertContains(response, "looks like a secret")
        assertNotContains(response, secret[-10:])
        assert secret[-10:] not in caplog.text
        assert len(exsited.calls) == 0
        assert not Lookup.objects.exists()

    def test_a_very_long_mail_is_taken(self, support: Client) -> None:
        response = support.post("/search/", {"q": "word " * 4200 + "INV-1"}, follow=True)

        assertContains(response, "Only the first 20,000 characters were read")

    def test_nothing_sent_leads_to_the_empty_page(self, support: Client) -> None:
        assertRedirects(support.post("/search/", {"q": " "}), "/search/")

    @pytest.mark.parametrize("path", ["/search/", "/search/typed/", "/search/forget/"])
    def test_is_not_taken_from_other_sites(self, support: Client, path: str) -> None:
        strict = Client(enforce_csrf_checks=True)
        strict.cookies = support.cookies

        assert strict.post(path, {"q": "INV-1"}).status_code == 403

    @pytest.mark.parametrize("path", ["/search/", "/search/typed/", "/search/forget/"])
    def test_without_a_role_it_is_refused(self, nobody: Client, path: str) -> None:
        assert nobody.post(path, {"q": "INV-1"}).status_code == 403

    def test_unknown_words_about_a_text_say_nothing(self, support: Client) -> None:
        assertNotContains(support.get("/search/?told=<b>&told=wombat"), "wombat")


class TestBox:
    def test_is_on_every_page(self, support: Client) -> None:
        assertContains(support.get("/nowhere/"), 'id="lookup"', status_code=404)

    def test_is_not_offered_to_whom_it_would_refuse(self, nobody: Client) -> None:
        assertNotContains(nobody.get("/nowhere/"), 'id="lookup"', status_code=404)


class TestWhileTyping:
    def test_lists_what_a_whole_id_finds(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(INVOICE, json={"invoice": invoice_json()})

        response = typed(support, "inv-76gou2-6081")

        assertContains(response, f'href="{PAGE}"')
        assertContains(response, "Overdue")
        assertContains(response, "1 found")
        assertNotContains(response, "<html")

    def test_half_an_id_asks_nothing(self, support: Client, exsited: responses.RequestsMock) -> None:
        assertContains(typed(support, "INV-76GOU2-60"), "Look up all of it")
        assert len(exsited.calls) == 0

    def test_keeps_nothing(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(INVOICE, json={"invoice": invoice_json()})

        typed(support, "INV-76GOU2-6081")

        assert not Lookup.objects.exists()

    def test_offers_what_was_looked_up_before(self, support: Client) -> None:
        keep("sam", 1)
        keep("sam", 22)

        response = typed(support, "INV-22")

        assertContains(response, "/invoices/INV-22/")
        assertNotContains(response, "/invoices/INV-1/")

    def test_what_it_finds_is_not_offered_a_second_time(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(INVOICE, json={"invoice": invoice_json()})
        keep("sam", url=PAGE, label="Invoice INV-76GOU2-6081")

        assertContains(typed(support, "INV-76GOU2-6081"), f'href="{PAGE}"', count=1)

    def test_an_empty_box_offers_the_newest(self, support: Client) -> None:
        for number in range(1, 8):
            keep("sam", number)

        assertContains(typed(support, ""), "/invoices/INV-", count=5)

    def test_a_failure_is_not_an_absence(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(INVOICE, body=NoConnection())

        response = typed(support, "INV-76GOU2-6081")

        assertContains(response, "could not be asked")
        assertNotContains(response, "no such record")

    @pytest.mark.parametrize("secret", SECRETS)
    def test_a_secret_is_refused(self, support: Client, exsited: responses.RequestsMock, secret: str) -> None:
        keep("sam")

        response = typed(support, secret)

        assertContains(response, "looks like a secret")
        assertNotContains(response, secret[-10:])
        assert len(exsited.calls) == 0

    def test_support_finds_no_connections(self, support: Client, exsited: responses.RequestsMock) -> None:
        typed(support, CONNECTION_UUID)

        assert len(exsited.calls) == 0


class TestLookedUpBefore:
    def test_tells_what_a_lookup_led_to(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(INVOICE, json={"invoice": invoice_json()})
        support.get("/search/?q=inv-76gou2-6081")

        response = support.get("/search/")

        assertContains(response, "Looked up before")
        assertContains(response, f'href="{PAGE}"')
        assertContains(response, "inv-76gou2-6081")

    def test_several_hits_lead_to_the_same_lookup(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(INVOICE, json={"invoice": invoice_json()})
        exsited.get(ORDER, json=found(invoice_json(), within="order"))
        support.get("/search/?q=INV-76GOU2-6081+ORD-76GOU2-1267")

        assertContains(support.get("/search/"), "/search/?q=INV-76GOU2-6081+ORD-76GOU2-1267")
        assertContains(support.get("/search/"), "2 found")

    def test_nothing_found_is_not_kept(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(INVOICE, status=404)
        support.get("/search/?q=INV-76GOU2-6081")

        assert not Lookup.objects.exists()

    def test_the_same_twice_is_kept_once(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(INVOICE, json={"invoice": invoice_json()})
        support.get("/search/?q=INV-76GOU2-6081")
        support.get("/search/?q=inv-76gou2-6081")

        assert [lookup.text for lookup in Lookup.objects.all()] == ["inv-76gou2-6081"]

    def test_only_so_many_are_kept_of_each_person(
        self, support: Client, finance: Client, exsited: responses.RequestsMock
    ) -> None:
        for number in range(1, 13):
            keep("sam", number)
        keep("fay", 99)
        exsited.get(INVOICE, json={"invoice": invoice_json()})
        support.get("/search/?q=INV-76GOU2-6081")

        kept = Lookup.objects.filter(person__username="sam")

        assert kept.count() == KEPT
        assert kept[0].label == "Invoice INV-76GOU2-6081"
        assert Lookup.objects.filter(person__username="fay").count() == 1

    def test_a_look_without_reading_keeps_nothing(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(INVOICE, json={"invoice": invoice_json()})
        support.head("/search/?q=INV-76GOU2-6081")

        assert not Lookup.objects.exists()

    def test_a_long_text_is_kept_short(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(INVOICE, json={"invoice": invoice_json()})
        support.get("/search/", {"q": "INV-76GOU2-6081 " + "PMT-76GOU2-0001 PMT-76GOU2-0002 CPO-76GOU2-0003 " * 30})

        assert len(Lookup.objects.get().text) <= LONGEST_TEXT

    def test_nobody_sees_those_of_others(self, support: Client, finance: Client) -> None:
        keep("fay")

        assertNotContains(support.get("/search/"), "INV-1/")
        assertNotContains(typed(support, ""), "INV-1/")

    def test_a_kind_no_longer_allowed_is_not_offered(self, support: Client) -> None:
        keep("sam", kind="connection", label="Connection Wombat", url=f"/integrations/{CONNECTION_UUID}/")

        assertNotContains(support.get("/search/"), "Wombat")
        assertNotContains(typed(support, ""), "Wombat")

    def test_a_connection_goes_by_its_name(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        row = connection_json(remote_instance_name="Wombat Pty Ltd")
        exsited.get(CONNECTION, json={"integration_connection": [row]})
        administrator.get(f"/search/?q={CONNECTION_UUID}")

        assertContains(administrator.get("/search/"), "Connection Wombat Pty Ltd")

    def test_can_be_forgotten_by_their_person_alone(self, support: Client, finance: Client) -> None:
        keep("sam")
        keep("fay")

        assertRedirects(support.post("/search/forget/"), "/search/")
        assert [lookup.person.username for lookup in Lookup.objects.all()] == ["fay"]

    def test_is_not_forgotten_by_a_link(self, support: Client) -> None:
        keep("sam")

        assert support.get("/search/forget/").status_code == 405
        assert Lookup.objects.exists()

    def test_a_store_that_cannot_keep_it_does_not_cost_the_lookup(
        self, support: Client, exsited: responses.RequestsMock
    ) -> None:
        exsited.get(INVOICE, json={"invoice": invoice_json()})
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE {Lookup._meta.db_table}")

        response = support.get("/search/?q=INV-76GOU2-6081")

        assertRedirects(response, PAGE, fetch_redirect_response=False)

    def test_text_from_outside_is_escaped(self, support: Client) -> None:
        keep("sam", label="<script>alert(1)</script>")

        assertNotContains(support.get("/search/"), "<script>alert(1)")
        assertNotContains(typed(support, ""), "<script>alert(1)")
