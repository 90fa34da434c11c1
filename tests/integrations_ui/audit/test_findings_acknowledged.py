"""Taking a finding as it is: why and until when, who may, when it comes back, and taking it back."""

from __future__ import annotations

import html
import re
from datetime import date, timedelta

import pytest
import responses
import time_machine
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from dashboard import roles
from integrations_ui.models import Acknowledgement
from tests.builders import CONNECTION_UUID, page_of
from tests.conftest import person
from tests.integrations_ui.audit.subjects import OTHER_UUID, automation, function
from tests.integrations_ui.audit.test_findings import DISABLED, MINE, announce_one, faulty, figures, titles
from tests.integrations_ui.places import AUTOMATIONS, FUNCTIONS

LINK = re.compile(rf'href="({MINE}AUT-2/[0-9a-f]{{64}}/)acknowledge/"')
REASON = "Kept until the cut-over in March"


@pytest.fixture
def faulty_connection(exsited: responses.RequestsMock) -> responses.RequestsMock:
    announce_one(exsited, **faulty())
    return exsited


def place_of(client: Client) -> str:
    """Where the one finding of the connection is acknowledged and withdrawn, as its page links it."""
    found = LINK.search(client.get(MINE).content.decode())
    assert found
    return found[1]


def in_days(days: int) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def acknowledge(client: Client, **changes: str) -> str:
    place = place_of(client)
    response = client.post(f"{place}acknowledge/", {"reason": REASON, "expires_on": in_days(30)} | changes)
    assertRedirects(response, MINE, fetch_redirect_response=False)
    return place


@pytest.mark.usefixtures("faulty_connection")
class TestAcknowledgeFinding:
    def test_shows_the_finding_and_a_form(self, administrator: Client) -> None:
        response = administrator.get(f"{place_of(administrator)}acknowledge/")

        assert DISABLED in titles(response)
        assertContains(response, "csrfmiddlewaretoken")
        assertContains(response, f'max="{in_days(365)}"')

    def test_sets_it_aside_with_who_when_why_and_until(self, administrator: Client) -> None:
        acknowledge(administrator)

        response = administrator.get(MINE)
        kept = Acknowledgement.objects.get()

        assert figures(response) | {"Open": 1, "Error": 0, "Acknowledged": 1} == figures(response)
        assertContains(response, REASON)
        assertContains(response, "ada")
        assert (kept.connection_uuid, kept.rule, kept.acknowledged_by.username) == (CONNECTION_UUID, "AUT-2", "ada")
        assert kept.expires_on == date.fromisoformat(in_days(30))

    def test_puts_nobodys_reason_aside_unseen(self, administrator: Client) -> None:
        place = acknowledge(administrator)
        mine = {"reason": "Mine", "expires_on": in_days(9)}

        refused = administrator.post(f"{place}acknowledge/", mine)
        [over] = re.findall(r'name="over" value="(\d+)"', refused.content.decode())
        administrator.post(f"{place}acknowledge/", mine | {"over": over})

        assertContains(refused, "Acknowledged meanwhile", status_code=409)
        assertContains(refused, REASON, status_code=409)
        assertContains(refused, '<div class="versus">', count=1, status_code=409)
        assert sorted(Acknowledgement.objects.values_list("reason", flat=True)) == sorted([REASON, "Mine"])

    def test_writes_nothing_by_looking(self, administrator: Client) -> None:
        administrator.get(f"{place_of(administrator)}acknowledge/")

        assert Acknowledgement.objects.count() == 0

    @pytest.mark.parametrize(
        ("typed", "told"),
        [
            ({"reason": "   "}, "Say why this may stay as it is."),
            ({"reason": "x" * 501}, "Say it in at most 500 characters."),
            ({"reason": "nul\x00"}, "Leave out the characters that cannot be read."),
            ({"expires_on": ""}, "Choose the day until which this holds."),
            ({"expires_on": "soon"}, "Write the day as year-month-day"),
            ({"expires_on": "0000-00-00"}, "Write the day as year-month-day"),
            ({"expires_on": "2020-01-31"}, "Choose a day from tomorrow to"),
            ({"expires_on": "9999-12-31"}, "Choose a day from tomorrow to"),
        ],
    )
    def test_says_what_to_do_about_bad_input_and_keeps_it(
        self, administrator: Client, typed: dict[str, str], told: str
    ) -> None:
        address = f"{place_of(administrator)}acknowledge/"

        response = administrator.post(address, {"reason": "<i>typed</i>", "expires_on": "2027-02-30"} | typed)

        assertContains(response, told, status_code=400)
        for value in typed.values():
            assert html.escape(value.strip()) in response.content.decode()
        if "reason" not in typed:
            assertContains(response, "&lt;i&gt;typed&lt;/i&gt;", status_code=400)
        assert Acknowledgement.objects.count() == 0

    @pytest.mark.parametrize(("days", "status"), [(0, 400), (1, 302), (365, 302), (366, 400)])
    def test_holds_for_a_year_at_most(self, administrator: Client, days: int, status: int) -> None:
        address = f"{place_of(administrator)}acknowledge/"

        assert administrator.post(address, {"reason": REASON, "expires_on": in_days(days)}).status_code == status

    def test_needs_the_token_of_its_form(self, administrator: Client) -> None:
        address = f"{place_of(administrator)}acknowledge/"
        strict = Client(enforce_csrf_checks=True)
        strict.cookies = administrator.cookies

        assert strict.post(address, {"reason": REASON, "expires_on": in_days(30)}).status_code == 403
        assert Acknowledgement.objects.count() == 0

    def test_returns_after_its_last_day(self, administrator: Client) -> None:
        acknowledge(administrator)
        kept = Acknowledgement.objects.get()
        for ended, is_open in ((timezone.localdate(), 1), (timezone.localdate() - timedelta(days=1), 2)):
            Acknowledgement.objects.filter(pk=kept.pk).update(expires_on=ended)

            assert figures(administrator.get(MINE))["Open"] == is_open

    def test_is_withdrawn_by_a_post(self, administrator: Client) -> None:
        place = acknowledge(administrator)

        assertContains(administrator.get(MINE), f'action="{place}withdraw/"')
        assert administrator.get(f"{place}withdraw/").status_code == 405
        assertRedirects(administrator.post(f"{place}withdraw/"), MINE, fetch_redirect_response=False)
        assert figures(administrator.get(MINE))["Acknowledged"] == 0
        assert Acknowledgement.objects.get().withdrawn_at is not None

    def test_keeps_who_withdrew_it_first(self, administrator: Client) -> None:
        place = acknowledge(administrator)
        other = person("alan", roles.ADMINISTRATORS)

        other.post(f"{place}withdraw/")
        administrator.post(f"{place}withdraw/")

        kept = Acknowledgement.objects.get()
        assert kept.withdrawn_by is not None
        assert (kept.acknowledged_by.username, kept.withdrawn_by.username) == ("ada", "alan")

    def test_shows_who_acknowledged_it_before(self, administrator: Client) -> None:
        place = acknowledge(administrator)

        response = administrator.get(f"{place}acknowledge/")

        assertContains(response, REASON)
        assertContains(response, f'action="{place}withdraw/"')

    def test_escapes_the_reason(self, administrator: Client) -> None:
        acknowledge(administrator, reason="<script>alert(1)</script>")

        assertNotContains(administrator.get(MINE), "<script>alert")

    def test_is_told_among_all_connections_too(self, administrator: Client) -> None:
        acknowledge(administrator)

        response = administrator.get("/integrations/findings/?show=acknowledged")

        assertContains(response, REASON)
        assert titles(response) == [DISABLED]

    @pytest.mark.parametrize(
        "place", [f"{MINE}AUT-99/{'0b' * 32}/", f"{MINE}AUT-2/{'0b' * 31}/", f"{MINE}AUT-2/{'ZZ' * 32}/"]
    )
    @pytest.mark.parametrize("verb", ["acknowledge", "withdraw"])
    def test_turns_down_words_that_no_finding_has(self, administrator: Client, place: str, verb: str) -> None:
        administrator.get(MINE)

        assert administrator.post(f"{place}{verb}/").status_code == 404

    @pytest.mark.parametrize("verb", ["acknowledge", "withdraw"])
    @pytest.mark.parametrize("role", ["support", "finance", "nobody"])
    def test_is_for_administrators(
        self, request: pytest.FixtureRequest, administrator: Client, role: str, verb: str
    ) -> None:
        place = acknowledge(administrator)
        client: Client = request.getfixturevalue(role)

        assert client.post(f"{place}{verb}/", {"reason": "x", "expires_on": in_days(2)}).status_code == 403
        assert Acknowledgement.objects.get().withdrawn_at is None


