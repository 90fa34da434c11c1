"""What holds for every request: a reference id, security headers, sign-in by default, and failures told plainly."""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable

from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.cache import patch_vary_headers

from dashboard import errors, logs, pages
from dashboard.accounts.sessions import account_of, is_over, note_seen
from dashboard.accounts.way_in import go, sign_in_first
from dashboard.exsited import BadId, ExsitedError, turns
from dashboard.frame import StreamedPage
from dashboard.lists.listing import without_nul
from dashboard.stale import served_old

log = logging.getLogger("dashboard.request")

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class ReferenceMiddleware:
    """Gives each request its reference id, which its log lines, its answer and its error page carry."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        reference = secrets.token_hex(4)
        logs.reference.set(reference)
        started = time.monotonic()
        response = self.get_response(request)
        response.headers["X-Request-ID"] = reference
        match = request.resolver_match
        log.info(
            "request",
            extra={
                "method": request.method if request.method in KNOWN_METHODS else "other",
                "route": match.route if match else "",
                "answer": response.status_code,
                "ms": round((time.monotonic() - started) * 1000),
            },
        )
        return response


KNOWN_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class SecurityHeadersMiddleware:
    """The headers Django and django-csp do not set; on every answer, static files and errors included."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Cross-Origin-Embedder-Policy", "require-corp")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        response.headers.setdefault("Cache-Control", "private, no-store")
        if response.headers.get("Content-Type", "").startswith("text/html"):
            patch_vary_headers(response, ["HX-Request", "HX-Target"])  # a page and its fragments share an address
        return response


ALWAYS_OPEN = ("/login/", "/logout/", "/status/", "/healthz", "/readyz")
"""What asks nothing of the billing API, and is wanted most when there is too much to do."""


def is_always_open(request: HttpRequest) -> bool:
    return request.path_info.startswith(ALWAYS_OPEN)


class DoorMiddleware:
    """
    Refuses a page that would be one too many before anything is done for it, the session not read either: a refusal
    that is slow helps nobody.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if is_always_open(request):
            return self.get_response(request)
        if not pages.enter():
            return errors.refusal(request)
        try:
            response = self.get_response(request)
        except BaseException:
            pages.leave()
            raise
        if isinstance(response, StreamedPage):
            response.afterwards(pages.leave)
        else:
            pages.leave()
        return response


class SignInMiddleware(LoginRequiredMiddleware):
    """
    Every view wants a signed-in person unless it says otherwise, in a session that is not over. Whoever has a password
    that somebody else knows gets no further than to where it is changed.
    """

    WITH_A_TEMPORARY_PASSWORD = frozenset({"password_change", "logout", "sign_out_everywhere"})

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponseBase],
        view_args: tuple[object, ...],
        view_kwargs: dict[str, object],
    ) -> HttpResponseBase | None:
        temporary = False
        if request.user.is_authenticated:
            account = account_of(request)
            temporary = account is not None and account.password_temporary
            if is_over(request, account):
                logout(request)
            else:
                note_seen(request)
        if super().process_view(request, view_func, view_args, view_kwargs) is not None:
            return sign_in_first(request)
        match = request.resolver_match
        if temporary and match and match.url_name not in self.WITH_A_TEMPORARY_PASSWORD:
            return go(request, reverse("password_change"))
        return None


class QueryMiddleware:
    """
    No text has a NUL in it, and not every database takes one: in the query of an address it counts as a blank, and a
    cookie with one, which it may spell in octal, as none.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.META["QUERY_STRING"] = without_nul(request.META.get("QUERY_STRING", ""))
        request.COOKIES = {name: value for name, value in request.COOKIES.items() if "\0" not in value}
        return self.get_response(request)


class TurnMiddleware:
    """
    A page is computed in its turn. What stands around that (its session, its lines in the access log) may wait for the
    database, and is not.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if is_always_open(request):
            return self.get_response(request)
        with turns.taken():
            return self.get_response(request)


class ProblemMiddleware:
    """The one place that turns an upstream error, or Django's empty 405, into a page or a fragment that says so."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if not isinstance(response, HttpResponseNotAllowed):
            return self.told_as_old(request, response)
        told = errors.bad_method(request)
        told.headers["Allow"] = response.headers["Allow"]
        return told

    def told_as_old(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """A file has no place to say that it was made of old answers: it fails as they did."""
        old = served_old(request)
        if not old or response.status_code >= 300 or response.headers.get("Content-Type", "").startswith("text/html"):
            return response
        response.close()
        return errors.upstream_failed(request, old[0].error)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, ExsitedError):
            return errors.upstream_failed(request, exception)
        if isinstance(exception, BadId):
            return errors.bad_id(request)
        return None
