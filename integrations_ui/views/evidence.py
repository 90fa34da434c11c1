"""The evidence pack of one connection and of all: a page to print, and the same as a workbook."""

from __future__ import annotations

from typing import cast

from django.contrib.auth.decorators import permission_required
from django.contrib.auth.models import User
from django.http import FileResponse, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from dashboard import roles
from dashboard.exsited import Client, turns
from dashboard.htmx import render_page
from dashboard.links import link
from dashboard.lists.exports import workbook_response
from dashboard.upstream import process_client
from integrations_ui.audit.reading import judge_all, judge_one
from integrations_ui.evidence import Pack, pack_of
from integrations_ui.evidence.leaves import WHOLE, leaf_of
from integrations_ui.evidence.sheets import sheets_of
from integrations_ui.links import connection_trail, list_trail

EVIDENCE_SECONDS = 30.0
"""Longer than other pages may take: who files it would rather wait than file what is not complete."""


@require_safe
@permission_required(roles.VIEW_INTEGRATIONS, raise_exception=True)
@turns.given_up()  # half a second of computing, and more for a whole page
def evidence_pack(request: HttpRequest) -> HttpResponse:
    pack = pack_of_all(request)
    context = {
        "pack": pack,
        "leaf": leaf_of(pack, request.GET.get("page", "")),
        "crumbs": [*list_trail(), ("Findings", link("finding_list"))],
        "file_url": link("evidence_file"),
    }
    return render_page(request, "integrations_ui/evidence/evidence_pack.html", context)


@require_safe
@permission_required(roles.VIEW_INTEGRATIONS, raise_exception=True)
@turns.given_up()
def evidence_file(request: HttpRequest) -> FileResponse:
    return file_of(pack_of_all(request))


@require_safe
@permission_required(roles.VIEW_INTEGRATIONS, raise_exception=True)
def connection_evidence(request: HttpRequest, connection_uuid: str) -> HttpResponse:
    pack = pack_of_one(request, connection_uuid)
    context = {
        "pack": pack,
        "leaf": leaf_of(pack, WHOLE),
        "crumbs": connection_trail(connection_uuid, pack.scope),
        "file_url": link("connection_evidence_file", connection_uuid),
    }
    return render_page(request, "integrations_ui/evidence/evidence_pack.html", context)


@require_safe
@permission_required(roles.VIEW_INTEGRATIONS, raise_exception=True)
def connection_evidence_file(request: HttpRequest, connection_uuid: str) -> FileResponse:
    return file_of(pack_of_one(request, connection_uuid))


def pack_of_all(request: HttpRequest) -> Pack:
    judged = judge_all(patient_client(), now=timezone.now())
    return pack_of(judged, made_by=cast(User, request.user), alone=False)


def pack_of_one(request: HttpRequest, connection_uuid: str) -> Pack:
    judged = judge_one(patient_client(), connection_uuid, now=timezone.now())
    return pack_of(judged, made_by=cast(User, request.user), alone=True)


def patient_client() -> Client:
    return process_client().within(EVIDENCE_SECONDS)


def file_of(pack: Pack) -> FileResponse:
    return workbook_response(pack.file_name, sheets_of(pack))
