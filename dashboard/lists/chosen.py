"""Which columns of a table are shown. It is in the URL, like all that a list shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from django.http import HttpRequest

from dashboard.lists.tables import Table

PARAMETER = "column"


@dataclass(frozen=True, kw_only=True, slots=True)
class ColumnOption:
    name: str
    label: str
    shown: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class ColumnChoice:
    """Every column but the one that names the row, which always stays; `chosen` says that the URL tells."""

    options: tuple[ColumnOption, ...]
    chosen: bool = False

    @classmethod
    def from_request(cls, request: HttpRequest, table: type[Table]) -> Self:
        """Names that the table does not have are ignored; a URL that names none it has shows the usual columns."""
        columns = {name: column for name, column in table.base_columns.items() if name != row_heading(table)}
        asked = columns.keys() & set(request.GET.getlist(PARAMETER))
        shown = asked or {name for name, column in columns.items() if not column.optional}
        options = tuple(
            ColumnOption(name=name, label=str(column.verbose_name or name), shown=name in shown)
            for name, column in columns.items()
        )
        return cls(options=options, chosen=bool(asked))

    @property
    def hidden(self) -> tuple[str, ...]:
        return tuple(option.name for option in self.options if not option.shown)

    @property
    def told(self) -> str:
        """How many are shown, in words."""
        return f"{len(self.options) - len(self.hidden)} of {len(self.options)}"


def row_heading(table: type[Table]) -> str:
    return table.heading or next(iter(table.base_columns))
