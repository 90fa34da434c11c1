"""A table as a file: the columns and records that its page shows, all of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Literal, TypeAlias

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from dashboard.formats import moment_text
from dashboard.lists.exports import Cell, csv_response, xlsx_response
from dashboard.lists.tables import Table

Kind: TypeAlias = Literal["csv", "xlsx"]
PARAMETER = "format"
KINDS: tuple[Kind, ...] = ("csv", "xlsx")


def asked_kind(request: HttpRequest) -> Kind | None:
    """The file that the URL asks for; None for the page, which an unknown word gets too."""
    asked = request.GET.get(PARAMETER, "")
    return asked if asked in KINDS else None


def file_of(table: Table, kind: Kind, *, name: str, about: Sequence[tuple[str, str]] = ()) -> HttpResponseBase:
    columns: list[Any] = [bound.header for bound in table.columns]
    return rows_file(columns, table.cells(), kind, name=name, title=table.caption, read_at=timezone.now(), about=about)


def rows_file(
    columns: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    kind: Kind,
    *,
    name: str,
    title: str,
    read_at: datetime,
    about: Sequence[tuple[str, str]] = (),
) -> HttpResponseBase:
    """
    `name` is ours and gets the day. What it is, when it was read, and `about` stand on a sheet of their own in a
    workbook, and behind the rows of a CSV file.
    """
    told = [*title_rows(title, read_at), *about]
    if kind == "csv":
        return csv_response(dated(name, read_at), columns, rows, about=told)
    return xlsx_response(dated(name, read_at), columns, rows, about=told)


def title_rows(title: str, read_at: datetime) -> list[tuple[str, str]]:
    return [(title, ""), ("Read at", moment_text(read_at))]


def dated(name: str, read_at: datetime) -> str:
    return f"{name}-{timezone.localtime(read_at):%Y-%m-%d}"
