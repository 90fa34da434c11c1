from __future__ import annotations

import pytest
import responses
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains

from tests.builders import NOTE_UUID, file_json, note_json, page_of
from tests.invoices_ui.records import FILE_PAGE, FILES, NOTE, NOTE_PAGE, NOTES, PAGE, fragment, query

LIST = f"{PAGE}notes/"


def files_answer(*files: object) -> dict[str, object]:
    return {"invoice": {"note": {"files": list(files), "custom_attributes": []}}}


class TestNoteList:
    def test_shows_each_note_with_its_files(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(NOTES, json=page_of(note_json(), key="notes", within="invoice"), match=[query(limit=20, offset=0)])

        response = support.get(LIST)

        assertContains(response, "Marta Quill")
        assertContains(response, "11 Jul 2026, 13:40")
        assertContains(response, "will pay on Friday")
        assertContains(response, f'href="{NOTE_PAGE}"')
        assertContains(response, f'href="{FILE_PAGE}"')

    def test_turns_pages(self, support: Client, exsited: responses.RequestsMock) -> None:
        answer = page_of(note_json(), key="notes", within="invoice", records=120, offset=20)
        exsited.get(NOTES, json=answer, match=[query(limit=20, offset=20)])

        response = support.get(f"{LIST}?page=2", headers=fragment("note-list"))

        assertContains(response, f'hx-get="{LIST}?page=3"')
        assertContains(response, 'id="note-list"')
        assertNotContains(response, "<h1")

    def test_nothing_there(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(NOTES, json=page_of(key="notes", within="invoice"))

        assertContains(support.get(LIST), "No notes")

    def test_upstream_down_is_not_nothing(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(NOTES, status=500)

        assertNotContains(support.get(LIST), "No notes", status_code=502)

    def test_hostile_html_ends_inert(self, support: Client, exsited: responses.RequestsMock) -> None:
        hostile = "<img src=x onerror=alert(1)><script>alert(2)</script><a href='javascript:alert(3)'>x</a>ok"
        exsited.get(NOTES, json=page_of(note_json(content=hostile), key="notes", within="invoice"))

        page = support.get(LIST).content.decode()

        assert "alert(" not in page
        assert "onerror" not in page

    def test_hostile_authors_and_file_names_are_text(self, support: Client, exsited: responses.RequestsMock) -> None:
        row = note_json(created_by="<b>Eve</b>", files=[file_json(name='"><script>alert(1)</script>')])
        exsited.get(NOTES, json=page_of(row, key="notes", within="invoice"))

        page = support.get(LIST).content.decode()

        assert "<b>Eve</b>" not in page
        assert "<script>alert" not in page

    def test_a_long_note_is_folded_so_that_the_others_stay_in_sight(
        self, support: Client, exsited: responses.RequestsMock
    ) -> None:
        told = "<p>Dear &amp; patient reader</p>" + "<p>and so on</p>" * 200 + "<p>the end</p>"
        exsited.get(NOTES, json=page_of(note_json(content=told), key="notes", within="invoice"))

        response = support.get(LIST)

        assertContains(response, "Dear &amp; patient reader and so on")
        assertContains(response, '<details class="fold">')
        assertContains(response, "<p>the end</p>")

    def test_a_note_too_long_says_that_it_is_cut(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(NOTES, json=page_of(note_json(content="<p>" * 100_000), key="notes", within="invoice"))

        assertContains(support.get(LIST), "first 20,000 of 300,000 characters")


class TestNoteDetail:
    def test_shows_it_with_its_facts_and_files(self, support: Client, exsited: responses.RequestsMock) -> None:
        attributes = [{"name": "Channel", "value": "Phone"}]
        exsited.get(NOTE, json={"invoice": {"note": note_json(custom_attributes=attributes, mood="calm")}})
        exsited.get(FILES, json=files_answer(file_json()))

        response = support.get(NOTE_PAGE)

        assertContains(response, "will pay on Friday")
        assertContains(response, NOTE_UUID)
        assertContains(response, "Phone")
        assertContains(response, "calm")
        assertContains(response, f'href="{FILE_PAGE}"')
        assertContains(response, f'href="{LIST}"')

    def test_keeps_the_note_when_its_files_fail(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(NOTE, json={"invoice": {"note": note_json()}})
        exsited.get(FILES, status=500)

        response = support.get(NOTE_PAGE)

        assertContains(response, "will pay on Friday")
        assertContains(response, "The billing API answered with an error of its own")
        assertNotContains(response, "Nothing is attached")

    def test_an_unknown_note_is_not_found(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.assert_all_requests_are_fired = False
        exsited.get(NOTE, status=404)
        exsited.get(FILES, status=404)

        assert support.get(NOTE_PAGE).status_code == 404

    def test_a_panel_alone(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(NOTE, json={"invoice": {"note": note_json()}})
        exsited.get(FILES, json=files_answer())

        response = support.get(NOTE_PAGE, headers=fragment("panel-files"))

        assertContains(response, "Nothing is attached to this note")
        assertNotContains(response, "<h1")


class TestWhoMayNot:
    @pytest.mark.parametrize("page", [LIST, NOTE_PAGE, f"{LIST}?q=x"])
    def test_a_person_without_a_role_is_refused(
        self, nobody: Client, exsited: responses.RequestsMock, page: str
    ) -> None:
        assert nobody.get(page).status_code == 403
        assert len(exsited.calls) == 0
