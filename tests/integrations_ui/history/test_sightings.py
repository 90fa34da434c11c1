"""Sightings of secrets, and secrets that are held in more than one place."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection
from pytest_django import DjangoAssertNumQueries

from integrations_ui.history import sightings
from integrations_ui.history.sightings import first_seen_of, note_sightings, noted, secret_ages, shared_secrets
from integrations_ui.models import SecretSighting
from tests.builders import ACCESS_TOKEN, CLIENT_SECRET, CONNECTION_UUID, SECRETS
from tests.integrations_ui.history import made

NOW = datetime(2026, 11, 20, 9, 41, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
SECRET = (CONNECTION_UUID, "client_secret")


@contextmanager
def failing(sql: str) -> Iterator[None]:
    """The database refuses every statement that begins so."""

    def refuse(execute: Any, statement: str, params: Any, *rest: Any) -> Any:
        if statement.startswith(sql):
            raise DatabaseError("disk full")
        return execute(statement, params, *rest)

    with connection.execute_wrapper(refuse):
        yield


@pytest.mark.django_db
class TestSightings:
    def test_are_of_each_secret(self) -> None:
        found = note_sightings([made.connection(refresh_token="")], NOW)

        assert found == {SECRET: NOW, (CONNECTION_UUID, "access_token"): NOW}
        assert {one.field for one in SecretSighting.objects.all()} == {"client_secret", "access_token"}

    def test_keep_no_value(self) -> None:
        note_sightings([made.connection()], NOW)

        told = str(list(SecretSighting.objects.values()))
        assert not [secret for secret in SECRETS if secret in told]

    def test_remember_the_first_time(self) -> None:
        note_sightings([made.connection()], NOW)

        assert note_sightings([made.connection()], NOW + HOUR)[SECRET] == NOW
        assert first_seen_of([made.connection()])[SECRET] == NOW

    def test_start_anew_with_another_secret(self) -> None:
        note_sightings([made.connection()], NOW)
        changed = made.connection(client_secret="canary-other-secret-Tn55Wd")

        assert note_sightings([changed], NOW + HOUR)[SECRET] == NOW + HOUR

    def test_tell_nothing_of_what_was_never_noted(self) -> None:
        assert first_seen_of([made.connection()]) == {}
        assert not SecretSighting.objects.exists()

    @pytest.mark.parametrize(("later", "told"), [(MINUTE, NOW), (HOUR, NOW + HOUR)])
    def test_write_the_last_time_once_an_hour(self, later: timedelta, told: datetime) -> None:
        note_sightings([made.connection()], NOW)
        note_sightings([made.connection()], NOW + later)

        assert {one.last_seen_at for one in SecretSighting.objects.all()} == {told}

    def test_of_many_are_one_query_each_way(self, django_assert_num_queries: DjangoAssertNumQueries) -> None:
        many = [made.connection(uuid=f"connection-{number}") for number in range(50)]

        with django_assert_num_queries(4):  # the savepoint counts for two
            note_sightings(many, NOW)
        with django_assert_num_queries(3):
            note_sightings(many, NOW + MINUTE)
        with django_assert_num_queries(1):
            first_seen_of(many)

    def test_of_the_same_connection_twice_are_one(self) -> None:
        note_sightings([made.connection(), made.connection()], NOW)

        assert SecretSighting.objects.count() == 3

    def test_know_nothing_by_an_odd_uuid(self) -> None:
        assert note_sightings([made.connection(uuid="x" * 500)], NOW) == {}

    def test_give_the_age_of_client_secrets(self) -> None:
        note_sightings([made.connection()], NOW)

        assert secret_ages([made.connection()], NOW + HOUR) == {CONNECTION_UUID: HOUR}

    @pytest.mark.parametrize("statement", ["SELECT", "INSERT", "SAVEPOINT"])
    def test_that_cannot_be_kept_cost_a_page_nothing(self, statement: str, caplog: pytest.LogCaptureFixture) -> None:
        with failing(statement):
            assert noted([made.connection()], NOW) == {}

        assert [record.getMessage() for record in caplog.records] == ["sightings_not_kept"]
        assert caplog.records[0].name == sightings.log.name


class TestSharedSecrets:
    def test_are_none_where_all_differ(self) -> None:
        assert shared_secrets([made.connection()]) == []

    def test_are_found_across_connections_and_fields(self) -> None:
        one = made.connection(refresh_token=CLIENT_SECRET)
        other = made.connection(uuid="other", access_token=CLIENT_SECRET, client_secret="", refresh_token="x1")

        (shared,) = shared_secrets([one, other])

        assert [(place.connection.uuid, place.label) for place in shared.holdings] == [
            (CONNECTION_UUID, "Client secret"),
            (CONNECTION_UUID, "Refresh token"),
            ("other", "Access token"),
        ]
        assert shared.connections == 2

    def test_come_with_the_widest_spread_first(self) -> None:
        connections = [
            made.connection(),
            made.connection(uuid="b", refresh_token="r2"),
            made.connection(uuid="c", client_secret="c3", refresh_token="r3"),
        ]

        found = shared_secrets(connections)

        assert [len(shared.holdings) for shared in found] == [3, 2]
        assert found[0].holdings[0].field == "access_token"
        assert ACCESS_TOKEN not in str(found)
