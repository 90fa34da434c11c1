"""Names and types for downloads: made by us from what can be trusted, whatever the uploader called the file."""

from __future__ import annotations

import re

from django.utils.http import content_disposition_header

OCTETS = "application/octet-stream"
TEXT = "text/plain; charset=utf-8"

MAGIC = (
    (b"%PDF-", "application/pdf", ".pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png", ".png"),
    (b"\xff\xd8\xff", "image/jpeg", ".jpg"),
    (b"GIF87a", "image/gif", ".gif"),
    (b"GIF89a", "image/gif", ".gif"),
)
WEBP = re.compile(rb"RIFF....WEBP", re.DOTALL)
PDF = "application/pdf"
PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
"""The kinds of picture that hold nothing but a picture. SVG is a document that runs scripts."""
KINDS = {
    ".pdf": "PDF",
    **dict.fromkeys((".png", ".jpg", ".jpeg", ".gif", ".webp", ".tif", ".tiff", ".bmp", ".heic"), "Picture"),
    ".svg": "Drawing",
    **dict.fromkeys((".xls", ".xlsx", ".ods", ".csv"), "Spreadsheet"),
    **dict.fromkeys((".doc", ".docx", ".odt", ".rtf"), "Document"),
    **dict.fromkeys((".ppt", ".pptx", ".odp"), "Presentation"),
    **dict.fromkeys((".txt", ".log", ".md"), "Text"),
    **dict.fromkeys((".eml", ".msg"), "Mail"),
    ".zip": "Archive",
}
HARMLESS = frozenset(
    {".csv", ".doc", ".docx", ".eml", ".gif", ".json", ".log", ".md", ".msg", ".ods", ".odt", ".ppt", ".pptx"}
    | {".rtf", ".tif", ".tiff", ".txt", ".webp", ".xls", ".xlsx", ".xml", ".zip"}
)
"""Endings that may stay on a file whose bytes do not say what it is: nothing that runs when it is opened."""
LONGEST_STEM = 60
ENDING = re.compile(r"[A-Za-z0-9]{1,5}")
_UNSAFE = re.compile(r"[^A-Za-z0-9_-]+")
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")


def sniffed(content: bytes) -> tuple[str, str]:
    """Content type and extension by the first bytes; octets with an empty extension where they do not say."""
    for magic, content_type, extension in MAGIC:
        if content.startswith(magic):
            return content_type, extension
    if WEBP.match(content):
        return "image/webp", ".webp"
    if content and is_text(content):
        return TEXT, ".txt"
    return OCTETS, ""


def kind_by_name(told: str | None) -> str:
    """What the ending of its name says that it is, in words; empty where that says nothing."""
    _, dot, ending = (told or "").strip().rpartition(".")
    return KINDS.get(f".{ending.lower()}", f"{ending.upper()} file" if ENDING.fullmatch(ending) else "") if dot else ""


def is_text(content: bytes) -> bool:
    if _CONTROL.search(content):
        return False
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def safe_file_name(told: str | None, *, unique: str, extension: str) -> str:
    """
    ASCII letters, digits, dashes and underscores, some of the file's uuid, one extension. `extension` is what the bytes
    are; a text keeps the extension it came with where that is harmless, and what nobody knows becomes `.bin`.
    """
    base = re.split(r"[/\\]", told or "")[-1]
    stem, dot, ending = base.rpartition(".")
    if not dot:
        stem, ending = base, ""
    own = f".{ending.strip().lower()}"
    kept = own if own in HARMLESS and extension in {"", ".txt"} else extension or ".bin"
    if kept != own and not (own == ".jpeg" and kept == ".jpg"):
        stem = base
    words = _UNSAFE.sub("-", stem).strip("-")[:LONGEST_STEM].rstrip("-")
    return f"{words or 'file'}-{_UNSAFE.sub('', unique)[:8]}{kept}"


def content_disposition(as_attachment: bool, name: str) -> str:  # noqa: FBT001  (Django's own first argument)
    header = content_disposition_header(as_attachment, name)
    assert header
    return header
