"""How the upstream has been answering, as the last calls of any process saw it; and the two probes for machines."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from dashboard.exsited import Call
from dashboard.status.window import remember
from dashboard.stores import STORE_ERRORS

ANSWERED = "upstream:answered"
FAILED = "upstream:failed"
KEEP_SECONDS = 3600

REFUSALS = frozenset({"missing", "upstream_forbidden", "conflict", "gone", "rejected"})
"""What an API that is well says of one record or one request."""
WAITS = frozenset({"rate_limited", "retry_after_bad"})
"""Asked to wait, it is neither well nor down; nor is it with a file still being made (202)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Upstream:
    """What the last calls of the last hour said; `milliseconds` is how long the last good answer took."""

    answered_at: datetime | None
    milliseconds: int | None
    failed_at: datetime | None
    fault: str | None

    @property
    def failing(self) -> bool:
        return self.failed_at is not None and (self.answered_at is None or self.failed_at > self.answered_at)

    @property
    def tone(self) -> str:
        return "bad" if self.failing else "ok" if self.answered_at else "off"

    @property
    def label(self) -> str:
        return "API failing" if self.failing else "API up" if self.answered_at else "API not asked yet"

    @property
    def note(self) -> str:
        return "" if self.failing or self.milliseconds is None else f"{self.milliseconds} ms"


def note_call(call: Call) -> None:
    """
    Given to the Client, which tells it of every call that ended. Holds no id, no query and no body. A cache that is
    down loses the news, not the call.
    """
    remember(call)
    with suppress(*STORE_ERRORS):
        if call.fault is None or call.fault in REFUSALS:
            cache.set(ANSWERED, (timezone.now(), call.milliseconds), timeout=KEEP_SECONDS)
        elif call.fault not in WAITS and call.status != HTTPStatus.ACCEPTED:
            cache.set(FAILED, (timezone.now(), call.fault), timeout=KEEP_SECONDS)


def upstream_state() -> Upstream:
    found: dict[str, tuple[datetime, Any]] = {}
    with suppress(*STORE_ERRORS):
        found = cache.get_many([ANSWERED, FAILED])
    answered_at, milliseconds = found.get(ANSWERED, (None, None))
    failed_at, fault = found.get(FAILED, (None, None))
    return Upstream(answered_at=answered_at, milliseconds=milliseconds, failed_at=failed_at, fault=fault)


@require_safe
@login_not_required
def healthz(request: HttpRequest) -> JsonResponse:
    """This process answers. It asks nothing of the database or the upstream, so that a restart never cures them."""
    del request
    return JsonResponse({"status": "ok"})


@require_safe
@login_not_required
def readyz(request: HttpRequest) -> JsonResponse:
    """This process can serve pages: its database and cache answer. The upstream's state does not count."""
    del request
    try:
        Session.objects.exists()  # a table of its own: before `migrate` no page can be served
    except DatabaseError:
        return JsonResponse({"status": "database down"}, status=503)
    with suppress(*STORE_ERRORS):
        cache.set("readyz", 1, timeout=5)
        if cache.get("readyz") == 1:
            return JsonResponse({"status": "ok"})
    return JsonResponse({"status": "cache down"}, status=503)
