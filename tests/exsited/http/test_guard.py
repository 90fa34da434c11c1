"""What holds calls back for everybody, against a real socket."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from dashboard.exsited.client import Client
from dashboard.exsited.errors import Busy, ExsitedError, Unreadable
from dashboard.exsited.http.deadline import Limits
from dashboard.exsited.http.retry import RetryBudget
from tests.exsited.hostile import Step, answer, meeting

PATH = "/api/v3/invoices"
BROKEN = answer(status="500 Oops")


def told(client: Client) -> ExsitedError | None:
    try:
        client.get(PATH)
    except ExsitedError as error:
        return error
    return None


def faults(client: Client, times: int) -> list[str | None]:
    return [error.fault if (error := told(client)) else None for _ in range(times)]


class TestPlaces:
    def test_eight_calls_are_on_the_wire_at_a_time(self) -> None:
        steps: list[Step] = [0.1, answer()]
        with meeting(steps) as (client, server), ThreadPoolExecutor(24) as threads:
            most = 0

            def watch() -> None:
                nonlocal most
                while not done.wait(0.005):
                    most = max(most, client.places.in_flight)

            done = threading.Event()
            watcher = threading.Thread(target=watch)
            watcher.start()
            ended = list(threads.map(lambda _: told(client), range(24)))
            done.set()
            watcher.join()

        assert ended == [None] * 24
        assert most == 8
        assert server.connections <= 8
        assert (client.places.in_flight, client.places.waiting) == (0, 0)

    def test_who_finds_none_in_time_is_told_to_come_again(self) -> None:
        limits = Limits(in_flight=1, queue=0.1)
        with meeting([1.0, answer()], limits=limits) as (client, server), ThreadPoolExecutor(2) as threads:
            first = threads.submit(told, client)
            time.sleep(0.2)
            started = time.monotonic()
            error = told(client)

            assert isinstance(error, Busy)
            assert (error.fault, error.retry_after) == ("overloaded", 1.0)
            assert time.monotonic() - started < 0.4
            assert first.result() is None
            assert len(server.requests) == 1


class TestBreaker:
    def test_nothing_is_sent_while_it_is_open(self) -> None:
        with meeting([BROKEN], limits=Limits(breaker_open=0.3)) as (client, server):
            assert faults(client, 6) == ["upstream_5xx"] * 3 + ["breaker_open"] * 3
            # Two for each of the first two calls; the fifth failure opens it, and the retry of that call is not sent.
            assert len(server.requests) == 5

            time.sleep(0.35)
            assert faults(client, 3) == ["upstream_5xx", "breaker_open", "breaker_open"]
            assert len(server.requests) == 6

    def test_says_when_to_come_again(self) -> None:
        with meeting([BROKEN]) as (client, _):
            faults(client, 5)

            error = told(client)
            assert isinstance(error, Busy)
            assert error.attempts == 0
            assert error.retry_after
            assert 9 < error.retry_after <= 10

    def test_one_good_answer_lets_all_in_again(self) -> None:
        with meeting(*[[BROKEN]] * 5, [answer()], limits=Limits(breaker_open=0.2)) as (client, _):
            faults(client, 5)
            time.sleep(0.25)

            assert faults(client, 4) == [None] * 4


class TestToldToWait:
    def test_everybody_waits_and_nobody_asks(self) -> None:
        busy = answer(b"{}", "Retry-After: 1", status="429 Busy")
        with meeting([busy], [answer()]) as (client, server), ThreadPoolExecutor(4) as threads:
            first = threads.submit(told, client)
            time.sleep(0.3)
            started = time.monotonic()
            others = [threads.submit(told, client) for _ in range(3)]

            assert [other.result() for other in others] == [None] * 3
            assert time.monotonic() - started > 0.5
            assert first.result() is None
            assert len(server.requests) == 5

    def test_longer_than_a_page_has_is_told_at_once_and_nobody_asks(self) -> None:
        with meeting([answer(b"{}", "Retry-After: 30", status="429 Busy")]) as (client, server):
            errors = [told(client) for _ in range(5)]

        assert [error.fault for error in errors if error] == ["rate_limited"] * 5
        assert all(error and error.retry_after and 29 < error.retry_after <= 30 for error in errors)
        assert len(server.requests) == 1


class TestRetries:
    def test_are_few_even_when_everything_fails(self) -> None:
        budget = RetryBudget(0.1)
        spent = 0
        for _ in range(200):
            budget.earn()
            spent += budget.spend()

        assert spent <= RetryBudget.MOST + 200 * 0.1

    def test_of_a_client_end_where_its_share_does(self) -> None:
        limits = Limits(breaker_open=0.0, retry_share=0.0)
        with meeting([BROKEN], limits=limits) as (client, server):
            assert faults(client, 12) == ["upstream_5xx"] * 12

        assert len(server.requests) == 12 + RetryBudget.MOST

    def test_that_may_not_be_made_leave_the_first_failure(self) -> None:
        with meeting([BROKEN], limits=Limits(breaker_open=0.0)) as (client, server):
            with pytest.raises(Unreadable):
                client.get(PATH)
            assert len(server.requests) == 2


class TestUnbroken:
    def test_failures_of_patient_work_open_it_for_nobody(self) -> None:
        with meeting([BROKEN]) as (client, _):
            assert set(faults(client.unbroken(), 12)) == {"upstream_5xx"}

            assert faults(client, 1) == ["upstream_5xx"]

    def test_patient_work_is_not_turned_away(self) -> None:
        with meeting([BROKEN]) as (client, _):
            assert "breaker_open" in faults(client, 6)

            assert faults(client.unbroken(), 1) == ["upstream_5xx"]
            assert faults(client, 1) == ["breaker_open"]
