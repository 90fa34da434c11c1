"""How what is outstanding has moved from day to day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from dashboard import roles
from dashboard.htmx import render_page
from dashboard.lists.files import KINDS, PARAMETER, Kind, asked_kind
from invoices_ui.receivables.charts import course_of
from invoices_ui.receivables.definitions import LEFT_OUT
from invoices_ui.receivables.figures import read_figures
from invoices_ui.receivables.models import DaySnapshot
from invoices_ui.receivables.movement.files import movement_file
from invoices_ui.receivables.movement.report import movement_since
from invoices_ui.receivables.movement.snapshots import first_snapshot, kept_of, month_end_before, week_before
from invoices_ui.receivables.movement.tables import DaysTable, MovedTable
from invoices_ui.receivables.spans import ONE
from invoices_ui.receivables.standing import read_standing
from invoices_ui.receivables.tables import amount, currency_name
from invoices_ui.views.finance import Choice

SINCE: dict[str, tuple[str, Callable[[date], date]]] = {
    "yesterday": ("Yesterday", lambda today: today - ONE),
    "week": ("Last week", week_before),
    "month": ("Month end", month_end_before),
}
MOST_DAYS = 92
DAYS_TOLD = 31


@require_safe
@permission_required(roles.VIEW_FINANCE, raise_exception=True)
def movement(request: HttpRequest) -> HttpResponseBase:
    standing = read_standing()
    currencies = [one.currency for one in read_figures(standing.as_of)]
    asked = request.GET.get("since", "")
    since = asked if asked in SINCE else "yesterday"
    wanted = SINCE[since][1](standing.as_of)
    context: dict[str, Any] = {
        "standing": standing,
        "left_out": LEFT_OUT,
        "wanted": wanted,
        "first": first_snapshot(),
    }
    if currencies:
        currency = request.GET.get("currency", "")
        currency = currency if currency in currencies and "currency" in request.GET else currencies[0]
        if kind := asked_kind(request):
            return movement_file(currency, movement_since(wanted, currency, standing.as_of), standing, kind)
        context |= {
            "currency_name": currency_name(currency),
            "file_urls": [(kind.upper(), file_url(since, currency, kind)) for kind in KINDS],
            "choices": [choice(currency_name(one), since, one, current=one == currency) for one in currencies],
            "times": [choice(label, key, currency, current=key == since) for key, (label, _) in SINCE.items()],
            **compared(currency, wanted, standing.as_of),
            **trend(currency),
        }
    return render_page(request, "invoices_ui/receivables/movement.html", context)


def choice(label: str, since: str, currency: str, *, current: bool) -> Choice:
    url = f"{reverse('movement')}?{urlencode({'since': since, 'currency': currency})}"
    return Choice(label=label, url=url, current=current)


def file_url(since: str, currency: str, kind: Kind) -> str:
    return f"?{urlencode({'since': since, 'currency': currency, PARAMETER: kind})}"


def compared(currency: str, wanted: date, today: date) -> dict[str, Any]:
    """Nothing without a snapshot of that day or an earlier one."""
    found = movement_since(wanted, currency, today)
    if found is None:
        return {}
    return {
        "movement": found,
        "moved": MovedTable(found),
        "newly": amount(found.newly, currency, found.newly_filters),
        "overdue_now": amount(found.overdue_now, currency, found.overdue_filters),
        "currency": currency,
    }


def trend(currency: str) -> dict[str, Any]:
    newest = list(DaySnapshot.objects.order_by("-day")[:MOST_DAYS])
    kept = kept_of(newest, currency)
    return {
        "course": course_of(kept[::-1]),
        "days": DaysTable(kept[:DAYS_TOLD], currency=currency),
    }
