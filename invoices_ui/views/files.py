"""The files of notes: what is known of one, a look at it inside the page, and its bytes."""

from __future__ import annotations

from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from dashboard import roles
from dashboard.exsited import (
    Attachment,
    Client,
    ExsitedError,
    NoteFile,
    gather,
    get_attachment,
    get_note_file,
)
from dashboard.htmx import render_page
from dashboard.panels import read_panels
from dashboard.upstream import exsited
from invoices_ui.links import files_trail
from invoices_ui.notes.attached import Attached
from invoices_ui.notes.file_names import content_disposition, kind_by_name, safe_file_name, sniffed
from invoices_ui.notes.framing import FRAMED, framed_failure, let_in_frame

ALONE = "default-src 'none'; frame-ancestors 'none'; sandbox"


@require_safe
@permission_required(roles.VIEW_INVOICES, raise_exception=True)
def note_file_detail(request: HttpRequest, invoice_id: str, note_uuid: str, file_uuid: str) -> HttpResponse:
    """The bytes are read, too, for they alone say what kind of file it is."""
    client = exsited(request)
    panels = read_panels(
        request,
        subject="file",
        file=lambda: get_note_file(client, invoice_id, note_uuid, file_uuid),
        preview=lambda: get_attachment(client, file_uuid),
    )
    file: NoteFile = panels.require("file")
    context = told_of(request, invoice_id, note_uuid, file) | {"panels": panels}
    if "preview" in panels and panels.preview.ready:
        attachment: Attachment | None = panels.preview.value
        context["attached"] = Attached.read(attachment) if attachment else None
        context["without_bytes"] = attachment is None
    return render_page(request, "invoices_ui/notes/note_file_detail.html", context)


@require_safe
@permission_required(roles.VIEW_INVOICES, raise_exception=True)
def note_file_preview(request: HttpRequest, invoice_id: str, note_uuid: str, file_uuid: str) -> HttpResponse:
    """A picture or a PDF, shown inside the page of its file. No other kind is ever handed out to be shown."""
    try:
        file, attachment = file_and_bytes(exsited(request), invoice_id, note_uuid, file_uuid)
    except ExsitedError as error:
        if "frame" not in request.GET:
            raise
        return framed_failure(request, error)
    attached = Attached.read(attachment) if attachment else None
    if attachment is None or attached is None or not (attached.is_pdf or attached.is_picture):
        raise Http404("no preview of this file")
    response = bytes_of(file, attachment, as_attachment=False)
    if attached.is_pdf:
        let_in_frame(response, FRAMED)
    return response


@require_safe
@permission_required(roles.VIEW_INVOICES, raise_exception=True)
def note_file_download(request: HttpRequest, invoice_id: str, note_uuid: str, file_uuid: str) -> HttpResponse:
    file, attachment = file_and_bytes(exsited(request), invoice_id, note_uuid, file_uuid)
    if attachment is None:
        context = told_of(request, invoice_id, note_uuid, file) | {"not_offered": True}
        return render_page(request, "invoices_ui/notes/note_file_detail.html", context, status=404)
    return bytes_of(file, attachment, as_attachment=True)


def file_and_bytes(
    client: Client, invoice_id: str, note_uuid: str, file_uuid: str
) -> tuple[NoteFile, Attachment | None]:
    """The file's place is asked for beside its bytes: only what is on this note of this invoice is handed out."""
    panels = gather(
        file=lambda: get_note_file(client, invoice_id, note_uuid, file_uuid),
        attachment=lambda: get_attachment(client, file_uuid),
    )
    return panels.require("file"), panels.require("attachment")


def told_of(request: HttpRequest, invoice_id: str, note_uuid: str, file: NoteFile) -> dict[str, object]:
    return {
        "invoice_id": invoice_id,
        "note_uuid": note_uuid,
        "crumbs": files_trail(request, invoice_id, note_uuid),
        "file": file,
        "kind": kind_by_name(file.name),
    }


def bytes_of(file: NoteFile, attachment: Attachment, *, as_attachment: bool) -> HttpResponse:
    content_type, extension = sniffed(attachment.content)
    name = safe_file_name(file.name or attachment.name, unique=file.uuid, extension=extension)
    response = HttpResponse(attachment.content, content_type=content_type)
    response.headers["Content-Security-Policy"] = ALONE
    response.headers["Content-Disposition"] = content_disposition(as_attachment, name)
    return response
