"""To the provider and back. `SignInMiddleware` and the other ends of a session hold for whoever comes in so."""

from __future__ import annotations

import time
from typing import Any, cast

import jwt
from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import User
from django.contrib.sessions.backends.base import UpdateError
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET

from dashboard.access_log.acts import Act
from dashboard.access_log.chain import try_to_record
from dashboard.exsited.http.deadline import Deadline
from dashboard.oidc.exchange import Begin, Exchange, Unverified
from dashboard.oidc.people import NotLetIn
from dashboard.oidc.provider import CodeRefused, provider_at
from dashboard.oidc.telling import failed, turned_away
from dashboard.oidc.wire import ProviderFailed

BACKEND = "dashboard.oidc.sessions.ThroughProvider"
STATES, NEXT = "oidc_states", "oidc_login_next"
"""Where the library keeps what it has begun."""
LONGEST_SECONDS = 600
"""From the sign-in page through the provider and back."""


@require_GET
@login_not_required
def oidc_sign_in(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect("home")
    try:
        metadata = provider_at(settings.OIDC_ISSUER).metadata(Deadline(settings.PAGE_SECONDS))
    except ProviderFailed as error:
        return failed(request, error)
    return cast(HttpResponse, Begin.as_view(metadata=metadata)(request))


@require_GET
@login_not_required
@sensitive_variables()
def oidc_callback(request: HttpRequest) -> HttpResponse:
    """Whatever comes of it, what the session kept for this state is used up."""
    begun = taken(request)
    if begun is None:
        return redirect("home") if request.user.is_authenticated else turned_away(request, "oidc_not_begun")
    if "error" in request.GET or not request.GET.get("code"):
        return turned_away(request, "oidc_ended")
    if request.GET.get("iss", settings.OIDC_ISSUER) != settings.OIDC_ISSUER:
        return turned_away(request, "oidc_unverified", cause="another issuer answered")
    try:
        exchange = Exchange(provider_at(settings.OIDC_ISSUER), Deadline(settings.PAGE_SECONDS))
        user = exchange.authenticate(request, nonce=begun["nonce"], code_verifier=begun["code_verifier"])
    except ProviderFailed as error:
        return failed(request, error)
    except CodeRefused:
        return turned_away(request, "oidc_code_refused")
    except (SuspiciousOperation, jwt.PyJWTError, Unverified) as flaw:
        return turned_away(request, "oidc_unverified", cause=type(flaw).__name__)
    except NotLetIn as reason:
        told = f"through {settings.OIDC_NAME}: {reason}"
        try_to_record(Act.SIGN_IN_REFUSED, by=None, subject=reason.name, detail=told)
        return turned_away(request, reason.fault)
    return let_in(request, user)


def taken(request: HttpRequest) -> dict[str, Any] | None:
    """What was begun with this state, which nobody can use again; None where this browser has begun nothing so."""
    kept = request.session.get(STATES, {})
    begun: dict[str, Any] | None = kept.pop(request.GET.get("state", ""), None)
    if begun is None or not 0 <= time.time() - begun["added_on"] <= LONGEST_SECONDS:
        return None
    request.session[STATES] = kept
    try:
        request.session.save()  # before the provider is asked, which takes a while
    except UpdateError:
        return None
    return begun


def let_in(request: HttpRequest, user: User) -> HttpResponse:
    wanted = request.session.pop(NEXT, None)
    request.session.pop(STATES, None)
    login(request, user, backend=BACKEND)
    try_to_record(Act.SIGNED_IN, by=user, detail=f"through {settings.OIDC_NAME}")
    # A word without a slash would be the name of a page, or of none.
    return redirect(wanted if wanted and wanted.startswith("/") else "home")
