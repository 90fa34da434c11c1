"""The page of the access log, its files, and which acts are in it."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, datetime

import pytest
import responses
import time_machine
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains

from dashboard.access_log import looks
from dashboard.access_log.acts import Act
from dashboard.access_log.chain import record
from dashboard.access_log.models import Line
from dashboard.access_log.verifying import verify
from integrations_ui.urls import urlpatterns
from tests.builders import CONNECTION_UUID, automation_json, connection_json
from tests.conftest import BASE_URL
from tests.csv_files import rows_of
from tests.integrations_ui.history.test_sightings import failing
from tests.integrations_ui.places import AUTOMATIONS, CONNECTION

PAGE = "/access-log/"
CONNECTIONS = f"{BASE_URL}/api/v2/integration-connections"
FILES_AND_POSTS = re.compile("_file$|^withdraw_")
INSERT = 'INSERT INTO "access_log_line"'


def said() -> list[tuple[str, str, str]]:
    return [(line.act, line.subject, line.detail) for line in Line.objects.order_by("number")]


def table_of(response: object) -> str:
    page: str = response.content.decode()  # type: ignore[attr-defined]
    return page[page.index('id="access-log"') :]


class TestLooks:
    def announce(self, exsited: responses.RequestsMock, address: str = CONNECTIONS) -> None:
        exsited.get(address, json={"integration_connection": [connection_json()]})

    def test_at_all_connections_are_one_line_for_a_while(
        self, administrator: Client, exsited: responses.RequestsMock
    ) -> None:
        self.announce(exsited)
        with time_machine.travel(datetime(2026, 11, 20, 9, 0, tzinfo=UTC), tick=False) as clock:
            administrator.get("/integrations/shared-credentials/")
            administrator.get("/integrations/shared-credentials/")
            assert said() == [(Act.CONNECTION_VIEWED, "all connections", "shared credentials")]
            clock.shift(301)
            administrator.get("/integrations/shared-credentials/")

        assert len(said()) == 2

    def test_at_one_connection_name_it(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        self.announce(exsited, CONNECTION)

        administrator.get(f"/integrations/{CONNECTION_UUID}/check/")

        assert said() == [(Act.CONNECTION_VIEWED, CONNECTION_UUID, "form to check a value")]

    def test_at_two_parts_of_one_connection_are_two_lines_that_lead_there(
        self, administrator: Client, exsited: responses.RequestsMock
    ) -> None:
        self.announce(exsited, CONNECTION)
        exsited.assert_all_requests_are_fired = False
        part, other = (f"{digit * 8}-8a9b-4c0d-8e1f-a2b3c4d5e6f7" for digit in "67")
        for automation in (part, other):
            exsited.get(
                f"{AUTOMATIONS}/{automation}", json={"integration_automation": automation_json(uuid=automation)}
            )
            administrator.get(f"/integrations/{CONNECTION_UUID}/automations/{automation}/")

        assert said() == [
            (Act.CONNECTION_VIEWED, CONNECTION_UUID, f"automation {part}"),
            (Act.CONNECTION_VIEWED, CONNECTION_UUID, f"automation {other}"),
        ]
        page = administrator.get("/access-log/")
        assertContains(page, f'href="/integrations/{CONNECTION_UUID}/automations/{part}/"')

    def test_at_any_page_have_words(self) -> None:
        pages = {pattern.name for pattern in urlpatterns if not FILES_AND_POSTS.search(str(pattern.name))}

        assert pages == looks.PAGES.keys()

    @pytest.mark.parametrize(
        ("detail", "subject", "leads"),
        [
            ("overview", CONNECTION_UUID, f"/integrations/{CONNECTION_UUID}/"),
            ("matrix", "all connections", "/integrations/matrix/"),
            ("matrix", CONNECTION_UUID, ""),
            ("automation", CONNECTION_UUID, ""),
            ("automation ../x", CONNECTION_UUID, ""),
            ("automation list", CONNECTION_UUID, ""),
            ("automation detail", CONNECTION_UUID, ""),
            ("overview", "../x", ""),
            ("<b>", CONNECTION_UUID, ""),
        ],
    )
    def test_lead_only_where_their_words_say_enough(self, detail: str, subject: str, leads: str) -> None:
        shown = looks.shown(detail, subject)

        assert re.findall('href="([^"]+)"', shown) == ([leads] if leads else [])
        assert "<b>" not in shown

    def test_through_a_fragment_alone_count_too(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        self.announce(exsited, CONNECTION)

        administrator.get(
            f"/integrations/{CONNECTION_UUID}/check/", headers={"HX-Request": "true", "HX-Target": "panel-x"}
        )

        assert len(said()) == 1

    def test_by_a_form_that_is_turned_down_count_too(
        self, administrator: Client, exsited: responses.RequestsMock
    ) -> None:
        self.announce(exsited, CONNECTION)

        response = administrator.post(f"/integrations/{CONNECTION_UUID}/check/", {"field": "x", "value": ""})

        assertContains(response, "Paste the value to check", status_code=400)
        assert said() == [(Act.CONNECTION_VIEWED, CONNECTION_UUID, "form to check a value")]

    def test_that_find_nothing_are_none(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(CONNECTION, status=404)

        assert administrator.get(f"/integrations/{CONNECTION_UUID}/check/").status_code == 404
        assert administrator.post(f"/integrations/{CONNECTION_UUID}/findings/x/y/acknowledge/").status_code == 404
        assert said() == []

    def test_that_were_refused_are_none(self, support: Client, exsited: responses.RequestsMock) -> None:
        support.get(f"/integrations/{CONNECTION_UUID}/check/")

        assert said() == []

    def test_that_failed_are_none(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(CONNECTIONS, status=403)

        administrator.get("/integrations/shared-credentials/")

        assert said() == []

    def test_go_on_where_their_line_cannot_be_written_and_are_told_elsewhere(
        self, administrator: Client, exsited: responses.RequestsMock, caplog: pytest.LogCaptureFixture
    ) -> None:
        self.announce(exsited)

        with failing(INSERT):
            response = administrator.get("/integrations/shared-credentials/")

        assert response.status_code == 200
        [lost] = [one for one in caplog.records if one.getMessage() == "act_not_recorded"]
        assert vars(lost)["subject"] == "all connections"
        administrator.get("/integrations/shared-credentials/")
        assert len(said()) == 1


class TestFiles:
    @pytest.mark.parametrize("kind", ["csv", "xlsx"])
    def test_are_written_down(self, administrator: Client, exsited: responses.RequestsMock, kind: str) -> None:
        exsited.get(CONNECTIONS, json={"integration_connection": [connection_json()]})

        response = administrator.get(f"/integrations/?format={kind}&q=a+customer")

        [(act, subject, detail)] = said()
        assert (act, detail) == (Act.FILE_TAKEN, "/integrations/")
        assert subject.startswith("connections-")
        assert subject.endswith(kind)
        response.close()

    @pytest.mark.parametrize("kind", ["csv", "xlsx"])
    def test_do_not_leave_without_their_line(
        self, administrator: Client, exsited: responses.RequestsMock, kind: str
    ) -> None:
        exsited.get(CONNECTIONS, json={"integration_connection": [connection_json()]})

        with failing(INSERT):
            response = administrator.get(f"/integrations/?format={kind}")

        assertContains(response, "Nothing was done", status_code=503)
        assert response.headers["Retry-After"] == "5"
        assert "Content-Disposition" not in response.headers


@pytest.fixture
def lines(administrator: Client) -> User:
    ada = User.objects.get(username="ada")
    sam = User.objects.create_user("sam")
    with time_machine.travel(datetime(2026, 11, 19, 20, 0, tzinfo=UTC), tick=False):  # the 20th in Sydney
        record(Act.VALUE_CHECKED, by=ada, subject=CONNECTION_UUID, detail="Client secret: matches")
    with time_machine.travel(datetime(2026, 11, 20, 20, 0, tzinfo=UTC), tick=False):
        record(Act.FILE_TAKEN, by=sam, subject="invoices.csv", detail="/invoices/")
        record(Act.FILE_TAKEN, by=None, subject="=1+1", detail="<script>")
    return ada


class TestPage:
    def test_of_nothing_says_so(self, administrator: Client) -> None:
        assertContains(administrator.get(PAGE), "Nothing was written down yet")

    def test_shows_the_newest_first(self, administrator: Client, lines: User) -> None:
        told = table_of(administrator.get(PAGE))

        assert told.index("No person") < told.index("sam") < told.index("matches")
        assert f'href="/integrations/{CONNECTION_UUID}/"' in told
        assert "&lt;script&gt;" in told

    @pytest.mark.parametrize(
        ("asked", "shown"),
        [
            ("who=ada", {1}),
            ("who=%21", {3}),
            ("who=gone", set()),
            ("act=file_taken", {2, 3}),
            ("act=no-such", {1, 2, 3}),
            ("since=2026-11-21", {2, 3}),
            ("until=2026-11-20", {1}),
            ("since=2026-11-20&until=2026-11-20", {1}),
            ("since=2026-02-31&until=x", {1, 2, 3}),
            ("until=9999-12-31", {1, 2, 3}),
            ("since=9998-12-31", {1, 2, 3}),
            ("since=2999-12-31", set()),
            ("since=0001-01-01", {1, 2, 3}),
            ("q=INVOICES.csv", {2}),
            ("q=secret+matches", {1}),
            ("q=%00%25", set()),
            ("who=sam&act=value_checked", set()),
            ("page=-3&per_page=x", {1, 2, 3}),
        ],
    )
    def test_is_narrowed(self, administrator: Client, lines: User, asked: str, shown: set[int]) -> None:
        told = table_of(administrator.get(f"{PAGE}?{asked}"))

        words = {1: "Client secret: matches", 2: "/invoices/", 3: "&lt;script&gt;"}
        assert {number for number, word in words.items() if word in told} == shown

    def test_knows_a_person_of_an_odd_name_from_nobody(self, administrator: Client, lines: User) -> None:
        dash = User.objects.create_user("-")
        record(Act.SIGNED_IN, by=dash)

        told = table_of(administrator.get(f"{PAGE}?who=-"))

        assert "Signed in" in told
        assert "No person" not in told

    def test_turns_its_pages(self, administrator: Client, lines: User) -> None:
        for number in range(4, 31):
            record(Act.FILE_TAKEN, by=lines, subject=f"file-{number}.csv")

        first, second = administrator.get(PAGE), administrator.get(f"{PAGE}?page=2")

        assertContains(first, "file-30.csv")
        assertNotContains(first, "file-10.csv")
        assertContains(second, "file-10.csv")
        assertContains(second, "21 to 30 of 30")

    def test_verifies_every_line_once_and_not_again_with_each_page(self, administrator: Client, lines: User) -> None:
        for number in range(4, 31):
            record(Act.FILE_TAKEN, by=lines, subject=f"file-{number}.csv")

        told = table_of(administrator.get(f"{PAGE}?verify=all"))

        assert 'href="/access-log/?page=2"' in told

    def test_asks_the_database_as_often_for_many_lines_as_for_few(
        self, administrator: Client, lines: User, django_assert_max_num_queries: pytest.FixtureRequest
    ) -> None:
        for number in range(60):
            record(Act.FILE_TAKEN, by=lines, subject=f"file-{number}.csv")

        with django_assert_max_num_queries(16):  # type: ignore[operator]
            administrator.get(f"{PAGE}?per_page=50")

    def test_says_that_it_is_broken(self, administrator: Client, lines: User) -> None:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE access_log_line SET user_name = 'eve' WHERE number = 2")

        response = administrator.get(PAGE)

        assertContains(response, "The first broken line is 2: it was changed, or moved here.")

    def test_verifies_every_line_for_who_asks(self, administrator: Client, lines: User) -> None:
        assertContains(administrator.get(f"{PAGE}?verify=all"), "3 lines as written")

    @pytest.mark.parametrize("role", ["support", "finance", "nobody"])
    def test_is_for_administrators(self, request: pytest.FixtureRequest, role: str) -> None:
        client: Client = request.getfixturevalue(role)

        assert client.get(PAGE).status_code == 403


class TestItsFiles:
    def test_hold_every_line_that_matches(self, administrator: Client, lines: User) -> None:
        response = administrator.get(f"{PAGE}?format=csv&act=file_taken")

        rows = rows_of(response)
        assert [row[0] for row in rows] == ["Line", "3", "2"]
        assert rows[1][2:7] == ["No person", "", "File taken", "'=1+1", "<script>"]
        assert said()[-1] == (Act.FILE_TAKEN, rows_name(response), PAGE)
        assert verify().lines == 4

    def test_say_what_they_are(self, administrator: Client, lines: User) -> None:
        response = administrator.get(f"{PAGE}?format=xlsx&who=sam")

        with zipfile.ZipFile(io.BytesIO(response.getvalue())) as book:
            log, about = (book.read(f"xl/worksheets/sheet{number}.xml").decode() for number in (1, 2))
        assert ("invoices.csv" in log, "=1+1" in log) == (True, False)
        assert "<t>sam</t>" in about
        response.close()


def rows_name(response: object) -> str:
    disposition: str = response.headers["Content-Disposition"]  # type: ignore[attr-defined]
    return disposition.partition('filename="')[2].rstrip('"')
