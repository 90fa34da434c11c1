"""What a person is told when something failed: one plain sentence, what to do, and an honest status."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.utils import timezone

from dashboard.exsited import (
    Busy,
    Conflict,
    ExsitedError,
    Forbidden,
    Missing,
    Refused,
    Rejected,
    TimedOut,
    Unreachable,
    Unreadable,
)
from dashboard.links import this_address
from dashboard.logs import reference

ASK_AN_ADMIN = "An administrator can find out more with the reference below."
TRY_AGAIN = "Try again in a moment. If it goes on, tell an administrator the reference below."


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    status: int
    title: str
    sentence: str
    advice: str = ASK_AN_ADMIN


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """What `dashboard/error.html` and the failure card show. `endpoint` is empty for whoever may not see it."""

    status: int
    title: str
    sentence: str
    advice: str
    fault: str
    endpoint: str
    reference: str
    retry_url: str
    retry_after: int | None
    at: datetime


BY_FAULT: dict[str, Words] = {
    "endpoint_missing": Words(
        status=502,
        title="The billing API lacks this endpoint",
        sentence="The billing API answered that this list does not exist.",
        advice="An administrator should check the API's base URL and version.",
    ),
    "token_unavailable": Words(
        status=503,
        title="The billing API gives no access token",
        sentence="The billing API did not hand out an access token, so nothing could be read.",
        advice=TRY_AGAIN,
    ),
    "breaker_open": Words(
        status=503,
        title="The billing API keeps failing",
        sentence="The billing API failed again and again, so it is left alone for a moment.",
        advice="Wait a moment, then try again: one call tries whether it is back.",
    ),
    "overloaded": Words(
        status=503,
        title="Too much at once",
        sentence="This dashboard has more to read from the billing API than it can at once.",
        advice="Wait a moment, then try again.",
    ),
    "tls_failure": Words(
        status=502,
        title="No secure connection",
        sentence="A secure connection to the billing API could not be made.",
        advice="An administrator should check the API's certificate.",
    ),
    "bad_content_type": Words(
        status=502,
        title="Not an API answer",
        sentence="Something other than the billing API answered, such as a sign-in page.",
    ),
    "answer_too_large": Words(
        status=502, title="Answer too large", sentence="The billing API sent more than this page can take."
    ),
    "pdf_not_pdf": Words(
        status=502,
        title="Not a PDF",
        sentence="The billing API sent something that is not a PDF file, so it is not shown.",
    ),
    "pdf_truncated": Words(
        status=502,
        title="The PDF broke off",
        sentence="The billing API sent only the beginning of this PDF, so it is not shown.",
        advice=TRY_AGAIN,
    ),
    "pdf_pending": Words(
        status=503,
        title="Still being made",
        sentence="The billing API is still making this PDF.",
        advice="Try again in a moment.",
    ),
}

BY_CLASS: dict[type[ExsitedError], Words] = {
    TimedOut: Words(
        status=504,
        title="No answer in time",
        sentence="The billing API did not answer in time.",
        advice=TRY_AGAIN,
    ),
    Unreachable: Words(
        status=502, title="Exsited did not answer", sentence="The billing API could not be reached.", advice=TRY_AGAIN
    ),
    Busy: Words(
        status=503,
        title="The billing API is busy",
        sentence="The billing API asked us to wait before reading more.",
        advice="Wait a moment, then try again.",
    ),
    Unreadable: Words(
        status=502,
        title="Unexpected answer",
        sentence="The billing API sent an answer that could not be read.",
        advice=TRY_AGAIN,
    ),
    Refused: Words(
        status=502,
        title="Our credentials are rejected",
        sentence="The billing API rejects our credentials; an administrator must check them.",
    ),
    Forbidden: Words(
        status=403,
        title="Not allowed by the billing API",
        sentence="The billing API does not let this dashboard read this section.",
        advice="An administrator can check the rights of the dashboard's API client.",
    ),
    Missing: Words(
        status=404,
        title="Not found",
        sentence="The billing API has no such record.",
        advice="Check the id, or look it up with the search box above.",
    ),
    Conflict: Words(
        status=409, title="Being changed", sentence="This record is being changed right now.", advice=TRY_AGAIN
    ),
    Rejected: Words(status=502, title="Request turned down", sentence="The billing API turned this request down."),
}

DOWN = Words(
    status=502,
    title="The billing API is failing",
    sentence="The billing API answered with an error of its own.",
    advice=TRY_AGAIN,
)
GONE = Words(status=502, title="No longer available", sentence="The billing API no longer offers this record.")
BAD_REQUEST = Words(
    status=400, title="Request turned down", sentence="The billing API did not accept what this page asked for."
)


def words_for(error: ExsitedError) -> Words:
    if error.fault in BY_FAULT:
        return BY_FAULT[error.fault]
    if isinstance(error, Rejected) and error.status in {400, 422}:
        return BAD_REQUEST
    if isinstance(error, Rejected) and error.status == 410:
        return GONE
    if error.status is not None and error.status >= 500 and not isinstance(error, Busy):
        return Words(
            status=504 if error.status == 504 else 502, title=DOWN.title, sentence=DOWN.sentence, advice=TRY_AGAIN
        )
    return next(BY_CLASS[kind] for kind in type(error).__mro__ if kind in BY_CLASS)


def problem_of(error: ExsitedError, request: HttpRequest, *, retry_url: str | None = None) -> Problem:
    """`retry_url` is this page unless said otherwise."""
    words = words_for(error)
    sentence = f"{words.sentence} It said: {error.message}" if error.message else words.sentence
    return problem(
        request,
        words.status,
        words.title,
        sentence,
        words.advice,
        fault=error.fault,
        endpoint=error.endpoint,
        retry_after=None if error.retry_after is None else math.ceil(error.retry_after),
        retry_url=retry_url,
    )


def problem(
    request: HttpRequest,
    status: int,
    title: str,
    sentence: str,
    advice: str,
    *,
    fault: str,
    endpoint: str = "",
    retry_after: int | None = None,
    retry_url: str | None = None,
    signed_in: bool = True,
) -> Problem:
    user = getattr(request, "user", None) if signed_in else None
    may_see = user is not None and user.has_perm("dashboard.view_system")
    readable = request.method in {"GET", "HEAD"}
    return Problem(
        status=status,
        title=title,
        sentence=sentence,
        advice=advice,
        fault=fault,
        endpoint=endpoint if may_see else "",
        reference=reference.get(),
        retry_url=this_address(request) if retry_url is None and readable else retry_url or "",
        retry_after=retry_after,
        at=timezone.now(),
    )
