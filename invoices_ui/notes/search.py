"""Words looked for in the notes on an invoice: which notes have all of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dashboard.exsited import Note, Page, walk
from invoices_ui.notes.html import note_text
from invoices_ui.notes.marking import folded, text_of

LONGEST_QUERY, MOST_WORDS = 200, 10
READ_AT_ONCE, MOST_CALLS = 100, 50


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """The notes that have all the words, of `searched` ones. `doubt` says why those may not be all of the invoice's."""

    notes: tuple[Note, ...]
    searched: int
    doubt: str

    def page(self, *, limit: int, offset: int) -> Page[Note]:
        return Page(items=self.notes[offset : offset + limit], limit=limit, offset=offset, records=len(self.notes))


def words_of(query: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(folded(query[:LONGEST_QUERY]).split()))[:MOST_WORDS]


def find_notes(fetch: Callable[[int, int], Page[Note]], words: Sequence[str]) -> Found:
    """All notes are read, by `fetch(limit, offset)`, since the API cannot search. An error of `fetch` ends it."""
    walked = walk(fetch, identity=lambda note: note.uuid, limit=READ_AT_ONCE, most_calls=MOST_CALLS)
    return Found(
        notes=tuple(note for note in walked.items if has_all(note, words)),
        searched=len(walked.items),
        doubt="" if walked.complete else DOUBTS[walked.reason or ""],
    )


DOUBTS = {
    "too_many_pages": "There are more notes than can be searched at once; these are the first.",
    "pagination_loop": "The billing API repeats its pages, so some notes may be missing here.",
    "short_list": "The billing API lists fewer notes than it says there are.",
    "count_differs": "The billing API lists more notes than it says there are.",
}


def has_all(note: Note, words: Sequence[str]) -> bool:
    """Of a note that is only shown in part, all of its source is looked through."""
    text = note_text(note.content)
    content = note.content if text.degraded else text_of(text.html)
    names = (note.created_by, note.last_updated_by, *(file.name for file in note.files))
    values = (f"{attribute.name} {attribute.value}" for attribute in note.custom_attributes)
    told = folded("\n".join(filter(None, (content, *names, *values))))
    return all(word in told for word in words)
