"""Notes on invoices, and which files hang on them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.world.days import DAY_SECONDS, instant_text, midnight
from sandbox.world.files import Attachment, attachment, name_of
from sandbox.world.mixing import Dice, Veil, key_of, mix, uuid_of
from sandbox.world.note_html import CONTENTS, EVERY_KIND
from sandbox.world.people import STAFF

if TYPE_CHECKING:
    from sandbox.world.cases import Case, Cases
    from sandbox.world.records import Record

CROWD = 120
"""How many notes the one crowded invoice has; it shows every kind of content in turn."""
MOST_NOTES, MOST_FILES = 1 << 8, 1 << 2
LONGEST_TALK = 70 * DAY_SECONDS


@dataclass(frozen=True, slots=True)
class FileAt:
    """Where a file is; its uuid carries this, veiled, so that any file can be found without a list of all."""

    invoice: int
    note: int
    file: int

    def packed(self) -> int:
        return (self.invoice * MOST_NOTES + self.note) * MOST_FILES + self.file

    @classmethod
    def unpacked(cls, number: int) -> FileAt:
        rest, file = divmod(number, MOST_FILES)
        return cls(*divmod(rest, MOST_NOTES), file)


class Notes:
    def __init__(self, *, seed: int, cases: Cases, invoices: int) -> None:
        self._key = key_of(seed, "note")
        self._veil = Veil(key_of(seed, "file"))
        self._cases = cases
        self._invoices = invoices
        self.crowded = invoices - 1 - invoices // 25

    def of_invoice(self, invoice: int) -> list[Record]:
        """All notes of an invoice, oldest first."""
        case = self._cases.get(invoice)
        count = self._count(invoice)
        return [self._note(case, note, count) for note in range(count)]

    def file(self, uuid: str) -> Attachment | None:
        packed = self._veil.reveal(uuid)
        if packed is None:
            return None
        at = FileAt.unpacked(packed)
        if (
            at.invoice >= self._invoices
            or at.note >= self._count(at.invoice)
            or at.file >= self._files(at.invoice, at.note)
        ):
            return None
        return attachment(self._cases.get(at.invoice), self._file_key(at))

    def _count(self, invoice: int) -> int:
        if invoice == self.crowded:
            return CROWD
        roll = mix(self._key ^ invoice)
        return 1 + (roll >> 20) % 3 if roll % 3 == 0 else 0

    def _files(self, invoice: int, note: int) -> int:
        return (0, 0, 0, 0, 0, 0, 1, 1, 2, 3)[mix(self._key ^ (invoice * MOST_NOTES + note + (1 << 61))) % 10]

    def _file_key(self, at: FileAt) -> int:
        return key_of(self._key, "file", at.packed())

    def _note(self, case: Case, note: int, count: int) -> Record:
        number = case.number * MOST_NOTES + note
        dice = Dice(self._key, number)
        author = dice.pick(STAFF[1:])
        written = self._written(case, note, count)
        changed = dice.chance(15)
        content = EVERY_KIND[note % len(EVERY_KIND)] if case.number == self.crowded else dice.weighted(CONTENTS)
        return {
            "uuid": uuid_of(self._key, number),
            "version": "2" if changed else "1",
            "content": content(dice, case),
            "files": [self._file(FileAt(case.number, note, file)) for file in range(self._files(case.number, note))],
            "created_by": author,
            "created_on": instant_text(written),
            "last_updated_by": dice.pick(STAFF[1:]) if changed else author,
            "last_updated_on": instant_text(written + dice.between(60, 3000) if changed else written),
            "custom_attributes": [{"name": "Follow up", "value": dice.pick(("Yes", "No"))}] if dice.chance(10) else [],
        }

    def _written(self, case: Case, note: int, count: int) -> int:
        """Spread between the invoice and last midnight; a second apart at least, and an invoice of today's own day."""
        created = case.place.created
        span = max(3600, midnight(case.today) - created - 3600)
        if count != CROWD:
            span = min(span, LONGEST_TALK)
        return created + span * (note + 1) // (count + 1) + case.number % 37

    def _file(self, at: FileAt) -> Record:
        key = self._file_key(at)
        return {"uuid": self._veil.hide(at.packed()), "name": name_of(self._cases.get(at.invoice), key), "version": "1"}
