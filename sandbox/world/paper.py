"""A4 in the tenant's house style: what its invoices and the other documents it sends have in common."""

from __future__ import annotations

from datetime import UTC, datetime

from fpdf import FPDF
from fpdf.enums import XPos, YPos

from sandbox.world.people import TENANT, TENANT_ABN, TENANT_ADDRESS, TENANT_CONTACT, TENANT_TRADING

Colour = tuple[int, int, int]
INK: Colour = (28, 36, 48)
QUIET: Colour = (98, 108, 122)
RULE: Colour = (205, 211, 219)
WASH: Colour = (244, 246, 249)
ACCENT: Colour = (22, 92, 125)
BRIGHT: Colour = (242, 159, 56)
STAMP: Colour = (196, 60, 48)
WHITE: Colour = (255, 255, 255)

LEFT, RIGHT, TOP = 16.0, 194.0, 14.0
WIDTH = RIGHT - LEFT
BOTTOM = 272.0
"""Nothing but the page's foot stands below this, in millimetres."""


class Paper(FPDF):
    """
    The same content gives the same bytes: the date of making is the document's own day.

    Text is limited to Latin-1, which the built-in fonts can show.
    """

    def __init__(self, *, title: str, made: int) -> None:
        super().__init__(format="A4")
        self.set_creation_date(datetime.fromtimestamp(made, tz=UTC))
        self.set_title(title)
        self.set_author(TENANT)
        self.set_margins(LEFT, TOP, 210 - RIGHT)
        self.set_auto_page_break(auto=False)
        self.alias_nb_pages()

    def footer(self) -> None:
        self.rule(281)
        self.say(LEFT, 283, f"{TENANT}  |  {TENANT_ABN}  |  {'  |  '.join(TENANT_CONTACT)}", size=7, colour=QUIET)
        self.say(RIGHT - 40, 283, f"Page {self.page_no()} of {{nb}}", size=7, colour=QUIET, width=40, align="R")

    def say(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float = 9,
        bold: bool = False,
        colour: Colour = INK,
        width: float = 0,
        align: str = "L",
    ) -> None:
        """One line of text; with a width it can stand right or in the middle, and is cut where it does not fit."""
        self.set_font("Helvetica", "B" if bold else "", size)
        self.set_text_color(*colour)
        self.set_xy(x, y)
        shown = self.fitting(text, width) if width else latin(text)
        self.cell(width or None, size * 0.5, shown, align=align, new_x=XPos.RIGHT, new_y=YPos.TOP)

    def fitting(self, text: str, width: float) -> str:
        text = latin(text)
        if self.get_string_width(text) <= width - 1:
            return text
        while text and self.get_string_width(text + "...") > width - 1:
            text = text[:-1]
        return text.rstrip() + "..."

    def paragraph(self, x: float, y: float, width: float, text: str, *, size: float = 9, colour: Colour = INK) -> float:
        """Text over several lines; the y below it."""
        self.set_font("Helvetica", "", size)
        self.set_text_color(*colour)
        self.set_xy(x, y)
        self.multi_cell(width, size * 0.5, latin(text), align="L", new_x=XPos.LEFT, new_y=YPos.NEXT)
        return float(self.get_y())

    def rule(
        self, y: float, *, left: float = LEFT, right: float = RIGHT, colour: Colour = RULE, weight: float = 0.2
    ) -> None:
        self.set_draw_color(*colour)
        self.set_line_width(weight)
        self.line(left, y, right, y)

    def wash(self, x: float, y: float, width: float, height: float, colour: Colour = WASH) -> None:
        self.set_fill_color(*colour)
        self.rect(x, y, width, height, style="F")

    def letterhead(self, title: str) -> None:
        """The mark, the tenant's name and address, and what kind of document this is."""
        self.wash(LEFT, TOP, 11, 11, ACCENT)
        self.wash(LEFT + 2.6, TOP + 2.6, 1.7, 5.8, WHITE)
        self.wash(LEFT + 6.7, TOP + 2.6, 1.7, 5.8, WHITE)
        self.wash(LEFT + 4.3, TOP + 4.7, 2.4, 1.6, BRIGHT)
        self.say(LEFT + 14, TOP + 0.6, TENANT_TRADING, size=14, bold=True)
        self.say(LEFT + 14, TOP + 6.8, "Managed technology and field services", size=8.5, colour=QUIET)
        self.say(RIGHT - 80, TOP, title.upper(), size=17, bold=True, colour=ACCENT, width=80, align="R")
        for place, line in enumerate((", ".join(TENANT_ADDRESS[:2]), TENANT_ABN)):
            self.say(RIGHT - 80, TOP + 9 + place * 3.8, line, size=7.5, colour=QUIET, width=80, align="R")

    def bytes(self) -> bytes:
        return bytes(self.output())


def latin(text: str) -> str:
    return text.encode("latin-1", "replace").decode("latin-1")
