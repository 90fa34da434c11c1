"""The page of evidence: it holds what the workbook holds, says what is missing, and stays quick with many."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import pytest
import responses
from django.db import connection as database
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.asserts import assertContains, assertNotContains

from integrations_ui.audit import RULES
from integrations_ui.models import Snapshot
from tests.builders import CONNECTION_UUID, connection_json, page_of
from tests.conftest import BASE_URL
from tests.integrations_ui.audit.subjects import OTHER_UUID, automation, function
from tests.integrations_ui.audit.test_findings import CONNECTIONS, announce_list, announce_one, announce_parts, faulty
from tests.integrations_ui.evidence.places import (
    ALL,
    ALL_FILE,
    ONE,
    ONE_FILE,
    acknowledged,
    announce_two,
    another,
    book_of,
)
from tests.integrations_ui.evidence.workbook import records_in
from tests.integrations_ui.places import AUTOMATIONS, CONNECTION, FUNCTIONS, PAGE

TAGS = re.compile(r"<[^>]+>")


def text_of(response: Any) -> str:
    """What a person reads, without the tags; keys may break between their words."""
    main = response.content.decode().partition("<main")[2].partition("</main>")[0]
    return " ".join(html.unescape(TAGS.sub(" ", main.replace("<wbr>", ""))).split())


class TestConnectionEvidence:
    def test_says_who_made_it_when_and_how_whole_it_is(
        self, administrator: Client, exsited: responses.RequestsMock
    ) -> None:
        announce_one(exsited)

        response = administrator.get(ONE)

        assertContains(response, "<h1>Evidence pack</h1>", html=True)
        for told in ("Made by ada", "Australia/Sydney", "UTC", "Exsited Console", "Completeness Complete"):
            assert told in text_of(response)
        assertContains(response, f'href="{ONE_FILE}"')
        assertNotContains(response, BASE_URL)

    def test_states_the_digest_that_the_history_keeps(
        self, administrator: Client, exsited: responses.RequestsMock
    ) -> None:
        announce_one(exsited)

        response = administrator.get(ONE)

        assertContains(response, Snapshot.objects.get().digest)

    def test_keeps_one_snapshot_however_often_it_is_read(
        self, administrator: Client, exsited: responses.RequestsMock
    ) -> None:
        announce_one(exsited)
        for path in (ONE, ONE, ONE_FILE):
            administrator.get(path).close()

        assert Snapshot.objects.count() == 1

    def test_holds_every_cell_of_the_workbook(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce_one(
            exsited,
            functions=[function(enabled="false", new_field="new value", description="d" * 500)],
            automations=[automation(status="PAUSED", custom_day="Thursday")],
        )
        book = book_of(administrator, ONE_FILE)
        told = text_of(administrator.get(ONE))

        for one in records_in(book, "Findings"):
            assert one["Rule"] in told
            assert one["First fact value"] in told
            assert one["Second fact value"].strip("()") in told
            assert one["Facts digest (SHA-256)"] in told
        for one in records_in(book, "Matrix"):
            assert one["Key"] in told
        for name in ("Partner functions", "Automations"):
            [record] = records_in(book, name)
            for key, value in record.items():
                if key not in {"created", "updated", "enabled"}:
                    assert value in told or value.replace(": ", " ") in told, key
        assert "d" * 500 in told

    def test_names_every_rule_that_was_asked(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce_one(exsited)

        told = text_of(administrator.get(ONE))

        assert all(f"{rule.id} {rule.severity.label} {rule.title}" in told for rule in RULES.values())

    def test_shows_who_acknowledged_what(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce_one(exsited, **faulty())
        found = records_in(book_of(administrator, ONE_FILE), "Findings")
        acknowledged("AUT-2", found[0]["Facts digest (SHA-256)"], reason="<i>Known</i> since May")

        response = administrator.get(ONE)

        assert "Acknowledged AUT-2" in text_of(response)
        assertContains(response, "&lt;i&gt;Known&lt;/i&gt; since May", count=2)

    def test_says_what_could_not_be_read(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce_one(exsited)
        exsited.remove("GET", FUNCTIONS)
        exsited.get(FUNCTIONS, status=500)
        exsited.remove("GET", CONNECTIONS)
        exsited.get(CONNECTIONS, status=500)

        told = text_of(administrator.get(ONE))

        assert "Completeness Not complete" in told
        assert "Not read: The list of partner functions could not be read." in told
        assert "The list of connections could not be read." in told
        assert "No rule found a contradiction" not in told
        assert "None: there is no digest of what was not read whole." in told
        assert Snapshot.objects.count() == 0

    def test_is_an_error_page_without_its_connection(
        self, administrator: Client, exsited: responses.RequestsMock
    ) -> None:
        announce_one(exsited)
        exsited.remove("GET", CONNECTION)
        exsited.get(CONNECTION, status=404, json={})
        exsited.assert_all_requests_are_fired = False  # what is late is not waited for

        for path in (ONE, ONE_FILE):
            assertContains(administrator.get(path), "Not found", status_code=404)

    @pytest.mark.parametrize("odd", ["..%20", "a" * 200, "%00"])
    def test_turns_down_what_is_no_id(self, administrator: Client, exsited: responses.RequestsMock, odd: str) -> None:
        for end in ("", "download/"):
            assert administrator.get(f"/integrations/{odd}/evidence/{end}").status_code == 404
        assert len(exsited.calls) == 0

    @pytest.mark.parametrize("place", ["findings/", "history/"])
    def test_is_linked_where_the_connection_is_judged_and_kept(
        self, administrator: Client, exsited: responses.RequestsMock, place: str
    ) -> None:
        announce_one(exsited)
        if place == "history/":
            exsited.remove("GET", CONNECTIONS)

        assertContains(administrator.get(f"{PAGE}/{place}"), f'href="{ONE}"')


def announce_many(exsited: responses.RequestsMock, count: int) -> None:
    uuids = [CONNECTION_UUID, OTHER_UUID, *(str(UUID(int=number)) for number in range(1, 11))][:count]
    announce_list(
        exsited,
        *(
            another(uuid=uuid, remote_instance_id=f"i{number}", remote_instance_name="Same")
            for number, uuid in enumerate(uuids)
        ),
    )
    for uuid in uuids:
        announce_parts(exsited, uuid=uuid, functions=[function(enabled="false")])


class TestEvidenceOfAll:
    def test_has_a_section_for_each_and_a_way_to_it(
        self, administrator: Client, exsited: responses.RequestsMock
    ) -> None:
        announce_two(exsited)

        response = administrator.get(ALL)

        for number in (1, 2):
            assertContains(response, f'href="#connection-{number}"', count=1)
            assertContains(response, f'id="connection-{number}"', count=1)
        assertContains(response, f'href="{ALL_FILE}"')
        digests = list(Snapshot.objects.values_list("digest", flat=True))
        assert len(digests) == 2
        assert all(digest in text_of(response) for digest in digests)

    @pytest.mark.parametrize(
        ("page", "shown"),
        [("", range(1, 6)), ("2", range(6, 11)), ("3", [11, 12]), ("all", range(1, 13))]
        + [(odd, range(1, 6)) for odd in ("0", "4", "-1", "two", "1" * 5000, "\u0662")],
    )
    def test_of_many_comes_in_pages(
        self, administrator: Client, exsited: responses.RequestsMock, page: str, shown: Sequence[int]
    ) -> None:
        announce_many(exsited, 12)

        told = administrator.get(ALL, {"page": page}).content.decode()

        assert re.findall(r'<section class="panel evidence"\s+id="connection-(\d+)"', told) == [str(n) for n in shown]
        for number in range(1, 13):
            place = "" if number in shown else f"?page={(number - 1) // 5 + 1}"
            assert told.count(f'href="{place}#connection-{number}"') == 1
        assert ('href="?page=all"' in told) == (page != "all")

    def test_reads_nothing_twice(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce_two(exsited)

        administrator.get(ALL)

        asked = [str(call.request.url) for call in exsited.calls if call.request.method == "GET"]
        assert len(asked) == len(set(asked)) == 1 + 2 * 3

    def test_says_that_the_list_was_cut_short(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        cut = page_of(connection_json(), key="integration_connection", records=5)
        exsited.get(CONNECTIONS, json=cut)
        announce_parts(exsited)

        told = text_of(administrator.get(ALL))

        assert "The list of connections could not be read to its end" in told
        assert "Completeness Not complete" in told

    def test_is_an_error_page_when_nothing_is_known(
        self, administrator: Client, exsited: responses.RequestsMock
    ) -> None:
        exsited.get(CONNECTIONS, status=500)

        assert administrator.get(ALL).status_code == 502

    def test_of_an_empty_account_says_so(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(CONNECTIONS, json=page_of(key="integration_connection"))

        assertContains(administrator.get(ALL), "No connections")

    def test_is_linked_from_the_findings(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce_two(exsited)

        assertContains(administrator.get("/integrations/findings/"), f'href="{ALL}"')

    def test_asks_the_database_as_often_for_many_as_for_few(
        self, administrator: Client, exsited: responses.RequestsMock
    ) -> None:
        asked = []
        for count in (2, 12):
            exsited.reset()
            exsited.post(f"{BASE_URL}/api/v1/oauth2/token", json={"access_token": "canary-access-token"})
            announce_many(exsited, count)
            administrator.get(ALL)  # the first reading of each is kept, which takes a query for each
            with CaptureQueriesContext(
                database,
            ) as queries:
                assertContains(administrator.get(f"{ALL}?page=all"), f'id="connection-{count}"')
            asked.append(len(queries))

        assert asked[0] == asked[1]
        exsited.assert_all_requests_are_fired = False


class TestManyRecords:
    def test_none_is_left_out(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        numbers = range(500)
        announce_one(
            exsited,
            functions=[function(uuid=str(UUID(int=number)), name=f"Function {number}.") for number in numbers],
            automations=[],
        )
        exsited.remove("GET", AUTOMATIONS)
        exsited.get(AUTOMATIONS, json=page_of(key="integration_automations"))

        told = text_of(administrator.get(ONE))

        assert all(f"Function {number}." in told for number in numbers)
