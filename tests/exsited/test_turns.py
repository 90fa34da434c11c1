"""The turns of the threads that make pages, also against a real socket."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest
import urllib3

from dashboard.exsited import turns
from dashboard.exsited.auth import MemoryTokenStore
from dashboard.exsited.gather import begin, gather
from dashboard.exsited.http import transport
from dashboard.exsited.http.deadline import Deadline, Limits
from tests.exsited.hostile import Script, answer, meeting

if TYPE_CHECKING:
    from collections.abc import Callable

LONG = 30.0
A_WHILE = 0.5
PATH = "/api/v3/invoices"
BUSY = "503 Busy"


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "PATIENCE_SECONDS", LONG)


def lets_others_on(page: Callable[[], object]) -> bool:
    """Whether for most of the time that `page` takes others may have their turn."""
    free: list[bool] = []
    done = threading.Event()

    def watch() -> None:
        while not done.wait(0.005):
            free.append(not turns._turn.locked())

    with ThreadPoolExecutor(1) as threads, turns.taken():
        watching = threads.submit(watch)
        try:
            page()
        finally:
            done.set()
        watching.result()
    return free.count(True) > len(free) / 2


def wait() -> None:
    time.sleep(A_WHILE)


class TestTurns:
    def test_one_page_computes_at_a_time(self) -> None:
        order: list[str] = []

        def other() -> None:
            with turns.taken():
                order.append("other")

        with ThreadPoolExecutor(1) as threads:
            with turns.taken():
                waiting = threads.submit(other)
                wait()
                order.append("first")
            waiting.result()

        assert order == ["first", "other"]
        assert not lets_others_on(wait)

    def test_one_that_waits_lets_others_on(self) -> None:
        assert lets_others_on(turns.given_up()(wait))

    def test_one_that_has_waited_computes_alone_again(self) -> None:
        def page() -> None:
            with turns.given_up():
                assert not turns.has_one()
            assert turns.has_one()
            assert not turns._turn.acquire(blocking=False)

        with turns.taken():
            page()

    def test_what_was_given_up_is_not_taken_within(self) -> None:
        with turns.taken(), turns.given_up():
            with turns.given_up():
                pass
            assert turns._turn.acquire(blocking=False)
            turns._turn.release()

    def test_what_is_taken_is_not_waited_for_within(self) -> None:
        with turns.taken():
            with turns.taken():
                pass
            assert turns.has_one()
        assert not turns.has_one()

    def test_who_has_none_takes_none(self) -> None:
        with turns.given_up():
            pass

        assert turns._turn.acquire(blocking=False)
        turns._turn.release()

    def test_a_page_that_breaks_gives_its_turn_on(self) -> None:
        with suppress(ZeroDivisionError), turns.taken():
            raise ZeroDivisionError
        with suppress(ZeroDivisionError), turns.taken(), turns.given_up():
            raise ZeroDivisionError

        assert turns._turn.acquire(blocking=False)
        turns._turn.release()

    def test_a_page_waits_so_long_for_all_its_turns_and_then_goes_on(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(turns, "PATIENCE_SECONDS", 0.2)

        def page() -> float:
            started = time.monotonic()
            with turns.taken():
                for _ in range(10):
                    with turns.given_up():
                        pass
            return time.monotonic() - started

        with ThreadPoolExecutor(1) as threads, turns.taken():
            took = threads.submit(page).result()
            assert not turns._turn.acquire(blocking=False), "somebody else's turn was given on"

        assert 0.2 <= took < 1.5


class TestCalls:
    """No page has its turn while it waits for the upstream, whatever for."""

    @pytest.mark.parametrize(
        "scripts",
        [
            pytest.param([[A_WHILE, answer()]], id="an answer"),
            pytest.param([[answer(b"{}")[:-1], A_WHILE, b"}"]], id="the rest of an answer"),
            pytest.param([[answer(b"", "Retry-After: 1", status=BUSY)], [answer()]], id="a retry"),
        ],
    )
    def test_while_it_waits_for(self, scripts: list[Script]) -> None:
        with meeting(*scripts) as (client, server):
            assert lets_others_on(lambda: client.get(PATH))
            assert len(server.requests) == len(scripts)

    def test_while_it_waits_for_a_file(self) -> None:
        with meeting([A_WHILE, answer(b"%PDF-1.7", kind="application/pdf")]) as (client, _):
            assert lets_others_on(lambda: client.stream("/api/v2/invoices/{id}/pdf", id="INV-1").close())

    def test_while_it_waits_as_everybody_was_told_to(self) -> None:
        with meeting([answer()]) as (client, _):
            client._guard._shared.set("exsited:paused-until", time.time() + A_WHILE, LONG)

            assert lets_others_on(lambda: client.get(PATH))

    def test_while_it_waits_for_a_connection(self, monkeypatch: pytest.MonkeyPatch) -> None:
        connect = urllib3.util.connection.create_connection

        def slow(*arguments: Any, **options: Any) -> Any:
            wait()
            return connect(*arguments, **options)

        monkeypatch.setattr(transport, "create_connection", slow)
        with meeting([answer()]) as (client, _):
            assert lets_others_on(lambda: client.get(PATH))

    def test_while_it_waits_for_a_place_on_the_wire(self) -> None:
        with (
            meeting([answer()], limits=Limits(in_flight=1, queue=LONG)) as (client, _),
            ThreadPoolExecutor(1) as threads,
        ):
            taken, free = threading.Event(), threading.Event()

            def occupy() -> None:
                with client.places.one(client._errand(PATH, {}, Deadline(LONG), LONG, {})):
                    taken.set()
                    free.wait(LONG)

            occupied = threads.submit(occupy)
            taken.wait(LONG)
            timer = threading.Timer(A_WHILE, free.set)
            timer.start()

            assert lets_others_on(lambda: client.get(PATH))
            occupied.result()

    def test_while_it_waits_for_another_ones_token(self) -> None:
        grant = answer(b'{"access_token": "canary-token", "expires_in": 3600}')
        with meeting([grant], [answer()], tokens=MemoryTokenStore()) as (client, _):
            client._auth._gate.acquire()
            timer = threading.Timer(A_WHILE, client._auth._gate.release)
            timer.start()

            assert lets_others_on(lambda: client.get(PATH))


class TestPanels:
    def test_a_page_lets_others_on_while_its_panels_are_made(self) -> None:
        assert lets_others_on(lambda: gather(a=wait, b=wait))

    def test_and_while_it_waits_for_its_subject_alone(self) -> None:
        assert lets_others_on(lambda: begin(subject="a", a=wait, b=wait))

    def test_and_while_it_waits_for_the_others(self) -> None:
        gathering = begin(subject="a", a=int, b=wait)

        assert lets_others_on(lambda: gathering.panels(None))
