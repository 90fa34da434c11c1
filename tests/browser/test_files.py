"""PDFs are seen inside the page, opened and downloaded; files of notes are downloaded."""

import io
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.browser.records import Records
from tests.browser.watch import Watch, nothing
from tests.sandbox_process import SandboxProcess

pytestmark = pytest.mark.browser

PATIENCE_MS = 10_000
LOOK_EVERY_MS = 250
LIGHT, DARK, EDGE = 240, 110, 20


def paper(frame: Locator) -> tuple[float, float]:
    """How much of the frame is white paper, and how much of that is ink; the viewer's own bars and edges left out."""
    picture = Image.open(io.BytesIO(frame.screenshot())).convert("L")
    width, height = picture.size
    lines = [picture.crop((0, y, width, y + 1)).tobytes() for y in range(height)]
    whitest = max(lines, key=lambda line: sum(value >= LIGHT for value in line))
    left, right = longest_run(whitest)
    sheet = [line[left + EDGE : right - EDGE] for line in lines]
    sheet = [line for line in sheet if line and sum(value >= LIGHT for value in line) * 2 > len(line)]
    white, ink = (
        sum(map(test, b"".join(sheet))) for test in (lambda value: value >= LIGHT, lambda value: value <= DARK)
    )
    return white / (width * height), ink / (width * height)


def longest_run(line: bytes) -> tuple[int, int]:
    """Where the longest stretch of white begins and ends: the sheet itself, not its miniature beside it."""
    runs, start = [(0, 0)], 0
    for at, value in enumerate([*line, 0]):
        if value < LIGHT:
            runs.append((start, at))
            start = at + 1
    return max(runs, key=lambda run: run[1] - run[0])


def wait_for_paper(page: Page, frame: Locator) -> tuple[float, float]:
    """The viewer tells nobody when it has drawn."""
    seen = (0.0, 0.0)
    for _ in range(PATIENCE_MS // LOOK_EVERY_MS):
        seen = paper(frame)
        if seen[0] > 0.1 and seen[1] > 0.001:
            break
        page.wait_for_timeout(LOOK_EVERY_MS)
    return seen


class TestInvoicePdf:
    @pytest.mark.parametrize("place", ["pdf/", ""], ids=["on its own page", "on the invoice's page"])
    def test_is_seen_inside_the_page(self, page: Page, watch: Watch, records: Records, place: str) -> None:
        page.goto(f"/invoices/{records.invoice}/{place}")
        frame = page.locator("iframe")
        frame.scroll_into_view_if_needed()

        white, ink = wait_for_paper(page, frame)

        assert white > 0.1, "the frame shows no paper"
        assert ink > 0.001, "the paper is blank"
        nothing(watch.complaints)

    def test_opens_on_its_own(self, page: Page, records: Records) -> None:
        page.goto(f"/invoices/{records.invoice}/pdf/")
        address = page.get_by_role("link", name="Open", exact=True).get_attribute("href")
        assert address

        answer = page.request.get(address)

        assert answer.headers["content-type"] == "application/pdf"
        assert answer.headers["content-disposition"].startswith("inline")
        assert answer.body().startswith(b"%PDF-")

    def test_downloads_under_the_invoice_s_id(self, page: Page, records: Records, tmp_path: Path) -> None:
        page.goto(f"/invoices/{records.invoice}/pdf/")
        with page.expect_download() as started:
            page.get_by_role("link", name="Download", exact=True).click()
        started.value.save_as(tmp_path / "got.pdf")

        assert started.value.suggested_filename == f"{records.invoice}.pdf"
        assert (tmp_path / "got.pdf").read_bytes().startswith(b"%PDF-")

    def test_one_that_is_no_pdf_is_told_of_in_the_frame(
        self, page: Page, records: Records, faulty: SandboxProcess
    ) -> None:
        faulty.arm(path=f"/api/v3/invoices/{records.invoice}/pdf", kind="html")
        page.goto(f"/invoices/{records.invoice}/pdf/")

        expect(page.frame_locator("iframe").locator("body")).to_contain_text("not a PDF")
        expect(page.get_by_role("link", name="Download", exact=True)).to_be_visible()


class TestNoteFile:
    def test_downloads(self, page: Page, records: Records, tmp_path: Path) -> None:
        page.goto(f"/invoices/{records.invoice}/notes/{records.note}/files/{records.file}/")
        with page.expect_download() as started:
            page.get_by_role("link", name="Download", exact=True).click()
        started.value.save_as(tmp_path / "got")

        assert (tmp_path / "got").stat().st_size > 0

    def test_one_that_the_api_does_not_offer_says_so(
        self, page: Page, records: Records, faulty: SandboxProcess
    ) -> None:
        faulty.arm(path="/api/v3/note_attachment/*", status=404)
        page.goto(f"/invoices/{records.invoice}/notes/{records.note}/files/{records.file}/")
        page.get_by_role("link", name="Download", exact=True).click()

        expect(page.locator("main")).to_contain_text("Not offered by this API")
