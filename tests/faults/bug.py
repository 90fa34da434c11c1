"""A mistake of the dashboard's own, and a clock that jumps, on demand: nothing in it is known to make either."""

from __future__ import annotations

import time
from collections.abc import Callable

import time_machine
from django.http import HttpRequest
from django.http.response import HttpResponseBase

_jumped: list[time_machine.travel] = []


class BugMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if "make-a-mistake" in request.GET:
            local = "canary-odd-place in a local variable"
            raise RuntimeError(f"canary-odd-place in the text\r\n\x1b[31m{{}} {len(local)}")
        if seconds := request.GET.get("clock-jumps"):
            jump(float(seconds))
        return self.get_response(request)


def jump(seconds: float) -> None:
    """The wall clock of this process, by so much from what it really is."""
    while _jumped:
        _jumped.pop().stop()
    if seconds:
        travel = time_machine.travel(time.time() + seconds, tick=True)
        travel.start()
        _jumped.append(travel)
