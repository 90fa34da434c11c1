"""Rows 66 to 76: redirects, PDFs, files and notes."""

from __future__ import annotations

import base64
import time
from collections.abc import Iterator

import pytest
import requests

from tests import builders
from tests.exsited.hostile import HostileServer, Step, answer
from tests.faults.dashboard import Dashboard
from tests.faults.proxy import Proxy
from tests.faults.upstream import INVOICE, LIST, MARKER, NOTES, PDF, PDF_BYTES, Upstream, as_json, failing

FILE = f"/invoices/{INVOICE}/pdf/file/"
NOTE = f"{NOTES}/{builders.NOTE_UUID}"
NOTE_PAGE = f"/invoices/{INVOICE}/notes/{builders.NOTE_UUID}/"
PDF_ERRORS = 16 * 1024 * 1024


def redirect(status: int, target: str) -> bytes:
    return answer(b"", f"Location: {target}", status=f"{status} Elsewhere", kind="text/html")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_row_66_a_redirect_elsewhere_is_not_followed(dashboard: Dashboard, upstream: Upstream, status: int) -> None:
    with HostileServer([answer()]) as elsewhere:
        upstream.on(LIST, redirect(status, f"{elsewhere.url}/stolen"))

        seen = dashboard.visit("/invoices/")

        assert seen.status == 502
        assert elsewhere.connections == 0
    line = dashboard.call(seen, LIST)
    assert (line["fault"], line["attempts"]) == ("redirect_refused", 1)


@pytest.mark.parametrize("target", [f"{LIST}/", "http://127.0.0.1/", LIST, "//127.0.0.1:1/x", "javascript:1"])
def test_row_67_a_redirect_on_the_same_host_is_not_followed_either(
    dashboard: Dashboard, upstream: Upstream, target: str
) -> None:
    upstream.on(LIST, redirect(301, target))

    seen = dashboard.visit("/invoices/")

    assert seen.status == 502
    assert len(upstream.calls()) == 1
    assert dashboard.call(seen, LIST)["fault"] == "redirect_refused"


NOT_PDF = {
    "html": answer(f"<html>{MARKER}<script>1</script></html>".encode(), kind="text/html"),
    "svg": answer(f"<svg xmlns='http://www.w3.org/2000/svg'>{MARKER}</svg>".encode(), kind="image/svg+xml"),
    "html as pdf": answer(f"<html>{MARKER}</html>".encode(), kind="application/pdf"),
    "json error": as_json({"errors": [{"code": 500, "message": MARKER}]}),
    "bytes": answer(b"\x00\x01" + MARKER.encode(), kind="application/octet-stream"),
}


@pytest.mark.parametrize("kind", NOT_PDF)
def test_row_68_what_is_no_pdf_is_not_sent_on(dashboard: Dashboard, upstream: Upstream, kind: str) -> None:
    upstream.on(PDF, NOT_PDF[kind])

    seen = dashboard.visit(FILE, within=6)

    assert seen.status == 502
    assert seen.response.headers["Content-Type"].startswith("text/html")
    upstream.reset()
    well = dashboard.visit(FILE, check=False)
    assert well.response.content == PDF_BYTES
    assert well.response.headers["Content-Type"] == "application/pdf"
    assert well.response.headers["X-Content-Type-Options"] == "nosniff"
    assert well.response.headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'self'"
    assert well.response.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert well.response.headers["Cross-Origin-Embedder-Policy"] == "require-corp"
    assert "no-store" in well.response.headers["Cache-Control"]


def long_pdf(size: int, *, sent: int, announced: bool = True) -> Iterator[Step]:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\n"
    yield head + (f"Content-Length: {size}\r\n\r\n".encode() if announced else b"Connection: close\r\n\r\n")
    yield PDF_BYTES
    left = sent - len(PDF_BYTES)
    while left > 0:
        piece = b"x" * min(left, 65536)
        yield piece
        left -= len(piece)
    yield "close"


