"""The lookup box: direct reads of whatever ids the pasted text holds. The API itself cannot search."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from dashboard import markup, roles
from dashboard.exsited import (
    Client,
    Connection,
    ExsitedError,
    Invoice,
    Missing,
    Page,
    Panels,
    Rejected,
    gather,
    get_connection,
    get_invoice,
    list_account_invoices,
    list_order_invoices,
)
from dashboard.htmx import render_page
from dashboard.links import link
from dashboard.problems import Problem, problem_of
from dashboard.upstream import exsited
from invoices_ui.lookup import Candidate, Kind, hints_of, read_text
from invoices_ui.payment import PaymentState, payment_state
from invoices_ui.tables import currency_of, tenant_zone

WORDS: dict[Kind, str] = {"invoice": "Invoice", "order": "Order", "account": "Account", "connection": "Connection"}
PAGES: dict[Kind, str] = {
    "invoice": "invoice_detail",
    "order": "order_invoice_list",
    "account": "account_invoice_list",
    "connection": "connection_detail",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Hit:
    """`state` is an invoice's."""

    kind: str
    id: str
    url: str
    note: SafeString
    state: PaymentState | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Miss:
    kind: str
    id: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Failure:
    kind: str
    id: str
    problem: Problem


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    hits: list[Hit]
    misses: list[Miss]
    failures: list[Failure]


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    may_see = allowed_kinds(request)
    if not may_see:
        raise PermissionDenied
    reading = read_text(request.GET.get("q", ""), connections="connection" in may_see)
    candidates = [candidate for candidate in reading.candidates if candidate.kind in may_see]
    client = exsited(request)
    calls = {name_of(at): reader(client, candidate) for at, candidate in enumerate(candidates)}
    panels = gather(subject=None, patience=None, **calls)
    outcome = outcome_of(request, candidates, panels)
    if len(outcome.hits) == 1 and not outcome.failures:
        return HttpResponseRedirect(outcome.hits[0].url)
    context = {
        "reading": reading,
        "outcome": outcome,
        "hints": hints_of(
            [*(miss.id for miss in outcome.misses), *(named.id for named in reading.named)],
            [candidate.id for candidate in candidates],
        ),
        "lookup": reading.text,
        "connections": "connection" in may_see,
    }
    return render_page(request, "invoices_ui/search.html", context)


def allowed_kinds(request: HttpRequest) -> set[Kind]:
    invoices: set[Kind] = {"invoice", "order", "account"} if request.user.has_perm(roles.VIEW_INVOICES) else set()
    connections: set[Kind] = {"connection"} if request.user.has_perm(roles.VIEW_INTEGRATIONS) else set()
    return invoices | connections


def name_of(at: int) -> str:
    return f"read_{at}"


def reader(client: Client, candidate: Candidate) -> Callable[[], object]:
    """The one call that tells whether a record exists."""
    if candidate.kind == "invoice":
        return lambda: get_invoice(client, candidate.id)
    if candidate.kind == "order":
        return lambda: list_order_invoices(client, candidate.id, limit=1)
    if candidate.kind == "account":
        return lambda: list_account_invoices(client, candidate.id, limit=1)
    return lambda: get_connection(client, candidate.id)


def outcome_of(request: HttpRequest, candidates: Iterable[Candidate], panels: Panels) -> Outcome:
    """Raises the error where nothing at all could be asked: an outage is not an empty answer."""
    outcome = Outcome(hits=[], misses=[], failures=[])
    first: ExsitedError | None = None
    for at, candidate in enumerate(candidates):
        panel = panels[name_of(at)]
        word = WORDS[candidate.kind]
        if panel.error is not None and not is_absence(panel.error):
            first = first or panel.error
            outcome.failures.append(Failure(kind=word, id=candidate.id, problem=problem_of(panel.error, request)))
        elif panel.error is None and (note := note_of(panel.value)) is not None:
            state = state_of(panel.value)
            outcome.hits.append(Hit(kind=word, id=candidate.id, url=url_of(candidate), note=note, state=state))
        else:
            outcome.misses.append(Miss(kind=word, id=candidate.id))
    if first is not None and not outcome.hits and not outcome.misses:
        raise first
    return outcome


def is_absence(error: ExsitedError) -> bool:
    """No such record, or an id of a form that the API does not take."""
    return isinstance(error, Missing) or (isinstance(error, Rejected) and error.status in {400, 422})


def note_of(found: object) -> SafeString | None:
    """A few words about a record that was found; None for a list that holds nothing."""
    if isinstance(found, Page):
        if not found.items:
            return None
        count = found.records
        return format_html("{}", "has invoices" if count is None else f"{count:,} invoice{'' if count == 1 else 's'}")
    if isinstance(found, Invoice):
        due = format_html("{} due", markup.money(found.due, currency_of(found)))
        return format_html("{} of account {}", due, found.account_id) if found.account_id else due
    if isinstance(found, Connection):
        return format_html("{}", found.remote_instance_name or "")
    return format_html("")


def state_of(found: object) -> PaymentState | None:
    return payment_state(found, timezone.localdate(), tenant_zone()) if isinstance(found, Invoice) else None


def url_of(candidate: Candidate) -> str:
    return link(PAGES[candidate.kind], candidate.id)
