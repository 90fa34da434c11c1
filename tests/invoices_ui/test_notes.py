from __future__ import annotations

import base64

import pytest
import responses
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains

from tests.builders import FILE_UUID, NOTE_UUID, file_json, note_json, page_of
from tests.invoices_ui.records import ATTACHMENT, FILE, FILE_PAGE, FILES, NOTE, NOTE_PAGE, NOTES, PAGE, fragment, query

LIST = f"{PAGE}notes/"
DOWNLOAD = f"{FILE_PAGE}download/"


def files_answer(*files: object) -> dict[str, object]:
    return {"invoice": {"note": {"files": list(files), "custom_attributes": []}}}


def file_answer(**changes: object) -> dict[str, object]:
    return {"invoice": {"note": {"file": file_json(**changes), "custom_attributes": []}}}


def attachment(content: bytes, name: str = "remittance.pdf") -> dict[str, object]:
    return {"note_attachment": {"name": name, "size": len(content), "base64": base64.b64encode(content).decode()}}


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


class TestNoteFileList:
    def test_lists_them(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(FILES, json=files_answer(file_json(), file_json(uuid="../x", name="")))

        response = support.get(f"{NOTE_PAGE}files/")

        assertContains(response, "remittance.pdf")
        assertContains(response, "A file without a name")
        assertContains(response, f'href="{FILE_PAGE}"')

    def test_nothing_there(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(FILES, json=files_answer())

        assertContains(support.get(f"{NOTE_PAGE}files/"), "No files")

    def test_a_missing_list_is_not_an_empty_one(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(FILES, json={"invoice": {"note": {}}})

        assertNotContains(support.get(f"{NOTE_PAGE}files/"), "No files", status_code=502)


class TestNoteFileDetail:
    def test_tells_what_is_known_and_downloads_nothing(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(FILE, json=file_answer())

        response = support.get(FILE_PAGE)

        assertContains(response, "remittance.pdf")
        assertContains(response, FILE_UUID)
        assertContains(response, f'href="{DOWNLOAD}"')

    def test_an_unknown_file_is_not_found(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(FILE, status=404)

        assert support.get(FILE_PAGE).status_code == 404


class TestNoteFileDownload:
    def test_hands_it_out_under_a_name_of_our_own(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(FILE, json=file_answer(name="../remittance advice.exe"))
        exsited.get(ATTACHMENT, json=attachment(b"%PDF-1.7 x"))

        response = support.get(DOWNLOAD)

        assert response.content == b"%PDF-1.7 x"
        assert response.headers["Content-Type"] == "application/pdf"
        assert response.headers["Content-Disposition"] == ('attachment; filename="remittance-advice-exe-f7a1c053.pdf"')
        assert "sandbox" in response.headers["Content-Security-Policy"]
        assert response.headers["X-Content-Type-Options"] == "nosniff"

    @pytest.mark.parametrize(
        ("content", "content_type"),
        [
            (b"<script>alert(1)</script>", "text/plain; charset=utf-8"),
            (b"\x00\x01", "application/octet-stream"),
            (b"\x89PNG\r\n\x1a\n", "image/png"),
        ],
    )
    def test_is_never_a_page(
        self, support: Client, exsited: responses.RequestsMock, content: bytes, content_type: str
    ) -> None:
        exsited.get(FILE, json=file_answer(name="x.html"))
        exsited.get(ATTACHMENT, json=attachment(content))

        response = support.get(DOWNLOAD)

        assert response.headers["Content-Type"] == content_type
        assert response.headers["Content-Disposition"].startswith('attachment; filename="x-html-f7a1c053.')

    @pytest.mark.parametrize("hostile", ['a"\r\nSet-Cookie: x=y', "a\u202efdp.exe", "é.html", "x" * 5000])
    def test_a_hostile_name_makes_no_header(
        self, support: Client, exsited: responses.RequestsMock, hostile: str
    ) -> None:
        exsited.get(FILE, json=file_answer(name=hostile))
        exsited.get(ATTACHMENT, json=attachment(b"text"))

        response = support.get(DOWNLOAD)

        assert "x=y" not in response.cookies
        assert response.headers["Content-Disposition"].isascii()
        assert len(response.headers["Content-Disposition"]) < 120

    @pytest.mark.parametrize("status", [404, 405])
    def test_says_when_the_api_does_not_offer_it(
        self, support: Client, exsited: responses.RequestsMock, status: int
    ) -> None:
        exsited.get(FILE, json=file_answer())
        exsited.get(ATTACHMENT, status=status)

        response = support.get(DOWNLOAD)

        assertContains(response, "Not offered by this API", status_code=404)
        assertContains(response, "remittance.pdf", status_code=404)
        assertNotContains(response, f'href="{DOWNLOAD}"', status_code=404)

    def test_a_file_that_is_not_on_this_note_is_not_handed_out(
        self, support: Client, exsited: responses.RequestsMock
    ) -> None:
        exsited.get(FILE, status=404)
        exsited.get(ATTACHMENT, json=attachment(b"somebody else's"))

        response = support.get(DOWNLOAD)

        assert response.status_code == 404
        assert b"somebody else" not in response.content

    @pytest.mark.parametrize("body", ['{"note_attachment": {"base64": "%%%"}}', '{"note_attachment": {}}', "{}"])
    def test_bytes_that_cannot_be_read_are_no_file(
        self, support: Client, exsited: responses.RequestsMock, body: str
    ) -> None:
        exsited.get(FILE, json=file_answer())
        exsited.get(ATTACHMENT, body=body, content_type="application/json")

        assert support.get(DOWNLOAD).status_code == 502


class TestWhoMayNot:
    @pytest.mark.parametrize("page", [LIST, NOTE_PAGE, f"{NOTE_PAGE}files/", FILE_PAGE, DOWNLOAD])
    def test_a_person_without_a_role_is_refused(
        self, nobody: Client, exsited: responses.RequestsMock, page: str
    ) -> None:
        assert nobody.get(page).status_code == 403
        assert len(exsited.calls) == 0
