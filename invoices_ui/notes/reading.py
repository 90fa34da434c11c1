"""Notes as they are shown: the record, and its text made safe."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from html import unescape

from django.utils.html import strip_tags
from django.utils.safestring import SafeString

from dashboard.exsited import Note
from dashboard.links import link
from invoices_ui.notes.file_names import kind_by_name
from invoices_ui.notes.html import NoteText, note_text
from invoices_ui.notes.marking import excerpt, marked_html, marked_text

LONG = 2_000
MOST_IN_A_LIST = 20_000
"""A list may have a hundred notes: of a longer one it holds the beginning alone."""
BEGINNING = 280
BROKEN_TAG = re.compile(r"<[^>]*\Z")


@dataclass(frozen=True, kw_only=True, slots=True)
class FileLink:
    name: SafeString
    kind: str
    version: str | None
    url: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadNote:
    """
    `url`, `files_url` and `source_url` are empty for a uuid that cannot stand in an address. `words` were looked for:
    `hits` is how often they stand in the text, where they are marked, as in `author` and the files' names.
    """

    note: Note
    text: NoteText
    author: SafeString
    url: str
    files_url: str
    source_url: str
    files: list[FileLink]
    words: tuple[str, ...] = ()
    hits: int = 0

    @property
    def beginning(self) -> str:
        """
        How a note starts that is so long that it would hide the others of a list, or what stands around the first hit;
        empty for a shorter one.
        """
        if len(self.text.html) <= LONG:
            return ""
        if self.hits:
            return excerpt(self.text.html, self.words)
        whole_tags = BROKEN_TAG.sub("", self.text.html[: 2 * LONG])
        words = " ".join(unescape(strip_tags(whole_tags.replace("<", " <"))).split())
        return words if len(words) <= BEGINNING else f"{words[:BEGINNING]}…"

    @property
    def fits_in_a_list(self) -> bool:
        return len(self.text.html) <= MOST_IN_A_LIST

    @property
    def changed(self) -> bool:
        """Whether anything happened to it after it was written."""
        note = self.note
        return note.last_updated_on is not None and (note.last_updated_on, note.last_updated_by) != (
            note.created_on,
            note.created_by,
        )


def read_note(note: Note, invoice_id: str, *, words: tuple[str, ...] = ()) -> ReadNote:
    text = note_text(note.content)
    html, hits = marked_html(text.html, words)
    return ReadNote(
        note=note,
        text=replace(text, html=html),
        author=marked_text(note.created_by or "", words),
        url=link("note_detail", invoice_id, note.uuid),
        files_url=link("note_file_list", invoice_id, note.uuid),
        source_url=link("note_source", invoice_id, note.uuid),
        files=[
            FileLink(
                name=marked_text(file.name or "A file without a name", words),
                kind=kind_by_name(file.name),
                version=file.version,
                url=link("note_file_detail", invoice_id, note.uuid, file.uuid),
            )
            for file in note.files
        ],
        words=words,
        hits=hits,
    )
