"""The PDF of an invoice: the page around it, and its bytes, sent on as they come."""

from __future__ import annotations

import errno
import logging
import re
from collections.abc import Iterator

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from dashboard import roles
from dashboard.exsited import ExsitedError, Missing, Stream, Unreachable, get_invoice_information, open_invoice_pdf
from dashboard.htmx import render_page
from dashboard.panels import read_panels
from dashboard.upstream import exsited
from invoices_ui.links import invoice_trail
from invoices_ui.notes.file_names import PDF, content_disposition
from invoices_ui.notes.framing import FRAMED, framed_failure, let_in_frame
from invoices_ui.views.invoices import told_of

log = logging.getLogger("dashboard.pdf")

UNSATISFIABLE = 416
SIZE = re.compile(r"bytes \*/[0-9]{1,15}")
HELD_BYTES, HELD_SECONDS = 512 * 1024, 1.0


@require_safe
@permission_required(roles.VIEW_INVOICES, raise_exception=True)
def invoice_pdf(request: HttpRequest, invoice_id: str) -> HttpResponse:
    """The page around the PDF. It asks for the invoice to say what it is, but shows the PDF without that, too."""
    client = exsited(request)
    panels = read_panels(request, invoice=lambda: get_invoice_information(client, invoice_id))
    if isinstance(panels.invoice.error, Missing):
        raise panels.invoice.error
    context: dict[str, object] = {"invoice_id": invoice_id, "crumbs": invoice_trail(request, invoice_id)}
    if panels.invoice.ready:
        context |= told_of(panels.invoice.value)
    return render_page(request, "invoices_ui/case/invoice_pdf.html", context)


@require_safe
@permission_required(roles.VIEW_INVOICES, raise_exception=True)
def invoice_pdf_file(request: HttpRequest, invoice_id: str) -> HttpResponseBase:
    """
    The PDF itself: inline, or as a download with `?download=1`. With `?frame=1`, as our own iframe asks for it, a
    failure is told by a page that may stand in that iframe.
    """
    try:
        stream = opened(request, invoice_id)
    except ExsitedError as error:
        if "frame" not in request.GET:
            raise
        return framed_failure(request, error)
    return sent_on(request, stream, content_disposition("download" in request.GET, f"{invoice_id}.pdf"))


def opened(request: HttpRequest, invoice_id: str) -> Stream:
    """
    Most PDFs of invoices are small enough to have come whole before the first byte is sent on: then one that breaks off
    is an error page and no broken file. A range means nothing to a HEAD.
    """
    if request.method == "HEAD":
        return open_invoice_pdf(exsited(request), invoice_id)
    asked = request.headers
    stream = open_invoice_pdf(
        exsited(request), invoice_id, range_header=asked.get("Range"), if_range=asked.get("If-Range")
    )
    try:
        stream.read_ahead(HELD_BYTES, seconds=HELD_SECONDS)
    except ExsitedError as error:
        if error.fault != "body_truncated":
            raise
        raise Unreachable("pdf_truncated", endpoint=error.endpoint, status=error.status) from None
    return stream


def sent_on(request: HttpRequest, stream: Stream, disposition: str) -> HttpResponseBase:
    """Nothing of the file is kept: each piece is read when the browser takes it, and closing closes the upstream."""
    if stream.status == UNSATISFIABLE:
        stream.close()
        return no_such_part(stream)
    response = StreamingHttpResponse(Sent(stream), content_type=PDF, status=stream.status)
    response.headers["Content-Disposition"] = disposition
    for name, value in file_headers(stream).items():
        response.headers[name] = value
    let_in_frame(response, FRAMED)
    if request.method == "HEAD":
        stream.close()
        response.streaming_content = ()
    return response


class Sent:
    """
    The pieces of a file. One that breaks off ends the connection, as if it were reset, since its headers are gone: so
    the browser reports a failed download, and no server writes a trace of a failure that is not ours.
    """

    def __init__(self, stream: Stream) -> None:
        self._stream = stream

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self._stream
        except ExsitedError as error:
            log.warning("pdf_truncated", extra={"fault": error.fault, "endpoint": error.endpoint})
            raise ConnectionResetError(errno.ECONNRESET, "the file broke off") from None

    def close(self) -> None:
        self._stream.close()


def file_headers(stream: Stream) -> dict[str, str]:
    """What the upstream says of the file, and of the part that this is."""
    said = {
        "Content-Length": None if stream.length is None else str(stream.length),
        "Content-Range": stream.content_range,
        "Accept-Ranges": "bytes" if stream.takes_ranges else None,
        "ETag": stream.etag,
        "Last-Modified": stream.last_modified,
    }
    return {name: value for name, value in said.items() if value is not None}


def no_such_part(stream: Stream) -> HttpResponse:
    response = HttpResponse(status=UNSATISFIABLE, content_type=PDF)
    if stream.content_range and SIZE.fullmatch(stream.content_range):
        response.headers["Content-Range"] = stream.content_range
    return response
