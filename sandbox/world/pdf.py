"""The invoice as the customer gets it: a PDF of one page or, for fleets, several."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.world.days import UNSET, spoken_day
from sandbox.world.lines import quantity
from sandbox.world.money import FREE_CODE
from sandbox.world.paper import ACCENT, BOTTOM, INK, LEFT, QUIET, RIGHT, STAMP, TOP, WHITE, WIDTH, Paper
from sandbox.world.people import TENANT, TENANT_CONTACT

if TYPE_CHECKING:
    from sandbox.world.cases import Case
    from sandbox.world.orders import Line

COLUMNS: tuple[tuple[str, float, str], ...] = (
    ("Item", 20, "L"),
    ("Description", 62, "L"),
    ("Qty", 15, "R"),
    ("Unit", 13, "L"),
    ("Unit price", 22, "R"),
    ("Disc.", 12, "R"),
    ("Tax", 13, "L"),
    ("Amount", 21, "R"),
)
ROW = 6.2
TOTALS_ROW = 5.4
CLOSING = 46.0
ADVICE = 46.0
"""The heights that totals and payment advice need at the end, kept together on one page."""


def invoice_pdf(case: Case, purchase_order: str, note: str) -> bytes:
    return _Sheet(case, purchase_order, note).bytes()


class _Sheet(Paper):
    def __init__(self, case: Case, purchase_order: str, note: str) -> None:
        super().__init__(title=f"Invoice {case.id}", made=case.place.created)
        self._case = case
        self._purchase_order = purchase_order
        self._note = note
        self._y = TOP
        self.add_page()
        self._parties()
        self._table()
        self._closing()

    def header(self) -> None:
        case = self._case
        if self.page_no() == 1:
            kind = "Draft invoice" if case.status == "DRAFT" else "Tax invoice" if case.facts.tax else "Invoice"
            self.letterhead(kind)
        else:
            self.say(LEFT, TOP, f"Invoice {case.id}", size=9, bold=True)
            self.say(RIGHT - 90, TOP, case.account.name, size=9, colour=QUIET, width=90, align="R")
            self.rule(TOP + 6)
        if case.dead:
            with self.rotation(35, x=105, y=150), self.local_context(fill_opacity=0.16):
                self.say(5, 130, case.status, size=72, bold=True, colour=STAMP, width=200, align="C")

    def _parties(self) -> None:
        case, y = self._case, TOP + 24
        self.say(LEFT, y, "BILL TO", size=7, bold=True, colour=QUIET)
        self.say(LEFT, y + 4.6, case.account.name, size=10.5, bold=True, width=92)
        self.say(LEFT, y + 10.4, f"Attn: {case.account.contact}, {case.account.email}", size=8.5, width=98)
        self.say(LEFT + 52, y + 17, "DELIVERED TO", size=7, bold=True, colour=QUIET)
        self.say(LEFT, y + 17, "ADDRESS", size=7, bold=True, colour=QUIET)
        for place, line in enumerate((*case.account.address, case.account.tax_number)):
            self.say(LEFT, y + 21.4 + place * 4.3, line, size=8.5, width=52)
        for place, line in enumerate(case.account.site):
            self.say(LEFT + 52, y + 21.4 + place * 4.3, line, size=8.5, width=46)
        for place, (label, value) in enumerate(self._facts()):
            self.say(RIGHT - 78, y + place * 4.9, label, size=8.5, colour=QUIET)
            self.say(RIGHT - 48, y + place * 4.9, value, size=8.5, bold=place == 0, width=48, align="R")
        self._y = y + 43
        self.wash(LEFT, self._y, WIDTH, 12, ACCENT)
        self.say(LEFT + 4, self._y + 3.9, self._request(), size=9.5, colour=WHITE)
        amount = case.currency.written(case.outstanding)
        self.say(RIGHT - 74, self._y + 3, amount, size=13, bold=True, colour=WHITE, width=70, align="R")
        self._y += 18

    def _facts(self) -> list[tuple[str, str]]:
        case = self._case
        start, end = case.period
        facts = [
            ("Invoice number", case.id),
            ("Issue date", spoken_day(case.place.issue_day)),
            ("Due date", spoken_day(case.facts.due_day) if case.facts.due_day != UNSET else "On receipt"),
            ("Service period", f"{spoken_day(start)} to {spoken_day(end)}" if end > start else spoken_day(start)),
            ("Account", case.account.id),
            ("Order", case.order_id or "None"),
            ("Your purchase order", self._purchase_order),
            ("Currency", case.currency.code),
        ]
        return [(label, value) for label, value in facts if value]

    def _request(self) -> str:
        case = self._case
        if case.dead:
            return f"This invoice is {case.status.lower()}: nothing to pay"
        if not case.outstanding:
            return "Paid in full, thank you"
        return (
            f"Please pay by {spoken_day(case.facts.due_day)}"
            if case.facts.due_day != UNSET
            else "Please pay on receipt"
        )

    def _table(self) -> None:
        self._table_head()
        for place, line in enumerate(self._case.lines):
            if self._y + ROW > BOTTOM:
                self._next_page()
                self._table_head()
            if place % 2:
                self.wash(LEFT, self._y, WIDTH, ROW)
            self._table_row(self._cells(line))
        self.rule(self._y, colour=INK, weight=0.3)

    def _table_head(self) -> None:
        self.rule(self._y + ROW, colour=INK, weight=0.3)
        self._table_row(tuple(title for title, _, _ in COLUMNS), head=True)

    def _table_row(self, cells: tuple[str, ...], *, head: bool = False) -> None:
        x = LEFT
        for (_, width, align), text in zip(COLUMNS, cells, strict=True):
            colour = QUIET if head else INK
            self.say(
                x + 1,
                self._y + 1.2,
                text,
                size=7.5 if head else 8,
                bold=head,
                colour=colour,
                width=width - 2,
                align=align,
            )
            x += width
        self._y += ROW

    def _cells(self, line: Line) -> tuple[str, ...]:
        inclusive = self._case.order.terms.inclusive
        off = self._case.order.discount if line.money.discount else 0
        return (
            line.item.id,
            line.item.name,
            quantity(line.quarters)[:-4].removesuffix(".00"),
            line.item.uom,
            self._plain(line.price),
            f"{off}%" if off else "",
            FREE_CODE if line.item.free else self._case.currency.tax_code,
            self._plain(line.money.net + (line.money.tax if inclusive else 0)),
        )

    def _closing(self) -> None:
        if self._y + CLOSING + ADVICE > BOTTOM + 6:
            self._next_page()
        start = self._y + 4
        self._tax_summary(start)
        self._totals(start)
        self._advice(BOTTOM + 6 - ADVICE)

    def _tax_summary(self, y: float) -> None:
        self.say(LEFT, y, "TAX SUMMARY", size=7, bold=True, colour=QUIET)
        currency, place = self._case.currency, 0
        for free, code in ((False, currency.tax_code), (True, FREE_CODE)):
            lines = [line.money for line in self._case.lines if line.item.free is free]
            if lines:
                net, tax = sum(money.net for money in lines), sum(money.tax for money in lines)
                words = f"{code} {0 if free else currency.tax_rate}% on {self._plain(net)}"
                self.say(LEFT, y + 5 + place * 4.6, words, size=8.5, width=52)
                self.say(LEFT + 52, y + 5 + place * 4.6, self._plain(tax), size=8.5, width=26, align="R")
                place += 1
        words = "Prices include tax. " if self._case.order.terms.inclusive else ""
        self.paragraph(LEFT, y + 17, 84, words + self._note, size=8, colour=QUIET)

    def _totals(self, y: float) -> None:
        case = self._case
        rows = [
            ("Subtotal", case.facts.subtotal),
            ("Tax", case.facts.tax),
            (f"Total {case.currency.code}", case.facts.total),
            ("Less payments", -case.facts.payment),
            ("Less credits", -case.facts.credit),
            ("Amount due", case.outstanding),
        ]
        if case.discount:
            self.say(
                RIGHT - 84,
                y + 34,
                f"You saved {self._plain(case.discount)} by discount.",
                size=8,
                colour=QUIET,
                width=84,
                align="R",
            )
        for label, amount in rows:
            if not amount and label.startswith("Less"):
                continue
            strong = label.startswith(("Total", "Amount"))
            if strong:
                self.rule(y - 0.6, left=RIGHT - 78)
            self.say(RIGHT - 78, y + 0.3, label, size=9.5 if strong else 9, bold=strong)
            self.say(
                RIGHT - 40, y + 0.3, self._plain(amount), size=9.5 if strong else 9, bold=strong, width=40, align="R"
            )
            y += TOTALS_ROW

    def _advice(self, y: float) -> None:
        case = self._case
        self.set_draw_color(*QUIET)
        self.set_dash_pattern(dash=1.4, gap=1.4)
        self.line(LEFT, y, RIGHT, y)
        self.set_dash_pattern()
        self.say(LEFT, y + 4, "PAYMENT ADVICE", size=11, bold=True, colour=ACCENT)
        ways = (
            f"Bank transfer to {TENANT}",
            "BSB 999-001   Account 4000 1276",
            f"Reference {case.id}",
            f"Remittance advice to {TENANT_CONTACT[1]}",
        )
        for place, line in enumerate(ways):
            self.say(LEFT, y + 12 + place * 4.8, line, size=8.5, bold=place == 2)
        due = spoken_day(case.facts.due_day) if case.facts.due_day != UNSET else "On receipt"
        slip = (
            ("Customer", case.account.name),
            ("Account", case.account.id),
            ("Invoice", case.id),
            ("Due date", due),
            ("Amount due", case.currency.written(case.outstanding)),
        )
        for place, (label, value) in enumerate(slip):
            self.say(RIGHT - 84, y + 5 + place * 5.4, label, size=8.5, colour=QUIET)
            self.say(RIGHT - 58, y + 5 + place * 5.4, value, size=8.5, bold=place == 4, width=58, align="R")
        self.rule(y + 38, left=RIGHT - 84)
        self.say(RIGHT - 84, y + 33.4, "Amount enclosed", size=8.5, colour=QUIET)

    def _next_page(self) -> None:
        self.add_page()
        self._y = TOP + 10

    def _plain(self, thousandths: int) -> str:
        return self._case.currency.plain(thousandths)
