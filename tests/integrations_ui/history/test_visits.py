"""Every page that reads a connection whole keeps it, asks nothing twice for that, and does without where it cannot."""

from __future__ import annotations

import pytest
import responses
from django.test import Client

from integrations_ui.models import Snapshot
from tests.integrations_ui.audit.test_findings import LIST, MINE, announce_list, announce_one, announce_parts
from tests.integrations_ui.compare.places import A, B
from tests.integrations_ui.compare.test_connection_compare import BOTH, announce
from tests.integrations_ui.history.test_sightings import failing

REFUSED = 'INSERT INTO "integrations_ui_snapshot"'


def kept() -> set[str]:
    return {snapshot.connection_uuid for snapshot in Snapshot.objects.all()}


class TestVisits:
    def test_of_the_findings_of_one(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce_one(exsited)

        assert administrator.get(MINE).status_code == 200

        assert kept() == {A}
        assert len({call.request.url for call in exsited.calls}) == len(exsited.calls)

    def test_of_all_findings(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce_list(exsited)
        announce_parts(exsited)

        assert administrator.get(LIST).status_code == 200

        assert kept() == {A}

    def test_of_a_comparison(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce(exsited)

        assert administrator.get(BOTH).status_code == 200

        assert kept() == {A, B}

    @pytest.mark.parametrize("page", ["findings", "comparison"])
    def test_survive_a_database_that_keeps_nothing(
        self, administrator: Client, exsited: responses.RequestsMock, page: str, caplog: pytest.LogCaptureFixture
    ) -> None:
        if page == "findings":
            announce_one(exsited)
        else:
            announce(exsited)

        with failing(REFUSED):
            response = administrator.get(MINE if page == "findings" else BOTH)

        assert response.status_code == 200
        assert "snapshot_not_kept" in caplog.text
        assert not kept()
