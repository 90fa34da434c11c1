"""When our own database fails: the evidence says what it could not tell or keep, and hides nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import responses
from django.db import DatabaseError, connection
from django.test import Client

from integrations_ui.models import Snapshot
from tests.integrations_ui.audit.test_findings import announce_one, faulty
from tests.integrations_ui.evidence.places import ONE, ONE_FILE, book_of
from tests.integrations_ui.evidence.test_evidence_page import text_of
from tests.integrations_ui.evidence.workbook import records_in


@contextmanager
def without(table: str) -> Iterator[None]:
    """Every query of this table fails."""

    def refuse(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001
        if f'"integrations_ui_{table}"' in sql:
            raise DatabaseError("disk full")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse):
        yield


@pytest.fixture(autouse=True)
def _faulty_connection(exsited: responses.RequestsMock) -> None:
    announce_one(exsited, **faulty())


class TestAFailingDatabase:
    @pytest.mark.parametrize(
        ("table", "said"),
        [
            ("snapshot", "What was read could not be kept as a snapshot: The database failed."),
            ("baseline", "The baseline could not be read: the database failed."),
            ("acknowledgement", "The acknowledgements could not be read"),
            ("secretsighting", "Since when its secrets are known could not be read: the database failed."),
        ],
    )
    def test_is_told_on_the_page_and_in_the_file(self, administrator: Client, table: str, said: str) -> None:
        with without(table):
            told = text_of(administrator.get(ONE))
            about = " ".join(cell for row in book_of(administrator, ONE_FILE)["About"] for cell in row)

        assert "Completeness Not complete" in told
        assert said in told
        assert said in about
        assert "Not complete" in about

    def test_leaves_no_finding_as_certainly_open(self, administrator: Client) -> None:
        with without("acknowledgement"):
            book = book_of(administrator, ONE_FILE)

        assert "Open unless acknowledged" in {one["State"] for one in records_in(book, "Findings")}
        assert book["Acknowledgements"][1][2] == "Not read: the database failed."

    def test_still_states_the_digest_of_what_was_read(self, administrator: Client) -> None:
        with without("snapshot"):
            [told] = records_in(book_of(administrator, ONE_FILE), "Snapshots")
        administrator.get(ONE)

        assert told["State"] == "Not kept. The database failed."
        assert told["Digest of what was read (SHA-256)"] == Snapshot.objects.get().digest
