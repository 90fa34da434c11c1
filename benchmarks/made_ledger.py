"""A ledger of any size in a database of its own: rows, their totals and the index of texts, made by SQLite itself."""

from django.db import connection
from django.utils import timezone

from invoices_ui.ledger.models import MEASURES, AccountTotal, DueTotal, IssueTotal, LedgerInvoice, LedgerRun, Total
from invoices_ui.ledger.state import OWED

ACCOUNT_OF = 100
"""So many invoices of each account, whatever the size."""
DAYS = 1500
"""Over which the invoices were issued; they fall due within the 60 days after."""

AMOUNT = "(abs(random()) % 900000000 + 10000) * 10000"
STATES = "CASE WHEN n % 10 < 6 THEN 'paid' WHEN n % 10 < 8 THEN 'unpaid' WHEN n % 10 = 8 THEN 'part_paid' ELSE \
CASE WHEN n % 50 = 9 THEN 'in_credit' ELSE 'voided' END END"

FIRST = f"""
    SELECT n, {AMOUNT} AS whole, {STATES} AS state, abs(random()) % {DAYS} AS age, abs(random()) % 60 AS term,
        abs(random()) % max(1, :rows / {ACCOUNT_OF}) AS account,
        CASE WHEN n % 20 < 14 THEN 'AUD' WHEN n % 20 < 18 THEN 'NZD' ELSE 'JPY' END AS currency
    FROM (WITH RECURSIVE counted(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < :rows)
        SELECT n FROM counted)
"""  # noqa: S608  (all ours)
DUE = "CASE state WHEN 'unpaid' THEN whole WHEN 'part_paid' THEN whole / 2 WHEN 'in_credit' THEN -whole / 10 ELSE 0 END"
SPOKEN = {
    "id": "n",
    "invoice_id": "printf('INV-%07d', n)",
    "version": "'1'",
    "status": "CASE state WHEN 'voided' THEN 'VOID' ELSE 'ACTIVE' END",
    "state": "state",
    "currency": "currency",
    "account_id": "printf('ACC%06d', account)",
    "account_name": "printf('Customer %d', account)",
    "order_id": "printf('ORD-%07d', n / 3)",
    "issue_date": "date(:today, printf('-%d days', age))",
    "due_date": "date(:today, printf('%d days', term - age))",
    "total": "whole",
    "due": DUE,
    "paid": f"whole - ({DUE})",
    "kpis_outstanding": DUE,
    "kpis_overdue": f"CASE WHEN term < age THEN max(0, {DUE}) ELSE 0 END",
    "overdue_told": (
        "CASE WHEN state IN ('unpaid', 'part_paid') THEN CASE WHEN term < age THEN 'due' ELSE 'nothing' END END"
    ),
    "malformed": "'{}'",
    "malformed_count": "0",
    "search_text": "lower(printf('inv-%07d acc%06d customer %d ord-%07d', n, account, account, n / 3))",
    "digest": "n",
    "read_at": "datetime('now')",
    "seen_walk": "1",
}


def fill(rows: int) -> None:
    table = LedgerInvoice._meta.db_table  # noqa: SLF001  (Django's documented way)
    fields = [field for field in LedgerInvoice._meta.concrete_fields if field.column in SPOKEN or not field.null]  # noqa: SLF001
    columns = [str(field.column) for field in fields]
    names, values = ", ".join(columns), ", ".join(SPOKEN.get(column, "''") for column in columns)
    values = values.replace(":today", f"'{timezone.localdate()}'")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous = OFF")
        cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = %s AND sql IS NOT NULL", [table]
        )
        indexes = cursor.fetchall()
        for name, _ in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
        made = FIRST.replace(":rows", str(int(rows)))
        cursor.execute(f"INSERT INTO {table} ({names}) SELECT {values} FROM ({made})")  # noqa: S608  (all ours)
        for _, sql in indexes:
            cursor.execute(sql)
        add_up(DueTotal, ["currency", "state", "due_date"], "1")
        add_up(IssueTotal, ["currency", "state", "issue_date"], "1")
        states = ", ".join(f"'{state.value}'" for state in OWED)
        add_up(AccountTotal, ["currency", "account_id"], f"state IN ({states})")
        cursor.execute("PRAGMA optimize")
    now = timezone.now()
    run = {"kind": "full", "status": "complete", "records": rows, "read": rows, "verified_at": now, "ended_at": now}
    LedgerRun.objects.create(**run, started_at=now, resumed_at=now, renewed_at=now)


def add_up(model: type[Total], keys: list[str], condition: str) -> None:
    source = LedgerInvoice._meta.db_table  # noqa: SLF001
    sums = {
        f"{measure}_{part}": expression.format(measure=measure)
        for measure in MEASURES
        for part, expression in (
            ("units", "COALESCE(SUM({measure} / 1000000), 0)"),
            ("micros", "COALESCE(SUM({measure} % 1000000), 0)"),
            ("unknown", "SUM({measure} IS NULL)"),
        )
    }
    key = " || char(31) || ".join(f"COALESCE({name}, '')" for name in keys)
    columns = ["key", *keys, "invoices", *sums]
    values = [key, *keys, "COUNT(*)", *sums.values()]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {model._meta.db_table} ({', '.join(columns)}) "  # noqa: S608, SLF001  (all ours)
            f"SELECT {', '.join(values)} FROM {source} WHERE {condition} GROUP BY {', '.join(keys)}"
        )
