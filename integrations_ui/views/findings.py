"""Findings of all connections and of one, and taking one as it is."""

from __future__ import annotations

import re
from typing import cast

from django.contrib.auth.decorators import permission_required
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dashboard import roles
from dashboard.exsited import Connection, turns
from dashboard.htmx import render_page
from dashboard.links import Trail, link
from dashboard.upstream import exsited
from integrations_ui.audit import RULES
from integrations_ui.audit.acknowledging import AcknowledgeForm, Key, acknowledge, standing, withdraw
from integrations_ui.audit.board import Addressed, Shown, ShownDoubt, board_of
from integrations_ui.audit.judged import CANNOT_JUDGE, Doubt, Finding
from integrations_ui.audit.judgements import remember
from integrations_ui.audit.query import FindingQuery
from integrations_ui.audit.reading import Judged, judge_all, judge_one
from integrations_ui.connections.head import ConnectionHead
from integrations_ui.links import connection_trail
from integrations_ui.models import Acknowledgement

DIGEST = re.compile(r"[0-9a-f]{64}")


@require_safe
@permission_required(roles.VIEW_INTEGRATIONS, raise_exception=True)
@turns.given_up()  # half a second of computing
def finding_list(request: HttpRequest) -> HttpResponse:
    judged = judge_all(exsited(request), now=timezone.now())
    return render_page(request, "integrations_ui/audit/finding_list.html", context_of(request, judged))


@require_safe
@permission_required(roles.VIEW_INTEGRATIONS, raise_exception=True)
def connection_findings(request: HttpRequest, connection_uuid: str) -> HttpResponse:
    judged = judge_one(exsited(request), connection_uuid, now=timezone.now())
    [connection] = judged.connections
    head = ConnectionHead.of(connection, current="connection_findings")
    context = context_of(request, judged) | {"head": head, "evidence_url": link("connection_evidence", connection.uuid)}
    return render_page(request, "integrations_ui/audit/connection_findings.html", context)


@permission_required(roles.VIEW_INTEGRATIONS, raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def acknowledge_finding(request: HttpRequest, connection_uuid: str, rule: str, facts: str) -> HttpResponse:
    """The finding is looked up anew: what has changed since the page was opened is not what was meant."""
    check_words(rule, facts)
    judged = judge_one(exsited(request), connection_uuid, now=timezone.now())
    [connection] = judged.connections
    key = (connection.uuid, rule, facts)
    form = AcknowledgeForm(request.POST) if request.method == "POST" else AcknowledgeForm.blank()
    told: tuple[Finding | Doubt, ...] = (*judged.report.findings, *judged.report.cannot_judge)
    found = next((one for one in told if one.key == key), None)
    context: dict[str, object] = {"connection": connection, "crumbs": trail_of(connection), "rule": RULES.get(rule)}
    if found is None:
        return render_page(request, "integrations_ui/audit/acknowledge.html", context, status=404)
    stands = standing([connection.uuid], today=timezone.localdate()).get(key)
    # What the form was opened over, so that nobody's reason is put aside by somebody who never saw it.
    meanwhile = form.is_bound and stands is not None and request.POST.get("over", "") != str(stands.pk)
    if form.is_bound and form.is_valid() and not meanwhile:
        acknowledge(
            key,
            by=cast(User, request.user),
            reason=form.cleaned_data["reason"],
            expires_on=form.cleaned_data["expires_on"],
            now=judged.at,
        )
        return redirect("connection_findings", connection.uuid)
    context |= {
        "shown": shown_of(found, stands),
        "form": form,
        "meanwhile": meanwhile,
    }
    status = 409 if meanwhile else 400 if form.is_bound else 200
    return render_page(request, "integrations_ui/audit/acknowledge.html", context, status=status)


@permission_required(roles.VIEW_INTEGRATIONS, raise_exception=True)
@require_POST
def withdraw_finding(request: HttpRequest, connection_uuid: str, rule: str, facts: str) -> HttpResponse:
    check_words(rule, facts)
    key: Key = (connection_uuid, rule, facts)
    withdraw(key, by=cast(User, request.user), now=timezone.now())
    return redirect(link("connection_findings", connection_uuid) or "finding_list")


def shown_of(found: Finding | Doubt, acknowledgement: Acknowledgement | None) -> Addressed:
    if isinstance(found, Doubt):
        return ShownDoubt(doubt=found, acknowledgement=acknowledgement)
    return Shown(finding=found, acknowledgement=acknowledgement)


def check_words(rule: str, facts: str) -> None:
    if rule not in {*RULES, CANNOT_JUDGE} or not DIGEST.fullmatch(facts):
        raise Http404("no such rule or facts")


def context_of(request: HttpRequest, judged: Judged) -> dict[str, object]:
    remember(judged)
    acknowledged = standing([one.uuid for one in judged.connections], today=timezone.localdate())
    board = board_of(judged, FindingQuery.from_request(request), acknowledged)
    return {"board": board, "rule_count": len(RULES)}


def trail_of(connection: Connection) -> Trail:
    trail = connection_trail(connection.uuid, connection.remote_instance_name)
    return [*trail, ("Findings", link("connection_findings", connection.uuid))]
