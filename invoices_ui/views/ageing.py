"""What is outstanding by age, on a day that can be chosen, down to accounts and invoices."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from dashboard import roles
from dashboard.exsited import Page
from dashboard.htmx import render_page
from dashboard.lists.files import KINDS, PARAMETER, Kind, asked_kind
from dashboard.lists.tables import ListQuery
from invoices_ui.ledger.addresses import address_of
from invoices_ui.receivables.ageing.asking import Question, read_question
from invoices_ui.receivables.ageing.files import report_file
from invoices_ui.receivables.ageing.report import (
    Report,
    account_count,
    account_ids,
    invoices_then,
    read_accounts,
    read_report,
)
from invoices_ui.receivables.ageing.tables import AccountAgeingTable, PastInvoiceTable, account_ageing_table
from invoices_ui.receivables.buckets import Aged, Ageing
from invoices_ui.receivables.charts import bars_of
from invoices_ui.receivables.definitions import LEFT_OUT
from invoices_ui.receivables.standing import read_standing
from invoices_ui.receivables.tables import AgeingTable, Leads, currency_name
from invoices_ui.views.finance import Choice

TEMPLATE = "invoices_ui/receivables/ageing.html"


@require_safe
@permission_required(roles.VIEW_FINANCE, raise_exception=True)
def ageing(request: HttpRequest) -> HttpResponseBase:
    question = read_question(request.GET, today=timezone.localdate())
    standing = read_standing()
    report = read_report(question, today=standing.as_of)
    kind = asked_kind(request)
    if kind and not question.errors:
        return report_file(report, standing, kind)
    context = {
        "standing": standing,
        "report": report,
        "question": question,
        "is_future": report.day > standing.as_of,
        "left_out": LEFT_OUT,
        "file_urls": [(kind.upper(), file_url(question, kind)) for kind in KINDS],
        **(parts(request, report) if report.ageings else {}),
    }
    return render_page(request, TEMPLATE, context, status=400 if question.errors else 200)


def file_url(question: Question, kind: Kind) -> str:
    url = question.url(account_id=None, invoices=False)
    return f"{url}{'&' if '?' in url else '?'}{PARAMETER}={kind}"


def parts(request: HttpRequest, report: Report) -> dict[str, object]:
    most = max(report.ageings, key=lambda one: one.whole.invoices)
    own = next((one for one in report.ageings if one.currency == report.question.currency), most)
    question = replace(report.question, currency=own.currency)
    bucket = report.bucket(question.bucket)
    context: dict[str, object] = {
        "currency": own.currency,
        "currency_name": currency_name(own.currency),
        "choices": choices(report, own.currency),
        "bucket": bucket,
        "every_bucket_url": question.url(bucket=None, account_id=None),
        "bars": bars_of(own.aged),
        "ageing": AgeingTable(
            own,
            leads=partial(leads, report, question),
            to_accounts=lambda key: question.url(bucket=key, account_id=None, invoices=False) + "#account-table",
        ),
    }
    query = ListQuery.from_request(request)
    if report.is_past and (question.account_id is not None or question.invoices):
        rows = invoices_then(report, own.currency, bucket, question.account_id)
        items = tuple(rows[query.offset : query.offset + query.limit])
        page = Page(items=items, records=rows.count(), **query.paging())
        return context | {
            "invoices": PastInvoiceTable(page, query=query),
            "accounts_url": question.url(account_id=None, invoices=False),
        }
    return context | {"accounts": accounts_of(report, own.currency, query, leads=partial(leads, report, question))}


def accounts_of(report: Report, currency: str, query: ListQuery, *, leads: Leads) -> AccountAgeingTable:
    ids = account_ids(report, currency, query.offset, query.offset + query.limit)
    items = tuple(read_accounts(report, currency, ids))
    page = Page(items=items, records=account_count(report, currency), **query.paging())
    return account_ageing_table(page, report.buckets, query=query, leads=leads)


def choices(report: Report, current: str) -> list[Choice]:
    return [
        Choice(
            label=currency_name(one.currency),
            url=report.question.url(currency=one.currency, account_id=None),
            current=one.currency == current,
        )
        for one in report.ageings
    ]


def leads(report: Report, question: Question, ageing: Ageing, aged: Aged | None) -> str:
    """
    To the ledger's own list, which knows invoices as they are; of a past day, to its invoices as they were then.
    """
    found = (aged or ageing).filters
    if not report.is_past:
        return address_of(found)
    bucket = aged.bucket.key if aged else None
    url = question.url(bucket=bucket, account_id=found.account_id, invoices=found.account_id is None)
    return f"{url}#past-table"
