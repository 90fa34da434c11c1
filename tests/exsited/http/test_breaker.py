from __future__ import annotations

import logging
import time

import pytest

from dashboard.exsited.errors import Busy, ExsitedError, Missing, Rejected, TimedOut, Unreachable, Unreadable
from dashboard.exsited.http.breaker import UPSTREAM, Breaker
from dashboard.exsited.shared import MemoryShared

LIST, DETAIL = "/api/v3/invoices", "/api/v3/invoices/{id}"
BROKEN = Unreadable("upstream_5xx", status=500)
DOWN = Unreachable("connect_refused")


class Clock:
    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def breaker(clock: Clock) -> Breaker:
    return Breaker(MemoryShared(), clock=clock)


def note(breaker: Breaker, *errors: ExsitedError | None, endpoint: str = LIST) -> None:
    for error in errors:
        breaker.note(endpoint, error, ())


class TestOpens:
    def test_after_five_failures(self, breaker: Breaker) -> None:
        note(breaker, *[BROKEN] * 4)
        assert breaker.admit(LIST) == (None, ())

        note(breaker, BROKEN)

        assert breaker.admit(LIST) == (10.0, ())
        assert breaker.state(LIST) == "open"

    def test_when_at_least_half_of_the_calls_fail(self, breaker: Breaker) -> None:
        note(breaker, *[None] * 6, *[BROKEN] * 5)
        assert breaker.state(LIST) == "closed"

        note(breaker, BROKEN)

        assert breaker.state(LIST) == "open"

    def test_by_the_last_twenty_calls_alone(self, breaker: Breaker) -> None:
        note(breaker, *[None] * 100, *[BROKEN] * 9)
        assert breaker.state(LIST) == "closed"

        note(breaker, BROKEN)

        assert breaker.state(LIST) == "open"

    def test_by_the_last_ten_seconds_alone(self, breaker: Breaker, clock: Clock) -> None:
        note(breaker, *[BROKEN] * 4)
        clock.now += 11
        note(breaker, BROKEN)

        assert breaker.state(LIST) == "closed"

    @pytest.mark.parametrize("error", [Missing("missing", status=404), Rejected("rejected", status=422)])
    def test_never_for_a_4xx(self, breaker: Breaker, error: ExsitedError) -> None:
        note(breaker, *[error] * 30)

        assert breaker.state(LIST) == "closed"

    def test_never_for_being_told_to_wait(self, breaker: Breaker) -> None:
        note(breaker, *[Busy("rate_limited", status=429, retry_after=3)] * 30)

        assert breaker.state(LIST) == "closed"

    def test_one_endpoint_alone_when_that_is_broken(self, breaker: Breaker) -> None:
        note(breaker, *[BROKEN, TimedOut("read_idle")] * 5)

        assert breaker.admit(LIST)[0]
        assert breaker.admit(DETAIL) == (None, ())

    def test_everything_when_nothing_can_be_reached(self, breaker: Breaker) -> None:
        note(breaker, *[DOWN] * 5)

        assert breaker.admit(DETAIL)[0]
        assert breaker.state(UPSTREAM) == "open"
        assert breaker.state(LIST) == "closed"

    def test_for_all_who_share_the_counts(self, clock: Clock) -> None:
        shared = MemoryShared()
        here, there = Breaker(shared, clock=clock), Breaker(shared, clock=clock)
        note(here, *[DOWN] * 3)
        note(there, *[DOWN] * 2)

        assert here.admit(LIST)[0]
        assert there.admit(LIST)[0]

    def test_is_logged_once(self, breaker: Breaker, caplog: pytest.LogCaptureFixture) -> None:
        with caplog.at_level(logging.WARNING, "dashboard.exsited"):
            note(breaker, *[DOWN] * 12)

        assert [record.message for record in caplog.records] == ["breaker_opened"]


class TestTries:
    @pytest.fixture(autouse=True)
    def _ten_seconds_after_it_opened(self, breaker: Breaker, clock: Clock) -> None:
        note(breaker, *[DOWN] * 5)
        clock.now += 10.1

    def test_with_one_call_for_all(self, breaker: Breaker) -> None:
        assert breaker.admit(LIST) == (None, (UPSTREAM,))
        assert breaker.admit(DETAIL) == (1.0, ())
        assert breaker.state(UPSTREAM) == "half open"

    def test_and_closes_when_that_succeeds(self, breaker: Breaker, caplog: pytest.LogCaptureFixture) -> None:
        _, claimed = breaker.admit(LIST)
        with caplog.at_level(logging.WARNING, "dashboard.exsited"):
            breaker.note(LIST, None, claimed)

        assert breaker.admit(DETAIL) == (None, ())
        assert [record.message for record in caplog.records] == ["breaker_closed"]

    def test_and_closes_when_that_is_refused_by_the_upstream_itself(self, breaker: Breaker) -> None:
        _, claimed = breaker.admit(LIST)
        breaker.note(LIST, Missing("missing", status=404), claimed)

        assert breaker.state(UPSTREAM) == "closed"

    def test_and_stays_open_when_that_fails(self, breaker: Breaker, clock: Clock) -> None:
        _, claimed = breaker.admit(LIST)
        breaker.note(LIST, DOWN, claimed)

        assert breaker.admit(LIST) == (10.0, ())
        clock.now += 10.1
        assert breaker.admit(LIST) == (None, (UPSTREAM,))

    def test_again_when_that_told_nothing(self, breaker: Breaker) -> None:
        _, claimed = breaker.admit(LIST)
        breaker.note(LIST, TimedOut("read_idle"), claimed)

        assert breaker.admit(LIST) == (None, (UPSTREAM,))

    def test_takes_no_turn_that_another_circuit_refuses(self, breaker: Breaker) -> None:
        note(breaker, *[BROKEN] * 5)

        assert breaker.admit(LIST)[0]
        assert breaker.admit(DETAIL) == (None, (UPSTREAM,))

    def test_after_a_clock_that_jumped_back(self, breaker: Breaker, clock: Clock) -> None:
        clock.now -= 3600

        assert breaker.admit(LIST) == (None, (UPSTREAM,))


class TestMemoryShared:
    def test_forgets(self) -> None:
        shared = MemoryShared()
        shared.set("a", 1, 0.01)
        time.sleep(0.02)

        assert shared.get("a") is None
        assert shared.add("a", 2, 10)
        assert not shared.add("a", 3, 10)
        shared.delete("a")
        assert shared.get("a") is None
