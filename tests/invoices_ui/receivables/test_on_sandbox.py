"""Every number of the page against the sandbox's own data, read over HTTP and added up by plain Python."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from dashboard import upstream
from dashboard.formats import money_text
from dashboard.upstream import process_client
from invoices_ui.ledger.sync import sync
from invoices_ui.receivables.asking import Question
from invoices_ui.receivables.figures import read_figures
from invoices_ui.receivables.report import read_report
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


def due(row: dict[str, Any]) -> Decimal | None:
    """What is due on an invoice that stands; None where nobody can tell."""
    try:
        amounts = [Decimal(row[name]) for name in ("total", "paid", "due")]
    except (ArithmeticError, KeyError, TypeError):
        return None
    return amounts[2] if row.get("status") == "ACTIVE" else None


def is_overdue(row: dict[str, Any]) -> bool:
    amount, told = due(row), row.get("due_date") or ""
    if amount is None or amount <= 0 or not told[:1].isdigit():
        return False
    return datetime.fromisoformat(told).astimezone(SYDNEY).date() < timezone.localdate()


@pytest.mark.parametrize("seed", [1, 7])
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
            hold(whole_list(sandbox), finance)


def hold(rows: list[dict[str, Any]], finance: Client) -> None:
    page = finance.get("/finance/").content.decode()
    today = timezone.localdate()
    ageings = {one.currency: one for one in read_report(Question(), today=today).ageings}
    for one in read_figures(today):
        own = [row for row in rows if ((row.get("currency") or {}).get("name") or "") == one.currency]
        amounts = {"outstanding": added_up(map(due, own)), "overdue": added_up(map(due, filter(is_overdue, own)))}
        for key, amount in amounts.items():
            figure = one.figures[key]
            assert figure.tally.amount == amount
            assert behind(figure.filters) == (figure.tally.invoices, amount)
            assert money_text(amount, one.currency) in page
        if one.currency in ageings:
            assert added_up(aged.tally.amount for aged in ageings[one.currency].aged) == amounts["outstanding"]
    assert {one.sales.last - one.sales.first for one in read_figures(today)} == {timedelta(days=89)}
