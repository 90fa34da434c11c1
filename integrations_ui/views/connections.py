"""Connections: all of them, with what is remembered of their audit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from dashboard import roles
from dashboard.exsited import Connection, Sort, Walk
from dashboard.htmx import asked_fragment, render_page
from dashboard.lists import Option, WholeList
from dashboard.upstream import exsited
from integrations_ui.audit.judgements import kept_judgements, remember, stale
from integrations_ui.audit.reading import judge_listed
from integrations_ui.configuration.states import connection_state
from integrations_ui.connections.rows import FACETS, KEYS, ConnectionRow, rows_of, texts_of
from integrations_ui.connections.table import ConnectionTable
from integrations_ui.connections.tokens import span
from integrations_ui.history.sightings import noted
from integrations_ui.whole import all_connections

AGAIN = "read"
"""The URL parameter that has findings and drift read anew before the list is shown."""


@require_safe
@permission_required(roles.VIEW_INTEGRATIONS, raise_exception=True)
def connection_list(request: HttpRequest) -> HttpResponseBase:
    now = timezone.now()
    client = exsited(request)
    walked = all_connections(client)
    first_seen = noted(walked.items, now)
    judgements = kept_judgements(walked.items)
    unread = stale(walked.items, judgements, now)
    if AGAIN in request.GET:
        remember(judge_listed(client, walked, unread, now=now))
        return HttpResponseRedirect(without_again(request))
    shown: WholeList[ConnectionRow] = WholeList(
        request=request,
        records=rows_of(walked.items, judgements, first_seen, now),
        table_class=ConnectionTable,
        make=ConnectionTable,
        keys=KEYS,
        text_of=texts_of,
        facets=FACETS,
        usual=Sort(field="remote_instance_name"),
        label="connections",
    )
    if file := shown.file(name="connections", complete=walked.complete, about=about(walked)):
        return file
    read_at = [judgement.judged_at for judgement in judgements.values()]
    context = {
        "list": shown,
        "walked": walked,
        "tiles": tiles_of(shown),
        "note": note_of(walked, read_at, now),
        "unread": len(unread),
        "again_url": again_url(request),
        "fragment": asked_fragment(request) is not None,
    }
    return render_page(request, "integrations_ui/connections/connection_list.html", context)


def note_of(walked: Walk[Connection], read_at: list[datetime], now: datetime) -> str:
    """How many there are, and how old at the most what is remembered of them."""
    counted = f"{len(walked.items):,} connections, read from the billing API now"
    return f"{counted}; findings and drift as read {span(now - min(read_at))} ago or later" if read_at else counted


@dataclass(frozen=True, kw_only=True, slots=True)
class Tile:
    """One choice with how many connections it leaves."""

    tone: str
    label: str
    count: int
    url: str
    current: bool


def tiles_of(shown: WholeList[ConnectionRow]) -> list[Tile]:
    """Every status that there is, then those with findings; each keeps the other choices."""
    status = next(select for select in shown.sieve.selects if select.name == "status")
    findings = next(select for select in shown.sieve.selects if select.name == "findings")
    everything = Tile(
        tone="",
        label="Any status",
        count=sum(option.count for option in status.options),
        url=shown.narrowed_url("status", ""),
        current=not status.chosen,
    )
    tiles = [
        Tile(
            tone=connection_state(option.value).tone,
            label=option.label,
            count=option.count,
            url=shown.narrowed_url("status", "" if option.current else option.value),
            current=option.current,
        )
        for option in status.options
    ]
    return [everything, *tiles, *(with_findings(shown, option) for option in findings.options if option.value == "any")]


def with_findings(shown: WholeList[ConnectionRow], option: Option) -> Tile:
    return Tile(
        tone="warn",
        label="With findings",
        count=option.count,
        url=shown.narrowed_url("findings", "" if option.current else option.value),
        current=option.current,
    )


def about(walked: Walk[Connection]) -> list[tuple[str, str]]:
    whole = "yes" if walked.complete else f"no: {walked.reason}"
    return [("The whole list", whole), ("From", "GET /api/v2/integration-connections")]


def again_url(request: HttpRequest) -> str:
    asked = request.GET.copy()
    asked[AGAIN] = "1"
    return f"{request.path}?{asked.urlencode()}"


def without_again(request: HttpRequest) -> str:
    asked = request.GET.copy()
    del asked[AGAIN]
    return f"{request.path}?{asked.urlencode()}" if asked else request.path
