"""The configuration page: the matrix, its filters in the URL, its keys, and what it says when something is missing."""

from __future__ import annotations

import html
import re
from urllib.parse import urlencode

import pytest
import responses
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains

from dashboard import upstream
from dashboard.exsited import get_configuration, list_connections
from tests.builders import CONNECTION_UUID, SECRETS, configuration_json, connection_json
from tests.integrations_ui.places import CONFIGURATION, CONFIGURATION_PAGE, CONNECTION
from tests.sandbox_process import SandboxProcess

ROW = re.compile(r'<tr>\s*<th scope="(row|rowgroup)">([^<]*)</th>(.*?)</tr>', re.DOTALL)
BADGE = re.compile(r'class="badge[^"]*">([^<]*)<')


def announce(exsited: responses.RequestsMock, **modules: object) -> None:
    exsited.get(CONFIGURATION, json={"integration": configuration_json(**modules)})
    exsited.get(CONNECTION, json={"integration_connection": [connection_json()]})


def rows(page: str) -> list[tuple[str, list[str]]]:
    """Each row's name and the states it shows."""
    return [(name, BADGE.findall(cells)) for _, name, cells in ROW.findall(page)]


class TestConfigurationDetail:
    def test_shows_the_state_of_each_flag(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce(exsited)

        page = administrator.get(CONFIGURATION_PAGE).content.decode()

        assert ("Account", ["On", "On", "Off"]) in rows(page)
        assert ("Accounts payable", ["Off", "Off"]) in rows(page)
        assert ("Refund", ["Absent", "Absent", "Absent"]) in rows(page)

    def test_says_what_is_not_documented_for_its_provider(
        self, administrator: Client, exsited: responses.RequestsMock
    ) -> None:
        announce(exsited, transaction={"provider": "myob", "export": {"invoice_to_myob_enabled": "true"}})

        response = administrator.get(CONFIGURATION_PAGE)

        assert ("Refund", ["Not sent", "Not sent", "Not sent"]) in rows(response.content.decode())
        assertContains(response, "not documented for this provider")

    def test_wears_the_head_of_its_connection(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce(exsited)

        response = administrator.get(CONFIGURATION_PAGE)

        assertContains(response, "Harbour Lane Trading")
        assertContains(response, f'<a href="{CONFIGURATION_PAGE}" aria-current="page">Configuration</a>', html=True)

    def test_shows_no_secret_of_the_connection(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce(exsited)

        page = administrator.get(CONFIGURATION_PAGE).content.decode()

        assert not [secret for secret in SECRETS if secret in page]

    def test_tells_an_unknown_value_raw_and_escaped(
        self, administrator: Client, exsited: responses.RequestsMock
    ) -> None:
        announce(exsited, item={"item_sync_to_xero": "<b>BOOLEAN_FLAG</b>"})

        page = administrator.get(CONFIGURATION_PAGE).content.decode()

        assert ("Item", ["Unknown", "Absent", "Absent"]) in rows(page)
        assert "&lt;b&gt;BOOLEAN_<wbr>FLAG&lt;/b&gt;" in page

    def test_marks_where_there_is_no_such_flag(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce(exsited)

        assertContains(administrator.get(CONFIGURATION_PAGE), 'class="void"', count=6)

    def test_keeps_a_key_without_a_place(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce(exsited, transaction={"import": {"refund_to_xero_enabled": "true"}})

        response = administrator.get(CONFIGURATION_PAGE)

        assertContains(response, "Other keys")
        assertContains(response, "documented in transaction.export")

    def test_sums_up_the_whole(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce(exsited)

        response = administrator.get(CONFIGURATION_PAGE)

        assertContains(response, "11 of 53 documented flags")
        assertContains(response, "GET /api/v3/integration/{uuid}/configuration")

    def test_says_when_nothing_is_configured(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(CONFIGURATION, json={"integration": {}})
        exsited.get(CONNECTION, json={"integration_connection": [connection_json()]})

        response = administrator.get(CONFIGURATION_PAGE)

        assertContains(response, "Nothing is configured")
        assertNotContains(response, 'class="matrix"')

    def test_is_a_table_that_can_be_read_out(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce(exsited)

        page = administrator.get(CONFIGURATION_PAGE).content.decode()

        assert page.count('<table class="matrix">') == page.count("what is synced, exported and imported") == 4
        assert page.count('<th scope="col">Export</th>') == 4
        assert page.count('<th scope="rowgroup">') == 11
        assert page.count('<th scope="row">') == 13


class TestKeys:
    def test_stand_in_each_cell_behind_one_checkbox(
        self, administrator: Client, exsited: responses.RequestsMock
    ) -> None:
        announce(exsited)

        response = administrator.get(CONFIGURATION_PAGE)

        assertContains(response, '<code class="key">', count=53)
        assertContains(response, 'title="account_to_xero_enabled"')
        assertNotContains(response, 'value="1"\n           checked')

    def test_are_shown_by_a_link_too(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce(exsited)

        assertContains(administrator.get(f"{CONFIGURATION_PAGE}?keys=1"), 'value="1"\n           checked')

    def test_stay_shown_under_another_filter(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce(exsited)

        response = administrator.get(f"{CONFIGURATION_PAGE}?keys=1")

        assertContains(response, f'href="{CONFIGURATION_PAGE}?show=on&amp;keys=1"')


class TestFilters:
    @pytest.mark.parametrize(
        ("query", "told"),
        [
            ("?show=on", "only what is on."),
            ("?show=differences&q=tax", "only rows whose export is not their import and what “tax” names."),
        ],
    )
    def test_stand_on_paper(
        self, administrator: Client, exsited: responses.RequestsMock, query: str, told: str
    ) -> None:
        announce(exsited)

        assertContains(
            administrator.get(f"{CONFIGURATION_PAGE}{query}"),
            f'<p class="paper">Not the whole configuration, {told}</p>',
        )

    def test_leave_paper_alone_where_there_are_none(
        self, administrator: Client, exsited: responses.RequestsMock
    ) -> None:
        announce(exsited)

        assertNotContains(administrator.get(CONFIGURATION_PAGE), "Not the whole configuration")

    def test_count_what_each_would_show(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce(exsited)

        page = administrator.get(CONFIGURATION_PAGE).content.decode()

        assert re.findall(r"(All|On|Export ≠ import) (\d+)</a>", page) == [
            ("All", "53"),
            ("On", "11"),
            ("Export ≠ import", "6"),
        ]

    def test_on_leaves_only_rows_with_something_on(
        self, administrator: Client, exsited: responses.RequestsMock
    ) -> None:
        announce(exsited)

        page = administrator.get(f"{CONFIGURATION_PAGE}?show=on").content.decode()

        assert [name for name, _ in rows(page)] == [
            *("Account", "Accounts receivable", "Tax"),
            *("Item", "Sales revenue", "Tax"),
            "Invoice",
        ]

    def test_differences_marks_export_against_import(
        self, administrator: Client, exsited: responses.RequestsMock
    ) -> None:
        announce(exsited)

        page = administrator.get(f"{CONFIGURATION_PAGE}?show=differences").content.decode()

        assert page.count('class="diff"') == 12
        assert ("Accounts payable", ["Off", "Off"]) not in rows(page)

    def test_an_aspect_keeps_its_object_in_sight(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce(exsited)

        page = administrator.get(f"{CONFIGURATION_PAGE}?q=receivable").content.decode()

        assert [name for name, _ in rows(page)] == ["Account", "Accounts receivable"]

    @pytest.mark.parametrize("text", ["bill tax", "PURCHASE_BILL_FROM_XERO_TAX", " bill   tax "])
    def test_text_finds_object_aspect_and_key(
        self, administrator: Client, exsited: responses.RequestsMock, text: str
    ) -> None:
        announce(exsited)

        page = administrator.get(f"{CONFIGURATION_PAGE}?{urlencode({'q': text})}").content.decode()

        assert [name for name, _ in rows(page)] == ["Purchase invoice / bill", "Tax"]

    def test_text_that_finds_nothing_says_the_way_back(
        self, administrator: Client, exsited: responses.RequestsMock
    ) -> None:
        announce(exsited)

        response = administrator.get(f"{CONFIGURATION_PAGE}?q=zebra")

        assertContains(response, "No setting matches")
        assertContains(response, f'<a class="btn" href="{CONFIGURATION_PAGE}">Show all settings</a>', html=True)

    @pytest.mark.parametrize(
        "query",
        [
            {"show": "'; drop table"},
            {"q": "<script>alert(1)</script>"},
            {"q": "\x00\ud7ff" * 500, "keys": "yes"},
            {"show": ["on", "off"], "q": ["a", "b"]},
        ],
    )
    def test_hostile_input_does_no_harm(
        self, administrator: Client, exsited: responses.RequestsMock, query: dict[str, object]
    ) -> None:
        announce(exsited)

        response = administrator.get(f"{CONFIGURATION_PAGE}?{urlencode(query, doseq=True)}")

        assert response.status_code == 200
        assertNotContains(response, "<script>alert")


class TestFailures:
    def test_of_the_configuration_is_the_page(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        exsited.assert_all_requests_are_fired = False
        exsited.get(CONFIGURATION, status=500)
        exsited.get(CONNECTION, json={"integration_connection": [connection_json()]})

        assertContains(administrator.get(CONFIGURATION_PAGE), "The billing API is failing", status_code=502)

    def test_of_the_connection_leaves_its_uuid(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(CONFIGURATION, json={"integration": configuration_json()})
        exsited.get(CONNECTION, status=403)

        response = administrator.get(CONFIGURATION_PAGE)

        assertContains(response, CONNECTION_UUID)
        assertContains(response, "Not read")
        assertContains(response, 'class="matrix"', count=4)

    def test_of_an_unknown_connection_is_not_found(
        self, administrator: Client, exsited: responses.RequestsMock
    ) -> None:
        exsited.assert_all_requests_are_fired = False
        exsited.get(CONFIGURATION, status=404)
        exsited.get(CONNECTION, status=404)

        assert administrator.get(CONFIGURATION_PAGE).status_code == 404


@pytest.mark.sandbox
class TestOnSandbox:
    def test_every_configuration_renders_and_loses_no_key(
        self, administrator: Client, on_sandbox: SandboxProcess
    ) -> None:
        client = upstream.process_client()
        lost: dict[str, set[str]] = {}
        for connection in list_connections(client, limit=100).items:
            sent = {
                key
                for module in get_configuration(client, connection.uuid).modules
                for key in [*(setting.key for setting in module.settings), *module.extra]
            }
            response = administrator.get(f"/integrations/{connection.uuid}/configuration/")
            page = html.unescape(response.content.decode().replace("<wbr>", ""))
            if missing := {key for key in sent if f">{key}<" not in page}:
                lost[connection.uuid] = missing

        assert lost == {}
