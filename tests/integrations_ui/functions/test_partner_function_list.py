"""The list of partner functions: read whole, narrowed, ordered, paged and filed, with what runs them."""

from __future__ import annotations

import time
from typing import Any

import pytest
import responses
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains

from dashboard.formats import DASH
from integrations_ui.functions.tables import PartnerFunctionTable
from tests.builders import CONNECTION_UUID, Json, automation_json, partner_function_json
from tests.csv_files import rows_of
from tests.integrations_ui.part_pages import (
    announce,
    announce_broken,
    announce_connection,
    body_of,
    cells,
    column,
    headings,
    sheets_of,
    text_of,
)
from tests.integrations_ui.places import AUTOMATION_PAGE, AUTOMATIONS, CONNECTION, FUNCTION_PAGE, FUNCTIONS, fragment
from tests.integrations_ui.places import FUNCTIONS_PAGE as PAGE

RUN_BY = 7


def function(number: int, **changes: object) -> Json:
    told = {"uuid": f"00000000-0000-4000-8000-{number:012d}", "name": f"Function {number:04d}"}
    return partner_function_json(**(told | changes))


def runner(number: int, runs: Json, **changes: object) -> Json:
    told = {"uuid": f"10000000-0000-4000-8000-{number:012d}", "display_name": f"Automation {number:04d}"}
    return automation_json(**(told | {"perform_function": runs["uuid"]} | changes))


SEVERAL = [
    function(1, direction="EXPORT", object_name="Invoice", tag="nightly", enabled="false"),
    function(2, direction="import", object_name="invoice", tag="", enabled="maybe", updated="soon"),
    function(
        3, description="Brings Öl and gas", event_name="new", provider_name="XERO", updated="2026-03-01T00:00:00Z"
    ),
    function(4, name="", direction="BOTH", mapping_id="990", object_mapping="", enabled=""),
]
RUNNING = [
    runner(1, SEVERAL[0]),
    runner(2, SEVERAL[0], status="INACTIVE"),
    runner(3, SEVERAL[1], status="INACTIVE"),
    runner(4, SEVERAL[2], perform_function="Function 0003"),
]


@pytest.fixture
def several(exsited: responses.RequestsMock) -> responses.RequestsMock:
    exsited.assert_all_requests_are_fired = False
    announce_connection(exsited)
    announce(exsited, FUNCTIONS, SEVERAL)
    announce(exsited, AUTOMATIONS, RUNNING)
    return exsited


