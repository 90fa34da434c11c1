"""What a page lays side by side, as a file: the same columns and rows, and what they are of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http.response import HttpResponseBase

from dashboard.lists.exports import Cell, inert
from dashboard.lists.files import Kind, rows_file


@dataclass(frozen=True, kw_only=True, slots=True)
class Filed:
    """`about` is what a workbook says of itself beside its title and when it was read."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    about: Sequence[tuple[str, str]]


def file_response(filed: Filed, kind: Kind, *, name: str, read_at: datetime) -> HttpResponseBase:
    """`name` is ours and gets the day."""
    columns = [inert(heading) for heading in filed.columns]  # names of connections stand in them
    return rows_file(columns, filed.rows, kind, name=name, title=filed.title, read_at=read_at, about=filed.about)
