"""A CSV file as it is read again: its rows, and behind an empty line what it says of itself."""

from __future__ import annotations

import csv
import io
from typing import Any


def parts_of(response: Any) -> tuple[list[list[str]], dict[str, str]]:
    assert response.headers["Content-Type"].startswith("text/csv")
    lines = list(csv.reader(io.StringIO(response.getvalue().decode("utf-8-sig"))))
    end = lines.index([])
    return lines[:end], {line[0]: line[1] for line in lines[end + 1 :]}


def rows_of(response: Any) -> list[list[str]]:
    return parts_of(response)[0]
