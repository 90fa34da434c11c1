"""The home page: what this person comes for."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from dashboard import markup, roles
from dashboard.exsited import Client, Connection, Sort, list_invoices
from dashboard.htmx import asked_fragment, render_page
from dashboard.lists.tables import Column, Table
from dashboard.panels import read_panels
from dashboard.upstream import exsited
from integrations_ui.configuration.states import CONNECTION_STATES, State, connection_state, provider_name
from integrations_ui.history.drift import KeptDrift, standing_as_kept
from integrations_ui.history.timeline import comparison_url, person_name
from integrations_ui.whole import all_connections
from invoices_ui.ledger.names import names_of
from invoices_ui.receivables.overview import read_overview
from invoices_ui.tables import RecentInvoiceTable

log = logging.getLogger("dashboard.home")

RECENT = 10
LONGEST_LIST = 8
NEWEST_FIRST = Sort(field="created_on", descending=True)
ACTIVE = CONNECTION_STATES["ACTIVE"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Connections:
    """How many connections are in each state; `complete` is False where the list could not be read whole."""

    total: int
    by_state: list[tuple[State, int]]
    not_active: list[Connection]
    complete: bool


class NotActiveTable(Table):
    """The connections somebody should look at, the worst first."""

    caption = "Connections that are not active"
    section_id = "not-active-table"

    name = Column("Connection", accessor="remote_instance_name", empty_values=())
    integration_partner = Column("Provider")
    status = Column("Status", empty_values=())

    def render_name(self, record: Connection) -> SafeString:
        url = reverse("connection_detail", args=[record.uuid])
        return format_html('<a href="{}">{}</a>', url, record.remote_instance_name or record.uuid)

    def render_integration_partner(self, value: str) -> str | None:
        return provider_name(value)

    def render_status(self, record: Connection) -> SafeString:
        state = connection_state(record.status)
        return markup.badge(state.tone, state.label, note=state.note)


class DriftTable(Table):
    """The connections that are not as somebody approved them, the newest change first."""

    caption = "Connections that drifted"
    section_id = "drift-table"

    name = Column("Connection")
    approved = Column("Approved", accessor="baseline", empty_values=())
    count = Column("Since then", empty_values=(), css="nowrap")

    def render_name(self, value: str, record: KeptDrift) -> SafeString:
        return format_html(
            '<a href="{}">{}</a> <span class="muted small">looked at {}</span>',
            reverse("connection_detail", args=[record.uuid]),
            value,
            markup.moment(record.last.seen_at),
        )

    def render_approved(self, record: KeptDrift) -> SafeString:
        return format_html(
            '{} <span class="muted small">{}</span>',
            markup.day(record.baseline.approved_at),
            person_name(record.baseline.approved_by),
        )

    def render_count(self, record: KeptDrift) -> SafeString:
        url = comparison_url(record.uuid, record.baseline.snapshot, record.last)
        return format_html('<a href="{}">{} change{}</a>', url, record.count, "" if record.count == 1 else "s")


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    client = exsited(request)
    calls: dict[str, Callable[[], object]] = {}
    if request.user.has_perm(roles.VIEW_INTEGRATIONS):
        calls["connections"] = lambda: read_connections(client)
    if request.user.has_perm(roles.VIEW_INVOICES):
        calls["invoices"] = lambda: list_invoices(client, limit=RECENT, sort=NEWEST_FIRST)
    panels = read_panels(request, subject=None, wait=False, **calls)
    place = settings.EXSITED_TIMEZONE.rsplit("/", 1)[-1].replace("_", " ")
    context: dict[str, object] = {"panels": panels, "place": place}
    if "invoices" in panels and panels.invoices.ready:
        newest = panels.invoices.value
        names = names_of(invoice.account_id for invoice in newest.items)
        context["recent"] = RecentInvoiceTable(newest, today=timezone.localdate(), names=names)
    if "connections" in panels and panels.connections.ready:
        context["not_active"] = NotActiveTable(panels.connections.value.not_active[:LONGEST_LIST])
    if "connections" in panels and asked_fragment(request) is None:
        context |= drift_as_kept()
    if request.user.has_perm(roles.VIEW_FINANCE) and asked_fragment(request) is None:
        context |= outstanding_as_kept()
    return render_page(request, "dashboard/home.html", context)


def outstanding_as_kept() -> dict[str, object]:
    """From the ledger: it costs this page no call."""
    try:
        return {"overview": read_overview()}
    except DatabaseError:
        log.warning("outstanding_not_read", exc_info=True)
        return {"overview": None}


def drift_as_kept() -> dict[str, object]:
    """From our own database, where somebody or the schedule last looked: it costs this page no call."""
    try:
        standing = standing_as_kept(most=LONGEST_LIST)
    except DatabaseError:
        log.warning("drift_not_read", exc_info=True)
        return {"standing": None}
    return {"standing": standing, "drifts": DriftTable(standing.drifts)}


def read_connections(client: Client) -> Connections:
    found = all_connections(client)
    states = {connection.uuid: connection_state(connection.status) for connection in found.items}
    return Connections(
        total=len(found.items),
        by_state=sorted(Counter(states.values()).items()),
        not_active=sorted(
            (connection for connection in found.items if states[connection.uuid] != ACTIVE),
            key=lambda connection: (states[connection.uuid], connection.remote_instance_name or ""),
        ),
        complete=found.complete,
    )
