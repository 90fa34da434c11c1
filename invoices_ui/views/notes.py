"""Notes on an invoice, and what is known of their files."""

from __future__ import annotations

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from dashboard import roles
from dashboard.exsited import Note, Page, get_note, list_note_files, list_notes
from dashboard.htmx import render_page
from dashboard.lists.tables import ListQuery
from dashboard.panels import read_panels
from dashboard.upstream import exsited
from invoices_ui.links import invoice_trail, note_trail, notes_trail
from invoices_ui.notes.file_names import TEXT, content_disposition, safe_file_name
from invoices_ui.notes.reading import read_note
from invoices_ui.notes.search import LONGEST_QUERY, find_notes, words_of
from invoices_ui.notes.tables import NoteFileTable, NoteTable


@require_safe
@permission_required(roles.VIEW_INVOICES, raise_exception=True)
def note_list(request: HttpRequest, invoice_id: str) -> HttpResponse:
    """With `?q=` the notes that have all its words, out of all notes on the invoice."""
    client, query = exsited(request), ListQuery.from_request(request)
    asked = request.GET.get("q", "").strip()[:LONGEST_QUERY]
    words = words_of(asked)

    def fetch(limit: int, offset: int) -> Page[Note]:
        return list_notes(client, invoice_id, limit=limit, offset=offset)

    found = find_notes(fetch, words) if words else None
    page = found.page(limit=query.limit, offset=query.offset) if found else fetch(query.limit, query.offset)
    table = NoteTable(page, query=query)
    context = {
        "invoice_id": invoice_id,
        "crumbs": invoice_trail(request, invoice_id),
        "range": "" if found else table.range,
        "asked": asked if words else "",
        "found": found,
        "table": table,
        "notes": [read_note(note, invoice_id, words=words) for note in page.items],
    }
    return render_page(request, "invoices_ui/notes/note_list.html", context)


@require_safe
@permission_required(roles.VIEW_INVOICES, raise_exception=True)
def note_detail(request: HttpRequest, invoice_id: str, note_uuid: str) -> HttpResponse:
    client = exsited(request)
    panels = read_panels(
        request,
        subject="note",
        note=lambda: get_note(client, invoice_id, note_uuid),
        files=lambda: list_note_files(client, invoice_id, note_uuid),
    )
    note: Note = panels.require("note")
    context = {
        "invoice_id": invoice_id,
        "crumbs": notes_trail(request, invoice_id),
        "panels": panels,
        "read": read_note(note, invoice_id),
    }
    if "files" in panels and panels.files.ready:
        context["files"] = panels.files.value
        context["table"] = NoteFileTable(panels.files.value.files, invoice_id=invoice_id, note_uuid=note_uuid)
    return render_page(request, "invoices_ui/notes/note_detail.html", context)


@require_safe
@permission_required(roles.VIEW_INVOICES, raise_exception=True)
def note_source(request: HttpRequest, invoice_id: str, note_uuid: str) -> HttpResponse:
    """All of a note as it was written, for what is too long or too tangled to be shown. A text, never a page."""
    note = get_note(exsited(request), invoice_id, note_uuid)
    name = safe_file_name("note", unique=note.uuid, extension=".txt")
    response = HttpResponse(note.content or "", content_type=TEXT)
    response.headers["Content-Disposition"] = content_disposition(as_attachment=True, name=name)
    return response


@require_safe
@permission_required(roles.VIEW_INVOICES, raise_exception=True)
def note_file_list(request: HttpRequest, invoice_id: str, note_uuid: str) -> HttpResponse:
    files = list_note_files(exsited(request), invoice_id, note_uuid)
    context = {
        "invoice_id": invoice_id,
        "note_uuid": note_uuid,
        "crumbs": note_trail(request, invoice_id, note_uuid),
        "files": files,
        "table": NoteFileTable(files.files, invoice_id=invoice_id, note_uuid=note_uuid),
    }
    return render_page(request, "invoices_ui/notes/note_file_list.html", context)
