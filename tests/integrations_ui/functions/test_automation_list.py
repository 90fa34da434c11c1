"""The list of automations: read whole, narrowed, ordered, paged and filed, with the functions that they run."""

from __future__ import annotations

import pytest
import responses
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains

from dashboard.formats import DASH
from integrations_ui.functions.tables import AutomationTable
from tests.builders import FUNCTION_UUID, Json, automation_json, partner_function_json
from tests.csv_files import rows_of
from tests.integrations_ui.part_pages import (
    announce,
    announce_broken,
    announce_connection,
    cells,
    column,
    headings,
    sheets_of,
    text_of,
)
from tests.integrations_ui.places import AUTOMATION_PAGE, AUTOMATIONS, CONNECTION, FUNCTION_PAGE, FUNCTIONS, fragment
from tests.integrations_ui.places import AUTOMATIONS_PAGE as PAGE

RUNS, FUNCTION = 2, 4


def automation(number: int, **changes: object) -> Json:
    told = {"uuid": f"10000000-0000-4000-8000-{number:012d}", "display_name": f"Automation {number:04d}"}
    return automation_json(**(told | {"code": f"AUTO-{number:04d}"} | changes))


DAILY = {"check_on": "24 hours", "check_on_minutes": "", "checkOnText": ""}
WEEKLY = {
    "check_on": "customDayTime",
    "check_on_minutes": "",
    "checkOnText": "",
    "custom_day": "monday",
    "custom_time": "06:00",
}
SEVERAL = [
    automation(1, status="INACTIVE", **WEEKLY),
    automation(2, direction="export", perform_function="Send it", applies_to="Customer", **DAILY),
    automation(3, perform_function="Gone", provider="XERO", applies_to_function="update", check_on="now and then"),
    automation(4, perform_function="", display_name="", name="nameless", status="PAUSED", automation_type="eventBased"),
]
THERE = [
    partner_function_json(),
    partner_function_json(uuid="00000000-0000-4000-8000-000000000007", name="Send it"),
    partner_function_json(uuid="00000000-0000-4000-8000-000000000008", name="Send it"),
]


@pytest.fixture
def several(exsited: responses.RequestsMock) -> responses.RequestsMock:
    exsited.assert_all_requests_are_fired = False
    announce_connection(exsited)
    announce(exsited, AUTOMATIONS, SEVERAL)
    announce(exsited, FUNCTIONS, THERE)
    return exsited


