"""The matrix of all connections: its frame, its table as a fragment or by a link, and what it says of failures."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any
from urllib.parse import urlencode

import pytest
import responses
from django.core.cache import cache
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains

from dashboard.formats import DASH
from tests.builders import SECRETS, Json, configuration_json, connection_json
from tests.integrations_ui.compare.places import (
    CONNECTIONS,
    MATRIX_PAGE,
    A,
    B,
    C,
    configuration_of,
    connections,
    myob,
    one,
    tell,
)
from tests.integrations_ui.places import fragment
from tests.sandbox_process import SandboxProcess

TABLE = f"{MATRIX_PAGE}?wait=1"
PANEL = fragment("panel-matrix")
FETCHES = re.compile(r'hx-get="([^"]+)"')
ROW = re.compile(r'<tr>\s*<th scope="row">(.*?)</th>(.*?)</tr>', re.DOTALL)
TAGS = re.compile(r"<[^>]+>")

ALPHA, BETA, GAMMA = one(A, "Alpha"), one(B, "Beta", integration_partner="MYOB"), one(C, "Gamma", status="INACTIVE")


def invoices(value: str) -> Json:
    return configuration_json(transaction={"provider": "xero", "export": {"invoice_to_xero_enabled": value}})


def announce(fake: responses.RequestsMock) -> None:
    """Three connections, of which the second does not export invoices."""
    fake.get(CONNECTIONS, json=connections(ALPHA, BETA, GAMMA))
    tell(fake, A, invoices("true"))
    tell(fake, B, myob(invoices("false")))
    tell(fake, C, invoices("true"))


def words(html: str) -> str:
    return " ".join(TAGS.sub(" ", html.replace("<wbr>", "")).split())


def rows(page: str) -> dict[str, list[str]]:
    """Each row's name, and what each of its cells says in words."""
    return {
        words(name): [words(cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", cells, re.DOTALL)]
        for name, cells in ROW.findall(page)
    }


def table_of(client: Client, **asked: Any) -> str:
    return client.get(f"{TABLE}&{urlencode(asked)}").content.decode()


class TestFrame:
    def test_comes_with_the_list_alone(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(CONNECTIONS, json=connections(ALPHA, BETA, GAMMA))

        response = administrator.get(MATRIX_PAGE)

        assertContains(response, "Reading 3 connections")
        assertContains(response, 'hx-trigger="load"')
        assertContains(response, f'<a href="{TABLE}">Wait for them</a>', html=True)
        assertNotContains(response, "<table")

    def test_fetches_a_table_for_which_the_list_is_not_walked_again(
        self, administrator: Client, exsited: responses.RequestsMock
    ) -> None:
        announce(exsited)
        address = FETCHES.findall(administrator.get(MATRIX_PAGE).content.decode())[0].replace("&amp;", "&")

        response = administrator.get(address, headers=PANEL)

        assertContains(response, 'id="panel-matrix"', count=1)
        assertContains(response, "Gamma")
        assertNotContains(response, "<h1")
        asked = Counter(str(call.request.url) for call in exsited.calls)
        assert set(asked.values()) == {1}

    def test_keeps_no_secret_for_its_table(
        self, administrator: Client, exsited: responses.RequestsMock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        kept: list[object] = []
        monkeypatch.setattr(cache, "set", lambda key, value, **options: kept.append((key, value)))
        exsited.get(CONNECTIONS, json=connections(connection_json()))

        administrator.get(MATRIX_PAGE)

        assert "Harbour Lane Trading" in str(kept)
        assert not [secret for secret in SECRETS if secret in str(kept)]

    @pytest.mark.parametrize("ticket", ["", "gone-0123456789a", "../../etc", "x" * 300, "\x00", "é"])
    def test_without_a_good_ticket_walks_again(
        self, administrator: Client, exsited: responses.RequestsMock, ticket: str
    ) -> None:
        announce(exsited)

        response = administrator.get(f"{MATRIX_PAGE}?{urlencode({'walk': ticket})}", headers=PANEL)

        assertContains(response, "Alpha")

    def test_of_no_connections_says_so(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(CONNECTIONS, json=connections())

        response = administrator.get(MATRIX_PAGE)

        assertContains(response, "No connections")
        assertNotContains(response, "hx-get")

    def test_of_an_unfinished_list_says_so(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        short = connections(ALPHA) | {"pagination": {"records": 5, "limit": 100, "offset": 0}}
        exsited.get(CONNECTIONS, json=short)

        assertContains(administrator.get(MATRIX_PAGE), "Not all connections")

    def test_fails_with_the_list(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(CONNECTIONS, status=500)

        assertContains(administrator.get(MATRIX_PAGE), "The billing API is failing", status_code=502)


class TestTable:
    def test_holds_each_flag_against_the_majority(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce(exsited)

        page = table_of(administrator)

        assert rows(page)["Invoice Export invoice_to_{provider}_enabled"] == [
            "On 2 of 3",
            "On",
            "Off differs",
            "On",
        ]
        assert rows(page)["Refund Import refund_from_{provider}_enabled"] == [
            "Absent 3 of 3",
            "Absent",
            "Not sent",
            "Absent",
        ]

    def test_sums_up_the_differences_of_each_connection(
        self, administrator: Client, exsited: responses.RequestsMock
    ) -> None:
        announce(exsited)

        page = table_of(administrator)

        assert rows(page)["Differences"] == ["by connection", "0", "1", "0"]
        assert "1 of 53 settings differ" in page

    def test_heads_each_column_with_a_link_and_provider_and_status(
        self, administrator: Client, exsited: responses.RequestsMock
    ) -> None:
        announce(exsited)

        page = table_of(administrator)
        head = page[page.index("<thead>") : page.index("</thead>")]

        assert [f"/integrations/{uuid}/configuration/" in head for uuid in (A, B, C)] == [True] * 3
        assert "MYOB" in head
        assert "Xero, Inactive" in head

    def test_has_no_stop_for_the_keyboard_in_its_cells(
        self, administrator: Client, exsited: responses.RequestsMock
    ) -> None:
        announce(exsited)

        page = table_of(administrator)
        body = page[page.index("<tbody>") : page.rindex("</tbody>")]

        assert not re.search(r"<(a|button|input|select)\b|tabindex", body)

    def test_holds_all_against_one_that_is_chosen(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce(exsited)

        page = table_of(administrator, against=B)

        assert rows(page)["Invoice Export invoice_to_{provider}_enabled"] == [
            "Off 1 of 3",
            "Off",
            "On differs",
            "On differs",
        ]
        assert "not as in Beta" in page

    def test_says_when_the_chosen_one_is_not_there(
        self, administrator: Client, exsited: responses.RequestsMock
    ) -> None:
        announce(exsited)

        assert "Held against the majority" in table_of(administrator, against="nobody")

    def test_calls_a_tie_split(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(CONNECTIONS, json=connections(ALPHA, BETA))
        tell(exsited, A, invoices("true"))
        tell(exsited, B, invoices("false"))

        found = rows(table_of(administrator))

        assert found["Invoice Export invoice_to_{provider}_enabled"] == ["Split", "On", "Off"]

    def test_tells_an_unknown_value_raw_and_escaped(
        self, administrator: Client, exsited: responses.RequestsMock
    ) -> None:
        exsited.get(CONNECTIONS, json=connections(ALPHA))
        tell(exsited, A, invoices("<b>maybe</b>"))

        page = table_of(administrator)

        assert "&lt;b&gt;maybe&lt;/b&gt;" in page
        assert "<b>maybe" not in page

    def test_keeps_keys_without_a_place(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(CONNECTIONS, json=connections(ALPHA, BETA, GAMMA))
        for uuid in (A, B):
            tell(exsited, uuid)
        tell(exsited, C, configuration_json(payroll={"export": {"wage_to_xero_enabled": "true"}}))

        found = rows(table_of(administrator))

        assert found["wage_to_{provider}_enabled payroll.export"] == [
            "Not sent 2 of 3",
            "Not sent",
            "Not sent",
            "On differs",
        ]

    def test_in_sheets_holds_twelve_connections_each(
        self, administrator: Client, exsited: responses.RequestsMock
    ) -> None:
        listed = [one(f"c{n}", f"Company {n}") for n in range(14)]
        exsited.get(CONNECTIONS, json=connections(*listed))
        for n in range(14):
            tell(exsited, f"c{n}", {})

        page = table_of(administrator, sheets="1")

        assert page.count("<table") == 2
        assert "connections 1 to 12 of 14" in words(page)
        assert "connections 13 to 14 of 14" in words(page)

    def test_shows_no_secret(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce(exsited)

        page = table_of(administrator)

        assert not [secret for secret in SECRETS if secret in page]


class TestFilters:
    def heads(self, page: str) -> list[str]:
        return re.findall(r'class="upright"[^>]*>([^<]+)<', page.replace("\n", " "))

    @pytest.mark.parametrize(
        ("asked", "shown"),
        [
            ({"provider": "myob"}, ["Beta"]),
            ({"provider": "MYOB"}, ["Beta"]),
            ({"status": "inactive"}, ["Gamma"]),
            ({"provider": "xero", "status": "active"}, ["Alpha"]),
            ({"provider": "xero", "against": B}, ["Beta", "Alpha", "Gamma"]),
        ],
    )
    def test_choose_connections_and_read_no_other(
        self, administrator: Client, exsited: responses.RequestsMock, asked: dict[str, str], shown: list[str]
    ) -> None:
        exsited.get(CONNECTIONS, json=connections(ALPHA, BETA, GAMMA))
        for uuid, name in ((A, "Alpha"), (B, "Beta"), (C, "Gamma")):
            if name in shown:
                tell(exsited, uuid)

        assert self.heads(table_of(administrator, **asked)) == shown

    def test_or_none_leave_them_by_name_and_namesakes_apart(
        self, administrator: Client, exsited: responses.RequestsMock
    ) -> None:
        exsited.get(CONNECTIONS, json=connections(GAMMA, one(A, "Beta"), one(B, "Beta")))
        for uuid in (A, B, C):
            tell(exsited, uuid)

        assert self.heads(table_of(administrator)) == [*sorted(f"Beta, {uuid[:8]}" for uuid in (A, B)), "Gamma"]

    def test_that_no_connection_fits_say_the_way_back(
        self, administrator: Client, exsited: responses.RequestsMock
    ) -> None:
        exsited.get(CONNECTIONS, json=connections(ALPHA))

        response = administrator.get(f"{MATRIX_PAGE}?provider=netsuite")

        assertContains(response, "No connection matches")
        assertContains(response, f'<a class="btn" href="{MATRIX_PAGE}">Show all connections</a>', html=True)

    def test_leave_only_rows_that_differ(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce(exsited)

        found = rows(table_of(administrator, show="differences"))

        assert [*found] == ["Differences", "Invoice Export invoice_to_{provider}_enabled"]

    @pytest.mark.parametrize("text", ["invoice export tax", "INVOICE_TO_{provider}_TAX", " invoice_to   tax "])
    def test_find_rows_by_object_aspect_direction_and_key(
        self, administrator: Client, exsited: responses.RequestsMock, text: str
    ) -> None:
        announce(exsited)

        found = rows(table_of(administrator, q=text))

        assert "Invoice, tax Export invoice_to_{provider}_tax_enable" in found
        assert "Item, tax Export product_to_{provider}_tax_enable" not in found

    @pytest.mark.parametrize(
        ("asked", "said"),
        [({"q": "zebra"}, "No setting matches"), ({"show": "differences", "provider": "myob"}, "Nothing differs")],
    )
    def test_that_leave_nothing_say_so(
        self, administrator: Client, exsited: responses.RequestsMock, asked: dict[str, str], said: str
    ) -> None:
        exsited.assert_all_requests_are_fired = False
        announce(exsited)

        assert said in table_of(administrator, **asked)

    def test_stay_in_the_way_to_the_table(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(CONNECTIONS, json=connections(ALPHA, BETA))

        response = administrator.get(f"{MATRIX_PAGE}?provider=xero&q=tax&show=differences&against={B}")

        asked = f"provider=xero&amp;against={B}&amp;q=tax&amp;show=differences&amp;wait=1"
        assertContains(response, f'href="{MATRIX_PAGE}?{asked}"')
        assertContains(response, f'hx-get="{MATRIX_PAGE}?{asked}&amp;walk=')

    @pytest.mark.parametrize(
        "query",
        [
            {"provider": "<script>alert(1)</script>"},
            {"status": "'; drop table", "against": "../../x"},
            {"q": "\x00\ud7ff" * 500, "show": "everything", "keys": "no", "sheets": "99"},
            {"provider": ["xero", "myob"], "wait": ["", "1"]},
            {"against": "%00", "walk": "<b>"},
        ],
    )
    def test_hostile_input_does_no_harm(
        self, administrator: Client, exsited: responses.RequestsMock, query: dict[str, object]
    ) -> None:
        exsited.assert_all_requests_are_fired = False
        announce(exsited)

        response = administrator.get(f"{MATRIX_PAGE}?{urlencode(query, doseq=True)}")

        assert response.status_code == 200
        assertNotContains(response, "<script>alert")


class TestFailures:
    def test_of_one_configuration_is_a_column_that_says_so(
        self, administrator: Client, exsited: responses.RequestsMock
    ) -> None:
        exsited.get(CONNECTIONS, json=connections(ALPHA, BETA, GAMMA))
        tell(exsited, A, invoices("true"))
        exsited.get(configuration_of(B), status=403)
        tell(exsited, C, invoices("true"))

        response = administrator.get(TABLE)

        assertContains(response, "1 of 3 configurations did not come")
        assertContains(response, "not allowed by the billing api")
        found = rows(response.content.decode())
        assert found["Differences"] == ["by connection", "0", DASH, "0"]
        assert found["Invoice Export invoice_to_{provider}_enabled"] == ["On 2 of 2", "On", "Not read", "On"]

    def test_of_all_configurations_is_an_error(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(CONNECTIONS, json=connections(ALPHA))
        exsited.get(configuration_of(A), status=403)

        assertContains(administrator.get(TABLE), "does not let this dashboard read", status_code=403)

    def test_of_all_configurations_is_a_card_in_the_frame(
        self, administrator: Client, exsited: responses.RequestsMock
    ) -> None:
        exsited.get(CONNECTIONS, json=connections(ALPHA))
        exsited.get(configuration_of(A), status=403)

        response = administrator.get(TABLE, headers=PANEL)

        assertContains(response, 'id="panel-matrix"', status_code=403)
        assertNotContains(response, "<h1", status_code=403)

    def test_of_what_cannot_be_an_id_takes_one_column(
        self, administrator: Client, exsited: responses.RequestsMock
    ) -> None:
        exsited.get(CONNECTIONS, json=connections(ALPHA, one("../x", "Odd")))
        tell(exsited, A)

        response = administrator.get(TABLE)

        assertContains(response, "Odd")
        assertContains(response, "1 of 2 configurations did not come")


class TestMenu:
    @pytest.mark.parametrize(
        ("address", "current"),
        [(MATRIX_PAGE, "Matrix"), ("/integrations/compare/", "Compare"), ("/integrations/", "Connections")],
    )
    def test_marks_one_place(
        self, administrator: Client, exsited: responses.RequestsMock, address: str, current: str
    ) -> None:
        exsited.get(CONNECTIONS, json=connections(ALPHA))

        page = administrator.get(address).content.decode()
        menu = page[page.index('id="side"') : page.index("</nav>", page.index('id="side"'))]
        marked = [words(link) for link in re.findall(r"<a [^>]*aria-current[^>]*>(.*?)</a>", menu, re.DOTALL)]

        assert marked == [current]


@pytest.mark.sandbox
class TestOnSandbox:
    def test_shows_every_connection_and_every_flag(self, administrator: Client, on_sandbox: SandboxProcess) -> None:
        response = administrator.get(TABLE)
        page = response.content.decode()

        assert response.status_code == 200
        assert page.count('class="name"') == 38
        assert (
            sum(f" {section} " in f" {name} " for name in rows(page) for section in ("Sync", "Export", "Import")) >= 53
        )
