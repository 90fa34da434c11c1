from __future__ import annotations

import pytest
import responses
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains

from dashboard.exsited import ExsitedError
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

    def test_one_that_breaks_off_is_no_short_file(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(
            PDF,
            body=BYTES,
            content_type="application/pdf",
            headers={"Content-Length": str(len(BYTES) + 1)},
            auto_calculate_content_length=False,
        )

        response = support.get(FILE)

        with pytest.raises(ExsitedError):
            b"".join(response)


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