class TestChangedFacts:
    def test_make_it_another_finding(self, administrator: Client, faulty_connection: responses.RequestsMock) -> None:
        faulty_connection.remove("GET", AUTOMATIONS)
        faulty_connection.get(
            AUTOMATIONS,
            json=page_of(automation(perform_function="Send invoices"), key="integration_automations"),
        )
        acknowledge(administrator)
        faulty_connection.remove("GET", FUNCTIONS)
        faulty_connection.get(
            FUNCTIONS, json=page_of(function(uuid=OTHER_UUID, enabled="false"), key="partner_functions")
        )

        response = administrator.get(MINE)

        assert DISABLED in titles(response)
        assert figures(response)["Acknowledged"] == 0

    def test_leave_nothing_to_acknowledge(
        self, administrator: Client, faulty_connection: responses.RequestsMock
    ) -> None:
        address = f"{place_of(administrator)}acknowledge/"
        faulty_connection.remove("GET", FUNCTIONS)
        faulty_connection.get(FUNCTIONS, json=page_of(function(), key="partner_functions"))

        for response in (
            administrator.get(address),
            administrator.post(address, {"reason": REASON, "expires_on": in_days(30)}),
        ):
            assertContains(response, "Its facts have changed", status_code=404)
        assert Acknowledgement.objects.count() == 0


class TestDays:
    def test_are_those_of_the_tenant(self, administrator: Client, faulty_connection: responses.RequestsMock) -> None:
        place = place_of(administrator)
        with time_machine.travel("2026-11-21T20:00:00Z", tick=False):
            # It is the 22nd in Sydney.
            client = Client()
            client.force_login(User.objects.get())
            response = client.post(f"{place}acknowledge/", {"reason": REASON, "expires_on": "2026-11-22"})

        assertContains(response, "Choose a day from tomorrow to 22 Nov 2027.", status_code=400)
