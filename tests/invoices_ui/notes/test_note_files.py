from __future__ import annotations

import base64

import pytest
import responses
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains

from tests.builders import FILE_UUID, file_json
from tests.invoices_ui.records import ATTACHMENT, FILE, FILE_PAGE, FILES, NOTE_PAGE, fragment

DOWNLOAD, PREVIEW = f"{FILE_PAGE}download/", f"{FILE_PAGE}preview/"
PNG = b"\x89PNG\r\n\x1a\n and the rest"
PDF = b"%PDF-1.7 and the rest"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'


def files_answer(*files: object) -> dict[str, object]:
    return {"invoice": {"note": {"files": list(files), "custom_attributes": []}}}


def file_answer(**changes: object) -> dict[str, object]:
    return {"invoice": {"note": {"file": file_json(**changes), "custom_attributes": []}}}


def attachment(content: bytes, **told: object) -> dict[str, object]:
    encoded = base64.b64encode(content).decode()
    return {"note_attachment": {"name": "remittance.pdf", "size": len(content), "base64": encoded, **told}}


def handed_out(exsited: responses.RequestsMock, content: bytes, **told: object) -> None:
    exsited.get(FILE, json=file_answer())
    exsited.get(ATTACHMENT, json=attachment(content, **told))


class TestNoteFileList:
    def test_lists_them(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(FILES, json=files_answer(file_json(), file_json(uuid="../x", name="")))

        response = support.get(f"{NOTE_PAGE}files/")

        assertContains(response, "remittance.pdf")
        assertContains(response, "A file without a name")
        assertContains(response, ">PDF<")
        assertContains(response, f'href="{FILE_PAGE}"')

    def test_nothing_there(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(FILES, json=files_answer())

        assertContains(support.get(f"{NOTE_PAGE}files/"), "No files")

    def test_a_missing_list_is_not_an_empty_one(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(FILES, json={"invoice": {"note": {}}})

        assertNotContains(support.get(f"{NOTE_PAGE}files/"), "No files", status_code=502)


class TestNoteFileDetail:
    def test_tells_what_is_known(self, support: Client, exsited: responses.RequestsMock) -> None:
        handed_out(exsited, PDF, type="application/pdf")

        response = support.get(FILE_PAGE)

        assertContains(response, "remittance.pdf")
        assertContains(response, FILE_UUID)
        assertContains(response, f'href="{DOWNLOAD}"')

    def test_an_unknown_file_is_not_found(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(FILE, status=404)
        exsited.get(ATTACHMENT, json=attachment(b"somebody else's"))

        assertNotContains(support.get(FILE_PAGE), "somebody else", status_code=404)

    @pytest.mark.parametrize(
        ("content", "shown"),
        [
            (PDF, f'src="{PREVIEW}?frame=1"'),
            (PNG, f'src="{PREVIEW}"'),
            (b"call <b>log</b>", "call &lt;b&gt;log&lt;/b&gt;"),
            (SVG, "&lt;svg xmlns="),
            (b"PK\x03\x04\x00", "No preview of this kind of file"),
            (b"", "This file is empty"),
        ],
        ids=["PDF", "picture", "text", "SVG is text", "anything else", "nothing"],
    )
    def test_shows_it_by_what_its_bytes_are(
        self, support: Client, exsited: responses.RequestsMock, content: bytes, shown: str
    ) -> None:
        handed_out(exsited, content)

        assertContains(support.get(FILE_PAGE), shown)

    @pytest.mark.parametrize(
        ("content", "told"),
        [(PDF, "image/png"), (SVG, "image/png"), (b"\x00\x01", "application/pdf"), (PNG, "text/html; charset=x")],
    )
    def test_says_when_its_type_is_a_lie(
        self, support: Client, exsited: responses.RequestsMock, content: bytes, told: str
    ) -> None:
        handed_out(exsited, content, type=told)

        assertContains(support.get(FILE_PAGE), f"calls this file {told}, but")

    @pytest.mark.parametrize(
        ("content", "told"),
        [(PDF, "application/pdf"), (PNG, "IMAGE/PNG"), (b"a,b", "text/csv"), (b"PK", "application/zip"), (PDF, "")],
    )
    def test_believes_a_type_that_may_be_true(
        self, support: Client, exsited: responses.RequestsMock, content: bytes, told: str
    ) -> None:
        handed_out(exsited, content, type=told)

        assertNotContains(support.get(FILE_PAGE), "calls this file")

    def test_says_when_bytes_are_missing(self, support: Client, exsited: responses.RequestsMock) -> None:
        handed_out(exsited, PDF, size=2_000_000)

        assertContains(support.get(FILE_PAGE), "Another length")

    def test_shows_the_beginning_of_a_long_text(self, support: Client, exsited: responses.RequestsMock) -> None:
        handed_out(exsited, "é".encode() * 1_000_000)

        response = support.get(FILE_PAGE)

        assertContains(response, "This is its beginning")
        assert len(response.content) < 200_000

    def test_does_not_need_its_bytes(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(FILE, json=file_answer())
        exsited.get(ATTACHMENT, status=500)

        response = support.get(FILE_PAGE)

        assertContains(response, "remittance.pdf")
        assertContains(response, "The billing API answered with an error of its own")

    @pytest.mark.parametrize("status", [404, 405])
    def test_says_when_the_api_does_not_offer_its_bytes(
        self, support: Client, exsited: responses.RequestsMock, status: int
    ) -> None:
        exsited.get(FILE, json=file_answer())
        exsited.get(ATTACHMENT, status=status)

        response = support.get(FILE_PAGE)

        assertContains(response, "does not hand out the content")
        assertNotContains(response, f'href="{DOWNLOAD}"')

    def test_the_preview_alone(self, support: Client, exsited: responses.RequestsMock) -> None:
        handed_out(exsited, PNG)

        response = support.get(FILE_PAGE, headers=fragment("panel-preview"))

        assertContains(response, 'id="panel-preview"')
        assertContains(response, f'src="{PREVIEW}"')
        assertNotContains(response, "<h1")


class TestNoteFilePreview:
    def test_a_picture_is_a_picture_and_nothing_else(self, support: Client, exsited: responses.RequestsMock) -> None:
        handed_out(exsited, PNG, type="text/html")

        response = support.get(PREVIEW)

        assert response.content == PNG
        assert response.headers["Content-Type"] == "image/png"
        assert response.headers["Content-Disposition"] == 'inline; filename="remittance-pdf-f7a1c053.png"'
        assert response.headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'; sandbox"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Cache-Control"] == "private, no-store"

    def test_a_pdf_may_stand_in_our_own_frame(self, support: Client, exsited: responses.RequestsMock) -> None:
        handed_out(exsited, PDF)

        response = support.get(f"{PREVIEW}?frame=1")

        assert response.headers["Content-Type"] == "application/pdf"
        assert response.headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'self'"
        assert response.headers["X-Frame-Options"] == "SAMEORIGIN"

    @pytest.mark.parametrize("content", [SVG, b"<html>", b"plain", b"", b"\x00", b"GIF8", b"RIFF1234WAVE"])
    def test_nothing_else_is_shown(self, support: Client, exsited: responses.RequestsMock, content: bytes) -> None:
        handed_out(exsited, content, type="image/png")

        assert support.get(PREVIEW).status_code == 404

    def test_a_file_that_is_not_on_this_note_is_not_shown(
        self, support: Client, exsited: responses.RequestsMock
    ) -> None:
        exsited.get(FILE, status=404)
        exsited.get(ATTACHMENT, json=attachment(PNG))

        assert support.get(PREVIEW).status_code == 404

    def test_a_failure_is_told_in_the_frame(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(FILE, json=file_answer())
        exsited.get(ATTACHMENT, status=500)

        response = support.get(f"{PREVIEW}?frame=1")

        assert response.status_code == 502
        assert "frame-ancestors 'self'" in response.headers["Content-Security-Policy"]


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
    @pytest.mark.parametrize("page", [f"{NOTE_PAGE}files/", FILE_PAGE, DOWNLOAD, PREVIEW])
    def test_a_person_without_a_role_is_refused(
        self, nobody: Client, exsited: responses.RequestsMock, page: str
    ) -> None:
        assert nobody.get(page).status_code == 403
        assert len(exsited.calls) == 0
