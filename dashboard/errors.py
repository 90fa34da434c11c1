"""Error answers: whole pages, or for htmx the card that takes the failed fragment's place."""

from __future__ import annotations

import functools
import logging
import sys
from datetime import UTC, datetime

from django.contrib.auth import logout
from django.core.signals import got_request_exception
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import is_valid_path, reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString

from dashboard.accounts.sessions import account_of, is_over
from dashboard.accounts.way_in import sign_in_first
from dashboard.exsited import ID, ExsitedError
from dashboard.formats import clock_text, plain
from dashboard.htmx import asked_fragment
from dashboard.links import this_address
from dashboard.logs import reference
from dashboard.problems import Problem, Words, problem, problem_of
from dashboard.stores import store_is_down

log = logging.getLogger("dashboard.problem")

LONGEST_ASKED = 200
"""So much of an address is told."""
DEEPEST = 12
"""No page has an address of more parts; each of them is tried."""
LOOK_IT_UP = "Check the address, or look the record up with the search box above."
OURS = {
    "bad_id": Words(
        status=404,
        title="Not an id",
        sentence="This address holds something that cannot be an id, so nothing was asked of the billing API.",
        advice=LOOK_IT_UP,
    ),
    "bad_request": Words(
        status=400,
        title="Bad request",
        sentence="The browser sent something this page cannot read.",
        advice="Go back and try again.",
    ),
    "denied": Words(
        status=403,
        title="Not for your role",
        sentence="Your role may not open this page.",
        advice="Ask an administrator if you need it for your work.",
    ),
    "no_page": Words(status=404, title="No such page", sentence="There is no page at this address.", advice=LOOK_IT_UP),
    "bad_method": Words(
        status=405,
        title="Not to be opened like this",
        sentence="Nothing at this address answers a request of this kind. Nothing was changed.",
        advice="Go back, or begin again at the start page.",
    ),
    "csrf": Words(
        status=403,
        title="The form is too old",
        sentence="This form was not sent from a page of this session.",
        advice="Go back, load the page again and send the form once more.",
    ),
    "store_down": Words(
        status=503,
        title="Our own store is down",
        sentence="This dashboard cannot reach its own database or cache, so it cannot show this page.",
        advice="Try again in a moment. If it goes on, tell an administrator the reference below.",
    ),
    "not_recorded": Words(
        status=503,
        title="Not written down",
        sentence="This may only happen with a line in the access log, and none can be written now. Nothing was done.",
        advice="Try again in a moment. If it goes on, tell an administrator the reference below.",
    ),
    "overloaded": Words(
        status=503,
        title="Too much at once",
        sentence="This dashboard has more pages to make than it can at once.",
        advice="Wait a moment, then try again.",
    ),
    "bug": Words(
        status=500,
        title="Our mistake",
        sentence="This dashboard failed on your request. Nothing was changed.",
        advice="Try again; if it fails again, tell an administrator the reference below.",
    ),
}
"""What is told of a failure that is not the upstream's, by its word for logs."""
WAITS = {"store_down": 5, "not_recorded": 5, "overloaded": 1}
"""When to come again, in seconds."""


def above(path: str) -> str:
    """The nearest address above this one that has a page."""
    parts = path.strip("/").split("/", DEEPEST)[:DEEPEST]
    while parts := parts[:-1]:
        upper = f"/{'/'.join(parts)}/"
        if all(map(ID.fullmatch, parts)) and is_valid_path(upper):
            return upper
    return reverse("home")


class ProblemPage(HttpResponse):
    """Tells what failed, and shows nothing of what was asked for."""

    def __init__(self, body: str, told: Problem) -> None:
        super().__init__(body, status=told.status)
        if told.retry_after is not None:
            self.headers["Retry-After"] = str(told.retry_after)


def answer(request: HttpRequest, told: Problem) -> HttpResponse:
    """A page, or for htmx the card that wears the id of the fragment it stands for."""
    fragment = asked_fragment(request)
    template = "dashboard/error_fragment.html" if fragment else "dashboard/error.html"
    context = {"problem": told, "fragment": fragment}
    if told.status == 404:
        context |= {"asked": plain(request.path[:LONGEST_ASKED]), "above": above(request.path)}
    return ProblemPage(render_to_string(template, context, request), told)


def upstream_failed(request: HttpRequest, error: ExsitedError) -> HttpResponse:
    told = problem_of(error, request)
    log.warning(
        "problem",
        extra={
            "fault": error.fault,
            "endpoint": error.endpoint,
            "upstream_status": error.status,
            "answer": told.status,
        },
    )
    return answer(request, told)


