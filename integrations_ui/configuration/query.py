"""What the URL asks of a configuration matrix, and the rows that answer it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from dashboard import markup
from integrations_ui.configuration.matrix import ON, VOID, Block, Cell, Group, Line, Matrix, Other

ALL, DIFFERENCES = "all", "differences"
SHOWS = {ALL: "All", ON: "On", DIFFERENCES: "Export ≠ import"}
LONGEST_TEXT = 100


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    label: str
    url: str
    current: bool
    count: int


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownLine:
    """`context` is an object's own row that only stands there because an aspect of it was asked for."""

    line: Line
    context: bool
    marked: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownGroup:
    name: str
    lines: list[ShownLine]


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownBlock:
    block: Block
    groups: list[ShownGroup]

    @property
    def note(self) -> str:
        on = sum(cell.state == ON for cell in self.block.flags)
        return f"{len(self.block.flags)} flags, {on} on"

    @property
    def source(self) -> SafeString:
        """Whose flags these are; that none was sent, where the answer has no such module."""
        if not self.block.sent:
            return markup.badge("off", "not sent by the API", absent=True)
        if not self.block.provider:
            return SafeString("")
        return format_html('<span class="tag" title="Provider, as the API names it">{}</span>', self.block.provider)


@dataclass(frozen=True, kw_only=True, slots=True)
class MatrixQuery:
    path: str
    show: str = ALL
    text: str = ""
    keys: bool = False

    @classmethod
    def from_request(cls, request: HttpRequest) -> Self:
        show = request.GET.get("show", ALL)
        return cls(
            path=request.path,
            show=show if show in SHOWS else ALL,
            text=" ".join(request.GET.get("q", "")[:LONGEST_TEXT].split()),
            keys=request.GET.get("keys") == "1",
        )

    def url(self, *, show: str | None = None, text: str | None = None) -> str:
        show, text = show or self.show, self.text if text is None else text
        state = [("show", show)] if show != ALL else []
        state += [("q", text)] if text else []
        state += [("keys", "1")] if self.keys else []
        return f"{self.path}?{urlencode(state)}" if state else self.path

    @property
    def told(self) -> str:
        """Which settings are shown, for paper, which has no filter; empty where all are."""
        shown = {ON: "what is on", DIFFERENCES: "rows whose export is not their import"}.get(self.show)
        named = f"what “{self.text}” names" if self.text else None
        return " and ".join(filter(None, [shown, named]))

    @property
    def everything_url(self) -> str:
        return self.url(show=ALL, text="")

    def named(self, text: str) -> bool:
        """Whether all words that were typed are in it."""
        return all(word in text for word in self.text.lower().split())

    def wants(self, line: Line) -> bool:
        if not self.named(line.text):
            return False
        if self.show == ON:
            return any(cell.state == ON for cell in line.cells)
        return self.show == ALL or line.differs

    def wants_other(self, other: Other) -> bool:
        if not self.named(other.text):
            return False
        return self.show == ALL or (self.show == ON and other.state == ON)

    def blocks(self, matrix: Matrix) -> list[ShownBlock]:
        shown = (ShownBlock(block=block, groups=self._groups(block)) for block in matrix.blocks)
        return [one for one in shown if one.groups]

    def _groups(self, block: Block) -> list[ShownGroup]:
        shown = (ShownGroup(name=group.name, lines=self._lines(group)) for group in block.groups)
        return [one for one in shown if one.lines]

    def _lines(self, group: Group) -> list[ShownLine]:
        wanted = [line for line in group.lines if self.wants(line)]
        if not wanted:
            return []
        return [
            ShownLine(line=line, context=line not in wanted, marked=self.show == DIFFERENCES and line.differs)
            for line in group.lines
            if line in wanted or not line.aspect
        ]

    def others(self, matrix: Matrix) -> list[Other]:
        return [other for other in matrix.others if self.wants_other(other)]

    def choices(self, matrix: Matrix) -> list[Choice]:
        """What may be shown, with how many flags (or rows that differ) that are, of what the text names."""
        lines = [line for line in matrix.lines if self.named(line.text)]
        others = [other for other in matrix.others if self.named(other.text)]
        flags = [cell.state for cell in cells_of(lines)] + [other.state for other in others]
        counts = {ALL: len(flags), ON: flags.count(ON), DIFFERENCES: sum(line.differs for line in lines)}
        return [
            Choice(label=label, url=self.url(show=show), current=show == self.show, count=counts[show])
            for show, label in SHOWS.items()
        ]


def cells_of(lines: Iterable[Line]) -> list[Cell]:
    return [cell for line in lines for cell in line.cells if cell.state != VOID]
