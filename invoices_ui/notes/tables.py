"""Tables of notes and their files."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.safestring import SafeString

from dashboard import markup
from dashboard.exsited import Note, NoteFile, Page
from dashboard.links import link
from dashboard.lists.tables import Column, IdColumn, ListQuery, Table, TextColumn
from invoices_ui.notes.file_names import kind_by_name


class NoteFileTable(Table):
    caption = "Files"
    section_id = "note-file-table"
    empty_title = "No files"
    empty_advice = "Nothing is attached to this note."

    name = Column("File", empty_values=())
    kind = Column("Type", accessor="name", empty_values=())
    version = TextColumn("Version")
    uuid = IdColumn("UUID")

    def __init__(self, files: Sequence[NoteFile], *, invoice_id: str, note_uuid: str, title: str = "") -> None:
        super().__init__(files, title=title)
        self.place = (invoice_id, note_uuid)

    def render_kind(self, record: NoteFile) -> str:
        """By the name, which may be wrong: the page of the file looks at its bytes."""
        return kind_by_name(record.name) or markup.ABSENT

    def render_name(self, record: NoteFile) -> SafeString:
        name = record.name or "A file without a name"
        return markup.linked(name, link("note_file_detail", *self.place, record.uuid))


class NoteTable(Table):
    """Pages of notes. Its page shows each as a text, so of this it takes what surrounds them: pager and empty state."""

    caption = "Notes"
    section_id = "note-list"
    empty_title = "No notes"
    empty_advice = "Nobody has written a note on this invoice."

    uuid = IdColumn("Note")
    created_by = TextColumn("Written by")

    def __init__(self, page: Page[Note], *, query: ListQuery) -> None:
        super().__init__(page, query=query)
