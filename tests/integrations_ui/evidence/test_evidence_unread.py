"""What could not be read is said in the workbook, on its first sheet and where it is missing."""

from __future__ import annotations

import re

import responses
from django.test import Client

from integrations_ui.models import Snapshot
from tests.builders import connection_json
from tests.integrations_ui.audit.subjects import OTHER_UUID, automation
from tests.integrations_ui.audit.test_findings import CONNECTIONS, announce_list, announce_one, announce_parts
from tests.integrations_ui.evidence.places import ALL_FILE, ONE_FILE, another, book_of
from tests.integrations_ui.evidence.test_evidence_file import SHEETS
from tests.integrations_ui.evidence.workbook import records_in
from tests.integrations_ui.places import AUTOMATIONS


class TestWhatWasNotRead:
    def test_is_said_on_the_first_sheet_and_where_it_is_missing(
        self, administrator: Client, exsited: responses.RequestsMock
    ) -> None:
        announce_one(exsited)
        exsited.remove("GET", AUTOMATIONS)
        exsited.get(AUTOMATIONS, status=500)

        book = book_of(administrator, ONE_FILE)

        about = [" ".join(row) for row in book["About"]]
        assert any("Not complete" in line for line in about)
        assert any("The list of automations could not be read." in line for line in about)
        assert "Not read: The list of automations could not be read." in " ".join(book["Automations"][1])
        [told] = records_in(book, "Snapshots")
        assert told["State"] == "Not kept. Not every part of it was read whole."
        assert told["Digest of what was read (SHA-256)"] == ""
        assert Snapshot.objects.count() == 0

    def test_of_a_list_that_is_cut_short_says_how_much_came(
        self, administrator: Client, exsited: responses.RequestsMock
    ) -> None:
        announce_one(exsited)
        exsited.remove("GET", AUTOMATIONS)
        exsited.get(
            AUTOMATIONS,
            json={
                "integration_automations": [automation()],
                "pagination": {"records": 3, "limit": 100, "offset": 0},
            },
        )

        about = [" ".join(row) for row in book_of(administrator, ONE_FILE)["About"]]

        assert any("could not be read whole: 1 came, and 2 more should be there." in line for line in about)

    def test_costs_the_other_connections_nothing(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce_list(exsited, connection_json(uuid="../odd"), another())
        announce_parts(exsited, uuid=OTHER_UUID)

        book = book_of(administrator, ALL_FILE)
        odd, sound = records_in(book, "Snapshots")

        assert odd["State"].startswith("Not kept.")
        assert re.fullmatch("[0-9a-f]{64}", sound["Digest of what was read (SHA-256)"])

    def test_an_account_without_connections_is_filed_as_one(
        self, administrator: Client, exsited: responses.RequestsMock
    ) -> None:
        exsited.get(CONNECTIONS, json={"integration_connection": [], "pagination": {}})

        book = book_of(administrator, ALL_FILE)

        assert list(book) == SHEETS
        assert records_in(book, "Findings") == []
        assert ["Scope", "All connections: 0"] in book["About"]
