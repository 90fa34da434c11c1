"""What is outstanding now, by currency."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from dashboard import markup, roles
from dashboard.formats import decimal_text, money_text
from dashboard.htmx import render_page
from invoices_ui.ledger.addresses import address_of
from invoices_ui.ledger.freshness import invoices_told
from invoices_ui.receivables import definitions
from invoices_ui.receivables.buckets import ageing_of, buckets_of
from invoices_ui.receivables.cards import beside_the_api, since_yesterday
from invoices_ui.receivables.charts import Bar, bars_of, strip_of
from invoices_ui.receivables.debtors import largest, oldest, read_debtors
from invoices_ui.receivables.figures import CurrencyFigures, Figure, read_figures
from invoices_ui.receivables.spans import end_of_week
from invoices_ui.receivables.standing import Standing, read_standing
from invoices_ui.receivables.tables import (
    AgeingTable,
    DebtorTable,
    LargestTable,
    OldestTable,
    amount,
    currency_name,
    leading,
    share,
)

MOST_INVOICES = 5


@dataclass(frozen=True, kw_only=True, slots=True)
class Tile:
    label: str
    figure: SafeString
    note: SafeString
    url: str = ""
    lead: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """All of one currency; `strip` draws what of it is how old."""

    currency: str
    name: str
    tiles: list[Tile]
    strip: list[Bar]
    ages: str
    unjudged: SafeString | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    label: str
    url: str
    current: bool


@require_safe
@permission_required(roles.VIEW_FINANCE, raise_exception=True)
def finance(request: HttpRequest) -> HttpResponse:
    standing = read_standing()
    figures = read_figures(standing.as_of)
    context = {
        "standing": standing,
        "sunday": end_of_week(standing.as_of),
        "rows": [row_of(one, standing) for one in figures],
        "definitions": definitions.DEFINITIONS,
        "left_out": definitions.LEFT_OUT,
        **(details(chosen(figures, request.GET.get("currency")), figures, standing) if figures else {}),
    }
    return render_page(request, "invoices_ui/receivables/finance.html", context)


def chosen(figures: Sequence[CurrencyFigures], asked: str | None) -> CurrencyFigures:
    """Without a currency that there is, the one with most invoices."""
    most = max(figures, key=lambda one: one.outstanding.tally.invoices)
    return next((one for one in figures if one.currency == asked), most)


def details(own: CurrencyFigures, figures: Sequence[CurrencyFigures], standing: Standing) -> dict[str, object]:
    as_of = standing.as_of
    ageing = ageing_of(own.currency, own.cells, buckets_of(as_of))
    debtors = read_debtors(own.currency, own.outstanding.tally.amount, as_of)
    return {
        "currency": own.currency,
        "currency_name": currency_name(own.currency),
        "choices": choices(own.currency, [one.currency for one in figures]),
        "ageing": AgeingTable(ageing),
        "bars": bars_of(ageing.aged),
        "debtors": DebtorTable(debtors.debtors, currency=own.currency, as_of=as_of),
        "accounts": debtors.accounts,
        "concentration": [
            ("The highest" if one.top == 1 else f"The highest {one.top}", share(one.share))
            for one in debtors.concentration
        ],
        "sales": own.sales,
        "invoiced": amount(own.sales.invoiced, own.currency, own.sales.filters),
        "outstanding": own.outstanding,
        "largest": LargestTable(largest(own.currency, MOST_INVOICES), as_of=as_of),
        "movement_url": f"{reverse('movement')}?{urlencode({'currency': own.currency})}",
        "since": since_yesterday(own.currency, as_of),
        "beside": beside_the_api(own.currency, as_of),
        "oldest": OldestTable(oldest(own.currency, as_of, MOST_INVOICES), as_of=as_of),
    }


def choices(current: str, currencies: Sequence[str]) -> list[Choice]:
    home = reverse("finance")
    return [
        Choice(label=currency_name(one), url=f"{home}?{urlencode({'currency': one})}", current=one == current)
        for one in currencies
    ]


def row_of(figures: CurrencyFigures, standing: Standing) -> Row:
    lead = tile_of(figures.outstanding, standing, name=f"{currency_name(figures.currency)} outstanding", lead=True)
    others = [tile_of(one, standing) for key, one in figures.figures.items() if key != definitions.OUTSTANDING.key]
    ageing = ageing_of(figures.currency, figures.cells, buckets_of(standing.as_of))
    unjudged = figures.unjudged.invoices
    return Row(
        currency=figures.currency,
        name=currency_name(figures.currency),
        tiles=[lead, *others, sales_tile(figures, standing)],
        strip=strip_of(ageing.aged),
        ages=", ".join(f"{one.bucket.label} {money_text(one.tally.amount, figures.currency)}" for one in ageing.aged),
        unjudged=leading(format_html("{}", invoices_told(unjudged)), figures.unjudged_filters) if unjudged else None,
    )


def tile_of(figure: Figure, standing: Standing, *, name: str = "", lead: bool = False) -> Tile:
    told = [counted(figure)]
    if figure.tally.unheld:
        told.append(f"without {figure.tally.unheld} whose amount is too long")
    return Tile(
        label=name or figure.definition.name,
        figure=format_html("{}", money_text(figure.tally.amount, figure.filters.currency)),
        note=format_html("{} {}", ", ".join(told), standing.badge),
        url=address_of(figure.filters),
        lead=lead,
    )


def counted(figure: Figure) -> str:
    invoices = invoices_told(figure.tally.invoices)
    if figure.share is None or figure.definition.key == definitions.OUTSTANDING.key:
        return invoices
    return f"{decimal_text(figure.share, decimals=1)} % in {invoices}"


def sales_tile(figures: CurrencyFigures, standing: Standing) -> Tile:
    sales = figures.sales
    return Tile(
        label=definitions.DAYS_SALES_OUTSTANDING.name,
        figure=markup.ABSENT if sales.days is None else format_html("{}", decimal_text(sales.days, decimals=1)),
        note=format_html("last {} days {}", sales.period, standing.badge),
        url=address_of(sales.filters),
    )
