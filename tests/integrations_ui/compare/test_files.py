"""The matrix of all connections and the comparison of two as files: exactly what their pages show, read once."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from html import unescape
from typing import Any

import pytest
import responses
from django.test import Client

from tests.builders import SECRETS, Json, configuration_json, partner_function_json
from tests.csv_files import rows_of
from tests.integrations_ui.compare.places import (
    COMPARE_PAGE,
    CONNECTIONS,
    MATRIX_PAGE,
    A,
    B,
    automations_of,
    configuration_of,
    connections,
    functions_of,
    myob,
    one,
    tell,
    tell_lists,
)
from tests.integrations_ui.places import fragment

PANEL = fragment("panel-matrix")
BOTH = f"{COMPARE_PAGE}?a={A}&b={B}"
FILES = re.compile(r'href="([^"]+format=(?:csv|xlsx))"')
ALPHA, BETA = one(A, "Alpha"), one(B, "=Beta", integration_partner="MYOB", status="INACTIVE")


def invoices(value: str) -> Json:
    return configuration_json(transaction={"provider": "xero", "export": {"invoice_to_xero_enabled": value}})


def announce(fake: responses.RequestsMock, *, but: str = "") -> None:
    fake.get(CONNECTIONS, json=connections(ALPHA, BETA))
    if but != A:
        tell(fake, A, invoices("true"))
    if but != B:
        tell(fake, B, myob(invoices("maybe")))


def words_of(response: Any) -> str:
    """Every text of a workbook."""
    with zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content))) as book:
        return "\n".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))


def asked(fake: responses.RequestsMock) -> Counter[str]:
    return Counter(str(call.request.url) for call in fake.calls)


class TestMatrixFile:
    def test_is_linked_and_reads_nothing_again(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce(exsited)
        frame = administrator.get(MATRIX_PAGE).content.decode()
        [step] = re.findall(r'hx-get="([^"]+)"', frame)
        shown = administrator.get(unescape(step), headers=PANEL).content.decode()

        [as_csv, as_xlsx] = [unescape(url) for url in FILES.findall(shown)]
        rows = rows_of(administrator.get(as_csv))
        assert "Alpha" in words_of(administrator.get(as_xlsx))

        assert rows[0] == ["Module", "Setting", "Direction", "Key", "Most", "Say so", rows[0][-2], "Alpha (Xero)"]
        assert rows[0][-2].startswith("'=Beta (MYOB, ")
        assert set(asked(exsited).values()) == {1}

    def test_says_what_the_page_says(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce(exsited)

        rows = rows_of(administrator.get(f"{MATRIX_PAGE}?format=csv&against={A}"))

        by_key = {row[3]: row for row in rows}
        assert by_key["invoice_to_{provider}_enabled"] == [
            *("Transaction", "Invoice", "Export", "invoice_to_{provider}_enabled", "On", "1 of 2"),
            *("On", "Unknown “maybe” (differs)"),
        ]
        assert by_key["refund_to_{provider}_enabled"][-2:] == ["Absent", "Not sent"]
        assert rows[1][1:3] + rows[1][-2:] == ["Differences", "by connection", "0", "1"]
        assert len(rows) == 2 + 53

    def test_has_only_what_is_shown(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce(exsited, but=B)

        rows = rows_of(administrator.get(f"{MATRIX_PAGE}?format=csv&provider=xero&q=refund+export"))

        assert rows[0][6:] == ["Alpha (Xero)"]
        assert {row[1] for row in rows[2:]} == {"Refund", "Purchase refund"}

    def test_says_what_did_not_come(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce(exsited, but=B)
        exsited.get(configuration_of(B), status=403, json={})

        rows = rows_of(administrator.get(f"{MATRIX_PAGE}?format=csv"))

        assert rows[0][-2].startswith("'=Beta")
        assert {row[-2] for row in rows[2:]} == {"Not read"}
        assert rows[1][-2] == ""

    def test_tells_in_a_workbook_what_it_is(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce(exsited, but=B)

        told = words_of(administrator.get(f"{MATRIX_PAGE}?format=xlsx&status=active&against={A}&show=differences"))

        for words in ("Settings of all connections", "Held against", "Read at", "settings that differ"):
            assert words in told
        assert not [secret for secret in SECRETS if secret in told]

    def test_of_nothing_read_is_the_error(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(CONNECTIONS, json=connections(ALPHA))
        exsited.get(configuration_of(A), status=403, json={})

        assert administrator.get(f"{MATRIX_PAGE}?format=csv").status_code == 403

    @pytest.mark.parametrize("kind", ["pdf", "", "csv;x"])
    def test_of_another_kind_is_the_page(
        self, administrator: Client, exsited: responses.RequestsMock, kind: str
    ) -> None:
        exsited.get(CONNECTIONS, json=connections(ALPHA))

        assert administrator.get(MATRIX_PAGE, {"format": kind}).headers["Content-Type"].startswith("text/html")

    def test_is_not_for_everybody(self, support: Client) -> None:
        assert support.get(f"{MATRIX_PAGE}?format=csv").status_code == 403


class TestComparisonFile:
    def announce(self, fake: responses.RequestsMock, *, functions_of_b: bool = True) -> None:
        announce(fake)
        ours = partner_function_json(name="Send items", tag="=cmd")
        tell_lists(fake, A, [ours, partner_function_json(uuid="only-a", name="Only here", object_name="tax")], [])
        if functions_of_b:
            tell_lists(fake, B, [ours | {"enabled": "false"}], [])
        else:
            fake.get(functions_of(B), status=403, json={})
            fake.get(automations_of(B), json={"integration_automations": [], "pagination": {"records": 0}})

    def test_is_linked_with_what_is_shown(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        self.announce(exsited)

        shown = administrator.get(f"{BOTH}&only=differences").content.decode()

        assert [unescape(url) for url in FILES.findall(shown)] == [
            f"{BOTH}&only=differences&format=csv",
            f"{BOTH}&only=differences&format=xlsx",
        ]

    def test_says_what_the_page_says(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        self.announce(exsited)

        rows = rows_of(administrator.get(f"{BOTH}&format=csv"))

        assert rows[0] == ["Part", "What", "A: Alpha", "B: =Beta", "Difference"]
        assert ["Facts", "Provider", "Xero", "MYOB", "differs"] in rows
        assert ["Settings", "Transaction: Invoice Export", "On", "Unknown “maybe”", "differs"] in rows
        assert ["Settings", "Transaction: Refund Export", "Absent", "Not sent", "same"] in rows
        [pair] = [row for row in rows if row[0] == "Partner functions" and row[2] == row[3]]
        assert "State: enabled in A, disabled in B" in pair[-1]
        assert [row[2:] for row in rows if row[-1] == "only in A"] == [["Only here", "", "only in A"]]

    def test_leaves_out_what_is_the_same(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        self.announce(exsited)

        rows = rows_of(administrator.get(f"{BOTH}&only=differences&format=csv"))

        assert len(rows) > 4
        assert "same" not in {row[-1] for row in rows}

    def test_says_what_did_not_come(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        self.announce(exsited, functions_of_b=False)

        rows = rows_of(administrator.get(f"{BOTH}&only=differences&format=csv"))

        [row] = [row for row in rows if row[1] == "Not read"]
        assert row[0] == "Partner functions of B, =Beta"
        assert row[-1]

    def test_tells_in_a_workbook_what_it_is(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        self.announce(exsited)

        told = words_of(administrator.get(f"{BOTH}&format=xlsx"))

        for words in ("Two connections side by side", A, B, "everything", "Read at"):
            assert words in told

    def test_of_nothing_to_compare_is_the_page(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(CONNECTIONS, json=connections(ALPHA, BETA))

        response = administrator.get(f"{COMPARE_PAGE}?a={A}&format=csv")

        assert response.headers["Content-Type"].startswith("text/html")
