"""Rows 66 to 76: redirects, PDFs, files and notes."""

from __future__ import annotations

import base64
import time
from collections.abc import Iterator, Sequence

import pytest
import requests

from tests import builders
from tests.exsited.hostile import HostileServer, Step, answer
from tests.faults.dashboard import BUSY, Dashboard, Seen, soon
from tests.faults.proxy import Proxy
from tests.faults.upstream import INVOICE, LIST, MARKER, NOTES, PDF, PDF_BYTES, Upstream, as_json, failing
from tests.hostile_notes import KEPT, VECTORS
from tests.inert import faults_in, frame_of, notes_of

FILE = f"/invoices/{INVOICE}/pdf/file/"
NOTE = f"{NOTES}/{builders.NOTE_UUID}"
NOTE_PAGE = f"/invoices/{INVOICE}/notes/{builders.NOTE_UUID}/"
ENDPOINT = "/api/v3/invoices/{id}/pdf"
LARGE = 40_000_000
MOST_FOR_A_FILE = 16 * 1024 * 1024


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
    assert [line["redirect_host"] for line in dashboard.lines(seen, "redirect_refused")] == ["127.0.0.1"]


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
    "late": answer(b"\n" + PDF_BYTES, kind="application/pdf"),
    "bytes": answer(b"\x00\x01" + MARKER.encode(), kind="application/octet-stream"),
}


@pytest.mark.parametrize("kind", NOT_PDF)
def test_row_68_what_is_no_pdf_is_not_sent_on(dashboard: Dashboard, upstream: Upstream, kind: str) -> None:
    upstream.on(PDF, NOT_PDF[kind])

    seen = dashboard.visit(FILE, within=6)

    assert seen.status == 502
    assert seen.response.headers["Content-Type"].startswith("text/html")
    (line,) = dashboard.lines(seen, "problem")
    assert line["fault"] == ("upstream_5xx" if kind == "json error" else "pdf_not_pdf")
    assert ("not a PDF file, so it is not shown" in seen.words) == (kind != "json error")
    upstream.reset()
    well = dashboard.visit(FILE)
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

    answered = dashboard.sessions["support"].get(dashboard.console.url(FILE), stream=True, timeout=10)
    assert (answered.status_code, answered.headers["Content-Length"]) == (200, "6000000")
    with pytest.raises((requests.exceptions.ChunkedEncodingError, requests.exceptions.ConnectionError)):
        assert answered.content

    assert soon(lambda: "pdf_truncated" in dashboard.events())
    (line,) = [line for line in dashboard.log_lines() if line.get("endpoint") == ENDPOINT and "want" in line]
    assert (line["fault"], line["attempts"], line["want"]) == ("body_truncated", 1, 6_000_000)
    assert line["bytes"] <= 4_000_000
    small = long_pdf(60_000, sent=30_000)
    upstream.on(PDF, small)
    cut = dashboard.visit(FILE, within=6)
    assert cut.status == 502
    assert "only the beginning of this PDF" in cut.words


def test_row_70_a_large_pdf_is_streamed_and_one_too_large_refused(dashboard: Dashboard, upstream: Upstream) -> None:
    assert dashboard.visit(FILE).status == 200
    before = dashboard.memory
    taken = 0

    def counted(script: Iterator[Step]) -> Iterator[Step]:
        nonlocal taken
        for step in script:
            taken += len(step) if isinstance(step, bytes) else 0
            yield step

    upstream.on(PDF, counted(long_pdf(LARGE, sent=LARGE)))
    with dashboard.sessions["support"].get(dashboard.console.url(FILE), stream=True, timeout=20) as answered:
        assert next(answered.iter_content(1000)).startswith(b"%PDF-")
        time.sleep(0.3)
        assert taken < LARGE - 4_000_000, "it is read faster than it is taken"
        assert sum(map(len, answered.iter_content(65536))) == LARGE - 1000
    assert soon(lambda: LARGE in {line.get("bytes") for line in dashboard.log_lines()})
    upstream.on(PDF, long_pdf(2_000_000_000, sent=1_000_000))
    refused = dashboard.visit(FILE, within=6)
    assert refused.status == 502
    assert "more than this page can take" in refused.words
    upstream.on(PDF, long_pdf(0, sent=LARGE + 20_000_000, announced=False))
    with (
        dashboard.sessions["support"].get(dashboard.console.url(FILE), stream=True, timeout=20) as answered,
        pytest.raises(requests.exceptions.RequestException),
    ):
        assert sum(map(len, answered.iter_content(65536))) <= LARGE + 10_000_000
    assert dashboard.peak - before < MOST_FOR_A_FILE
    assert len(upstream.calls(PDF)) == 4


