"""The page of the billing API's state. It asks the billing API nothing, and stays up when that is down."""

from __future__ import annotations

import time
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from dashboard import markup, pages, roles
from dashboard.exsited import UPSTREAM, Token
from dashboard.health import upstream_state
from dashboard.htmx import render_page
from dashboard.lists.columns import BadgeColumn, Column, MomentColumn, NumberColumn
from dashboard.lists.tables import Table
from dashboard.status.window import Told, told
from dashboard.stores import STORE_ERRORS
from dashboard.upstream import process_client, token_store

CIRCUITS = {"CLOSED": ("ok", "Closed"), "HALF OPEN": ("warn", "Trying"), "OPEN": ("bad", "Open")}


@dataclass(frozen=True, kw_only=True, slots=True)
class Endpoint:
    seen: Told
    circuit: str


class EndpointTable(Table):
    caption = "Endpoints of the billing API"
    section_id = "endpoint-table"
    brief = ("circuit",)
    empty_title = "Nothing asked yet"
    empty_advice = "The first page that reads from the billing API shows here."

    name = Column("Endpoint", accessor="seen__endpoint")
    circuit = BadgeColumn("Breaker", states=CIRCUITS)
    calls = NumberColumn("Calls", accessor="seen__calls")
    p50 = NumberColumn("p50, ms", accessor="seen__p50")
    p95 = NumberColumn("p95, ms", accessor="seen__p95")
    answered_at = MomentColumn("Last success", accessor="seen__answered_at")
    faults = Column("Errors", accessor="seen__faults", empty_values=())

    def render_name(self, value: str) -> SafeString:
        return markup.identifier(value, copy=False)

    def render_faults(self, value: tuple[tuple[str, int], ...]) -> SafeString:
        if not value:
            return SafeString('<span class="muted">none</span>')
        return format_html_join(", ", "<code>{}</code>&nbsp;&times;&nbsp;{}", value)


@dataclass(frozen=True, kw_only=True, slots=True)
class TokenAge:
    """In whole minutes."""

    age: int
    left: int

    @property
    def note(self) -> str:
        return f"ends in {self.left} minute{'' if self.left == 1 else 's'}"


def token_age(token: Token | None) -> TokenAge | None:
    """None without one. Its age is never negative, whatever the clocks say."""
    if token is None:
        return None
    left = max(token.expires_at - time.time(), 0.0)
    return TokenAge(age=int(max(token.lifetime - left, 0.0) // 60), left=int(left // 60))


@require_safe
@permission_required(roles.VIEW_SYSTEM, raise_exception=True)
def status(request: HttpRequest) -> HttpResponse:
    client = process_client()
    endpoints = [Endpoint(seen=one, circuit=client.breaker.state(one.endpoint)) for one in told()]
    try:
        token, cache_answers = token_age(token_store().read()), True
    except STORE_ERRORS:
        token, cache_answers = None, False
    circuit = client.breaker.state(UPSTREAM)
    context = {
        "state": upstream_state(),
        "circuit": CIRCUITS[circuit.upper()],
        "places": client.places,
        "making": pages.making(),
        "pages_at_once": settings.PAGES_AT_ONCE,
        "token": token,
        "cache_answers": cache_answers,
        "origin": settings.EXSITED_BASE_URL,
        "table": EndpointTable(endpoints),
    }
    return render_page(request, "dashboard/status.html", context)
