"""
An index of three letters over what a search by text looks at. The database itself keeps it, in the same transaction as
the rows, and touches it only where the text of a row comes, changes or goes.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

SQLITE = (
    """
    CREATE VIRTUAL TABLE invoices_ui_ledgertext USING fts5(
        search_text, content='invoices_ui_ledgerinvoice', content_rowid='id', tokenize='trigram case_sensitive 1'
    )
    """,
    """
    CREATE TRIGGER invoices_ui_ledgertext_come AFTER INSERT ON invoices_ui_ledgerinvoice BEGIN
        INSERT INTO invoices_ui_ledgertext (rowid, search_text) VALUES (new.id, new.search_text);
    END
    """,
    """
    CREATE TRIGGER invoices_ui_ledgertext_gone AFTER DELETE ON invoices_ui_ledgerinvoice BEGIN
        INSERT INTO invoices_ui_ledgertext (invoices_ui_ledgertext, rowid, search_text)
        VALUES ('delete', old.id, old.search_text);
    END
    """,
    """
    CREATE TRIGGER invoices_ui_ledgertext_changed AFTER UPDATE OF search_text ON invoices_ui_ledgerinvoice
    WHEN old.search_text IS NOT new.search_text BEGIN
        INSERT INTO invoices_ui_ledgertext (invoices_ui_ledgertext, rowid, search_text)
        VALUES ('delete', old.id, old.search_text);
        INSERT INTO invoices_ui_ledgertext (rowid, search_text) VALUES (new.id, new.search_text);
    END
    """,
    "INSERT INTO invoices_ui_ledgertext (invoices_ui_ledgertext) VALUES ('rebuild')",
)
SQLITE_BACK = (
    "DROP TRIGGER invoices_ui_ledgertext_changed",
    "DROP TRIGGER invoices_ui_ledgertext_gone",
    "DROP TRIGGER invoices_ui_ledgertext_come",
    "DROP TABLE invoices_ui_ledgertext",
)
POSTGRESQL = (
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    "CREATE INDEX ledger_text ON invoices_ui_ledgerinvoice USING gin (search_text gin_trgm_ops)",
)
POSTGRESQL_BACK = ("DROP INDEX ledger_text",)


def make(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    del apps
    run(schema_editor, {"sqlite": SQLITE, "postgresql": POSTGRESQL})


def drop(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    del apps
    run(schema_editor, {"sqlite": SQLITE_BACK, "postgresql": POSTGRESQL_BACK})


def run(schema_editor: BaseDatabaseSchemaEditor, statements: dict[str, tuple[str, ...]]) -> None:
    for statement in statements.get(schema_editor.connection.vendor, ()):
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("invoices_ui", "0008_doubts")]
    operations = [migrations.RunPython(make, drop)]
