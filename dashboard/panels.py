"""A page of independent panels: which of its calls run for this request, and how long it waits for them."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from threading import Lock
from typing import TypeVar

from django.conf import settings
from django.http import HttpRequest

from dashboard.exsited import Forbidden, Panels, gather
from dashboard.htmx import asked_fragment

T = TypeVar("T")

PREFIX = "panel-"


def read_panels(
    request: HttpRequest, *, subject: str | None = None, wait: bool = False, **calls: Callable[[], object]
) -> Panels:
    """
    Runs the page's calls at the same time. The page waits for its subject, then a little longer for the others;
    a panel that is late fetches itself (`panel-<name>` by htmx) or is reached by `?wait=1` without JavaScript.
    `wait` is for what is worth nothing without all of them.
    """
    asked = asked_fragment(request) or ""
    name = asked.removeprefix(PREFIX).replace("-", "_")
    if asked.startswith(PREFIX) and name in calls:
        wanted = {key: call for key, call in calls.items() if key in {name, subject}}
        return gather(subject=subject, patience=None, **wanted)
    patience = None if wait or "wait" in request.GET else settings.PANEL_PATIENCE_SECONDS
    panels = gather(subject=subject, patience=patience, **calls)
    errors = [panels[name].error for name in panels]
    if len(errors) > 1 and all(isinstance(error, Forbidden) for error in errors) and errors[0]:
        raise errors[0]  # nothing may be read: said once and not in every panel
    return panels


def remembered(found: Future[T], call: Callable[[], T]) -> T:
    """What `call` gives, also for the calls of the page that wait for `found`; its error too, so that none waits on."""
    try:
        value = call()
    except BaseException as error:
        found.set_exception(error)
        raise
    found.set_result(value)
    return value


def once(call: Callable[[], T]) -> Callable[[], T]:
    """`call` for several panels: made by the first that needs it, and its value or its error kept for the others."""
    found: Future[T] = Future()
    lock = Lock()

    def shared() -> T:
        with lock:
            return found.result() if found.done() else remembered(found, call)

    return shared
