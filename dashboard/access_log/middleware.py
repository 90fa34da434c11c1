"""What reads is written down here, for every page there is: files that leave, and connections that are looked at."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from http import HTTPStatus

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from dashboard import errors
from dashboard.access_log.acts import Act
from dashboard.access_log.chain import NotRecorded, record, try_to_record
from dashboard.access_log.looks import EVERY_CONNECTION, detail_of
from dashboard.lists.exports import XLSX
from dashboard.middleware import GetResponse
from dashboard.stores import STORE_ERRORS

TABLES = ("text/csv", XLSX)
INTEGRATIONS = "integrations/"
TURNED_DOWN = (HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT)
SHOWN = {"GET": (HTTPStatus.OK, *TURNED_DOWN), "POST": TURNED_DOWN}
ONE_VISIT_SECONDS = 300
"""A page, its parts and its reloading within this time are one look."""


def looked_at(request: HttpRequest, *connection_uuids: str) -> None:
    """For a page whose address does not name its connections in its path."""
    request.looked_at = connection_uuids  # type: ignore[attr-defined]  # kept with the request it belongs to


class AccessLogMiddleware:
    """
    A file does not leave without its line. A look is written down before it is answered, too; but where its line
    cannot be written reading goes on, and the process log tells of the look instead.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.method == "GET" and response.status_code == HTTPStatus.OK and is_table(response):
            return self.taken(request, response)
        if is_look(request, response):
            write_look(request)
        return response

    def taken(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        try:
            record(Act.FILE_TAKEN, by=request.user, subject=file_name(response), detail=request.path)
        except NotRecorded as reason:
            response.close()
            return errors.not_recorded(request, reason)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return errors.not_recorded(request, exception) if isinstance(exception, NotRecorded) else None


def is_look(request: HttpRequest, response: HttpResponseBase) -> bool:
    """
    A page of connections. A form that was turned down comes back with all that its page shows; one that was taken
    has a line of its own.
    """
    match = request.resolver_match
    if match is None or not match.route.startswith(INTEGRATIONS) or isinstance(response, errors.ProblemPage):
        return False
    return response.status_code in SHOWN.get(request.method or "", ())


def is_table(response: HttpResponseBase) -> bool:
    return response.headers.get("Content-Type", "").startswith(TABLES)


def file_name(response: HttpResponseBase) -> str:
    return response.headers.get("Content-Disposition", "").partition('filename="')[2].rstrip('"')


def write_look(request: HttpRequest) -> None:
    match = request.resolver_match
    assert match is not None
    detail = detail_of(match.url_name or "", match.kwargs)
    in_path = match.kwargs.get("connection_uuid")
    subjects = (in_path,) if in_path else getattr(request, "looked_at", ()) or (EVERY_CONNECTION,)
    for subject in subjects:
        look = look_key(request.user.pk, detail, subject)
        if is_news(look) and not try_to_record(Act.CONNECTION_VIEWED, by=request.user, subject=subject, detail=detail):
            forget(look)


def look_key(person: int | None, detail: str, subject: str) -> str:
    """Of the characters that any cache takes, and no longer than it takes."""
    return "look:" + hashlib.sha256(f"{person} {detail} {subject}".encode()).hexdigest()


def is_news(look: str) -> bool:
    """A cache that is down makes every look one of its own."""
    with suppress(*STORE_ERRORS):
        return cache.add(look, 1, timeout=ONE_VISIT_SECONDS)
    return True


def forget(look: str) -> None:
    with suppress(*STORE_ERRORS):
        cache.delete(look)
