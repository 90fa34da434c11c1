"""For the test client: a page that comes in pieces is read to its end, so that its answer has `content`."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase


class WholePagesMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if not isinstance(response, StreamingHttpResponse) or not response.headers["Content-Type"].startswith(
            "text/html"
        ):
            return response
        return HttpResponse(response.getvalue(), status=response.status_code, headers=response.headers)