def test_row_71_a_pdf_that_is_not_there_not_ready_or_slow(dashboard: Dashboard, upstream: Upstream) -> None:
    upstream.says(PDF, {"errors": [{"code": 404, "message": "No"}]}, status="404 Not Found")
    missing = dashboard.visit(FILE)
    assert missing.status == 404
    assert "no such record" in missing.words
    upstream.on(PDF, as_json({}, status="202 Accepted"))
    pending = dashboard.visit(FILE)
    assert pending.status == 503
    assert "still making" in pending.words
    assert [line["fault"] for line in dashboard.lines(pending, "problem")] == ["pdf_pending"]
    assert len(upstream.calls(PDF)) == 2
    upstream.on(PDF, [2.5, answer(PDF_BYTES, kind="application/pdf")])
    slow = dashboard.visit(FILE, check=False, within=6)
    assert slow.status == 200
    assert slow.seconds > 2.4
    upstream.on(PDF, failing("500 Oops"), then_well=True)
    before = len(upstream.calls(PDF))
    assert dashboard.visit(FILE).status == 200
    assert len(upstream.calls(PDF)) == before + 2


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
    assert dashboard.visit("/invoices/").status == 200
    connections, threads = proxy.open_connections, dashboard.threads
    upstream.server.gone.clear()

    def endless() -> Iterator[Step]:
        yield b"HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\nContent-Length: 8000000\r\n\r\n" + PDF_BYTES
        for _ in range(400):
            yield b"x" * 10_000
            yield 0.02

    upstream.on(PDF, endless())
    answered = dashboard.sessions["support"].get(dashboard.console.url(FILE), stream=True, timeout=10)
    answered.raw.read(2000)
    left = time.monotonic()
    answered.close()
    assert upstream.server.gone.wait(5)
    assert time.monotonic() - left < 1.0 + BUSY
    assert soon(lambda: proxy.open_connections <= connections)
    assert dashboard.visit("/invoices/").status == 200
    assert dashboard.threads <= threads


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

    seen = dashboard.visit(f"{NOTE_PAGE}files/{builders.FILE_UUID}/download/")
    pdf = dashboard.visit(f"{FILE}?download=1")

    assert (seen.status, pdf.status) == (200, 200)
    assert seen.response.content == PDF_BYTES
    for one in (seen, pdf):
        assert "X-Injected" not in one.response.headers
        (told,) = one.response.raw.headers.getlist("Content-Disposition")
        assert told.startswith("attachment")
        assert not any(odd in told for odd in ("/", "\\", "\u202e", 'evil.html"', ".."))
        assert len(told) < 600


EVERY_KIND = VECTORS[:: len(VECTORS) // 90]
"""Of each class of them some. All of them are tried on a page without a socket, and in a browser."""


def test_row_75_hostile_notes_are_inert(dashboard: Dashboard, upstream: Upstream) -> None:
    def shown(contents: Sequence[str]) -> Seen:
        rows = [builders.note_json(uuid=f"note-{number}", content=content) for number, content in enumerate(contents)]
        upstream.says(NOTES, builders.page_of(*rows, key="notes", within="invoice", limit=100))
        return dashboard.visit(f"/invoices/{INVOICE}/notes/?per_page=100", within=8)

    harmless = frame_of(shown([KEPT, f"<p>{KEPT}<p>{'word ' * 1000}", f"{KEPT}{'<p>' * 5000}"]).text)
    hostile = shown([vector.html for vector in EVERY_KIND])

    assert hostile.status == 200
    notes = notes_of(hostile.text)
    assert len(notes) == len(EVERY_KIND)
    assert [told for note in notes for told in faults_in(note)] == []
    assert [note.text() for note in notes if KEPT not in note.text()] == []
    assert frame_of(hostile.text) <= harmless
    for vector in EVERY_KIND[::15]:
        note = builders.note_json(content=vector.html)
        upstream.says(NOTES, builders.page_of(note, key="notes", within="invoice"))
        upstream.says(NOTE, {"invoice": {"note": note}})
        for path in (NOTE_PAGE, f"/invoices/{INVOICE}/?wait=1"):
            seen = dashboard.visit(path)
            assert seen.status == 200
            assert [told for one in notes_of(seen.text) for told in faults_in(one)] == []
            assert "<img" not in seen.text
            assert KEPT in seen.words


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
    assert "<p>Hello</p><p><b" in seen.words
    assert "This is its source as plain text" in seen.words
    assert "&lt;p&gt;Hello&lt;/p&gt;" in seen.text
    assert len(seen.text) < 300_000
    assert dashboard.lines(seen, "note_degraded")
    (request,) = dashboard.lines(seen, "request")
    longest = max(call["ms"] for call in dashboard.lines(seen, "exsited_call"))
    assert request["ms"] - longest < 500 + 1000 * BUSY
