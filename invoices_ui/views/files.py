"""The bytes of a note's file."""

from __future__ import annotations

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from dashboard import roles
from dashboard.exsited import (
    Attachment,
    NoteFile,
    gather,
    get_attachment,
    get_note_file,
)
from dashboard.htmx import render_page
from dashboard.upstream import exsited
from invoices_ui.file_names import content_disposition, safe_file_name, sniffed
from invoices_ui.links import files_trail

DOWNLOAD = "default-src 'none'; frame-ancestors 'none'; sandbox"


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


def handed_out(file: NoteFile, attachment: Attachment) -> HttpResponse:
    content_type, extension = sniffed(attachment.content)
    name = safe_file_name(file.name or attachment.name, unique=file.uuid, extension=extension)
    response = HttpResponse(attachment.content, content_type=content_type)
    response.headers["Content-Security-Policy"] = DOWNLOAD
    response.headers["Content-Disposition"] = content_disposition(True, name)  # noqa: FBT003  (its only meaning)
    return response
