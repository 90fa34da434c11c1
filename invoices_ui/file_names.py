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
)
HARMLESS = frozenset(
    {".csv", ".doc", ".docx", ".eml", ".gif", ".json", ".log", ".md", ".msg", ".ods", ".odt", ".ppt", ".pptx"}
    | {".rtf", ".tif", ".tiff", ".txt", ".webp", ".xls", ".xlsx", ".xml", ".zip"}
)
"""Endings that may stay on a file whose bytes do not say what it is: nothing that runs when it is opened."""
LONGEST_STEM = 60
_UNSAFE = re.compile(r"[^A-Za-z0-9_-]+")
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")


def sniffed(content: bytes) -> tuple[str, str]:
    """Content type and extension by the first bytes; octets with an empty extension where they do not say."""
    for magic, content_type, extension in MAGIC:
        if content.startswith(magic):
            return content_type, extension
    if content and is_text(content):
        return TEXT, ".txt"
    return OCTETS, ""


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
