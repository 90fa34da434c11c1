"""A table as a file: the columns and records that its page shows, all of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, TypeAlias

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from dashboard.exports import csv_response, xlsx_response
from dashboard.formats import moment_text
from dashboard.tables import Table

Kind: TypeAlias = Literal["csv", "xlsx"]
PARAMETER = "format"
KINDS: tuple[Kind, ...] = ("csv", "xlsx")


def asked_kind(request: HttpRequest) -> Kind | None:
    """The file that the URL asks for; None for the page, which an unknown word gets too."""
    asked = request.GET.get(PARAMETER, "")
    return asked if asked in KINDS else None


def file_of(table: Table, kind: Kind, *, name: str, about: Sequence[tuple[str, str]] = ()) -> HttpResponseBase:
    """
    `name` is ours and gets the day. A workbook says on a sheet of its own what it is, who read it when, and `about`.
    """
    now = timezone.localtime()
    columns: list[Any] = [bound.header for bound in table.columns]
    full_name = f"{name}-{now:%Y-%m-%d}"
    if kind == "csv":
        return csv_response(full_name, columns, table.cells())
    told = [(table.caption, ""), ("Read at", moment_text(now)), *about]
    return xlsx_response(full_name, columns, table.cells(), about=told)
