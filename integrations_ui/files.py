"""What a page lays side by side, as a file: the same columns and rows, and what they are of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http.response import HttpResponseBase
from django.utils import timezone

from dashboard.exports import Cell, csv_response, inert, xlsx_response
from dashboard.formats import moment_text
from dashboard.lists.files import Kind


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
    full_name = f"{name}-{timezone.localtime(read_at):%Y-%m-%d}"
    if kind == "csv":
        return csv_response(full_name, columns, filed.rows)
    about = [(filed.title, ""), ("Read at", moment_text(read_at)), *filed.about]
    return xlsx_response(full_name, columns, filed.rows, about=about)
