"""The history of a connection: its snapshots, any two of them compared, and the one that was approved."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.decorators import permission_required
from django.contrib.auth.models import User
from django.db import DatabaseError, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from dashboard import roles
from dashboard.access_log.acts import Act
from dashboard.access_log.chain import record
from dashboard.exsited import ID, BadId, Client, Panels, gather, get_configuration, get_connection
from dashboard.formats import moment_text
from dashboard.htmx import asked_fragment, render_page
from dashboard.links import Trail, link
from dashboard.lists.listing import WHOLE_NUMBER, ListQuery
from dashboard.upstream import exsited
from integrations_ui.functions.parts import head_of
from integrations_ui.functions.runs import all_automations, all_functions
from integrations_ui.history.differences import differences
from integrations_ui.history.drift import baseline_of, drift_of
from integrations_ui.history.sightings import noted
from integrations_ui.history.snapshots import keep_snapshot, last_snapshot, name_of
from integrations_ui.history.timeline import SnapshotTable, approval_url, choices_of, comparison_url, kept_page
from integrations_ui.links import connection_trail
from integrations_ui.models import Baseline, Snapshot
from integrations_ui.whole import Integration, integration_of

log = logging.getLogger("dashboard.history")

NOW_PANEL = "panel-now"
LONGEST_NOTE = 500
LONGEST_NUMBER = 18
SENT_TWICE = timedelta(minutes=1)


@require_safe
@permission_required(roles.VIEW_INTEGRATIONS, raise_exception=True)
def connection_history(request: HttpRequest, connection_uuid: str) -> HttpResponse:
    """Reads the integration whole and keeps it; what was kept before is shown even if the billing API is down."""
    query = ListQuery.from_request(request)
    if asked_fragment(request) == SnapshotTable.section_id:
        table = SnapshotTable(kept_page(connection_uuid, query), query=query, connection_uuid=connection_uuid)
        return render_page(request, "integrations_ui/history/history.html", {"table": table})
    now = timezone.now()
    panels = read_parts(request, exsited(request), connection_uuid)
    integration = None if panels.connection.error else integration_of(panels.connection.value, panels)
    context = kept_now(integration, panels, now) if integration else {}
    last = last_snapshot(connection_uuid)
    if integration is None and last is None:
        panels.require("connection")
    head = head_of(panels, connection_uuid, current="connection_history")
    if integration is None and last:
        head = replace(head, title=name_of(last.content) or connection_uuid)
    context |= {
        "head": head,
        "panels": panels,
        "last": last,
        "baseline": baseline_of(connection_uuid),
        "approval_url": approval_url(connection_uuid, last) if last else "",
        "comparison_url": link("history_diff", connection_uuid),
        "table": SnapshotTable(kept_page(connection_uuid, query), query=query, connection_uuid=connection_uuid),
        "fragment": asked_fragment(request) == NOW_PANEL,
    }
    return render_page(request, "integrations_ui/history/history.html", context)


def read_parts(request: HttpRequest, client: Client, connection_uuid: str) -> Panels:
    """All parts at the same time. The page waits a little for them, its panel and `?wait=1` as long as it takes."""
    patient = "wait" in request.GET or asked_fragment(request) == NOW_PANEL
    calls: dict[str, Callable[[], object]] = {
        "connection": lambda: get_connection(client, connection_uuid),
        "configuration": lambda: get_configuration(client, connection_uuid),
        "functions": lambda: all_functions(client, connection_uuid),
        "automations": lambda: all_automations(client, connection_uuid),
    }
    return gather(subject="connection", patience=None if patient else settings.PANEL_PATIENCE_SECONDS, **calls)


def kept_now(integration: Integration, panels: Panels, now: datetime) -> dict[str, object]:
    """What this reading tells: whether it was news, and how far it is from the baseline."""
    noted([integration.connection], now)
    context: dict[str, object] = {"integration": integration, "late": any(panels[name].late for name in panels)}
    try:
        context["news"] = keep_snapshot(integration, now)
    except DatabaseError:
        log.warning("snapshot_not_kept", exc_info=True)
        context["not_kept"] = True
    context["drift"] = drift_of(integration.connection.uuid, integration)
    return context


@require_safe
@permission_required(roles.VIEW_INTEGRATIONS, raise_exception=True)
def history_diff(request: HttpRequest, connection_uuid: str) -> HttpResponse:
    """Of what is kept alone: it asks nothing of the billing API. Without a choice, the last change."""
    wanted_id(connection_uuid)
    after = chosen(request.GET.get("to"), connection_uuid) or last_snapshot(connection_uuid)
    before = chosen(request.GET.get("from"), connection_uuid) or (before_it(after) if after else None)
    context: dict[str, object] = {
        "crumbs": history_trail(connection_uuid, after),
        "history_url": link("connection_history", connection_uuid),
        "before": before,
        "after": after,
    }
    if before and after:
        context |= {
            "parts": differences(before.content, after.content),
            "choices": choices_of(connection_uuid, [before, after]),
            "turned_url": comparison_url(connection_uuid, after, before),
            "approval_url": approval_url(connection_uuid, after),
            "baseline": baseline_of(connection_uuid),
        }
    return render_page(request, "integrations_ui/history/history_diff.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(roles.VIEW_INTEGRATIONS, raise_exception=True)
def history_approve(request: HttpRequest, connection_uuid: str) -> HttpResponse:
    """What is about to be approved, and then the approval itself. Without a choice, the last snapshot."""
    wanted_id(connection_uuid)
    if request.method == "POST":
        return approved(request, connection_uuid)
    snapshot = chosen(request.GET.get("snapshot"), connection_uuid) or last_snapshot(connection_uuid)
    baseline = baseline_of(connection_uuid)
    context = {
        "crumbs": history_trail(connection_uuid, snapshot),
        "history_url": link("connection_history", connection_uuid),
        "snapshot": snapshot,
        "baseline": baseline,
        "parts": differences(baseline.snapshot.content, snapshot.content) if baseline and snapshot else (),
        "longest": LONGEST_NOTE,
    }
    return render_page(request, "integrations_ui/history/history_approve.html", context)


def approved(request: HttpRequest, connection_uuid: str) -> HttpResponse:
    snapshot = chosen(request.POST.get("snapshot"), connection_uuid)
    if snapshot is None:
        raise Http404
    assert isinstance(request.user, User)
    now = timezone.now()
    note = " ".join(request.POST.get("note", "").replace("\0", " ").split())[:LONGEST_NOTE]
    said = {"snapshot": snapshot, "approved_by": request.user, "note": note}
    last = baseline_of(connection_uuid)
    if last is None or not Baseline.objects.filter(pk=last.pk, approved_at__gt=now - SENT_TWICE, **said).exists():
        with transaction.atomic():
            taken_at = moment_text(snapshot.taken_at)
            record(Act.BASELINE_APPROVED, by=request.user, subject=connection_uuid, detail=f"snapshot of {taken_at}")
            Baseline.objects.create(approved_at=now, **said)
    return HttpResponseRedirect(reverse("connection_history", args=[connection_uuid]))


def chosen(number: str | None, connection_uuid: str) -> Snapshot | None:
    """The snapshot of this connection that the address names; None where it names none. There must be such a one."""
    if not number:
        return None
    if not WHOLE_NUMBER.fullmatch(number) or len(number) > LONGEST_NUMBER:
        raise Http404
    found = Snapshot.objects.filter(connection_uuid=connection_uuid, pk=int(number)).first()
    if found is None:
        raise Http404
    return found


def before_it(snapshot: Snapshot) -> Snapshot | None:
    """The one kept before `snapshot`, in the order of the list."""
    older = Snapshot.objects.filter(connection_uuid=snapshot.connection_uuid, taken_at__lte=snapshot.taken_at)
    return older.exclude(taken_at=snapshot.taken_at, pk__gte=snapshot.pk).first()


def wanted_id(connection_uuid: str) -> None:
    """A page that asks nothing of the API tells an odd id as the others do."""
    if not ID.fullmatch(connection_uuid):
        raise BadId("connection_uuid")


def history_trail(connection_uuid: str, snapshot: Snapshot | None) -> Trail:
    name = name_of(snapshot.content) if snapshot else None
    return [*connection_trail(connection_uuid, name), ("History", link("connection_history", connection_uuid))]
