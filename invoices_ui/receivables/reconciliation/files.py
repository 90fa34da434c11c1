"""The invoices that fail one check as a file: both numbers of each, all of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.http.response import HttpResponseBase
from django.utils import timezone

from dashboard.lists.exports import Cell
from dashboard.lists.files import Kind, rows_file
from invoices_ui.ledger.doubts import OVERDUE
from invoices_ui.receivables.reconciliation.report import Checked, Contradiction, contradictions
from invoices_ui.receivables.reconciliation.tables import DAYS
from invoices_ui.receivables.standing import Standing

AT_ONCE = 1_000
INVOICE = ("Invoice", "Account", "Account name", "Currency")


def contradiction_file(checked: Checked, standing: Standing, kind: Kind) -> HttpResponseBase:
    about = [
        ("Check", checked.label),
        ("Has to hold", checked.formula),
        *standing.facts,
        ("Invoices that contradict it", f"{checked.invoices:,}"),
    ]
    return rows_file(
        [*INVOICE, *sides(checked)],
        rows(checked, standing.as_of),
        kind,
        name=f"contradictions-{checked.key}",
        title="Invoices that contradict themselves",
        read_at=timezone.now(),
        about=about,
    )


def sides(checked: Checked) -> tuple[str, str, str]:
    if checked.key == DAYS:
        return ("Issued", "Due", "Days")
    return (
        ("Ours", "kpis.overdue", "Difference") if checked.key == OVERDUE else ("Left side", "Right side", "Difference")
    )


def rows(checked: Checked, today: date) -> Iterator[list[Cell]]:
    first = 0
    while found := contradictions(checked.key, first, first + AT_ONCE, today):
        for one in found:
            row = one.row
            yield [row.invoice_id, row.account_id, row.account_name, row.currency, *numbers(one, checked)]
        first += AT_ONCE


def numbers(one: Contradiction, checked: Checked) -> list[Cell]:
    if checked.key == DAYS:
        return [one.row.issue_date, one.row.due_date, one.left]
    return [one.left, one.right, one.difference]
