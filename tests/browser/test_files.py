"""PDFs are seen inside the page, opened and downloaded; files of notes are downloaded."""

import base64
import io
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from sandbox.world.paper import ACCENT, Paper
from tests.browser.records import Records
from tests.browser.watch import Watch, nothing
from tests.sandbox_process import SandboxProcess

pytestmark = pytest.mark.browser

PATIENCE_MS = 10_000
LOOK_EVERY_MS = 250
LIGHT, DARK, EDGE, NEAR = 240, 110, 20, 3


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


def share_of(colour: tuple[int, int, int], frame: Locator) -> float:
    """How much of the frame has that colour, give or take what the viewer's drawing changes."""
    picture = Image.open(io.BytesIO(frame.screenshot())).convert("RGB")
    near = sum(
        count
        for count, seen in picture.getcolors(picture.width * picture.height) or ()
        if isinstance(seen, tuple) and all(abs(own - other) <= NEAR for own, other in zip(colour, seen, strict=True))
    )
    return near / (picture.width * picture.height)


def one_page() -> bytes:
    paper = Paper(title="Remittance", made=0)
    paper.add_page()
    paper.letterhead("Remittance")
    return paper.bytes()


def attachment_of(content: bytes) -> dict[str, object]:
    return {"note_attachment": {"name": "a.pdf", "size": len(content), "base64": base64.b64encode(content).decode()}}


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

    def test_its_colours_are_seen(self, page: Page, records: Records) -> None:
        """The blue of the letterhead is nowhere else on the page, least of all in a viewer that could not read it."""
        page.goto(f"/invoices/{records.invoice}/pdf/")
        frame = page.locator("iframe")
        wait_for_paper(page, frame)

        assert share_of(ACCENT, frame) > 0.001

    def test_where_no_pdf_is_shown_inside_a_page_there_are_links_instead(
        self, page: Page, watch: Watch, records: Records
    ) -> None:
        page.add_init_script("Object.defineProperty(Navigator.prototype, 'pdfViewerEnabled', { get: () => false });")
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"/invoices/{records.invoice}/pdf/")

        expect(page.get_by_text("This browser does not show PDFs inside a page")).to_be_visible()
        expect(page.locator("iframe")).to_have_count(0)
        expect(page.locator("main").get_by_role("link", name="Open the PDF")).to_be_visible()
        assert not [address for address in asked if "/pdf/file/" in address]
        nothing(watch.complaints)

    def test_without_javascript_the_frame_and_the_links_are_there(self, plain_page: Page, records: Records) -> None:
        """Chromium's own viewer is made of scripts: here it cannot draw, which is what the links are for."""
        plain_page.goto(f"/invoices/{records.invoice}/pdf/")

        expect(plain_page.locator("iframe")).to_be_visible()
        expect(plain_page.get_by_role("link", name="Open the PDF")).to_be_visible()
        expect(plain_page.get_by_text("do not show a PDF inside a page")).to_be_visible()

    def test_on_a_phone_the_links_come_first(self, page: Page, records: Records) -> None:
        page.set_viewport_size({"width": 390, "height": 844})
        page.goto(f"/invoices/{records.invoice}/pdf/")

        link, frame = (
            page.get_by_role("link", name="Open the PDF").bounding_box(),
            page.locator("iframe").bounding_box(),
        )

        assert link
        assert frame
        assert link["y"] < frame["y"]

    def test_one_that_breaks_off_is_told_of_in_the_frame(
        self, page: Page, records: Records, faulty: SandboxProcess
    ) -> None:
        faulty.arm(path=f"/api/v3/invoices/{records.invoice}/pdf", kind="truncate")
        page.goto(f"/invoices/{records.invoice}/pdf/")

        expect(page.frame_locator("iframe").locator("body")).to_contain_text("The PDF broke off")

    def test_a_long_one_that_breaks_off_is_no_finished_download(
        self, page: Page, records: Records, faulty: SandboxProcess
    ) -> None:
        faulty.arm(path=f"/api/v3/invoices/{records.invoice}/pdf", kind="truncate", grow_bytes=8_000_000)
        page.goto(f"/invoices/{records.invoice}/pdf/")
        with page.expect_download() as started:
            page.get_by_role("link", name="Download", exact=True).click()

        assert started.value.failure()

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


class TestSearchingNotes:
    def test_works_without_javascript(self, plain_page: Page, records: Records) -> None:
        plain_page.goto(f"/invoices/{records.invoice}/notes/")
        plain_page.get_by_label("Words in these notes").fill("the")
        plain_page.get_by_role("button", name="Search", exact=True).click()

        expect(plain_page.get_by_role("status").filter(has_text="have “the”")).to_be_visible()
        expect(plain_page.locator("mark").first).to_be_visible()


class TestNoteFile:
    def test_a_picture_is_seen_inside_the_page(self, page: Page, watch: Watch, records: Records) -> None:
        page.goto(f"/invoices/{records.invoice}/notes/{records.note}/files/{records.file}/")
        picture = page.locator(".picture img")

        expect(picture).to_be_visible()
        assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 100
        nothing(watch.complaints)

    def test_a_pdf_is_seen_inside_the_page(
        self, page: Page, watch: Watch, records: Records, faulty: SandboxProcess
    ) -> None:
        faulty.arm(path="/api/v3/note_attachment/*", status=200, body=attachment_of(one_page()))
        page.goto(f"/invoices/{records.invoice}/notes/{records.note}/files/{records.file}/")
        frame = page.locator("iframe")

        white, _ = wait_for_paper(page, frame)

        assert white > 0.1
        assert share_of(ACCENT, frame) > 0.001
        nothing(watch.complaints)

    def test_downloads(self, page: Page, records: Records, tmp_path: Path) -> None:
        page.goto(f"/invoices/{records.invoice}/notes/{records.note}/files/{records.file}/")
        with page.expect_download() as started:
            page.get_by_role("link", name="Download", exact=True).click()
        started.value.save_as(tmp_path / "got")

        assert (tmp_path / "got").stat().st_size > 0

    def test_one_that_the_api_does_not_offer_says_so(
        self, page: Page, records: Records, faulty: SandboxProcess
    ) -> None:
        page.goto(f"/invoices/{records.invoice}/notes/{records.note}/files/{records.file}/")
        faulty.arm(path="/api/v3/note_attachment/*", status=404)
        page.get_by_role("link", name="Download", exact=True).click()

        expect(page.locator("main")).to_contain_text("Not offered by this API")
