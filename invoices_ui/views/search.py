"""
Find anything: the box of every page, its page, and what it finds as one types.

The box sends by POST, so that no text and no secret gets into an address; ids alone travel on to the page by GET.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import cast
from urllib.parse import urlencode

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from dashboard import roles
from dashboard.htmx import render_page
from dashboard.problems import problem_of
from dashboard.upstream import exsited
from invoices_ui.payment import PaymentState, payment_state
from invoices_ui.search.finding import Hit, Outcome, find
from invoices_ui.search.found import Found
from invoices_ui.search.kept import LEAST_LETTERS, MOST_WORDS, NOTHING, Kept, kept_of, too_many_words, too_short
from invoices_ui.search.lookup import Kind, Named, Reading, cheap, hints_of, read_text
from invoices_ui.search.recent import OFFERED_WHILE_TYPING, forget, recent, remember
from invoices_ui.tables import tenant_zone

TYPED_SECONDS = 3.0
"""What a lookup may take while the person still types."""
TYPED_SHOWN = 6
TOLD = frozenset({"secret", "nothing", "long", "cut"})
"""What happened to a text that does not travel on as it was."""

View = Callable[[HttpRequest, frozenset[Kind]], HttpResponse]


def with_kinds(view: View) -> Callable[[HttpRequest], HttpResponse]:
    """Gives the view the kinds of records that this person may find; without any it is refused."""

    @wraps(view)
    def checked(request: HttpRequest) -> HttpResponse:
        kinds = allowed_kinds(request)
        if not kinds:
            raise PermissionDenied
        return view(request, kinds)

    return checked


def allowed_kinds(request: HttpRequest) -> frozenset[Kind]:
    invoices: set[Kind] = {"invoice", "order", "account"} if request.user.has_perm(roles.VIEW_INVOICES) else set()
    connections: set[Kind] = {"connection"} if request.user.has_perm(roles.VIEW_INTEGRATIONS) else set()
    return frozenset(invoices | connections)


@require_http_methods(["GET", "HEAD", "POST"])
@with_kinds
def search(request: HttpRequest, kinds: frozenset[Kind]) -> HttpResponse:
    return take(request, kinds) if request.method == "POST" else look_up(request, kinds)


def take(request: HttpRequest, kinds: frozenset[Kind]) -> HttpResponse:
    """A pasted text, sent on to the page of what it names."""
    reading = read_text(request.POST.get("q", ""), kinds=kinds)
    asked = reading.asked
    told = [
        word
        for word, is_so in (
            ("secret", reading.secret),
            ("nothing", reading.is_long and not asked),
            ("long", reading.is_long and bool(asked)),
            ("cut", reading.cut),
        )
        if is_so
    ]
    state = [*([("q", asked)] if asked else []), *(("told", word) for word in told)]
    return redirect(f"{reverse('search')}?{urlencode(state)}" if state else "search")


def look_up(request: HttpRequest, kinds: frozenset[Kind]) -> HttpResponse:
    reading = read_text(request.GET.get("q", ""), kinds=kinds)
    outcome = find(exsited(request), reading.candidates)
    kept = kept_for(reading, kinds, words=not outcome.hits)
    found = Found(outcome=outcome, kept=kept)
    if outcome.failures and not outcome.misses and not found:
        raise outcome.failures[0].error  # nothing at all could be asked: an outage is not an empty answer
    person = cast(User, request.user)
    if request.method == "GET":
        remember(person, reading, found)
    if found.only:
        return HttpResponseRedirect(found.only.url)
    context = {
        "reading": reading,
        "told": (set(request.GET.getlist("told")) & TOLD) | ({"secret"} if reading.secret else set()),
        "outcome": outcome,
        "kept": kept,
        "found": found,
        "groups": [(kind, [shown(hit) for hit in hits]) for kind, hits in outcome.groups],
        "failures": [(failure, problem_of(failure.error, request)) for failure in outcome.failures],
        "hints": [] if found else hints_of(tried_in_vain(reading, outcome), [one.id for one in reading.candidates]),
        "untried": untried(reading, outcome, kept),
        **words_untried(reading, asked="invoice" in kinds and not outcome.hits),
        "lookup": reading.text,
        "connections": "connection" in kinds,
        "recent": recent(person, kinds=kinds),
    }
    return render_page(request, "invoices_ui/search/search.html", context)


@with_kinds
@require_POST
def search_typed(request: HttpRequest, kinds: frozenset[Kind]) -> HttpResponse:
    """The list below the box. It asks little, keeps nothing, and offers what the person looked up before."""
    reading = read_text(request.POST.get("q", ""), kinds=kinds)
    outcome = find(exsited(request).within(TYPED_SECONDS), cheap(reading))
    kept = kept_for(reading, kinds, words=not outcome.hits)
    found = Found(outcome=outcome, kept=kept)
    before = recent(cast(User, request.user), kinds=kinds, text=reading.asked)
    before = before.exclude(url__in=[one.url for one in found.all])
    context = {
        "reading": reading,
        "outcome": outcome,
        "hits": [shown(hit) for hit in outcome.hits],
        "kept": kept,
        "kept_hits": [*kept.accounts, *kept.invoices][:TYPED_SHOWN] if kept else [],
        "found": found,
        "recent": [] if reading.secret else before[:OFFERED_WHILE_TYPING],
    }
    return render_page(request, "invoices_ui/search/search_typed.html", context)


def kept_for(reading: Reading, kinds: frozenset[Kind], *, words: bool) -> Kept | None:
    """What the ledger knows, for whoever may see invoices; None where it could not be read."""
    return kept_of(reading, today=timezone.localdate(), words=words) if "invoice" in kinds else NOTHING


def tried_in_vain(reading: Reading, outcome: Outcome) -> list[str]:
    return [*(miss.candidate.id for miss in outcome.misses), *(named.id for named in reading.named)]


def untried(reading: Reading, outcome: Outcome, kept: Kept | None) -> list[Named]:
    """What nobody could look for: not the API, and not the ledger as it stands."""
    hits = {hit.id for hit in outcome.hits}
    looked_for = set(kept.exact) if kept else set()
    return [named for named in reading.named if named.id not in hits and named not in looked_for]


def words_untried(reading: Reading, *, asked: bool) -> dict[str, object]:
    """What the ledger was not asked for though it was `asked` for words."""
    return {
        "short": " ".join(too_short(reading)) if asked else "",
        "least_letters": LEAST_LETTERS,
        "many_words": asked and too_many_words(reading),
        "most_words": MOST_WORDS,
    }


@with_kinds
@require_POST
def forget_lookups(request: HttpRequest, kinds: frozenset[Kind]) -> HttpResponse:
    del kinds
    forget(cast(User, request.user))
    return redirect("search")


def shown(hit: Hit) -> tuple[Hit, PaymentState | None]:
    """With the state of an invoice."""
    state = payment_state(hit.invoice, timezone.localdate(), tenant_zone()) if hit.invoice else None
    return hit, state
