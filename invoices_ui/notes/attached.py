"""The bytes of a note's file, looked at: what they are, whatever the API and the name say, and what to show of them."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.exsited import Attachment
from dashboard.formats import size_text
from invoices_ui.notes.file_names import OCTETS, PDF, PICTURES, TEXT, sniffed

MOST_TEXT = 20_000
WORDS = {
    PDF: "PDF",
    "image/png": "PNG picture",
    "image/jpeg": "JPEG picture",
    "image/gif": "GIF picture",
    "image/webp": "WebP picture",
    TEXT: "Text",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Attached:
    """`told` is the type that the API says it has; None where it says none."""

    content_type: str
    told: str | None
    told_size: object
    content: bytes

    @classmethod
    def read(cls, attachment: Attachment) -> Attached:
        content_type, _ = sniffed(attachment.content)
        return cls(
            content_type=content_type, told=attachment.type, told_size=attachment.size, content=attachment.content
        )

    @property
    def size(self) -> int:
        return len(self.content)

    @property
    def kind(self) -> str:
        """By the bytes, in words; empty where they do not say."""
        return WORDS.get(self.content_type, "")

    @property
    def told_of(self) -> str:
        """Kind and size, as far as known."""
        return ", ".join(filter(None, (self.kind, size_text(self.size))))

    @property
    def is_pdf(self) -> bool:
        return self.content_type == PDF

    @property
    def is_picture(self) -> bool:
        return self.content_type in PICTURES

    @property
    def text(self) -> str:
        """The beginning of a text file; empty for all others."""
        if self.content_type != TEXT:
            return ""
        return self.content[: 4 * MOST_TEXT].decode("utf-8", "ignore")[:MOST_TEXT]

    @property
    def is_cut(self) -> bool:
        return self.size > len(self.text.encode())

    @property
    def is_mislabelled(self) -> bool:
        """Whether the API's type and the bytes contradict each other. Only some kinds can be told by their bytes."""
        told = (self.told or "").partition(";")[0].strip().lower()
        knowable = PICTURES | {PDF}
        return (
            bool(told)
            and told not in {self.content_type, OCTETS}
            and (told in knowable or self.content_type in knowable)
        )

    @property
    def is_short(self) -> bool:
        """Whether another number of bytes came than the API says there are."""
        return isinstance(self.told_size, int) and self.told_size != self.size
