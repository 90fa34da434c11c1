"""Search by text in the ledger: by an index of three letters, where the database has one (migration 0009)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import Lookup, TextField

from invoices_ui.ledger.entries import folded

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models.sql.compiler import SQLCompiler

LEAST_LETTERS = 3
"""The index finds no shorter word; it takes a look at every row that all else leaves."""
INDEX = "invoices_ui_ledgertext"


def long_enough(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(word for word in map(folded, words) if len(word) >= LEAST_LETTERS)


def too_short(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(word for word in map(folded, words) if len(word) < LEAST_LETTERS)


@TextField.register_lookup
class Holds(Lookup[Any]):
    """All of these words, each of three letters at least, in the text: `search_text__holds=("ab1", "x-9")`."""

    lookup_name = "holds"
    prepare_rhs = False
    rhs: Sequence[str]

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[str | int, ...]]:
        column, parameters = self.process_lhs(compiler, connection)
        patterns = [f"%{connection.ops.prep_for_like_query(word)}%" for word in self.rhs]
        told = [part for pattern in patterns for part in (*parameters, pattern)]
        return " AND ".join(f"{column} LIKE %s" for _ in patterns), tuple(told)

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[str | int, ...]]:
        del compiler
        quote = connection.ops.quote_name
        table = quote(self.lhs.alias)
        asked = " AND ".join(f'"{word.replace(chr(34), chr(34) * 2)}"' for word in self.rhs)
        sql = f"{table}.{quote('id')} IN (SELECT rowid FROM {quote(INDEX)} WHERE {quote(INDEX)} MATCH %s)"  # noqa: S608
        return sql, (asked,)
