"""Every number of the page against the sandbox's own data, read over HTTP and added up by plain Python."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from dashboard import upstream
from dashboard.formats import money_text
from dashboard.upstream import process_client
from invoices_ui.ledger.filters import Filters
from invoices_ui.ledger.state import COUNTED
from invoices_ui.ledger_list.sums import sums_of_list
from invoices_ui.ledger_sync.sync import sync
from invoices_ui.receivables.ageing.asking import Question
from invoices_ui.receivables.ageing.report import read_report
from invoices_ui.receivables.debtors import read_debtors
from invoices_ui.receivables.figures import CurrencyFigures, read_figures
from invoices_ui.receivables.reconciliation.report import overdue_gap
from tests.invoices_ui.receivables.made import added_up, behind
from tests.sandbox_process import SandboxProcess

pytestmark = [pytest.mark.sandbox, pytest.mark.django_db]

SYDNEY = ZoneInfo("Australia/Sydney")
PAGE = 100


def whole_list(sandbox: SandboxProcess) -> list[dict[str, Any]]:
    with sandbox.sign_in() as api:
        found: list[dict[str, Any]] = []
        while page := api.json("/api/v3/invoices", limit=PAGE, offset=len(found))["invoices"]:
            found += page
    return found


@dataclass(frozen=True, slots=True)
class Told:
    """One invoice of the API, read by hand: amounts are None where nobody can tell, days where there is none."""

    row: dict[str, Any]

    def amount(self, name: str, within: str = "") -> Decimal | None:
        holder = self.row.get(within) or {} if within else self.row
        try:
            return Decimal(str(holder[name]))
        except (ArithmeticError, KeyError):
            return None

    def day(self, name: str) -> date | None:
        told = self.row.get(name) or ""
        return datetime.fromisoformat(told).astimezone(SYDNEY).date() if told[:1].isdigit() else None

    @property
    def currency(self) -> str:
        return (self.row.get("currency") or {}).get("name") or ""

    @property
    def account(self) -> str:
        told = self.row.get("account_id") or ""
        return "" if told == "NULL" else str(told)

    @property
    def stands(self) -> bool:
        return self.row.get("status") == "ACTIVE" and None not in map(self.amount, ("total", "paid", "due"))

    @property
    def due(self) -> Decimal:
        amount = self.amount("due")
        assert amount is not None
        return amount


@pytest.mark.parametrize("seed", [1, 7, 23])
def test_numbers_are_those_of_the_api_before_and_after_changes(
    seed: int, finance: Client, settings: pytest.FixtureRequest
) -> None:
    with SandboxProcess(invoices=300, seed=seed, allow_faults=True) as sandbox:
        settings.EXSITED_BASE_URL = sandbox.base_url  # type: ignore[attr-defined]
        settings.EXSITED_CLIENT_ID = sandbox.client_id  # type: ignore[attr-defined]
        settings.EXSITED_CLIENT_SECRET = sandbox.client_secret  # type: ignore[attr-defined]
        upstream.process_client.cache_clear()
        for change in range(2):
            if change:
                sandbox.change_invoices(seed=seed, remove=40, add=25, change=60)
            assert sync(process_client(), kind="full").status == "complete"
            rows = [Told(row) for row in whole_list(sandbox)]
            page = finance.get("/finance/").content.decode()
            found = read_figures(timezone.localdate())
            assert {one.currency for one in found} >= {row.currency for row in rows if row.stands and row.due}
            for one in found:
                own = [row for row in rows if row.currency == one.currency and row.stands]
                hold_figures(one, own, page)
                hold_ages(one, own)
                hold_debtors(one, own)
                hold_the_rest(one, own)


def hold_figures(one: CurrencyFigures, own: list[Told], page: str) -> None:
    today = timezone.localdate()
    sunday = today + timedelta(days=6 - today.weekday())
    dated = [(row.due, row.day("due_date")) for row in own if row.due > 0]
    amounts = {
        "outstanding": added_up(row.due for row in own),
        "overdue": added_up(due for due, day in dated if day and day < today),
        "not-yet-due": added_up(due for due, day in dated if day and day >= today),
        "due-this-week": added_up(due for due, day in dated if day and today <= day <= sunday),
        "no-due-date": added_up(due for due, day in dated if day is None),
        "credit": added_up(row.due for row in own if row.due < 0),
    }
    assert set(amounts) == set(one.figures)
    for key, amount in amounts.items():
        figure = one.figures[key]
        assert figure.tally.amount == amount
        assert behind(figure.filters) == (figure.tally.invoices, amount)
        assert money_text(amount, one.currency) in page


def hold_ages(one: CurrencyFigures, own: list[Told]) -> None:
    today = timezone.localdate()
    ages: dict[str, list[Decimal]] = defaultdict(list)
    for row in own:
        day = row.day("due_date")
        past = (today - day).days if day else 0
        if row.due < 0:
            ages["In credit"].append(row.due)
        elif day is None:
            ages["No due date"].append(row.due)
        else:
            named = [
                (0, "Not due"),
                (30, "1\N{EN DASH}30 days"),
                (60, "31\N{EN DASH}60 days"),
                (90, "61\N{EN DASH}90 days"),
            ]
            ages[next((name for most, name in named if past <= most), "Over 90 days")].append(row.due)
    ageings = {ageing.currency: ageing for ageing in read_report(Question(), today=today).ageings}
    if one.currency not in ageings:
        assert not any(map(any, ages.values()))
        return
    for aged in ageings[one.currency].aged:
        assert aged.tally.amount == added_up(ages[aged.bucket.label]), aged.bucket.label


def hold_debtors(one: CurrencyFigures, own: list[Told]) -> None:
    balances: dict[str, Decimal] = defaultdict(Decimal)
    for row in own:
        balances[row.account] += row.due
    found = read_debtors(one.currency, one.outstanding.tally.amount, timezone.localdate()).debtors
    highest = sorted(balances.values(), reverse=True)[: len(found)]
    assert [debtor.balance.amount for debtor in found] == highest
    for debtor in found:
        assert debtor.balance.amount == balances[debtor.account_id]
        assert behind(debtor.filters)[1] == debtor.balance.amount


def hold_the_rest(one: CurrencyFigures, own: list[Told]) -> None:
    today = timezone.localdate()
    first = today - timedelta(days=89)
    issued = [(row, row.day("issue_date")) for row in own]
    assert one.sales.first == first
    assert one.sales.invoiced.amount == added_up(
        row.amount("total") for row, day in issued if day and first <= day <= today
    )
    gap = overdue_gap(one.currency, today)
    assert (gap.told if gap else Decimal(0)) == added_up(row.amount("overdue", within="kpis") for row in own)
    sums = sums_of_list(Filters(states=COUNTED, currency=one.currency))
    for name in ("total", "paid", "due"):
        told = added_up(row.amount(name) for row in own)
        assert added_up(getattr(one_sum, name).amount for one_sum in sums) == told
