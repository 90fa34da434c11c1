from __future__ import annotations

import base64

import pytest
import responses
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains

from tests.builders import information_json
from tests.invoices_ui.records import INFORMATION, PAGE, PDF

FILE = f"{PAGE}pdf/file/"
BYTES = b"%PDF-1.7\n" + b"x" * 200_000


def announce(exsited: responses.RequestsMock, body: bytes = BYTES, content_type: str = "application/pdf") -> None:
    exsited.get(PDF, body=body, content_type=content_type, headers={"Content-Length": str(len(body))})


class TestInvoicePdfFile:
    def test_is_sent_on_as_it_comes(self, support: Client, exsited: responses.RequestsMock) -> None:
        announce(exsited)

        response = support.get(FILE)

        assert response.streaming
        assert b"".join(response) == BYTES
        assert response.headers["Content-Type"] == "application/pdf"
        assert response.headers["Content-Length"] == str(len(BYTES))
        assert response.headers["Content-Disposition"] == 'inline; filename="INV-76GOU2-6081.pdf"'

    def test_may_be_framed_by_our_own_pages_alone(self, support: Client, exsited: responses.RequestsMock) -> None:
        announce(exsited)

        headers = support.get(FILE).headers

        assert headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'self'"
        assert headers["X-Frame-Options"] == "SAMEORIGIN"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cross-Origin-Embedder-Policy"] == "require-corp"
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert headers["Cache-Control"] == "private, no-store"

    def test_downloads_when_asked_to(self, support: Client, exsited: responses.RequestsMock) -> None:
        announce(exsited)

        response = support.get(f"{FILE}?download=1")

        assert response.headers["Content-Disposition"] == 'attachment; filename="INV-76GOU2-6081.pdf"'

    def test_its_head_alone_sends_no_byte(self, support: Client, exsited: responses.RequestsMock) -> None:
        announce(exsited)

        response = support.head(FILE)

        assert b"".join(response) == b""
        assert response.headers["Content-Length"] == str(len(BYTES))

    def test_closing_it_closes_the_upstream(self, support: Client, exsited: responses.RequestsMock) -> None:
        announce(exsited)
        response = support.get(FILE)
        next(iter(response))

        response.close()

        assert b"".join(response) == b""

    def test_a_small_one_that_breaks_off_is_told_of_instead(
        self, support: Client, exsited: responses.RequestsMock
    ) -> None:
        cut_short(exsited, BYTES)

        response = support.get(f"{FILE}?frame=1")

        assertContains(response, "The PDF broke off", status_code=502)
        assert b"%PDF" not in response.content

    def test_a_large_one_that_breaks_off_is_no_short_file(
        self, support: Client, exsited: responses.RequestsMock
    ) -> None:
        cut_short(exsited, BYTES * 10)

        response = support.get(FILE)

        assert response.headers["Content-Length"] == str(len(BYTES) * 10 + 1)
        with pytest.raises(ConnectionResetError):
            b"".join(response)


def cut_short(exsited: responses.RequestsMock, body: bytes) -> None:
    exsited.get(
        PDF,
        body=body,
        content_type="application/pdf",
        headers={"Content-Length": str(len(body) + 1)},
        auto_calculate_content_length=False,
    )


def part_of(exsited: responses.RequestsMock, content_range: str, body: bytes, **headers: str) -> None:
    exsited.get(
        PDF, status=206, body=body, content_type="application/pdf", headers={"Content-Range": content_range, **headers}
    )


