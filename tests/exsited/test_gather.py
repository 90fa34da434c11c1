from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

import pytest

from dashboard.exsited.errors import ExsitedError, Missing, Unreachable
from dashboard.exsited.gather import POOL_SIZE, gather

colour: ContextVar[str] = ContextVar("colour", default="none")


def crowd(size: int, call: Callable[[], object]) -> dict[str, Any]:
    """The same call as so many panels."""
    return {f"p{number}": call for number in range(size)}


def failing(error: Exception) -> object:
    raise error


class TestGather:
    def test_runs_its_calls_at_the_same_time(self) -> None:
        together = threading.Barrier(3, timeout=5)

        panels = gather(a=together.wait, b=together.wait, c=together.wait)

        assert {panels.a.value, panels.b.value, panels["c"].value} == {0, 1, 2}

    def test_keeps_the_order_of_the_page(self) -> None:
        assert list(gather(subject="b", a=int, b=int, c=int)) == ["a", "b", "c"]

    def test_keeps_each_failure_with_its_panel(self) -> None:
        error = Missing("missing")

        panels = gather(invoice=lambda: "INV-1", notes=lambda: failing(error))

        assert panels.require("invoice") == "INV-1"
        assert panels.notes.error is error
        with pytest.raises(Missing):
            panels.require("notes")

    @pytest.mark.parametrize("subject", [None, "bug", "fine"])
    def test_raises_bugs(self, subject: str | None) -> None:
        with pytest.raises(ZeroDivisionError):
            gather(subject=subject, fine=lambda: 1, bug=lambda: failing(ZeroDivisionError()))

    def test_carries_context_variables_along(self) -> None:
        colour.set("red")

        panels = gather(subject="a", a=colour.get, b=colour.get)

        assert (panels.a.value, panels.b.value) == ("red", "red")

    def test_a_call_cannot_change_the_pages_context(self) -> None:
        colour.set("red")

        gather(b=lambda: colour.set("blue"))

        assert colour.get() == "red"

    def test_of_nothing_is_nothing(self) -> None:
        assert len(gather()) == 0

    def test_knows_its_subject(self) -> None:
        with pytest.raises(KeyError):
            gather(subject="c", a=int)


class TestPatience:
    def test_waits_for_the_subject_and_little_longer(self) -> None:
        never = threading.Event()
        started = time.monotonic()

        panels = gather(
            subject="invoice", patience=0.2, invoice=lambda: time.sleep(0.3), notes=lambda: never.wait(5), lines=int
        )

        assert 0.4 < time.monotonic() - started < 3
        never.set()
        assert (panels.invoice.late, panels.notes.late, panels.lines.late) == (False, True, False)

    def test_is_shared_by_the_late(self) -> None:
        never = threading.Event()
        started = time.monotonic()

        panels = gather(patience=0.2, **crowd(5, lambda: never.wait(5)))

        assert time.monotonic() - started < 3
        never.set()
        assert all(panels[name].late for name in panels)

    def test_without_it_everything_is_waited_for(self) -> None:
        assert not gather(subject="a", a=int, b=lambda: time.sleep(0.3)).b.late

    def test_a_failed_subject_is_not_waited_on(self) -> None:
        never = threading.Event()
        started = time.monotonic()

        panels = gather(subject="a", a=lambda: failing(Unreachable("dns_failure")), b=lambda: never.wait(5))

        assert time.monotonic() - started < 3
        never.set()
        with pytest.raises(Unreachable):
            panels.require("a")

    def test_a_late_panel_is_no_value(self) -> None:
        never = threading.Event()
        panels = gather(patience=0, notes=lambda: never.wait(5))
        never.set()

        with pytest.raises(LookupError):
            panels.require("notes")

    @pytest.mark.filterwarnings("error")
    def test_what_comes_too_late_is_dropped(self) -> None:
        started, late, done = threading.Event(), threading.Event(), threading.Event()

        def call() -> None:
            started.set()
            late.wait(5)
            done.set()
            raise Missing("missing")

        assert gather(subject="invoice", patience=0, invoice=lambda: started.wait(5), notes=call).notes.late
        late.set()
        assert done.wait(5)


class TestPool:
    def test_a_gather_inside_a_gather_cannot_lock_up(self) -> None:
        def nested() -> int:
            return int(gather(a=lambda: 1, b=lambda: 2).require("b"))

        panels = gather(**crowd(POOL_SIZE * 2, nested))

        assert [panels.require(name) for name in panels] == [2] * POOL_SIZE * 2

    def test_is_bounded(self) -> None:
        running = set()

        def call() -> None:
            running.add(threading.get_ident())
            time.sleep(0.001)

        gather(**crowd(POOL_SIZE * 4, call))

        assert len(running) <= POOL_SIZE

    def test_a_panel_that_waits_in_the_queue_when_the_page_leaves_is_not_run(self) -> None:
        release = threading.Event()
        ran = []
        panels = gather(
            patience=0.1,
            **crowd(POOL_SIZE, lambda: release.wait(5)),
            last=lambda: ran.append("last"),
        )
        release.set()

        assert panels.last.late
        assert gather(a=int).a.value == 0
        assert ran == []


class TestPanels:
    def test_names_no_panel_it_has_not(self) -> None:
        panels = gather(a=int)

        with pytest.raises(AttributeError):
            _ = panels.b
        with pytest.raises(KeyError):
            _ = panels["b"]

    def test_errors_are_told_apart_from_values(self) -> None:
        error = ExsitedError("odd")

        assert gather(a=lambda: error).a.error is None


class TestMeanwhile:
    """What this thread does while the calls run."""

    def test_the_subject_runs_beside_it(self) -> None:
        begun = threading.Event()
        seen: list[bool] = []

        panels = gather(subject="one", one=begun.set, meanwhile=lambda: seen.append(begun.wait(5)))

        assert seen == [True]
        assert panels.one.ready

    def test_an_error_of_the_subject_stays_with_it(self) -> None:
        def fail() -> None:
            raise Missing("not_found", endpoint="/test", status=404)

        panels = gather(subject="one", one=fail, meanwhile=lambda: None)

        assert isinstance(panels.one.error, Missing)

    def test_it_is_done_inside_another_call_too(self) -> None:
        done: list[int] = []

        gather(outer=lambda: gather(subject="inner", inner=lambda: 1, meanwhile=lambda: done.append(1)))

        assert done == [1]