def bad_id(request: HttpRequest) -> HttpResponse:
    return answer(request, ours(request, "bad_id"))


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django calls a session that could not be saved a bad request too."""
    return alone(request, "store_down") if store_is_down(exception) else answer(request, ours(request, "bad_request"))


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The same words for a record that exists and one that does not."""
    del exception
    match = request.resolver_match
    log.warning(
        "denied",
        extra={
            "user_id": request.user.pk,
            "roles": sorted(group.name for group in request.user.groups.all()),
            "route": match.route if match else "",
        },
    )
    return answer(request, ours(request, "denied"))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    del exception
    end_if_over(request)
    return answer(request, ours(request, "no_page"))


def end_if_over(request: HttpRequest) -> None:
    """For what passes the middleware by that looks at the session: an address without a view, a form refused before."""
    if request.user.is_authenticated and is_over(request, account_of(request)):
        logout(request)


def bad_method(request: HttpRequest) -> HttpResponse:
    return answer(request, ours(request, "bad_method"))


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's key is in the session, so it is lost with it: then it is not the form that is too old."""
    del reason
    end_if_over(request)
    match = request.resolver_match
    if match and getattr(match.func, "login_required", True) and not request.user.is_authenticated:
        return sign_in_first(request)
    return answer(request, ours(request, "csrf"))


def not_recorded(request: HttpRequest, reason: Exception) -> HttpResponse:
    log.error("not_recorded", extra={"user_id": request.user.pk, "reason": str(reason)})
    return alone(request, "not_recorded")


def broken(request: HttpRequest, exception: Exception) -> SafeString:
    """What stands in the place of a page's content whose making failed when the page had begun."""
    log.error("page_broken", exc_info=exception)
    got_request_exception.send(sender=None, request=request)
    told = ours(request, "store_down" if store_is_down(exception) else "bug")
    return render_to_string("dashboard/error.html#told", {"problem": told}, request)


def server_error(request: HttpRequest) -> HttpResponse:
    """Django calls it while it handles what failed."""
    return alone(request, "store_down" if store_is_down(sys.exc_info()[1]) else "bug")


def alone(request: HttpRequest, fault: str) -> HttpResponse:
    if fault == "store_down":
        log.error(fault)
    return without_shell(ours(request, fault, retry_after=WAITS.get(fault), signed_in=False))


def without_shell(told: Problem) -> HttpResponse:
    """Whatever failed may be what the shell needs."""
    return ProblemPage(render_to_string("dashboard/error.html", {"problem": told}), told)


PLACE = "00c0ffee"
"""Stands for the reference in a page that was rendered before anybody asked for it."""
PLACE_PATH = "/the-page-that-was-asked-for/"
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


def refusal(request: HttpRequest) -> HttpResponse:
    """What `alone` says when there is too much to do, in microseconds: rendered once, then filled in."""
    if asked_fragment(request):
        return answer(request, ours(request, "overloaded", retry_after=WAITS["overloaded"], signed_in=False))
    now = timezone.now()
    filled = {PLACE: reference.get(), PLACE_PATH: escape(this_address(request)), **times(EPOCH, now)}
    body = refusal_page()
    for place, value in filled.items():
        body = body.replace(place, value)
    response = HttpResponse(body, status=OURS["overloaded"].status)
    response.headers["Retry-After"] = str(WAITS["overloaded"])
    return response


@functools.cache
def refusal_page() -> str:
    words = OURS["overloaded"]
    told = Problem(
        status=words.status,
        title=words.title,
        sentence=words.sentence,
        advice=words.advice,
        fault="overloaded",
        endpoint="",
        reference=PLACE,
        retry_url=PLACE_PATH,
        retry_after=WAITS["overloaded"],
        at=EPOCH,
    )
    return render_to_string("dashboard/error.html", {"problem": told})


def times(then: datetime, now: datetime) -> dict[str, str]:
    """Each way that a page tells a moment: as it stands there, and as it should."""
    ways = (lambda at: timezone.localtime(at).isoformat(), clock_text)
    return {way(then): way(now) for way in ways}


def ours(request: HttpRequest, fault: str, *, retry_after: int | None = None, signed_in: bool = True) -> Problem:
    words = OURS[fault]
    return problem(
        request,
        words.status,
        words.title,
        words.sentence,
        words.advice,
        fault=fault,
        retry_after=retry_after,
        signed_in=signed_in,
    )
