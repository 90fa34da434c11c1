"""The ledger itself: what it holds, the sync that goes on, and what may be asked of it."""

from __future__ import annotations

from typing import cast
from urllib.parse import urlencode

from django.contrib.auth.decorators import permission_required
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from dashboard import roles
from dashboard.htmx import asked_fragment, render_page
from invoices_ui.ledger_sync.asking import Answer, ask_for_sync, ask_to_end
from invoices_ui.ledger_sync.page import RunTable, last_runs, sight

TOLD: dict[str, tuple[str, str]] = {
    "asked": ("Asked for", "The sync is on the queue. A worker begins it in a moment."),
    "running": ("Already running", "One sync goes on at a time, so no other was begun."),
    "waiting": ("Already asked for", "A sync waits on the queue, so no other was put there."),
    "ending": ("Ending", "The sync ends after the page at hand. What it has read stays; the next one goes on there."),
    "withdrawn": ("Withdrawn", "The sync that waited was taken off the queue."),
    "nothing": ("Nothing to cancel", "No sync goes on, and none waits."),
}


@require_safe
@permission_required(roles.VIEW_FINANCE, raise_exception=True)
def ledger(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    seen = sight(now)
    context = {
        "sight": seen,
        "runs": RunTable(last_runs(seen.run, now), title="Last syncs"),
        "may_sync": cast(User, request.user).has_perm(roles.SYNC_LEDGER),
        "told": TOLD.get(request.GET.get("told", "")),
        "again": asked_fragment(request) is not None,
    }
    return render_page(request, "invoices_ui/ledger/ledger.html", context)


@permission_required(roles.SYNC_LEDGER, raise_exception=True)
@require_POST
def ledger_sync(request: HttpRequest) -> HttpResponse:
    return answered(ask_for_sync(full=request.POST.get("kind") == "full"))


@permission_required(roles.SYNC_LEDGER, raise_exception=True)
@require_POST
def ledger_cancel(request: HttpRequest) -> HttpResponse:
    del request
    return answered(ask_to_end())


def answered(answer: Answer) -> HttpResponse:
    return redirect(f"{reverse('ledger')}?{urlencode({'told': answer})}")
