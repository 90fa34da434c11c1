"""
The indexes of the ledger, and the index of its texts: left out while a walk fills it, for it costs several times less
to make them of all rows at once than to keep them with each row.

Which of them are there is told by the database alone. So whoever begins a sync, or ends a walk, puts back what is
missing, and nothing is lost with a process that was killed in between. Until then pages read every row, and a search by
text finds nothing.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

from invoices_ui.ledger.models import LedgerInvoice

TEXTS_AT_ONCE = 20_000
TABLE = LedgerInvoice._meta.db_table  # noqa: SLF001  (Django's documented way)
INDEXES = {index.name: index for index in LedgerInvoice._meta.indexes}  # noqa: SLF001

TEXT_INDEX = f"CREATE INDEX ledger_text ON {TABLE} USING gin (search_text gin_trgm_ops)"
TRIGGERS = {
    "invoices_ui_ledgertext_come": f"""
    CREATE TRIGGER invoices_ui_ledgertext_come AFTER INSERT ON {TABLE} BEGIN
        INSERT INTO invoices_ui_ledgertext (rowid, search_text) VALUES (new.id, new.search_text);
    END
    """,  # noqa: S608  (all ours)
    "invoices_ui_ledgertext_gone": f"""
    CREATE TRIGGER invoices_ui_ledgertext_gone AFTER DELETE ON {TABLE} BEGIN
        INSERT INTO invoices_ui_ledgertext (invoices_ui_ledgertext, rowid, search_text)
        VALUES ('delete', old.id, old.search_text);
    END
    """,  # noqa: S608
    "invoices_ui_ledgertext_changed": f"""
    CREATE TRIGGER invoices_ui_ledgertext_changed AFTER UPDATE OF search_text ON {TABLE}
    WHEN old.search_text IS NOT new.search_text BEGIN
        INSERT INTO invoices_ui_ledgertext (invoices_ui_ledgertext, rowid, search_text)
        VALUES ('delete', old.id, old.search_text);
        INSERT INTO invoices_ui_ledgertext (rowid, search_text) VALUES (new.id, new.search_text);
    END
    """,  # noqa: S608
}
"""As migration 0009 made them."""

UNINDEXED = f"FROM {TABLE} WHERE id > (SELECT COALESCE(MAX(id), 0) FROM invoices_ui_ledgertext_docsize)"  # noqa: S608


def leave_out() -> None:
    """In the transaction of the caller. What is left out already stays so."""
    gone = [f"DROP INDEX IF EXISTS {name}" for name in (*INDEXES, "ledger_text")]
    if connection.vendor == "sqlite":
        gone += [f"DROP TRIGGER IF EXISTS {name}" for name in TRIGGERS]
        gone += ["INSERT INTO invoices_ui_ledgertext (invoices_ui_ledgertext) VALUES ('delete-all')"]
    execute(gone)


def put_back_one() -> bool:
    """
    Makes one of those that are missing, or a part of the index of the texts, in the transaction of the caller: each of
    them alone, since nobody else can write meanwhile. False where nothing is missing.
    """
    here = names()
    for name, index in INDEXES.items():
        if name not in here:
            execute([str(index.create_sql(LedgerInvoice, connection.schema_editor()))])
            return True
    if connection.vendor == "sqlite":
        return put_texts_back()
    if "ledger_text" not in here:
        execute([TEXT_INDEX])
        return True
    return False


def put_texts_back() -> bool:
    if names_of("trigger") >= set(TRIGGERS):
        return False
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT EXISTS (SELECT 1 {UNINDEXED})")
        if cursor.fetchone() == (1,):
            cursor.execute(
                "INSERT INTO invoices_ui_ledgertext (rowid, search_text)"
                f" SELECT id, search_text {UNINDEXED} ORDER BY id LIMIT {TEXTS_AT_ONCE}"
            )
        else:
            execute(TRIGGERS.values())
    return True


def names() -> set[str]:
    if connection.vendor == "sqlite":
        return names_of("index")
    with connection.cursor() as cursor:
        return set(connection.introspection.get_constraints(cursor, TABLE))


def names_of(kind: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = %s AND tbl_name = %s", [kind, TABLE])
        return {name for (name,) in cursor.fetchall()}


def execute(statements: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
