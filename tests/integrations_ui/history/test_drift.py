"""Drift: how an integration differs from the newest snapshot somebody approved."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from pytest_django import DjangoAssertNumQueries

from integrations_ui.history.differences import sentences
from integrations_ui.history.drift import baseline_of, drift_of, drifted_as_kept, drifts_of, standing_as_kept
from integrations_ui.history.snapshots import keep_snapshot
from integrations_ui.models import Baseline, Snapshot
from tests.builders import CONNECTION_UUID
from tests.integrations_ui.history.made import integration

NOW = datetime(2026, 11, 20, 9, 41, tzinfo=UTC)
DAY = timedelta(days=1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada() -> User:
    return User.objects.create_user("ada")


def kept(*, days: int = 0, **changes: Any) -> Snapshot:
    snapshot = keep_snapshot(integration(**changes), NOW + days * DAY)
    assert snapshot
    return snapshot


def approve(snapshot: Snapshot, by: User, *, days: int = 0) -> Baseline:
    return Baseline.objects.create(snapshot=snapshot, approved_by=by, approved_at=NOW + days * DAY)


class TestDrift:
    def test_is_unknown_without_a_baseline(self) -> None:
        kept()

        assert drift_of(CONNECTION_UUID, integration()) is None
        assert baseline_of(CONNECTION_UUID) is None

    def test_is_unknown_of_what_was_not_read_whole(self, ada: User) -> None:
        approve(kept(), ada)

        assert drift_of(CONNECTION_UUID, integration(complete=False)) is None

    def test_is_nothing_while_all_is_as_approved(self, ada: User) -> None:
        approve(kept(), ada)

        drift = drift_of(CONNECTION_UUID, integration())

        assert drift is not None
        assert (drift.count, drift.baseline.approved_by) == (0, ada)

    def test_tells_what_changed(self, ada: User) -> None:
        approve(kept(), ada)

        drift = drift_of(CONNECTION_UUID, integration(status="INACTIVE"))

        assert drift is not None
        assert sentences(drift.parts) == ["Status: Active → Inactive"]

    def test_counts_from_the_newest_baseline(self, ada: User) -> None:
        first, second = kept(status="INACTIVE"), kept(days=1)
        approve(second, ada, days=1)
        newest = approve(first, ada, days=2)

        drift = drift_of(CONNECTION_UUID, integration())

        assert drift is not None
        assert (drift.baseline, drift.count) == (newest, 1)

    def test_of_many_is_one_query(self, ada: User, django_assert_num_queries: DjangoAssertNumQueries) -> None:
        made = [integration(uuid=f"connection-{number}") for number in range(5)]
        for one in made[:3]:
            snapshot = keep_snapshot(one, NOW)
            assert snapshot
            approve(snapshot, ada)

        with django_assert_num_queries(1):
            found = drifts_of(made)
            assert {drift.baseline.approved_by.username for drift in found.values()} == {"ada"}

        assert set(found) == {"connection-0", "connection-1", "connection-2"}

    def test_of_none_asks_nothing(self, django_assert_num_queries: DjangoAssertNumQueries) -> None:
        with django_assert_num_queries(0):
            assert drifts_of([]) == {}


class TestDriftAsKept:
    def test_names_the_connections_whose_last_snapshot_differs(
        self, ada: User, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        approve(kept(), ada)
        approve(kept(uuid="steady"), ada)
        kept(uuid="never-approved")
        kept(days=1, status="INACTIVE")

        with django_assert_num_queries(1):
            found = drifted_as_kept()
            assert [baseline.approved_by.username for baseline in found.values()] == ["ada"]

        assert set(found) == {CONNECTION_UUID}

    def test_ends_when_all_is_again_as_approved(self, ada: User) -> None:
        approve(kept(), ada)
        kept(days=1, status="INACTIVE")
        kept(days=2)

        assert drifted_as_kept() == {}


class TestStandingAsKept:
    def test_of_nothing_is_empty(self) -> None:
        found = standing_as_kept(most=8)

        assert (found.drifts, found.drifted, found.approved, found.unapproved, found.seen_at) == ([], 0, 0, 0, None)

    def test_tells_what_drifted_by_how_much_and_since_when_it_was_seen(self, ada: User) -> None:
        approve(kept(), ada)
        approve(kept(uuid="steady"), ada)
        kept(uuid="never-approved")
        kept(days=1, status="INACTIVE", remote_instance_id="moved")
        keep_snapshot(integration(uuid="steady"), NOW + 2 * DAY)

        found = standing_as_kept(most=8)

        assert (found.drifted, found.approved, found.unapproved) == (1, 2, 1)
        assert found.seen_at == NOW + DAY
        [drift] = found.drifts
        assert (drift.name, drift.count, drift.last.seen_at) == ("Harbour Lane Trading", 2, NOW + DAY)
        assert drift.baseline.approved_by == ada

    def test_names_the_newest_drifts_first_and_counts_the_others(self, ada: User) -> None:
        for number in range(3):
            approve(kept(uuid=f"connection-{number}"), ada)
            kept(uuid=f"connection-{number}", days=number + 1, status="INACTIVE", remote_instance_name="")

        found = standing_as_kept(most=2)

        assert ([drift.name for drift in found.drifts], found.drifted) == (["connection-2", "connection-1"], 3)

    def test_counts_the_same_two_contents_once(
        self, ada: User, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        approve(kept(), ada)
        kept(days=1, status="INACTIVE")
        standing_as_kept(most=8)

        with django_assert_num_queries(4):
            assert standing_as_kept(most=8).drifts[0].count == 1
