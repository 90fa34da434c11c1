"""A page whose head is sent before its content is made: the browser fetches styles and scripts meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from django.http import HttpRequest, StreamingHttpResponse
from django.template import Context
from django.template.backends.django import Template
from django.template.loader import get_template
from django.utils.safestring import mark_safe

from dashboard import errors, stale
from dashboard.exsited import turns


class StreamedPage(StreamingHttpResponse):
    """A page that is still being made while it is sent."""

    def __init__(self, pieces: Iterator[str]) -> None:
        super().__init__(pieces)
        self._afterwards: list[Callable[[], None]] = []

    def afterwards(self, act: Callable[[], None]) -> None:
        """To be done when it has been sent, or nobody wants it any more."""
        self._afterwards.append(act)

    def close(self) -> None:
        super().close()
        while self._afterwards:
            self._afterwards.pop()()


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

    def streamed(self, context: Callable[[], Mapping[str, object]]) -> StreamedPage:
        """The whole page, its head at once; `context` may still wait for what the content is made of."""
        return StreamedPage(self._pieces(context))

    def _pieces(self, context: Callable[[], Mapping[str, object]]) -> Iterator[str]:
        head, _, rest = self._around.partition(self._told)
        between, _, after = rest.partition(self.HOLE)
        yield head
        try:
            with turns.taken():
                content = self._content(context())
        except Exception as error:  # noqa: BLE001  (the status is on its way: what is left is to say so)
            content = errors.broken(self._request, error)
        # Only now is it known whether any of it is old.
        yield stale.region(self._request) + between + content + after

    def _content(self, context: Mapping[str, object]) -> str:
        content = get_template(f"{self._template}#content")
        assert isinstance(content, Template)
        # As a RequestContext, but without what its processors add: that is what the frame is made of.
        bare = Context({**self._context, **context, "request": self._request})
        bare.request = self._request  # type: ignore[attr-defined]
        return content.template.render(bare)