def test_row_69_a_cut_pdf_is_a_failed_download(dashboard: Dashboard, upstream: Upstream) -> None:
    upstream.on(PDF, long_pdf(6_000_000, sent=4_000_000))

    with pytest.raises((requests.exceptions.ChunkedEncodingError, requests.exceptions.ConnectionError)) as caught:
        dashboard.visit(FILE, check=False, within=10)

    assert caught.value
    time.sleep(0.1)
    faults = [line for line in dashboard.console.log_lines() if line.get("endpoint") == "/api/v3/invoices/{id}/pdf"]
    assert faults[-1]["fault"] == "body_truncated" or "pdf_truncated" in dashboard.events()
    small = long_pdf(60_000, sent=30_000)
    upstream.on(PDF, small)
    assert dashboard.visit(FILE, within=6).status == 502


def test_row_70_a_large_pdf_is_streamed_and_one_too_large_refused(dashboard: Dashboard, upstream: Upstream) -> None:
    before = dashboard.memory
    upstream.on(PDF, long_pdf(7_000_000, sent=7_000_000))
    seen = dashboard.visit(FILE, check=False, within=20)
    assert len(seen.response.content) == 7_000_000
    upstream.on(PDF, long_pdf(2_000_000_000, sent=1_000_000))
    assert dashboard.visit(FILE, within=6).status == 502
    upstream.on(PDF, long_pdf(0, sent=30_000_000, announced=False))
    with pytest.raises(requests.exceptions.RequestException):
        dashboard.visit(FILE, check=False, within=30)
    assert dashboard.peak - before < PDF_ERRORS
    assert len(upstream.calls(PDF)) == 3


def test_row_71_a_pdf_that_is_not_there_not_ready_or_slow(dashboard: Dashboard, upstream: Upstream) -> None:
    upstream.says(PDF, {"errors": [{"code": 404, "message": "No"}]}, status="404 Not Found")
    assert dashboard.visit(FILE).status == 404
    upstream.on(PDF, as_json({}, status="202 Accepted"))
    pending = dashboard.visit(FILE)
    assert pending.status == 503
    assert "still making" in pending.words
    assert len(upstream.calls(PDF)) == 2
    upstream.on(PDF, [2.5, answer(PDF_BYTES, kind="application/pdf")])
    slow = dashboard.visit(FILE, check=False, within=6)
    assert slow.status == 200
    assert slow.seconds > 2.4
    upstream.on(PDF, failing("500 Oops"), then_well=True)
    assert dashboard.visit(FILE, check=False).status == 200


def test_row_72_an_address_in_the_place_of_a_pdf_is_never_fetched(dashboard: Dashboard, upstream: Upstream) -> None:
    with HostileServer([answer(PDF_BYTES, kind="application/pdf")]) as elsewhere:
        upstream.says(PDF, {"download_url": f"{elsewhere.url}/invoice.pdf"})
        seen = dashboard.visit(FILE, within=6)
        assert seen.status == 502
        assert elsewhere.url not in seen.text
        assert elsewhere.connections == 0
    upstream.says(PDF, {"pdf": {"base64": base64.b64encode(PDF_BYTES).decode()}})
    assert dashboard.visit(FILE, check=False).response.content == PDF_BYTES
    upstream.says(PDF, {"pdf": {"base64": "not base64 at all"}})
    assert dashboard.visit(FILE, within=6).status == 502


def test_row_73_a_client_that_leaves_lets_go_of_the_upstream(
    dashboard: Dashboard, upstream: Upstream, proxy: Proxy
) -> None:
    upstream.server.gone.clear()

    def endless() -> Iterator[Step]:
        yield b"HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\nContent-Length: 8000000\r\n\r\n" + PDF_BYTES
        for _ in range(400):
            yield b"x" * 10_000
            yield 0.02

    upstream.on(PDF, endless())
    answered = dashboard.sessions["support"].get(dashboard.console.url(FILE), stream=True, timeout=10)
    answered.raw.read(2000)
    answered.close()
    assert upstream.server.gone.wait(5)
    assert dashboard.visit("/invoices/").status == 200


