"""In a few lines of one currency: what moved since yesterday, and how far its overdue is from the billing API's own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.html import format_html
from django.utils.safestring import SafeString

from dashboard import markup
from dashboard.formats import day_text
from invoices_ui.receivables.definitions import UNAPPLIED
from invoices_ui.receivables.movement.report import movement_since
from invoices_ui.receivables.reconciliation.report import contradicting, overdue_gap, unapplied_credit
from invoices_ui.receivables.reconciliation.tables import explained
from invoices_ui.receivables.spans import ONE
from invoices_ui.receivables.tables import amount, leading


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    label: str
    value: SafeString


@dataclass(frozen=True, kw_only=True, slots=True)
class Since:
    """Since yesterday; or since an earlier day, where yesterday left no snapshot."""

    title: str
    lines: list[Line]


def since_yesterday(currency: str, today: date) -> Since | None:
    """None as long as no day before this one left a snapshot."""
    found = movement_since(today - ONE, currency, today)
    if found is None:
        return None
    newly, cured, older = found.newly, found.cured, found.older
    lines = [
        Line(label="Newly overdue", value=counted(amount(newly, currency, found.newly_filters), newly.invoices)),
        Line(label="Cured", value=counted(markup.money(cured.amount, currency), cured.invoices)),
        Line(label="Grew older", value=counted(markup.money(older.amount, currency), older.invoices)),
    ]
    since = "yesterday" if found.since == today - ONE else day_text(found.since)
    return Since(title=f"Since {since}", lines=lines)


def counted(shown: SafeString, invoices: int) -> SafeString:
    return format_html('{} <span class="muted">in {}</span>', shown, markup.number(invoices))


@dataclass(frozen=True, kw_only=True, slots=True)
class Beside:
    """`contradicting`: how many of the currency's invoices contradict themselves."""

    lines: list[Line]
    contradicting: int


def beside_the_api(currency: str, today: date) -> Beside:
    gap, lines = overdue_gap(currency, today), []
    if gap:
        by = "explained by " if gap.differing else ""
        lines = [
            Line(label="Our overdue", value=leading(markup.money(gap.ours, currency), gap.ours_filters)),
            Line(label="kpis.overdue", value=markup.money(gap.told, currency)),
            Line(label="Difference", value=format_html("{} {}{}", markup.money(gap.gap, currency), by, explained(gap))),
        ]
    for credit in unapplied_credit():
        if credit.currency == currency:
            shown = leading(markup.money(credit.unapplied, currency), credit.filters)
            lines.append(Line(label=UNAPPLIED.name, value=counted(shown, credit.invoices)))
    return Beside(lines=lines, contradicting=contradicting(currency))
