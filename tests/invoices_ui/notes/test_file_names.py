from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoices_ui.notes.file_names import OCTETS, TEXT, kind_by_name, safe_file_name, sniffed
from tests.builders import FILE_UUID

HOSTILE = [
    "../../etc/passwd",
    "..\\..\\windows\\system32\\cmd.exe",
    'a"; filename="b.html',
    "a\r\nSet-Cookie: x=y",
    "invoice\u202efdp.exe",
    "CON",
    ".htaccess",
    "a\x00.html",
    "\ud800",
    "é" * 5000,
    "x.html",
    "x.svg",
    "x.pdf.js",
    "   ",
    "",
    None,
]


def name(told: str | None, extension: str = "") -> str:
    return safe_file_name(told, unique=FILE_UUID, extension=extension)


class TestSafeFileName:
    def test_keeps_what_is_readable(self) -> None:
        assert name("remittance advice.pdf", ".pdf") == "remittance-advice-f7a1c053.pdf"

    def test_the_bytes_decide_the_extension(self) -> None:
        assert name("remittance.pdf", ".png") == "remittance-pdf-f7a1c053.png"

    def test_a_text_keeps_its_own_harmless_extension(self) -> None:
        assert name("lines.csv", ".txt") == "lines-f7a1c053.csv"
        assert name("run.bat", ".txt") == "run-bat-f7a1c053.txt"

    def test_what_nobody_knows_is_binary(self) -> None:
        assert name("setup.exe") == "setup-exe-f7a1c053.bin"
        assert name("sheet.xlsx") == "sheet-f7a1c053.xlsx"

    @pytest.mark.parametrize("told", HOSTILE)
    def test_hostile_names_end_plain(self, told: str | None) -> None:
        assert re.fullmatch(r"[A-Za-z0-9_-]{1,70}\.[a-z0-9]{2,5}", name(told))

    @given(st.text(max_size=200), st.sampled_from(["", ".pdf", ".png", ".jpg", ".txt"]))
    def test_any_name_ends_plain(self, told: str, extension: str) -> None:
        found = name(told, extension)

        assert re.fullmatch(r"[A-Za-z0-9_-]{1,70}\.[a-z0-9]{2,5}", found)
        assert not found.endswith((".html", ".svg", ".js", ".exe"))


class TestSniffed:
    @pytest.mark.parametrize(
        ("content", "found"),
        [
            (b"%PDF-1.7\n", ("application/pdf", ".pdf")),
            (b"\x89PNG\r\n\x1a\n....", ("image/png", ".png")),
            (b"\xff\xd8\xff\xe0....", ("image/jpeg", ".jpg")),
            ("Grüße\n".encode(), (TEXT, ".txt")),
            (b"<script>alert(1)</script>", (TEXT, ".txt")),
            (b"MZ\x90\x00", (OCTETS, "")),
            (b"\xff\xfe<\x00s\x00", (OCTETS, "")),
            (b"", (OCTETS, "")),
        ],
    )
    def test_goes_by_the_bytes_alone(self, content: bytes, found: tuple[str, str]) -> None:
        assert sniffed(content) == found


class TestKindByName:
    @pytest.mark.parametrize(
        ("told", "kind"),
        [
            ("remittance.PDF", "PDF"),
            ("IMG_1.jpeg", "Picture"),
            ("lines.xlsx ", "Spreadsheet"),
            ("plan.dwg", "DWG file"),
            ("no ending", ""),
            ("odd.<b>", ""),
            ("", ""),
            (None, ""),
        ],
    )
    def test_is_what_the_ending_says(self, told: str | None, kind: str) -> None:
        assert kind_by_name(told) == kind