class TestPart:
    """A browser's viewer reads a long PDF in parts; a download that broke off goes on where it was."""

    def test_is_passed_on_as_a_part(self, support: Client, exsited: responses.RequestsMock) -> None:
        part_of(exsited, "bytes 9-12/200009", b"xxxx", ETag='"v1"')

        response = support.get(FILE, headers={"Range": "bytes=9-12"})

        assert response.status_code == 206
        assert b"".join(response) == b"xxxx"
        assert response.headers["Content-Range"] == "bytes 9-12/200009"
        assert response.headers["Accept-Ranges"] == "bytes"
        assert response.headers["ETag"] == '"v1"'
        assert exsited.calls[-1].request.headers["Range"] == "bytes=9-12"

    def test_is_the_whole_where_the_upstream_gives_no_parts(
        self, support: Client, exsited: responses.RequestsMock
    ) -> None:
        announce(exsited)

        response = support.get(FILE, headers={"Range": "bytes=9-12"})

        assert response.status_code == 200
        assert b"".join(response) == BYTES
        assert "Accept-Ranges" not in response.headers

    def test_beyond_the_end_is_told_with_the_length(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(PDF, status=416, json={"errors": []}, headers={"Content-Range": "bytes */200009"})

        response = support.get(FILE, headers={"Range": "bytes=900000-"})

        assert response.status_code == 416
        assert response.content == b""
        assert response.headers["Content-Range"] == "bytes */200009"

    @pytest.mark.parametrize(
        ("content_range", "body"),
        [
            ("bytes 0-3/100", b"%PDF"),
            ("bytes 9-12/10", b"xxxx"),
            ("bytes 9-200/300", b"xxxx"),
            ("bytes 12-9/100", b"xxxx"),
            ("", b"xxxx"),
        ],
        ids=["another part", "beyond its own end", "longer than it is", "backwards", "unnamed"],
    )
    def test_that_was_not_asked_for_is_refused(
        self, support: Client, exsited: responses.RequestsMock, content_range: str, body: bytes
    ) -> None:
        part_of(exsited, content_range, body, **{"Content-Length": str(len(body))})

        assert support.get(FILE, headers={"Range": "bytes=9-12"}).status_code == 502

    @pytest.mark.parametrize(("body", "status"), [(b"%P", 206), (b"<h", 502)])
    def test_that_begins_the_file_is_looked_at(
        self, support: Client, exsited: responses.RequestsMock, body: bytes, status: int
    ) -> None:
        part_of(exsited, "bytes 0-1/100", body)

        assert support.get(FILE, headers={"Range": "bytes=0-1"}).status_code == status

    def test_of_something_else_is_no_part_of_a_pdf(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(PDF, status=206, body=b"<b>", content_type="text/html", headers={"Content-Range": "bytes 9-11/99"})

        assert support.get(FILE, headers={"Range": "bytes=9-11"}).status_code == 502

    def test_of_a_pdf_that_has_changed_since_is_the_whole(
        self, support: Client, exsited: responses.RequestsMock
    ) -> None:
        part_of(exsited, "bytes 9-12/100", b"xxxx", ETag='"v2"')
        announce(exsited)

        response = support.get(FILE, headers={"Range": "bytes=9-12", "If-Range": '"v1"'})

        assert exsited.calls[-2].request.headers["If-Range"] == '"v1"'
        assert "Range" not in exsited.calls[-1].request.headers
        assert (response.status_code, b"".join(response)) == (200, BYTES)

    @pytest.mark.parametrize("odd", ['W/"v1"', "yesterday", '"v1', "x" * 500])
    def test_of_who_knows_which_version_is_not_asked_for(
        self, support: Client, exsited: responses.RequestsMock, odd: str
    ) -> None:
        announce(exsited)

        response = support.get(FILE, headers={"Range": "bytes=9-12", "If-Range": odd})

        assert response.status_code == 200
        assert not {"Range", "If-Range"} & set(exsited.calls[-1].request.headers)

    def test_means_nothing_to_a_head(self, support: Client, exsited: responses.RequestsMock) -> None:
        announce(exsited)

        assert support.head(FILE, headers={"Range": "bytes=9-12"}).status_code == 200
        assert "Range" not in exsited.calls[-1].request.headers


class TestNotAPdf:
    @pytest.mark.parametrize(
        ("body", "content_type"),
        [
            (b"<html><script>alert(1)</script></html>", "text/html"),
            (b"<svg onload=alert(1)>", "image/svg+xml"),
            (b'{"errors": [{"code": 500, "message": "no"}]}', "application/json"),
            (b"\x00\x01\x02", "application/pdf"),
            (b"", "application/pdf"),
            (b" %PDF-1.7", "application/pdf"),
        ],
    )
    def test_nothing_of_it_is_sent(
        self, support: Client, exsited: responses.RequestsMock, body: bytes, content_type: str
    ) -> None:
        announce(exsited, body, content_type)

        response = support.get(FILE)

        assert response.status_code == 502
        assert response.headers["Content-Type"].startswith("text/html")
        assert b"alert(1)" not in response.content

    def test_an_unknown_invoice_is_not_found(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(PDF, status=404)

        assert support.get(FILE).status_code == 404


class TestInsideJson:
    @pytest.mark.parametrize("answer", ['{"base64": "%s"}', '{"invoice": {"name": "a.pdf", "base64": "%s"}}'])
    def test_it_is_taken_out(self, support: Client, exsited: responses.RequestsMock, answer: str) -> None:
        exsited.get(PDF, body=answer % base64.b64encode(BYTES).decode(), content_type="application/json")

        response = support.get(FILE, headers={"Range": "bytes=0-"})

        assert response.status_code == 200
        assert b"".join(response) == BYTES
        assert response.headers["Content-Length"] == str(len(BYTES))
        assert response.headers["Content-Type"] == "application/pdf"

    @pytest.mark.parametrize(
        "answer",
        [
            {"download_url": "https://evil.example/a.pdf"},
            {"pdf": {"download_url": "http://169.254.169.254/latest/meta-data"}},
            {"pdf": {"base64": "not base64"}},
            {"pdf": {"base64": base64.b64encode(b"<html>").decode()}},
            {"base64": "JVBERi0=", "pdf": {"base64": "JVBERi0="}},
            {"base64": 7},
        ],
    )
    def test_nothing_else_is_and_no_address_is_followed(
        self, support: Client, exsited: responses.RequestsMock, answer: object
    ) -> None:
        exsited.get(PDF, json=answer)

        assert support.get(FILE).status_code == 502
        assert len(exsited.calls) == 2


class TestFailureInTheFrame:
    def test_may_stand_in_the_frame(self, support: Client, exsited: responses.RequestsMock) -> None:
        announce(exsited, b"<html>", "text/html")

        response = support.get(f"{FILE}?frame=1")

        assertContains(response, "not a PDF", status_code=502)
        assert "frame-ancestors 'self'" in response.headers["Content-Security-Policy"]
        assert response.headers["X-Frame-Options"] == "SAMEORIGIN"
        assertNotContains(response, "Look up", status_code=502)

    def test_is_a_page_like_any_other_outside_of_it(self, support: Client, exsited: responses.RequestsMock) -> None:
        announce(exsited, b"<html>", "text/html")

        response = support.get(FILE)

        assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]
        assert response.headers["X-Frame-Options"] == "DENY"


class TestInvoicePdf:
    def test_shows_it_in_a_frame_and_offers_both_links(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(INFORMATION, json={"invoice": information_json()})

        response = support.get(f"{PAGE}pdf/")

        assertContains(response, f'src="{FILE}?frame=1"')
        assertContains(response, f'href="{FILE}"')
        assertContains(response, f'href="{FILE}?download=1"')
        assertContains(response, "do not show a PDF inside a page")

    def test_does_not_need_the_invoice(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(INFORMATION, status=500)

        assertContains(support.get(f"{PAGE}pdf/"), f'src="{FILE}?frame=1"')

    def test_of_no_invoice_is_not_found(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(INFORMATION, status=404)

        assert support.get(f"{PAGE}pdf/").status_code == 404


class TestWhoMayNot:
    @pytest.mark.parametrize("page", [FILE, f"{PAGE}pdf/"])
    def test_a_person_without_a_role_is_refused(self, nobody: Client, page: str) -> None:
        assert nobody.get(page).status_code == 403

    def test_signed_out_goes_to_sign_in(self, client: Client, db: None) -> None:
        assert client.get(FILE).status_code == 302
