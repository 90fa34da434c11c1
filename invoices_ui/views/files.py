"""Bytes: the PDF of an invoice, sent on as it comes, and the files of its notes."""

from __future__ import annotations

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from dashboard import roles
from dashboard.exsited import (
    Attachment,
    ExsitedError,
    NoteFile,
    Stream,
    gather,
    get_attachment,
    get_note_file,
    open_invoice_pdf,
)
from dashboard.htmx import render_page
from dashboard.problems import problem_of
from dashboard.upstream import exsited
from invoices_ui.file_names import safe_file_name, sniffed
from invoices_ui.links import files_trail

PDF = "application/pdf"
FRAMED = "default-src 'none'; frame-ancestors 'self'"
FRAMED_PAGE = f"{FRAMED}; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'"
DOWNLOAD = "default-src 'none'; frame-ancestors 'none'; sandbox"


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


@require_safe
@permission_required(roles.VIEW_INVOICES, raise_exception=True)
def note_file_download(request: HttpRequest, invoice_id: str, note_uuid: str, file_uuid: str) -> HttpResponse:
    """The file's place is asked for beside its bytes: only what is on this note of this invoice is handed out."""
    client = exsited(request)
    panels = gather(
        file=lambda: get_note_file(client, invoice_id, note_uuid, file_uuid),
        attachment=lambda: get_attachment(client, file_uuid),
    )
    file: NoteFile = panels.require("file")
    attachment: Attachment | None = panels.require("attachment")
    if attachment is None:
        context = {
            "invoice_id": invoice_id,
            "note_uuid": note_uuid,
            "crumbs": files_trail(invoice_id, note_uuid),
            "file": file,
            "not_offered": True,
        }
        return render_page(request, "invoices_ui/note_file_detail.html", context, status=404)
    return handed_out(file, attachment)


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


def handed_out(file: NoteFile, attachment: Attachment) -> HttpResponse:
    content_type, extension = sniffed(attachment.content)
    name = safe_file_name(file.name or attachment.name, unique=file.uuid, extension=extension)
    response = HttpResponse(attachment.content, content_type=content_type)
    response.headers["Content-Security-Policy"] = DOWNLOAD
    response.headers["Content-Disposition"] = content_disposition(True, name)  # noqa: FBT003  (its only meaning)
    return response


def let_in_frame(response: HttpResponseBase, policy: str) -> None:
    """Only our own pages may frame it. The policy stands instead of the one that pages have."""
    response.headers["Content-Security-Policy"] = policy
    response.headers["X-Frame-Options"] = "SAMEORIGIN"


def content_disposition(as_attachment: bool, name: str) -> str:  # noqa: FBT001  (Django's own first argument)
    header = content_disposition_header(as_attachment, name)
    assert header
    return header
