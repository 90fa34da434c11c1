"""Notes of megabytes: their pages stay small and quick, say that something is missing, and hand it out as a file."""

from __future__ import annotations

import time

import pytest
import responses
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains

from tests.builders import information_json, note_json, page_of
from tests.invoices_ui.records import FILES, INFORMATION, NOTE, NOTE_PAGE, NOTES, PAGE

MEGABYTE = 1_000_000
LARGE = {
    "one text": "Rosa & Co. " * 450_000,
    "a million tags": "<b>" * MEGABYTE + "x" * 2 * MEGABYTE,
    "a table": f"<table>{'<tr><td>Rosa<td>pays' * 250_000}</table>",
}
SOURCE = f"{NOTE_PAGE}source/"


class TestFiveMegabytes:
    @pytest.mark.parametrize("content", LARGE.values(), ids=LARGE)
    def test_are_shown_in_part_and_offered_whole(
        self, support: Client, exsited: responses.RequestsMock, content: str
    ) -> None:
        exsited.get(NOTE, json={"invoice": {"note": note_json(content=content)}})
        exsited.get(FILES, json={"invoice": {"note": {"files": []}}})

        started = time.process_time()
        response = support.get(NOTE_PAGE)

        assert time.process_time() - started < 2
        assertContains(response, f"the first 20,000 of {len(content):,} characters")
        assertContains(response, f'href="{SOURCE}"')
        assert len(response.content) < 250_000

    def test_in_a_list_leave_the_others_in_sight(self, support: Client, exsited: responses.RequestsMock) -> None:
        contents = ["&" * 190_000, "<b>Rosa</b> " * 1_500, "Rosa " * 50_000, "<td>&" * 10_000, "the last one"]
        rows = [note_json(uuid=f"note-{number}", content=content) for number, content in enumerate(contents)]
        exsited.get(NOTES, json=page_of(*rows, key="notes", within="invoice"))

        response = support.get(f"{PAGE}notes/")

        assert len(response.content) < 250_000
        assertContains(response, "the last one")
        assertContains(response, "Rosa Rosa")
        assertContains(response, "its own page shows more of it", count=3)

    def test_found_by_a_word_show_what_stands_around_it(self, support: Client, exsited: responses.RequestsMock) -> None:
        content = f"{'word ' * 20_000}chillers{' word' * 15_000}"
        exsited.get(NOTES, json=page_of(note_json(content=content), key="notes", within="invoice"))

        response = support.get(f"{PAGE}notes/?q=chillers")

        assertContains(response, "word <mark>chillers</mark> word")
        assert len(response.content) < 100_000


class TestNoteOfAnInvoice:
    def test_is_shown_in_part(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(INFORMATION, json={"invoice": information_json(invoice_note="Rosa & Co. " * 300_000)})

        response = support.get(f"{PAGE}information/")

        assertContains(response, "(the first 20,000 of 3,300,000 characters)")
        assert len(response.content) < 250_000


class TestSource:
    def test_is_all_of_it(self, support: Client, exsited: responses.RequestsMock) -> None:
        content = f"<p>{'Rosa & Co. ' * 50_000}the end"
        exsited.get(NOTE, json={"invoice": {"note": note_json(content=content)}})

        assert support.get(SOURCE).content.decode() == content

    def test_is_a_text_that_no_browser_shows_as_a_page(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(NOTE, json={"invoice": {"note": note_json(content="<script>alert(1)</script>é")}})

        response = support.get(SOURCE)

        assert response.content.decode() == "<script>alert(1)</script>é"
        assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
        assert response.headers["Content-Disposition"] == 'attachment; filename="note-2b9d6e41.txt"'
        assert response.headers["X-Content-Type-Options"] == "nosniff"

    def test_of_an_empty_note_is_empty(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(NOTE, json={"invoice": {"note": note_json(content="")}})

        assert support.get(SOURCE).content == b""

    def test_of_an_unknown_note_is_not_found(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(NOTE, status=404)

        assert support.get(SOURCE).status_code == 404

    def test_is_not_offered_where_the_note_is_shown_whole(
        self, support: Client, exsited: responses.RequestsMock
    ) -> None:
        exsited.get(NOTE, json={"invoice": {"note": note_json()}})
        exsited.get(FILES, json={"invoice": {"note": {"files": []}}})

        assertNotContains(support.get(NOTE_PAGE), SOURCE)
