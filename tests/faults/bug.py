"""A mistake of the dashboard's own, on demand: nothing in it is known to make one."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase


class BugMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if "make-a-mistake" in request.GET:
            local = "canary-odd-place in a local variable"
            raise RuntimeError(f"canary-odd-place in the text\r\n\x1b[31m{{}} {len(local)}")
        return self.get_response(request)
