"""The way to the sign-in page for whoever has no session, or none any more, and back from it."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import HttpResponseClientRedirect

from dashboard.links import this_address


def sign_in_first(request: HttpRequest) -> HttpResponse:
    """To the sign-in page, and from there back to the page one was on: what was sent cannot be sent again."""
    asked = request.method in {"GET", "HEAD"}
    return go(request, redirect_to_login(this_address(request) if asked else page_before(request)).url)


def go(request: HttpRequest, url: str) -> HttpResponse:
    """Whatever was asked for: a sign-in form inside a panel helps nobody, so htmx takes the whole page there."""
    return HttpResponseClientRedirect(url) if getattr(request, "htmx", False) else HttpResponseRedirect(url)


def page_before(request: HttpRequest) -> str:
    """The page of ours that sent this; the start page where it is not told."""
    sender = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(sender, {request.get_host()}, require_https=request.is_secure()):
        return reverse("home")
    parts = urlsplit(sender)
    return f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"