class TestAutomationList:
    def test_shows_the_automations_of_the_connection(
        self, administrator: Client, exsited: responses.RequestsMock
    ) -> None:
        announce_connection(exsited)
        announce(exsited, AUTOMATIONS, [automation_json()])
        announce(exsited, FUNCTIONS, [partner_function_json()])

        response = administrator.get(PAGE)

        assertContains(response, "Harbour Lane Trading")
        assertContains(response, f'<a href="{AUTOMATION_PAGE}">New suppliers</a>', html=True)
        assertContains(response, f'<a href="{FUNCTION_PAGE}">Import customers</a>', html=True)
        for shown in ("Active", "Every 8 hours", "Import", "supplier", "AUTO-0007"):
            assertContains(response, shown)

    @pytest.mark.parametrize(
        ("changes", "shown"),
        [
            ({"checkOnText": "Every 4 hours"}, "fields disagree"),
            ({"check_on": "now and then"}, "Cannot tell"),
            ({"status": "PAUSED"}, "unknown word"),
            ({"display_name": ""}, "new_suppliers"),
            ({"perform_function": "Another"}, "not found"),
        ],
    )
    def test_points_out_what_is_odd(
        self, administrator: Client, exsited: responses.RequestsMock, changes: Json, shown: str
    ) -> None:
        announce_connection(exsited)
        announce(exsited, AUTOMATIONS, [automation_json(**changes)])
        announce(exsited, FUNCTIONS, [partner_function_json()])

        assertContains(administrator.get(PAGE), shown)

    def test_without_automations_says_so(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce_connection(exsited)
        announce(exsited, AUTOMATIONS, [])
        announce(exsited, FUNCTIONS, [])

        assertContains(administrator.get(PAGE), "No automations")

    def test_is_an_error_page_when_the_list_fails(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        exsited.assert_all_requests_are_fired = False
        announce_connection(exsited)
        announce(exsited, FUNCTIONS, THERE)
        exsited.get(AUTOMATIONS, status=500)

        assertContains(administrator.get(PAGE), "The billing API is failing", status_code=502)

    def test_of_an_unknown_connection_is_not_found(
        self, administrator: Client, exsited: responses.RequestsMock
    ) -> None:
        exsited.assert_all_requests_are_fired = False
        for url in (CONNECTION, AUTOMATIONS, FUNCTIONS):
            exsited.get(url, status=404)

        assert administrator.get(PAGE).status_code == 404

    def test_fragment_needs_no_connection(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce(exsited, AUTOMATIONS, SEVERAL)
        announce(exsited, FUNCTIONS, THERE)

        response = administrator.get(f"{PAGE}?sort=schedule", headers=fragment("automation-table"))

        assert response.content.strip().startswith(b"<section")
        assertContains(response, 'name="sort" value="schedule"')

    def test_every_column_reads_a_field(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce_connection(exsited)
        announce(exsited, AUTOMATIONS, [automation_json()])
        announce(exsited, FUNCTIONS, [partner_function_json()])
        names = list(AutomationTable.base_columns)

        response = administrator.get(f"{PAGE}?" + "&".join(f"column={name}" for name in names))

        [row] = cells(response)
        assert len(row) == len(names)
        assert DASH not in row

    def test_hostile_values_do_no_harm(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce_connection(exsited)
        row = automation_json(
            uuid="a/b?c", display_name="<img src=x>", check_on="<s>", applies_to="<i>_<u>", perform_function="<em>" * 90
        )
        announce(exsited, AUTOMATIONS, [row])
        announce(exsited, FUNCTIONS, [])

        response = administrator.get(f"{PAGE}?page=9e9&per_page=-1&function=%3Ci%3E&wait=1")
        narrowed = administrator.get(f"{PAGE}?sort=function")

        for hostile in ("<img src=x", "<s>", "<i>", "<u>", "<em>"):
            assertNotContains(response, hostile)
            assertNotContains(narrowed, hostile)


class TestNarrowing:
    @pytest.mark.parametrize(
        ("query", "left"),
        [
            ("status=INACTIVE", [1]),
            ("status=paused", [4]),
            ("direction=EXPORT", [2]),
            ("provider=xero", [1, 2, 3, 4]),
            ("applies_to=customer", [2]),
            ("applies_to_function=update", [3]),
            ("automation_type=timerbased", [1, 2, 3]),
            ("function=found", [1]),
            ("function=several", [2]),
            ("function=missing", [3]),
            ("function=-", [4]),
            ("q=AUTO-0003", [3]),
            ("q=import+customers", [1]),
            (f"q={FUNCTION_UUID}", [1]),
            ("q=000000000007", [2]),
            ("q=gone", [3]),
            ("q=nameless", [4]),
        ],
    )
    def test_leaves_those_asked_for(
        self, administrator: Client, several: responses.RequestsMock, query: str, left: list[int]
    ) -> None:
        response = administrator.get(f"{PAGE}?{query}&column=code")

        assert column(response, 1) == [f"AUTO-{number:04d}" for number in left]

    def test_says_the_words_of_the_page(self, administrator: Client, several: responses.RequestsMock) -> None:
        text = text_of(administrator.get(PAGE).content.decode())

        assert "Status All Active (2) Inactive (1) paused (1)" in text
        assert "Function All Found (1) Not found (1) Several of its name (1) None (1)" in text


class TestOrder:
    @pytest.mark.parametrize("name", list(AutomationTable.base_columns))
    def test_is_by_any_column(self, administrator: Client, several: responses.RequestsMock, name: str) -> None:
        for sort, aria in ((name, "ascending"), (f"-{name}", "descending")):
            assertContains(administrator.get(f"{PAGE}?sort={sort}&column={name}"), f'aria-sort="{aria}"')

    def test_by_schedule_is_by_how_often(self, administrator: Client, several: responses.RequestsMock) -> None:
        told = column(administrator.get(f"{PAGE}?sort=schedule&column=schedule"), 1)

        assert told == ["Every 8 hours", "Every day", "Every Monday at 06:00", "Cannot tell"]

    def test_by_status_begins_with_the_active(self, administrator: Client, several: responses.RequestsMock) -> None:
        assert column(administrator.get(f"{PAGE}?sort=status&column=code"), 1)[2:] == ["AUTO-0001", "AUTO-0004"]


class TestThousand:
    def test_are_paged_as_one(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce_connection(exsited)
        announce(exsited, AUTOMATIONS, [automation(number) for number in range(1, 1001)])
        announce(exsited, FUNCTIONS, THERE)

        response = administrator.get(f"{PAGE}?sort=-code&page=50")

        assert column(response)[-1] == "Automation 0001"
        assertContains(response, "981 to 1,000 of 1,000")


class TestFile:
    def test_says_what_a_page_says(self, administrator: Client, several: responses.RequestsMock) -> None:
        lines = rows_of(administrator.get(f"{PAGE}?format=csv"))

        assert lines[0] == headings(administrator.get(PAGE))
        assert lines[1][1] == "Inactive"
        assert [line[FUNCTION] for line in lines[1:]] == ["Import customers", "Send it", "Gone", ""]
        assert lines[3][RUNS].startswith("Cannot tell; check_on says “now and then”")

    def test_tells_on_a_sheet_what_it_is(self, administrator: Client, several: responses.RequestsMock) -> None:
        _, about = sheets_of(administrator.get(f"{PAGE}?format=xlsx&function=missing"))

        assert "1 of 4" in about
        assert "Not found" in about


class TestNotTheWholeList:
    def test_is_said(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        exsited.assert_all_requests_are_fired = False
        announce_connection(exsited)
        announce_broken(exsited, AUTOMATIONS, *SEVERAL)
        announce(exsited, FUNCTIONS, THERE)

        assertContains(administrator.get(PAGE), "Not the whole list")
        assert "Not the whole list" in sheets_of(administrator.get(f"{PAGE}?format=xlsx"))[1]


class TestWithoutTheFunctions:
    def test_they_are_called_as_the_automation_calls_them(
        self, administrator: Client, exsited: responses.RequestsMock
    ) -> None:
        exsited.assert_all_requests_are_fired = False
        announce_connection(exsited)
        announce(exsited, AUTOMATIONS, SEVERAL)
        exsited.get(FUNCTIONS, status=500)

        response = administrator.get(f"{PAGE}?sort=function")

        assert column(response, FUNCTION) == [
            f"not read: {FUNCTION_UUID}",
            "not read: Send it",
            "not read: Gone",
            DASH,
        ]
        assertContains(response, "“Function” not read")
        assertContains(response, "neither sorted nor narrowed by “Function”")
        assertContains(administrator.get(f"{PAGE}?q=gone"), "not looked for in the names of all partner functions")
        assertNotContains(response, 'name="function"')

    def test_one_that_is_not_among_those_that_came_is_not_called_missing(
        self, administrator: Client, exsited: responses.RequestsMock
    ) -> None:
        exsited.assert_all_requests_are_fired = False
        announce_connection(exsited)
        announce(exsited, AUTOMATIONS, SEVERAL)
        announce_broken(exsited, FUNCTIONS, *THERE)

        response = administrator.get(PAGE)

        assert column(response, FUNCTION)[2] == "Gone not met"
        assertContains(response, "“Function” not certain")
