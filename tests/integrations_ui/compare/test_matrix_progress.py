"""How the matrix of all connections reads: a few at a time, none twice, by whatever process, and how far it is."""

from __future__ import annotations

import pickle
import re
from collections import Counter
from html import unescape
from typing import Any

import pytest
import responses
from django.core.cache import cache
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains

from integrations_ui.across.progress import STEP, answers_key
from tests.builders import SECRETS, configuration_json
from tests.integrations_ui.compare.places import CONNECTIONS, MATRIX_PAGE, configuration_of, connections, one, tell
from tests.integrations_ui.places import fragment

PANEL = fragment("panel-matrix")
FETCHES = re.compile(r'hx-get="([^"]+)"')
MANY = 2 * STEP + 3
UUIDS = [f"connection-{number:03}" for number in range(MANY)]


def announce(fake: responses.RequestsMock, *, but: tuple[str, ...] = ()) -> None:
    fake.get(CONNECTIONS, json=connections(*(one(uuid, f"Name of {uuid}") for uuid in UUIDS)))
    for uuid in UUIDS:
        if uuid not in but:
            tell(fake, uuid)


def next_url(response: Any) -> str:
    return unescape(FETCHES.findall(response.content.decode())[0])


def read(person: Client, response: Any) -> Any:
    """As the browser does: the panel fetches its successor."""
    return person.get(next_url(response), headers=PANEL)


def asked(fake: responses.RequestsMock) -> Counter[str]:
    return Counter(str(call.request.url) for call in fake.calls)


class TestProgress:
    def test_tells_how_far_it_is_until_the_table_is_there(
        self, administrator: Client, exsited: responses.RequestsMock
    ) -> None:
        announce(exsited)

        frame = administrator.get(MATRIX_PAGE)
        first = read(administrator, frame)
        second = read(administrator, first)
        table = read(administrator, second)

        assertContains(frame, f'max="{MANY}"\n            value="0"')
        for step, done in ((first, STEP), (second, 2 * STEP)):
            assertContains(step, f"<span>{done} of {MANY} read</span>", html=True)
            assertContains(step, f'data-told="{done} of {MANY} configurations read"')
            assertNotContains(step, "<table")
        assertContains(table, "<table")
        assertContains(table, f"Name of {UUIDS[-1]}")
        assertNotContains(table, "hx-get")
        assert set(asked(exsited).values()) == {1}

    def test_reads_no_more_at_a_time_than_it_says(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        exsited.assert_all_requests_are_fired = False
        announce(exsited)

        read(administrator, administrator.get(MATRIX_PAGE))

        assert sum("configuration" in url for url in asked(exsited)) == STEP

    def test_stops_when_the_reader_leaves(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(CONNECTIONS, json=connections(*(one(uuid, uuid) for uuid in UUIDS)))

        administrator.get(MATRIX_PAGE)

        assert len(exsited.calls) == 2

    def test_leads_to_a_page_that_reads_only_the_rest(
        self, administrator: Client, exsited: responses.RequestsMock
    ) -> None:
        announce(exsited)
        first = read(administrator, administrator.get(MATRIX_PAGE))
        [rest] = re.findall(r'<a href="([^"]+)">Wait for the rest</a>', first.content.decode())

        page = administrator.get(unescape(rest))

        assertContains(page, "<h1")
        assertContains(page, f"Name of {UUIDS[0]}")
        assert set(asked(exsited).values()) == {1}

    def test_asks_for_none_again_that_failed(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce(exsited, but=(UUIDS[0],))
        exsited.get(configuration_of(UUIDS[0]), status=403, json={})
        response = administrator.get(MATRIX_PAGE)
        for _ in range(3):
            response = read(administrator, response)

        assertContains(response, f"1 of {MANY} configurations did not come")
        assert asked(exsited)[configuration_of(UUIDS[0])] == 1

    def test_ends_at_once_where_the_api_turns_us_down(
        self, administrator: Client, exsited: responses.RequestsMock
    ) -> None:
        exsited.assert_all_requests_are_fired = False
        announce(exsited, but=(UUIDS[STEP],))
        exsited.get(configuration_of(UUIDS[STEP]), status=429, headers={"Retry-After": "900"}, json={})

        second = read(administrator, read(administrator, administrator.get(MATRIX_PAGE)))

        assertContains(second, "<table")
        assertContains(second, "configurations did not come")
        assert sum("configuration" in url for url in asked(exsited)) <= 2 * STEP

    def test_ends_where_the_cache_forgets_everything(
        self, administrator: Client, exsited: responses.RequestsMock
    ) -> None:
        announce(exsited)
        first = read(administrator, administrator.get(MATRIX_PAGE))
        cache.clear()

        assertContains(read(administrator, first), "<table")

    def test_ends_where_the_cache_forgets_what_was_read(
        self, administrator: Client, exsited: responses.RequestsMock
    ) -> None:
        announce(exsited)
        response = administrator.get(MATRIX_PAGE)
        for _ in range(3):
            ticket = re.findall(r"walk=([\w-]+)", next_url(response))[0]
            cache.delete(answers_key(ticket))
            response = read(administrator, response)

        assertContains(response, "<table")

    @pytest.mark.parametrize("step", ["0", "-1", "x", "9999", "99999999999", "²"])
    def test_of_an_odd_step_reads_the_rest_at_once(
        self, administrator: Client, exsited: responses.RequestsMock, step: str
    ) -> None:
        announce(exsited)
        address = re.sub(r"step=\d+", f"step={step}", next_url(administrator.get(MATRIX_PAGE)))

        assertContains(administrator.get(address, headers=PANEL), "<table")

    def test_keeps_no_secret(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        exsited.assert_all_requests_are_fired = False
        announce(exsited)
        secret = {"provider": "xero", "api_token": SECRETS[0], "export": {"client_secret": SECRETS[1]}}
        exsited.replace(
            responses.GET, configuration_of(UUIDS[0]), json={"integration": configuration_json(item=secret)}
        )
        frame = administrator.get(MATRIX_PAGE)
        ticket = re.findall(r"walk=([\w-]+)", next_url(frame))[0]

        read(administrator, frame)

        kept = repr(cache.get(answers_key(ticket))) + str(pickle.dumps(cache.get(answers_key(ticket))))
        assert "invoice_to_xero_enabled" in kept
        assert not [one for one in SECRETS if one in kept]

    def test_is_not_for_everybody(self, support: Client) -> None:
        assert support.get(f"{MATRIX_PAGE}?wait=1&walk=0123456789abcdef&step=1", headers=PANEL).status_code == 403
