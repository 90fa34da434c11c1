"""A page, or the one fragment of it that htmx asked for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress

from django.http import HttpRequest, HttpResponse
from django.template import Context, TemplateDoesNotExist
from django.template.backends.django import Template
from django.template.loader import get_template
from django.utils.safestring import mark_safe
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


class Frame:
    """
    A page around its content, made while the content's upstream calls still run. The template has its content in a
    partial of that name, and in its place, as long as there is a `hole`, just that.
    """

    HOLE = "<!-- content -->"

    def __init__(self, request: HttpRequest, template: str, context: Mapping[str, object]) -> None:
        self._request = request
        self._template = template
        self._around = ""
        self._told = ""
        self._context = dict(context)

    def render(self) -> None:
        hole = {"hole": mark_safe(self.HOLE)}  # noqa: S308  (our own comment)
        self._told = stale.region(self._request)
        self._around = get_template(self._template).render(self._context | hole, self._request)

    def filled(self, context: Mapping[str, object]) -> HttpResponse:
        """The whole page; what is around its content is not rendered again."""
        content = get_template(f"{self._template}#content")
        assert isinstance(content, Template)
        # As a RequestContext, but without what its processors add: that is what the frame is made of.
        bare = Context({**self._context, **context, "request": self._request})
        bare.request = self._request  # type: ignore[attr-defined]
        before, _, after = self._around.partition(self.HOLE)
        before = before.replace(self._told, stale.region(self._request), 1)
        return HttpResponse(before + content.template.render(bare) + after)