@pytest.mark.parametrize(
    "name", ['a"; filename="evil.html', "a\r\nX-Injected: 1", "../../etc/passwd", "\u202efdp.exe", "x" * 500]
)
def test_row_74_a_file_gets_a_safe_name_and_no_new_header(dashboard: Dashboard, upstream: Upstream, name: str) -> None:
    file = builders.file_json(name=name)
    content = base64.b64encode(PDF_BYTES).decode()
    upstream.says(
        f"{NOTE}/files/{builders.FILE_UUID}", {"invoice": {"note": {"uuid": builders.NOTE_UUID, "file": file}}}
    )
    upstream.says(NOTE, {"invoice": {"note": builders.note_json(files=[file])}})
    upstream.says(f"{NOTE}/files", {"invoice": {"note": {"uuid": builders.NOTE_UUID, "files": [file]}}})
    attachment = {"uuid": builders.FILE_UUID, "name": name, "file_name": name, "base64": content, "content": content}
    upstream.says(f"/api/v3/note_attachment/{builders.FILE_UUID}", {"note_attachment": attachment})

    seen = dashboard.visit(f"{NOTE_PAGE}files/{builders.FILE_UUID}/download/", check=False)

    assert "X-Injected" not in seen.response.headers
    told = seen.response.headers.get("Content-Disposition", "")
    if seen.status == 200:
        assert told.startswith("attachment")
        assert not any(odd in told for odd in ("/", "\\", "\u202e", 'evil.html"', ".."))
        assert len(told) < 600
    else:
        assert seen.status in {404, 502}
    pdf = dashboard.visit(f"{FILE}?download=1", check=False)
    assert "X-Injected" not in pdf.response.headers


HOSTILE_HTML = (
    "<p>Hello <b>there</b></p><script>alert(1)</script><img src=x onerror=alert(1)><svg onload=alert(1)>"
    "<a href='javascript:alert(1)'>x</a><iframe srcdoc='<script>1</script>'></iframe><style>*{}</style>"
    "<img src='http://127.0.0.1:9/track.gif'><form action=//evil><input autofocus onfocus=alert(1)></form>"
    "<math><mtext></mtext><mglyph><style><!--</style><img title='--&gt;&lt;img src onerror=alert(1)&gt;'>"
)


def test_row_75_hostile_notes_are_inert(dashboard: Dashboard, upstream: Upstream) -> None:
    hostile = builders.note_json(content=HOSTILE_HTML)
    upstream.says(NOTES, builders.page_of(hostile, key="notes", within="invoice"))
    upstream.says(NOTE, {"invoice": {"note": hostile}})

    for path in (f"/invoices/{INVOICE}/notes/", NOTE_PAGE, f"/invoices/{INVOICE}/?wait=1"):
        seen = dashboard.visit(path)
        assert seen.status == 200
        assert "Hello" in seen.words
        for active in (
            "<script>alert",
            "onerror=",
            "onload=",
            "onfocus=",
            "<iframe srcdoc",
            "<img",
            "<style>*",
            "evil>",
        ):
            assert active not in seen.text.replace("&lt;img", "").split("<main", 1)[1], active
        assert 'href="javascript:' not in seen.text


ENORMOUS = {
    "large": "<b>word</b> " * 450_000,
    "nested": "<b>" * 100_000,
    "entangled": "".join(f"<b x={number}>" for number in range(1900)) + "<p>x" * 1900,
}


@pytest.mark.parametrize("kind", ENORMOUS)
def test_row_76_an_enormous_note_is_cut_and_told(dashboard: Dashboard, upstream: Upstream, kind: str) -> None:
    note = builders.note_json(content=f"<p>Hello</p><p>{ENORMOUS[kind]}deep")
    upstream.says(NOTE, {"invoice": {"note": note}})

    seen = dashboard.visit(NOTE_PAGE, within=6)

    assert seen.status == 200
    assert "Hello" in seen.words
    assert len(seen.text) < 3_000_000
    assert dashboard.lines(seen, "note_degraded")
