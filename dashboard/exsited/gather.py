"""The independent calls of a page, made at the same time on one bounded pool."""

from __future__ import annotations

import contextvars
import os
import time
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dashboard.exsited import turns
from dashboard.exsited.errors import ExsitedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

POOL_SIZE = 16
"""Twice as many as may be on the wire: whoever waits for a place there does not wait for long."""
HEAD_START_SECONDS = 0.004


def _new_pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=POOL_SIZE, thread_name_prefix="exsited-gather")


_pool = _new_pool()
_on_pool: ContextVar[bool] = ContextVar("on_pool", default=False)


def _renew_pool() -> None:
    global _pool  # noqa: PLW0603  (threads do not survive a fork; the pool would wait for them for ever)
    _pool = _new_pool()


os.register_at_fork(after_in_child=_renew_pool)


def drain() -> None:
    """Waits until the calls that came too late for their pages have ended. For where no page is being made."""
    _pool.shutdown(wait=True)
    _renew_pool()


@dataclass(frozen=True, slots=True)
class Panel:
    """What one call gave: its value, or its error, or neither when it was late."""

    value: Any = None
    error: ExsitedError | None = None
    late: bool = False

    @property
    def ready(self) -> bool:
        return self.error is None and not self.late


class Panels:
    """The panels of a page by name: `panels.notes` or `panels["notes"]`."""

    def __init__(self, panels: Mapping[str, Panel]) -> None:
        self._panels = dict(panels)

    def __getattr__(self, name: str) -> Panel:
        try:
            return self._panels[name]
        except KeyError:
            raise AttributeError(name) from None

    def __getitem__(self, name: str) -> Panel:
        return self._panels[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._panels)

    def __len__(self) -> int:
        return len(self._panels)

    def require(self, name: str) -> Any:
        """The value of a panel without which there is no page. Raises its error."""
        panel = self._panels[name]
        if panel.error is not None:
            raise panel.error
        if panel.late:
            raise LookupError(f"{name} was not waited for")
        return panel.value


class Gathering:
    """Calls that are running: the subject's panel is there, the others are collected when they are wanted."""

    def __init__(self, running: Mapping[str, Future[Panel]], subject: str | None) -> None:
        self._running = running
        self._subject = subject

    def require(self) -> Any:
        """The subject's value. Raises its error, and then the others are not waited for."""
        assert self._subject is not None
        panel = self._running[self._subject].result()
        if panel.error is not None:
            self.drop()
            raise panel.error
        return panel.value

    @turns.given_up()
    def panels(self, patience: float | None) -> Panels:
        """Waits at most so many seconds (None: until they end); a subject that failed is not worth waiting on."""
        if self._subject is not None and self._running[self._subject].result().error:
            patience = 0.0
        try:
            return Panels(_collected(self._running, patience))
        finally:
            self.drop()

    def drop(self) -> None:
        """What has not begun never will."""
        for future in self._running.values():
            future.cancel()


@turns.given_up()
def begin(
    *, subject: str | None = None, meanwhile: Callable[[], object] | None = None, **calls: Callable[[], object]
) -> Gathering:
    """
    Runs all calls at the same time, each with this thread's context variables, and waits for the subject alone.
    This thread does what is to be done `meanwhile`.

    An ExsitedError stays with its panel; anything else is a bug and is raised. Inside a call of another `gather` the
    calls run one after the other: waiting there for more threads of the same pool could wait for ever.
    """
    if subject is not None and subject not in calls:
        raise KeyError(subject)
    alone = _on_pool.get()
    here = None if meanwhile else subject
    running: dict[str, Future[Panel]] = {name: Future() for name in calls}
    gathering = Gathering(running, subject)
    try:
        for name, call in calls.items():
            if alone:
                running[name].set_result(_panel(call))
            elif name != here:
                running[name] = _submit(call)
        if meanwhile:
            # Work of this thread holds the others up: first their requests go out.
            wait(running.values(), timeout=HEAD_START_SECONDS)
            meanwhile()
        if here and not alone:
            running[here].set_result(_panel(calls[here]))
        if subject is not None:
            running[subject].result()
    except BaseException:
        gathering.drop()
        raise
    return gathering


@turns.given_up()
def gather(
    *,
    subject: str | None = None,
    patience: float | None = None,
    meanwhile: Callable[[], object] | None = None,
    **calls: Callable[[], object],
) -> Panels:
    """
    As `begin`, and waits at most `patience` seconds more for the others than for the subject (None: until they end).
    What comes too late is dropped.
    """
    return begin(subject=subject, meanwhile=meanwhile, **calls).panels(patience)


def _collected(futures: Mapping[str, Future[Panel]], patience: float | None) -> dict[str, Panel]:
    """Those that ended in time; a bug is raised as soon as it is seen, in the order of the page."""
    end = None if patience is None else time.monotonic() + patience
    panels = {}
    for name, future in futures.items():
        wait([future], timeout=None if end is None else max(end - time.monotonic(), 0.0))
        panels[name] = future.result() if future.done() else Panel(late=True)
    return panels


def _submit(call: Callable[[], object]) -> Future[Panel]:
    context = contextvars.copy_context()
    context.run(_on_pool.set, True)  # noqa: FBT003  (a value, not an option)
    return _pool.submit(context.run, _panel, call)


def _panel(call: Callable[[], object]) -> Panel:
    try:
        return Panel(call())
    except ExsitedError as error:
        return Panel(error=error)
