"""The access log as a page and as files, for administrators."""

from __future__ import annotations

from dataclasses import replace

from django.contrib.auth.decorators import permission_required
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from dashboard import roles
from dashboard.access_log.acts import Act
from dashboard.access_log.models import Line
from dashboard.access_log.query import NO_PERSON, NOBODY, LogQuery
from dashboard.access_log.table import FILE_COLUMNS, LineTable, file_rows
from dashboard.access_log.verifying import AT_A_TIME, verify, verify_newest
from dashboard.exsited import Page
from dashboard.htmx import asked_fragment, render_page
from dashboard.lists.files import KINDS, PARAMETER, Kind, asked_kind, rows_file
from dashboard.lists.tables import ListQuery

VERIFY = "verify"
"""The URL parameter that has all lines verified, not only the newest."""


@require_safe
@permission_required(roles.VIEW_LOG, raise_exception=True)
def access_log(request: HttpRequest) -> HttpResponseBase:
    asked = LogQuery.from_request(request)
    if kind := asked_kind(request):
        return as_file(request, asked, kind)
    whole = VERIFY in request.GET
    context: dict[str, object] = {
        "table": table_of(request, asked),
        "asked": asked,
        "people": people(asked),
        "acts": Act.choices,
        "file_urls": file_urls(request),
        "clear_url": request.path,
    }
    if asked_fragment(request) != LineTable.section_id:
        verdict = verify() if whole else verify_newest()
        context |= {"verdict": verdict, "whole": whole, "verified_at": timezone.now()}
    return render_page(request, "dashboard/access_log.html", context)


def table_of(request: HttpRequest, asked: LogQuery) -> LineTable:
    query = ListQuery.from_request(request)
    query = replace(query, others=tuple(one for one in query.others if one[0] != VERIFY))
    lines = asked.lines()
    found = tuple(lines[query.offset : query.offset + query.limit])
    page: Page[Line] = Page(items=found, limit=query.limit, offset=query.offset, records=lines.count())
    table = LineTable(page, query=query)
    if asked.narrowed:
        table.empty_title, table.empty_advice = "No line matches", "Clear the filter to see all of them."
    return table


def people(asked: LogQuery) -> list[tuple[str, str]]:
    """Whom one can choose: those there are, and whoever is in the address, who may be gone."""
    names = {*User.objects.values_list("username", flat=True), asked.who} - {"", NOBODY}
    return [*((name, name) for name in sorted(names, key=str.lower)), (NOBODY, NO_PERSON)]


def file_urls(request: HttpRequest) -> list[tuple[str, str]]:
    kept = [(name, request.GET[name]) for name in sorted(LogQuery.NAMES) if request.GET.get(name)]
    return [(kind.upper(), f"{request.path}?{urlencode([*kept, (PARAMETER, kind)])}") for kind in KINDS]


def as_file(request: HttpRequest, asked: LogQuery, kind: Kind) -> HttpResponseBase:
    """All lines that match by now, read a few at a time. That it was taken is the log's next line, and not in it."""
    now, last = timezone.now(), Line.objects.first()
    lines = asked.lines().filter(number__lte=last.number if last else 0)
    rows = file_rows(lines.iterator(chunk_size=AT_A_TIME))
    about = [("Read by", request.user.get_username()), *asked.told]
    return rows_file(FILE_COLUMNS, rows, kind, name="access-log", title="Access log", read_at=now, about=about)
