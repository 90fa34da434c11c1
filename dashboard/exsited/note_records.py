"""Notes on an invoice and their files (endpoints 14-17)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Self

from dashboard.exsited.invoice_records import Attribute

if TYPE_CHECKING:
    from dashboard.exsited.fields import Extra, Moment, Row, Whole

MOST_BYTES = 5 * 1024 * 1024


@dataclass(frozen=True, kw_only=True, slots=True)
class NoteFile:
    """What is known of a file; its bytes are an `Attachment`. Read alone it brings its note's own attributes."""

    uuid: str
    name: str | None
    version: str | None
    custom_attributes: tuple[Attribute, ...]
    extra: Extra

    @classmethod
    def read(cls, row: Row) -> Self:
        return cls(
            uuid=row.identity("uuid"),
            name=row.text("name"),
            version=row.text("version"),
            custom_attributes=row.records("custom_attributes", Attribute.read),
            extra=row.extra(),
        )

    @classmethod
    def of_note(cls, note: Row) -> Self:
        """The one `file` of a note that was asked for by its uuid."""
        file = cls.read(note.need_row("file"))
        return replace(
            file, custom_attributes=file.custom_attributes + note.records("custom_attributes", Attribute.read)
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class NoteFiles:
    """All files of one note, and the attributes of that note."""

    files: tuple[NoteFile, ...]
    custom_attributes: tuple[Attribute, ...]
    extra: Extra

    @classmethod
    def read(cls, note: Row) -> Self:
        return cls(
            files=tuple(map(NoteFile.read, note.need_rows("files"))),
            custom_attributes=note.records("custom_attributes", Attribute.read),
            extra=note.extra(),
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Note:
    """A note on an invoice. `content` is HTML as people wrote it: not to be shown before it is sanitised."""

    uuid: str
    version: str | None
    content: str | None
    files: tuple[NoteFile, ...]
    custom_attributes: tuple[Attribute, ...]
    created_by: str | None
    created_on: Moment
    last_updated_by: str | None
    last_updated_on: Moment
    extra: Extra

    @classmethod
    def read(cls, row: Row) -> Self:
        return cls(
            uuid=row.identity("uuid"),
            version=row.text("version"),
            content=row.text("content"),
            files=row.records("files", NoteFile.read),
            custom_attributes=row.records("custom_attributes", Attribute.read),
            created_by=row.text("created_by"),
            created_on=row.moment("created_on"),
            last_updated_by=row.text("last_updated_by"),
            last_updated_on=row.moment("last_updated_on"),
            extra=row.extra(),
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Attachment:
    """The bytes of a note's file, at most 5 MiB. `name` and `type` are the uploader's: neither is to be trusted."""

    name: str | None
    type: str | None
    size: Whole
    content: bytes = field(repr=False)
    extra: Extra

    @classmethod
    def read(cls, row: Row) -> Self:
        return cls(
            name=row.text("name"),
            type=row.text("type"),
            size=row.whole("size"),
            content=row.content("base64", most=MOST_BYTES),
            extra=row.extra(),
        )