class TestPartnerFunctionList:
    def test_shows_the_functions_of_the_connection(
        self, administrator: Client, exsited: responses.RequestsMock
    ) -> None:
        announce_connection(exsited)
        announce(exsited, FUNCTIONS, [partner_function_json()])
        announce(exsited, AUTOMATIONS, [automation_json()])

        response = administrator.get(PAGE)

        assertContains(response, "Harbour Lane Trading")
        assertContains(response, f'<a href="{FUNCTION_PAGE}">Import customers</a>', html=True)
        assertContains(response, f'<a href="{AUTOMATION_PAGE}">New suppliers</a>', html=True)
        for shown in ("Enabled", "Import", "update", "customer_<wbr>customer", "import_<wbr>only_<wbr>customer"):
            assertContains(response, shown)

    def test_without_functions_says_so(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce_connection(exsited)
        announce(exsited, FUNCTIONS, [])
        announce(exsited, AUTOMATIONS, [])

        assertContains(administrator.get(PAGE), "No partner functions")

    def test_stands_without_its_connection(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(CONNECTION, status=403)
        announce(exsited, FUNCTIONS, SEVERAL)
        announce(exsited, AUTOMATIONS, [])

        response = administrator.get(PAGE)

        assertContains(response, "Function 0001")
        assertContains(response, CONNECTION_UUID)

    def test_is_an_error_page_when_the_list_fails(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        exsited.assert_all_requests_are_fired = False
        announce_connection(exsited)
        announce(exsited, AUTOMATIONS, RUNNING)
        exsited.get(FUNCTIONS, body=ConnectionError())

        assertContains(administrator.get(PAGE), "Exsited did not answer", status_code=502)

    def test_fragment_needs_no_connection(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce(exsited, FUNCTIONS, SEVERAL)
        announce(exsited, AUTOMATIONS, RUNNING)

        response = administrator.get(f"{PAGE}?sort=-name&enabled=false", headers=fragment("function-table"))

        assert response.content.strip().startswith(b"<section")
        assertContains(response, '<input type="hidden" name="sort" value="-name">', html=True)
        assert column(response) == ["Function 0001"]

    def test_every_column_reads_a_field(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce_connection(exsited)
        everything = partner_function_json(pre_run_script_id="SCR-7", post_run_script_id="SCR-8")
        announce(exsited, FUNCTIONS, [everything])
        announce(exsited, AUTOMATIONS, [automation_json()])
        names = list(PartnerFunctionTable.base_columns)

        response = administrator.get(f"{PAGE}?" + "&".join(f"column={name}" for name in names))

        [row] = cells(response)
        assert len(row) == len(names)
        assert DASH not in row

    def test_hostile_values_do_no_harm(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce_connection(exsited)
        odd = function(1, uuid="../../etc", name="<script>alert(1)</script>", enabled="BOOLEAN_FLAG", direction="BOTH")
        announce(exsited, FUNCTIONS, [odd])
        announce(exsited, AUTOMATIONS, [runner(1, odd, uuid="?", display_name="<img src=x>")])

        for query in (
            "page=-1&per_page=%27&sort=%3Cscript%3E&column=%3Ci%3E",
            "q=%00&tag=%3Cu%3E&wait=&run_by=%3Ci%3E",
        ):
            response = administrator.get(f"{PAGE}?{query}")

            for hostile in ("<script>alert", "<img src=x", 'etc/"', "<u>", "<i>"):
                assertNotContains(response, hostile)

        assertContains(administrator.get(PAGE), "neither true nor false")
        assertContains(administrator.get(PAGE), "unknown word")


class TestNarrowing:
    @pytest.mark.parametrize(
        ("query", "left"),
        [
            ("direction=EXPORT", [1]),
            ("direction=export", [1]),
            ("direction=import", [2, 3]),
            ("object_name=invoice", [1, 2]),
            ("event_name=new", [3]),
            ("enabled=true", [3]),
            ("enabled=unclear", [2]),
            ("enabled=-", [4]),
            ("provider_name=xero&event_name=update", [1, 2, 4]),
            ("tag=nightly", [1]),
            ("tag=-", [2]),
            ("run_by=active", [1, 3]),
            ("run_by=rest", [2]),
            ("run_by=-", [4]),
            ("q=OL+gas", [3]),
            ("q=990", [4]),
            ("q=customer_customer", [1, 2, 3]),
            ("q=8000-000000000002", [2]),
            ("q=no+such+words", []),
        ],
    )
    def test_leaves_those_asked_for(
        self, administrator: Client, several: responses.RequestsMock, query: str, left: list[int]
    ) -> None:
        response = administrator.get(f"{PAGE}?{query}&column=uuid")

        if not left:
            assertContains(response, "No partner functions match")
        else:
            names = [f"Function {number:04d}" if number != 4 else SEVERAL[3]["uuid"] for number in left]
            assert column(response) == names

    def test_offers_each_word_once_in_the_words_of_the_page(
        self, administrator: Client, several: responses.RequestsMock
    ) -> None:
        text = text_of(administrator.get(PAGE).content.decode())

        assert "Direction All both (1) Export (1) Import (2)" in text
        assert "Provider All Xero (4)" in text
        assert "Enabled All Disabled (1) Enabled (1) Neither (1) None (1)" in text


class TestOnPaper:
    def test_says_what_part_it_is(self, administrator: Client, several: responses.RequestsMock) -> None:
        told = "Partner functions 1 to 2 of 2, by tag ascending, only text function, direction Import, of 4 in all"
        response = administrator.get(f"{PAGE}?q=function&direction=import&sort=tag")

        assertContains(response, f'<p class="paper pad small">{told}</p>', html=True)
        assertContains(administrator.get(PAGE), ">Partner functions 1 to 4 of 4</p>")


class TestOrder:
    @pytest.mark.parametrize("name", list(PartnerFunctionTable.base_columns))
    def test_is_by_any_column(self, administrator: Client, several: responses.RequestsMock, name: str) -> None:
        for sort, aria in ((name, "ascending"), (f"-{name}", "descending")):
            assertContains(administrator.get(f"{PAGE}?sort={sort}&column={name}"), f'aria-sort="{aria}"')

    def test_is_by_how_many_automations_run_it(self, administrator: Client, several: responses.RequestsMock) -> None:
        response = administrator.get(f"{PAGE}?sort=-run_by&column=run_by")

        assert column(response, 1) == [
            "2 automations 1 not active",
            "Automation 0003 inactive",
            "Automation 0004",
            "none",
        ]

    def test_leaves_what_is_malformed_to_the_end(self, administrator: Client, several: responses.RequestsMock) -> None:
        assert column(administrator.get(f"{PAGE}?sort=-updated"))[-1] == "Function 0002"

    def test_keeps_filter_and_columns(self, administrator: Client, several: responses.RequestsMock) -> None:
        response = administrator.get(f"{PAGE}?q=function&column=tag&column=updated")

        assertContains(response, f'href="{PAGE}?q=function&amp;column=tag&amp;column=updated&amp;sort=tag"')


class TestThousand:
    @pytest.fixture
    def thousand(self, exsited: responses.RequestsMock) -> responses.RequestsMock:
        exsited.assert_all_requests_are_fired = False
        announce_connection(exsited)
        rows = [function(number, tag=f"tag-{number % 7}") for number in range(1, 1001)]
        announce(exsited, FUNCTIONS, rows)
        announce(exsited, AUTOMATIONS, [runner(number, row) for number, row in enumerate(rows)])
        return exsited

    def test_are_ordered_as_one_and_shown_by_the_page(
        self, administrator: Client, thousand: responses.RequestsMock
    ) -> None:
        response = administrator.get(f"{PAGE}?sort=-name&per_page=50&page=2")

        assert column(response)[0] == "Function 0950"
        assert len(cells(response)) == 50
        assertContains(response, "51 to 100 of 1,000")

    def test_are_a_file_as_a_whole(self, administrator: Client, thousand: responses.RequestsMock) -> None:
        response = administrator.get(f"{PAGE}?sort=-name&tag=tag-3&per_page=50&page=2&column=tag&format=csv")

        lines = rows_of(response)
        assert lines[0] == ["Function", "Tag"]
        assert lines[1] == ["Function 0997", "tag-3"]
        assert len(lines) == 1 + 143

    def test_are_no_pain(self, administrator: Client, thousand: responses.RequestsMock) -> None:
        started = time.process_time()
        administrator.get(f"{PAGE}?sort=-run_by&q=function")

        assert time.process_time() - started < 3


class TestColumns:
    def test_are_those_asked_for(self, administrator: Client, several: responses.RequestsMock) -> None:
        response = administrator.get(f"{PAGE}?column=mapping_id&column=tag")

        assert headings(response) == ["Function", "Tag", "Mapping id"]

    def test_without_what_runs_them_ask_for_no_automations(
        self, administrator: Client, exsited: responses.RequestsMock
    ) -> None:
        announce_connection(exsited)
        announce(exsited, FUNCTIONS, SEVERAL)

        assert column(administrator.get(f"{PAGE}?column=tag"))[0] == "Function 0001"

    def test_not_shown_may_still_be_what_orders(self, administrator: Client, several: responses.RequestsMock) -> None:
        assert column(administrator.get(f"{PAGE}?column=tag&sort=-run_by"))[0] == "Function 0001"


class TestFile:
    def test_says_what_a_page_says(self, administrator: Client, several: responses.RequestsMock) -> None:
        response = administrator.get(f"{PAGE}?format=csv")

        lines = rows_of(response)
        assert lines[0] == headings(administrator.get(PAGE))
        assert lines[1][:3] == ["Function 0001", "Disabled", "Export"]
        assert lines[1][RUN_BY] == "Automation 0001; Automation 0002"
        assert lines[2][1] == "maybe"
        assert lines[4][0] == SEVERAL[3]["uuid"]
        assert lines[4][1] == ""

    def test_tells_on_a_sheet_what_it_is(self, administrator: Client, several: responses.RequestsMock) -> None:
        response = administrator.get(f"{PAGE}?format=xlsx&direction=import")

        rows, about = sheets_of(response)
        assert rows.count("Import") == 2
        for told in ("Harbour Lane Trading", CONNECTION_UUID, "ada", "2 of 4", "Direction"):
            assert told in about
        assert "Not the whole list" not in about

    def test_runs_nothing(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce_connection(exsited)
        announce(exsited, FUNCTIONS, [function(1, name="=cmd|'/c calc'!A1")])
        announce(exsited, AUTOMATIONS, [])

        assert b"\r\n'=cmd" in body_of(administrator.get(f"{PAGE}?format=csv"))


class TestNotTheWholeList:
    @pytest.fixture
    def broken(self, exsited: responses.RequestsMock) -> responses.RequestsMock:
        exsited.assert_all_requests_are_fired = False
        announce_connection(exsited)
        announce_broken(exsited, FUNCTIONS, *SEVERAL)
        announce(exsited, AUTOMATIONS, RUNNING)
        return exsited

    def test_is_said_above_the_table(self, administrator: Client, broken: responses.RequestsMock) -> None:
        text = text_of(administrator.get(PAGE).content.decode())

        assert "Not the whole list" in text
        assert "There may be others than these 4." in text
        assert text.index("Not the whole list") < text.index("Function 0001")

    def test_is_said_in_the_table_alone(self, administrator: Client, broken: responses.RequestsMock) -> None:
        assertContains(administrator.get(PAGE, headers=fragment("function-table")), "Not the whole list")

    def test_is_said_in_files(self, administrator: Client, broken: responses.RequestsMock) -> None:
        assert "Not the whole list" in sheets_of(administrator.get(f"{PAGE}?format=xlsx"))[1]
        name = administrator.get(f"{PAGE}?format=csv").headers["Content-Disposition"]
        assert 'filename="partner-functions-incomplete-' in name

    def test_is_not_an_empty_one(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        exsited.assert_all_requests_are_fired = False
        announce_connection(exsited)
        announce_broken(exsited, FUNCTIONS)
        announce(exsited, AUTOMATIONS, [])

        response = administrator.get(PAGE)

        assertContains(response, "No partner functions came")
        assertNotContains(response, "This connection can do nothing yet")

    def test_says_what_came_twice(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        exsited.assert_all_requests_are_fired = False
        announce_connection(exsited)
        announce(exsited, FUNCTIONS, [function(1), function(1), function(2)])
        announce(exsited, AUTOMATIONS, [])

        assertContains(administrator.get(PAGE), "Counted once")


class TestWithoutWhatRunsThem:
    @pytest.fixture
    def alone(self, exsited: responses.RequestsMock) -> responses.RequestsMock:
        exsited.assert_all_requests_are_fired = False
        announce_connection(exsited)
        announce(exsited, FUNCTIONS, SEVERAL)
        exsited.get(AUTOMATIONS, status=403)
        return exsited

    def test_only_the_column_is_lost(self, administrator: Client, alone: responses.RequestsMock) -> None:
        response = administrator.get(f"{PAGE}?sort=-name&direction=import")

        assert [row[0] for row in cells(response)] == ["Function 0003", "Function 0002"]
        assert {row[RUN_BY] for row in cells(response)} == {"not read"}
        assertContains(response, "“Run by” not read")
        assertNotContains(response, 'name="run_by"')
        assertNotContains(response, "sort=-run_by")

    def test_an_order_by_it_is_said_to_be_missing(self, administrator: Client, alone: responses.RequestsMock) -> None:
        response = administrator.get(f"{PAGE}?sort=-run_by&run_by=active")

        assertContains(response, "neither sorted nor narrowed by “Run by”")
        assert len(cells(response)) == 4

    def test_its_file_is_honest(self, administrator: Client, alone: responses.RequestsMock) -> None:
        assert "“Run by” not read" in sheets_of(administrator.get(f"{PAGE}?format=xlsx"))[1]
        assert rows_of(administrator.get(f"{PAGE}?format=csv"))[1][RUN_BY] == ""

    def test_what_is_late_is_waited_for_by_the_page_itself(
        self, administrator: Client, exsited: responses.RequestsMock, settings: Any
    ) -> None:
        settings.PANEL_PATIENCE_SECONDS = 0.01
        announce_connection(exsited)
        announce(exsited, FUNCTIONS, SEVERAL)
        announce(exsited, AUTOMATIONS, RUNNING, after=0.4)

        response = administrator.get(f"{PAGE}?direction=export")

        assertContains(response, f'hx-get="{PAGE}?direction=export&amp;wait=1"')
        assert column(response, RUN_BY) == ["not read"]
        assert column(administrator.get(f"{PAGE}?wait=1"), RUN_BY)[0] == "2 automations 1 not active"
        assert column(administrator.get(f"{PAGE}?sort=-run_by"), RUN_BY)[0] == "2 automations 1 not active"
        assert rows_of(administrator.get(f"{PAGE}?format=csv"))[1][RUN_BY] == "Automation 0001; Automation 0002"

    def test_of_a_list_that_broke_off_none_is_only_not_met(
        self, administrator: Client, exsited: responses.RequestsMock
    ) -> None:
        exsited.assert_all_requests_are_fired = False
        announce_connection(exsited)
        announce(exsited, FUNCTIONS, SEVERAL)
        announce_broken(exsited, AUTOMATIONS, *RUNNING[:1])

        response = administrator.get(PAGE)

        assert column(response, RUN_BY) == ["Automation 0001", "none met", "none met", "none met"]
        assertContains(response, "“Run by” not certain")
        assertNotContains(response, 'name="run_by"')
