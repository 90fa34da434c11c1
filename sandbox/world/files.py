"""The files on notes: real PDFs, pictures, spreadsheets and texts, the same bytes every time."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple

import xlsxwriter
from PIL import Image, ImageDraw

from sandbox.world.days import local_text, spoken_day
from sandbox.world.lines import quantity
from sandbox.world.mixing import Dice
from sandbox.world.paper import ACCENT, BRIGHT, INK, LEFT, QUIET, RULE, TOP, WASH, WHITE, Paper

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.world.cases import Case


class Attachment(NamedTuple):
    name: str
    media_type: str
    content: bytes


def remittance(case: Case, dice: Dice) -> bytes:
    """A payment advice from the customer, as a PDF."""
    paper = Paper(title=f"Remittance for {case.id}", made=case.facts.updated)
    paper.add_page()
    paper.letterhead("Remittance")
    rows = (
        ("From", case.account.name),
        ("Contact", case.account.contact),
        ("Our invoice", case.id),
        ("Invoiced", case.currency.written(case.facts.total)),
        ("Paid so far", case.currency.written(case.paid)),
        ("Their reference", f"EFT {dice.between(100_000, 999_999)}"),
        ("Received", local_text(case.facts.updated)),
    )
    for place, (label, value) in enumerate(rows):
        paper.say(LEFT, TOP + 30 + place * 8, label, size=10, colour=QUIET)
        paper.say(LEFT + 45, TOP + 30 + place * 8, value, size=10, bold=place == 0)
    return paper.bytes()


def chart(case: Case, dice: Dice) -> bytes:
    """The last twelve months of use, as a PNG picture."""
    picture = Image.new("RGB", (960, 540), WHITE)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 0, 960, 64), fill=ACCENT)
    draw.text((24, 20), f"{case.account.id}  use by month", fill=WHITE, font_size=24)
    for step in range(5):
        draw.line((60, 480 - step * 90, 930, 480 - step * 90), fill=RULE)
        draw.text((20, 470 - step * 90), str(step * 25), fill=QUIET, font_size=16)
    for month in range(12):
        height = dice.between(40, 350)
        left = 80 + month * 71
        draw.rectangle((left, 480 - height, left + 46, 480), fill=BRIGHT if month == 11 else ACCENT)
        draw.text((left + 14, 488), str(month + 1), fill=INK, font_size=16)
    return _png(picture)


def photo(_case: Case, dice: Dice) -> bytes:
    """A picture from the site: a cabinet and its sockets, some in use."""
    picture = Image.new("RGB", (800, 600), WASH)
    draw = ImageDraw.Draw(picture)
    for y in range(600):
        draw.line((0, y, 800, y), fill=(150 + y // 12, 160 + y // 14, 170 + y // 16))
    draw.rectangle((180, 60, 620, 560), fill=(44, 48, 56), outline=INK, width=6)
    for shelf in range(8):
        top = 84 + shelf * 58
        draw.rectangle((200, top, 600, top + 44), fill=(70, 76, 88))
        for socket in range(16):
            fill = dice.pick((BRIGHT, (30, 34, 40), (30, 34, 40), (86, 170, 96)))
            draw.rectangle((212 + socket * 24, top + 12, 228 + socket * 24, top + 30), fill=fill)
    return _png(picture)


def spreadsheet(case: Case, _dice: Dice) -> bytes:
    """The invoice's lines with real numbers, as an XLSX workbook."""
    target = BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        made = datetime.fromtimestamp(case.facts.updated, tz=UTC).replace(tzinfo=None)
        book.set_properties({"title": f"Lines of {case.id}", "author": case.account.name, "created": made})
        sheet, bold = book.add_worksheet("Lines"), book.add_format({"bold": True})
        sheet.write_row(0, 0, ("Item", "Description", "Quantity", "Unit", "Unit price", "Net", "Tax"), bold)
        for row, line in enumerate(case.lines, 1):
            sheet.write_row(row, 0, (line.item.id, line.item.name, Decimal(line.quarters) / 4, line.item.uom))
            sheet.write_row(row, 4, [Decimal(amount) / 1000 for amount in (line.price, line.money.net, line.money.tax)])
        sheet.set_column(1, 1, 36)
    return target.getvalue()


def call_log(case: Case, dice: Dice) -> bytes:
    lines = [
        f"Call log for {case.account.name}, invoice {case.id}",
        f"Issued {spoken_day(case.place.issue_day)}, total {case.currency.written(case.facts.total)}",
        "",
        *(
            f"{local_text(case.place.created + day * 86_400)}  {dice.pick(CALLS)}"
            for day in range(1, dice.between(3, 9))
        ),
        "",
        "First lines: " + "; ".join(f"{quantity(line.quarters)} x {line.item.name}" for line in case.lines[:3]),
    ]
    return "\r\n".join(lines).encode()


CALLS = ("no answer", "left a message", "spoke to accounts payable", "number engaged", "called back, promised payment")

PDF, PNG, TEXT = "application/pdf", "image/png", "text/plain"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KINDS: tuple[tuple[tuple[str, str, Callable[[Case, Dice], bytes]], int], ...] = (
    (("Remittance {id}.pdf", PDF, remittance), 35),
    (("usage-{number}.png", PNG, chart), 15),
    (("IMG_{number}.PNG", PNG, photo), 12),
    (("Lines of {id}.xlsx", XLSX, spreadsheet), 20),
    (("call log.txt", TEXT, call_log), 14),
    # People name files as they like: quotes, slashes, other scripts, and very long.
    (('Grüße "final" 請求書 v2.txt', TEXT, call_log), 2),
    (("..\\..\\scan/" + "approved-" * 14 + "{number}.pdf", PDF, remittance), 2),
)


def name_of(case: Case, key: int) -> str:
    return _kind(case, key)[0]


def attachment(case: Case, key: int) -> Attachment:
    name, media_type, make = _kind(case, key)
    return Attachment(name, media_type, make(case, Dice(key, 1)))


def _kind(case: Case, key: int) -> tuple[str, str, Callable[[Case, Dice], bytes]]:
    dice = Dice(key)
    name, media_type, make = dice.weighted(KINDS)
    return name.format(id=case.id, number=dice.between(1000, 9999)), media_type, make


def _png(picture: Image.Image) -> bytes:
    target = BytesIO()
    picture.save(target, "PNG", optimize=False)
    return target.getvalue()
