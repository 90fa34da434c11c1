"""A page, or the one fragment of it that htmx asked for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress

from django.http import HttpRequest, HttpResponse
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django_htmx.middleware import HtmxDetails

from dashboard import stale

FRAGMENT_ID = re.compile(r"[a-z][a-z0-9-]{0,63}\Z")


def asked_fragment(request: HttpRequest) -> str | None:
    """The id htmx will put the answer into; None when a whole page is wanted."""
    htmx: HtmxDetails | None = getattr(request, "htmx", None)
    if not htmx or htmx.boosted or htmx.history_restore_request:
        return None
    target = htmx.target or ""
    return target if FRAGMENT_ID.match(target) else None


def render_page(
    request: HttpRequest, template: str, context: Mapping[str, object], *, status: int = 200
) -> HttpResponse:
    """
    Renders `template`, or its partial whose name is the asked id. An id that names no partial gets the whole page.
    """
    chosen = get_template(template)
    if fragment := asked_fragment(request):
        with suppress(TemplateDoesNotExist):
            chosen = get_template(f"{template}#{fragment}")
            return HttpResponse(chosen.render(dict(context), request) + stale.news(request), status=status)
    return HttpResponse(chosen.render(dict(context), request), status=status)
