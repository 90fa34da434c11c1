"""The PDF of an invoice: the page around it, and its bytes, sent on as they come."""

from __future__ import annotations

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from dashboard import roles
from dashboard.exsited import ExsitedError, Missing, Stream, get_invoice_information, open_invoice_pdf
from dashboard.htmx import render_page
from dashboard.panels import read_panels
from dashboard.problems import problem_of
from dashboard.upstream import exsited
from invoices_ui.file_names import content_disposition
from invoices_ui.links import invoice_trail
from invoices_ui.views.invoices import told_of

PDF = "application/pdf"
FRAMED = "default-src 'none'; frame-ancestors 'self'"
FRAMED_PAGE = f"{FRAMED}; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'"


@require_safe
@permission_required(roles.VIEW_INVOICES, raise_exception=True)
def invoice_pdf(request: HttpRequest, invoice_id: str) -> HttpResponse:
    """The page around the PDF. It asks for the invoice to say what it is, but shows the PDF without that, too."""
    client = exsited(request)
    panels = read_panels(request, invoice=lambda: get_invoice_information(client, invoice_id))
    if isinstance(panels.invoice.error, Missing):
        raise panels.invoice.error
    context: dict[str, object] = {"invoice_id": invoice_id, "crumbs": invoice_trail(invoice_id)}
    if panels.invoice.ready:
        context |= told_of(panels.invoice.value)
    return render_page(request, "invoices_ui/invoice_pdf.html", context)


@require_safe
@permission_required(roles.VIEW_INVOICES, raise_exception=True)
def invoice_pdf_file(request: HttpRequest, invoice_id: str) -> HttpResponseBase:
    """
    The PDF itself: inline, or as a download with `?download=1`. With `?frame=1`, as our own iframe asks for it, a
    failure is told by a page that may stand in that iframe.
    """
    try:
        stream = open_invoice_pdf(exsited(request), invoice_id)
    except ExsitedError as error:
        if "frame" not in request.GET:
            raise
        return framed_failure(request, error)
    return sent_on(request, stream, content_disposition("download" in request.GET, f"{invoice_id}.pdf"))


def sent_on(request: HttpRequest, stream: Stream, disposition: str) -> StreamingHttpResponse:
    """Nothing of the file is kept: each piece is read when the browser takes it, and closing closes the upstream."""
    response = StreamingHttpResponse(stream, content_type=PDF)
    response.headers["Content-Disposition"] = disposition
    let_in_frame(response, FRAMED)
    if stream.length is not None:
        response.headers["Content-Length"] = str(stream.length)
    if request.method == "HEAD":
        stream.close()
        response.streaming_content = ()
    return response


def framed_failure(request: HttpRequest, error: ExsitedError) -> HttpResponse:
    problem = problem_of(error, request)
    body = render_to_string("invoices_ui/pdf_failed.html", {"problem": problem}, request)
    response = HttpResponse(body, status=problem.status)
    let_in_frame(response, FRAMED_PAGE)
    if problem.retry_after is not None:
        response.headers["Retry-After"] = str(problem.retry_after)
    return response


def let_in_frame(response: HttpResponseBase, policy: str) -> None:
    """Only our own pages may frame it. The policy stands instead of the one that pages have."""
    response.headers["Content-Security-Policy"] = policy
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
