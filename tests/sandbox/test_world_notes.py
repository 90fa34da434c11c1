"""Notes that people wrote on made invoices, and the files on them."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from PIL import Image

from sandbox.world import World

MAGIC = {
    "application/pdf": b"%PDF-",
    "image/png": b"\x89PNG\r\n\x1a\n",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": b"PK\x03\x04",
}
NOTE_FIELDS = {
    "uuid",
    "version",
    "content",
    "files",
    "created_by",
    "created_on",
    "last_updated_by",
    "last_updated_on",
    "custom_attributes",
}
Record = dict[str, Any]


@pytest.fixture(scope="module")
def world() -> World:
    return World(seed=3, invoices=300, connections=1, today=date(2026, 11, 21))


@pytest.fixture(scope="module")
def notes_by_invoice(world: World) -> dict[str, list[Record]]:
    found = {}
    for invoice in world.invoice_ids_page(None, descending=False, limit=300, offset=0):
        notes = world.notes(invoice["id"])
        assert notes is not None
        found[invoice["id"]] = notes
    return found


@pytest.fixture(scope="module")
def notes(notes_by_invoice: dict[str, list[Record]]) -> list[Record]:
    return [note for notes in notes_by_invoice.values() for note in notes]


class TestNotes:
    def test_about_a_third_of_the_invoices_have_some_and_one_has_120(
        self, notes_by_invoice: dict[str, list[Record]]
    ) -> None:
        counts = sorted(len(notes) for notes in notes_by_invoice.values())
        assert counts[-1] == 120
        assert counts[-2] <= 3
        assert 0.2 < sum(count > 0 for count in counts) / len(counts) < 0.5

    def test_have_exactly_the_documented_fields(self, notes: list[Record]) -> None:
        assert all(set(note) == NOTE_FIELDS for note in notes)
        assert all(set(file) == {"uuid", "name", "version"} for note in notes for file in note["files"])

    def test_stand_in_order_of_time(self, notes_by_invoice: dict[str, list[Record]]) -> None:
        for notes in notes_by_invoice.values():
            times = [note["created_on"] for note in notes]
            assert times == sorted(times)
            assert all(note["created_on"] <= note["last_updated_on"] for note in notes)

    @pytest.mark.parametrize(
        "mark",
        [
            "<table",
            "<ul>",
            "<b>",
            "href='https://",
            "href='mailto:",
            "<img src='https://",
            "<script>",
            "onclick=",
            "javascript:",
        ],
    )
    def test_show_every_kind_of_content(self, notes: list[Record], mark: str) -> None:
        assert any(mark in note["content"] for note in notes)

    def test_one_is_very_long(self, notes: list[Record]) -> None:
        assert max(len(note["content"]) for note in notes) > 20_000

    def test_hostile_ones_are_few(self, notes_by_invoice: dict[str, list[Record]]) -> None:
        usual = [note for notes in notes_by_invoice.values() if len(notes) < 10 for note in notes]
        hostile = [note for note in usual if any(mark in note["content"] for mark in ("script", "onclick", "<iframe"))]
        assert len(hostile) < 0.15 * len(usual)

    def test_an_unknown_invoice_has_no_notes(self, world: World) -> None:
        assert world.notes("INV-1") is None


class TestFiles:
    def test_every_listed_file_is_real_and_what_it_says(self, world: World, notes: list[Record]) -> None:
        seen = set()
        for file in [file for note in notes for file in note["files"]]:
            found = world.note_file(file["uuid"])
            assert found is not None
            name, media_type, content = found
            assert name == file["name"]
            assert content.startswith(MAGIC.get(media_type, b""))
            seen.add(media_type)
        assert seen == {*MAGIC, "text/plain"}

    def test_pictures_and_workbooks_open(self, world: World, notes: list[Record]) -> None:
        files = [world.note_file(file["uuid"]) for note in notes for file in note["files"]][:40]
        for _, media_type, content in [file for file in files if file]:
            if media_type == "image/png":
                Image.open(BytesIO(content)).verify()
            if "spreadsheet" in media_type:
                assert ZipFile(BytesIO(content)).testzip() is None

    def test_some_notes_have_none_and_some_have_three(self, notes: list[Record]) -> None:
        assert {0, 1, 2, 3} == {len(note["files"]) for note in notes}

    @pytest.mark.parametrize("uuid", ["", "x", "6e8f3a47-e734-44ea-a702-3446a60e899d", "٦" * 36])
    def test_other_uuids_are_no_files(self, world: World, uuid: str) -> None:
        assert world.note_file(uuid) is None
