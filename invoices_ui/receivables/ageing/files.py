"""The ageing report as a file: every account of every currency, and what the report is, in the file itself."""

from __future__ import annotations

from collections.abc import Iterator

from django.http.response import HttpResponseBase
from django.utils import timezone

from dashboard.formats import DASH, moment_text
from dashboard.lists.exports import Cell, Sheet, about_sheet, csv_response, workbook_response
from dashboard.lists.files import Kind
from invoices_ui.receivables.ageing.report import Report, every_account
from invoices_ui.receivables.buckets import Ageing
from invoices_ui.receivables.definitions import LEFT_OUT
from invoices_ui.receivables.standing import Standing


def report_file(report: Report, standing: Standing, kind: Kind) -> HttpResponseBase:
    """Currencies as the report is narrowed; the lines of accounts add up to those of their currency."""
    name = f"ageing-{report.day.isoformat()}"
    buckets = [bucket.label for bucket in report.buckets]
    by_account = ["Currency", "Account", "Account name", "Invoices", *buckets, "Outstanding"]
    about = about_of(report, standing)
    if kind == "csv":
        return csv_response(name, by_account, account_rows(report), about=about)
    sheets = [
        Sheet(name="Ageing", columns=["Currency", "Invoices", *buckets, "Outstanding"], rows=currency_rows(report)),
        Sheet(name="By account", columns=by_account, rows=account_rows(report)),
        about_sheet(about),
    ]
    return workbook_response(name, sheets)


def chosen(report: Report) -> list[Ageing]:
    asked = report.question.currency
    return [one for one in report.ageings if asked is None or one.currency == asked]


def currency_rows(report: Report) -> Iterator[list[Cell]]:
    for one in chosen(report):
        yield [one.currency, one.whole.invoices, *(aged.tally.amount for aged in one.aged), one.whole.amount]


def account_rows(report: Report) -> Iterator[list[Cell]]:
    for one in chosen(report):
        for found in every_account(report, one.currency):
            amounts = [aged.tally.amount for aged in found.ageing.aged]
            whole = found.ageing.whole
            yield [one.currency, found.account_id, found.name, whole.invoices, *amounts, whole.amount]


def about_of(report: Report, standing: Standing) -> list[tuple[str, str]]:
    question = report.question
    bucket = report.bucket(question.bucket)
    return [
        ("Report", "Outstanding by age"),
        ("As of", report.day.isoformat()),
        ("Days in", standing.zone),
        ("Age by", question.by),
        ("Bucket edges in days", question.edges_told),
        ("Currency", "all" if question.currency is None else question.currency or DASH),
        ("Accounts with", bucket.label if bucket else "any balance"),
        ("Completeness", standing.told),
        ("Left out", LEFT_OUT),
        *(("Not known of that day", f"{one.invoices:,} {one.reason}") for one in report.unknown),
        ("Written at", moment_text(timezone.now())),
    ]
