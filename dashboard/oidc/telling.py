"""What a person is told whom the provider has not signed in. No word of the provider's own is repeated."""

from __future__ import annotations

import logging

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from dashboard import errors
from dashboard.oidc.provider import LEFT_ALONE_SECONDS
from dashboard.oidc.wire import ProviderFailed
from dashboard.problems import ASK_AN_ADMIN, Words, problem

log = logging.getLogger("dashboard.oidc")

BEGIN_AGAIN = "Go back to the sign-in page and begin again."
OUR_PASSWORDS = "Signing in with a name and a password works as ever. Else try again in a moment."

TURNED_AWAY = {
    "oidc_not_begun": Words(
        status=400,
        title="Begin again",
        sentence="This sign-in was not begun in this browser, or too long ago.",
        advice=BEGIN_AGAIN,
    ),
    "oidc_ended": Words(status=403, title="Not signed in", sentence="{name} did not sign you in.", advice=BEGIN_AGAIN),
    "oidc_code_refused": Words(
        status=400, title="Begin again", sentence="{name} no longer knows of this sign-in.", advice=BEGIN_AGAIN
    ),
    "oidc_unverified": Words(
        status=502,
        title="Not signed in",
        sentence="What {name} said of you could not be verified, so nobody was signed in.",
        advice=f"{BEGIN_AGAIN} {ASK_AN_ADMIN}",
    ),
    "oidc_no_role": Words(
        status=403,
        title="No role for you",
        sentence="{name} knows you, but none of your groups there has a role here.",
        advice="Ask whoever keeps the groups at {name} to put you into the right one, then sign in again.",
    ),
    "oidc_deactivated": Words(
        status=403,
        title="Deactivated",
        sentence="{name} knows you, but an administrator of this dashboard has deactivated you here.",
        advice="Ask an administrator if you need it for your work.",
    ),
    "oidc_no_subject": Words(
        status=502, title="Not signed in", sentence="{name} did not say who you are.", advice=ASK_AN_ADMIN
    ),
}


def turned_away(request: HttpRequest, fault: str, *, cause: str = "") -> HttpResponse:
    log.warning("oidc_turned_away", extra={"fault": fault, "cause": cause})
    words = TURNED_AWAY[fault]
    return page(request, words, fault)


def failed(request: HttpRequest, error: ProviderFailed) -> HttpResponse:
    log.warning("oidc_failed", extra={"fault": error.fault, "answer": error.status})
    words = Words(
        status=error.status,
        title="No sign-in through {name}",
        sentence="{name} did not answer, or not as it should, so nobody can be signed in through it now.",
        advice=OUR_PASSWORDS,
    )
    return page(request, words, "oidc_failed", retry_after=int(LEFT_ALONE_SECONDS) if error.status == 503 else None)


def page(request: HttpRequest, words: Words, fault: str, *, retry_after: int | None = None) -> HttpResponse:
    """Its link leads to the sign-in page: the address of this one holds a code that is used up."""

    def named(text: str) -> str:
        return text.replace("{name}", settings.OIDC_NAME)

    told = problem(
        request,
        words.status,
        named(words.title),
        named(words.sentence),
        named(words.advice),
        fault=fault,
        retry_after=retry_after,
        retry_url=reverse("login"),
    )
    return errors.answer(request, told)
