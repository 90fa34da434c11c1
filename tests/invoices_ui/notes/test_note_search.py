from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
import responses
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains

from tests.builders import note_json, page_of
from tests.invoices_ui.records import NOTES, PAGE

LIST = f"{PAGE}notes/"


def many(exsited: responses.RequestsMock, *notes: dict[str, Any], said: int | None = None) -> None:
    """A list of notes that pages as it is asked to."""

    def answer(request: requests.PreparedRequest) -> tuple[int, dict[str, str], str]:
        asked = parse_qs(urlsplit(request.url or "").query)
        limit, offset = int(asked["limit"][0]), int(asked["offset"][0])
        rows = notes[offset : offset + limit]
        body = page_of(*rows, key="notes", within="invoice", records=said or len(notes), limit=limit, offset=offset)
        return 200, {}, json.dumps(body)

    exsited.add_callback(responses.GET, NOTES, answer, content_type="application/json")


def numbered(number: int, **changes: Any) -> dict[str, Any]:
    return note_json(uuid=f"0b0f0c0d-0000-4000-8000-{number:012}", content=f"<p>note number {number}</p>") | changes


class TestSearchingNotes:
    def test_looks_through_all_of_them(self, support: Client, exsited: responses.RequestsMock) -> None:
        notes = [numbered(number) for number in range(296)]
        many(exsited, *notes[:-1], numbered(295, content="<p>They promised <b>Friday</b></p>"))

        response = support.get(f"{LIST}?q=FRIDAY+promised")

        assertContains(response, "1 of 296 notes has")
        assertContains(response, "<mark>promised</mark> <b><mark>Friday</mark></b>")
        assertNotContains(response, "note number")

    def test_turns_the_pages_of_what_it_found(self, support: Client, exsited: responses.RequestsMock) -> None:
        many(exsited, *(numbered(number) for number in range(130)))

        response = support.get(f"{LIST}?q=number&page=2")

        assertContains(response, "130 of 130 notes have")
        assertContains(response, "<mark>number</mark> 20")
        assertContains(response, f'hx-get="{LIST}?q=number&amp;page=3"')

    @pytest.mark.parametrize("query", ["marta", "remittance.pdf", "phone", "QUILL friday"])
    def test_looks_at_authors_files_and_attributes_too(
        self, support: Client, exsited: responses.RequestsMock, query: str
    ) -> None:
        many(
            exsited,
            note_json(custom_attributes=[{"name": "Channel", "value": "Phone"}]),
            numbered(1, files=[], created_by="Ben"),
        )

        assertContains(support.get(LIST, {"q": query}), "1 of 2 notes has")

    def test_says_when_no_note_has_the_words(self, support: Client, exsited: responses.RequestsMock) -> None:
        many(exsited, numbered(1))

        response = support.get(f"{LIST}?q=<script>")

        assertContains(response, "No note has all of these words")
        assertContains(response, "0 of 1 note have “&lt;script&gt;”")
        assertContains(response, 'value="&lt;script&gt;"')

    def test_finds_no_tags(self, support: Client, exsited: responses.RequestsMock) -> None:
        many(exsited, note_json(content="<p><strong>ok</strong></p>"))

        assertContains(support.get(f"{LIST}?q=strong"), "0 of 1 note")

    def test_of_blanks_is_the_list(self, support: Client, exsited: responses.RequestsMock) -> None:
        many(exsited, numbered(1))

        response = support.get(f"{LIST}?q=+%20+")

        assertContains(response, "note number 1")
        assertNotContains(response, "All notes")

    def test_says_when_not_all_could_be_read(self, support: Client, exsited: responses.RequestsMock) -> None:
        many(exsited, numbered(1), said=3)

        assertContains(support.get(f"{LIST}?q=note"), "lists fewer notes than it says there are")

    def test_ends_with_an_error_of_the_upstream(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(NOTES, status=500)

        assertNotContains(support.get(f"{LIST}?q=note"), "No note has", status_code=502)

    def test_shows_the_hit_in_a_long_note(self, support: Client, exsited: responses.RequestsMock) -> None:
        many(exsited, note_json(content="<p>and so on</p>" * 300 + "<p>the end of it</p>"))

        response = support.get(f"{LIST}?q=end")

        assertContains(response, "the <mark>end</mark> of it", count=2)
        assertContains(response, "Long note, 1 hit")

    @pytest.mark.parametrize("query", ["x" * 5000, "\x00", "\u202e", "a " * 500, "%", "\ud83d"])
    def test_of_odd_words_is_no_error(self, support: Client, exsited: responses.RequestsMock, query: str) -> None:
        many(exsited, numbered(1))

        assert support.get(LIST, {"q": query.encode("utf-8", "replace").decode()}).status_code == 200

    def test_five_megabytes_are_looked_through_in_time(self, support: Client, exsited: responses.RequestsMock) -> None:
        many(exsited, note_json(content="<p>hay</p>" * 500_000 + " Nädel"))

        response = support.get(f"{LIST}?q=nadel+hay")

        assertContains(response, "first 20,000 of")
        assert len(response.content) < 200_000
