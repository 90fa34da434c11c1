"""Error answers: whole pages, or for htmx the card that takes the failed fragment's place."""

from __future__ import annotations

import logging

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers

from dashboard.exsited import ExsitedError
from dashboard.htmx import asked_fragment
from dashboard.problems import Problem, problem, problem_of

log = logging.getLogger("dashboard.problem")


def answer(request: HttpRequest, told: Problem) -> HttpResponse:
    """A page, or for htmx the card that wears the id of the fragment it stands for."""
    fragment = asked_fragment(request)
    template = "dashboard/error_fragment.html" if fragment else "dashboard/error.html"
    body = render_to_string(template, {"problem": told, "fragment": fragment}, request)
    response = HttpResponse(body, status=told.status)
    if told.retry_after is not None:
        response.headers["Retry-After"] = str(told.retry_after)
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


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


def bad_id(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    del exception
    return answer(
        request,
        problem(
            request,
            404,
            "Not an id",
            "This address holds something that cannot be an id, so nothing was asked of the billing API.",
            "Check the address, or look the record up with the search box above.",
            fault="bad_id",
        ),
    )


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    del exception
    return answer(
        request,
        problem(
            request,
            400,
            "Bad request",
            "The browser sent something this page cannot read.",
            "Go back and try again.",
            fault="bad_request",
        ),
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The same words for a record that exists and one that does not."""
    del exception
    log.warning("denied", extra={"user_id": request.user.pk})
    return answer(
        request,
        problem(
            request,
            403,
            "Not for your role",
            "Your role may not open this page.",
            "Ask an administrator if you need it for your work.",
            fault="denied",
        ),
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    del exception
    return answer(
        request,
        problem(
            request,
            404,
            "No such page",
            "There is no page at this address.",
            "Check the address, or look the record up with the search box above.",
            fault="no_page",
        ),
    )


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    del reason
    return answer(
        request,
        problem(
            request,
            403,
            "The form is too old",
            "This form was not sent from a page of this session.",
            "Go back, load the page again and send the form once more.",
            fault="csrf",
        ),
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """Rendered without the shell: whatever failed may be what the shell needs."""
    told = problem(
        request,
        500,
        "Our mistake",
        "This dashboard failed on your request. Nothing was changed.",
        "Try again; if it fails again, tell an administrator the reference below.",
        fault="bug",
        signed_in=False,
    )
    return HttpResponse(render_to_string("dashboard/error.html", {"problem": told}), status=500)
