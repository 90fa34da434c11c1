"""What the address of the ageing report asks for. What cannot be meant is said, and the usual stands in its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from invoices_ui.receivables.buckets import By
from invoices_ui.receivables.spans import DEFAULT_EDGES

FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2199, 12, 31)
MOST_EDGES = 8
OLDEST_EDGE = 3650
LONGEST_WORD = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """
    `as_of` None is today. `currency`, `bucket` and `account_id` are None where the report is not narrowed to one.
    `invoices` asks for those of all accounts, one by one, instead of for the accounts.
    """

    as_of: date | None = None
    by: By = "due_date"
    edges: tuple[int, ...] = DEFAULT_EDGES
    currency: str | None = None
    bucket: str | None = None
    account_id: str | None = None
    invoices: bool = False
    errors: tuple[str, ...] = ()

    def url(self, **changes: Any) -> str:
        """The report with something changed; what is usual is left out."""
        asked = replace(self, **changes)
        pairs = [
            ("as_of", asked.as_of.isoformat() if asked.as_of else None),
            ("by", asked.by if asked.by != "due_date" else None),
            ("edges", asked.edges_told if asked.edges != DEFAULT_EDGES else None),
            ("currency", asked.currency),
            ("bucket", asked.bucket),
            ("account_id", asked.account_id),
            ("invoices", "all" if asked.invoices else None),
        ]
        told = urlencode([(name, value) for name, value in pairs if value is not None])
        return f"{reverse('ageing')}?{told}" if told else reverse("ageing")

    @property
    def edges_told(self) -> str:
        return ",".join(map(str, self.edges))


def read_question(asked: Mapping[str, str], *, today: date) -> Question:
    as_of, day_error = read_day(asked.get("as_of", ""))
    edges, edges_error = read_edges(asked.get("edges", ""))
    by_error = (
        "" if asked.get("by", "due_date") in {"due_date", "issue_date"} else "An age is by due_date or issue_date."
    )
    return Question(
        as_of=None if as_of == today else as_of,
        by="issue_date" if asked.get("by") == "issue_date" else "due_date",
        edges=edges,
        currency=word(asked.get("currency")),
        bucket=word(asked.get("bucket")),
        account_id=word(asked.get("account_id")),
        invoices=asked.get("invoices") == "all",
        errors=tuple(filter(None, (day_error, edges_error, by_error))),
    )


def word(text: str | None) -> str | None:
    return None if text is None or "\0" in text else text[:LONGEST_WORD]


def read_day(text: str) -> tuple[date | None, str]:
    if not text:
        return None, ""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None, f"“{text[:40]}” is no day: write it as 2026-11-20."
    if not FIRST_DAY <= found <= LAST_DAY:
        return None, f"A report is about a day from {FIRST_DAY.year} to {LAST_DAY.year}."
    return found, ""


def read_edges(text: str) -> tuple[tuple[int, ...], str]:
    """The last days of all buckets but the oldest."""
    if not text:
        return DEFAULT_EDGES, ""
    parts = [part.strip() for part in text.split(",")]
    if not all(part.isascii() and part.isdecimal() and len(part) <= len(str(OLDEST_EDGE)) for part in parts):
        return DEFAULT_EDGES, "Edges are whole numbers of days with commas between them, such as 30,60,90."
    edges = tuple(map(int, parts))
    if len(edges) > MOST_EDGES:
        return DEFAULT_EDGES, f"There can be at most {MOST_EDGES} edges."
    if edges[0] < 1 or edges[-1] > OLDEST_EDGE or list(edges) != sorted(set(edges)):
        return DEFAULT_EDGES, f"Each edge must be larger than the one before it, from 1 to {OLDEST_EDGE:,} days."
    return edges, ""
