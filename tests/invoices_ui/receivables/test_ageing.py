"""Ageing: buckets add up to what is outstanding, on every day, by every edge, exactly."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from invoices_ui.ledger.keeping import keep
from invoices_ui.ledger.models import LedgerInvoice
from invoices_ui.receivables.ageing.asking import Question, read_question
from invoices_ui.receivables.ageing.books import midnight_after
from invoices_ui.receivables.ageing.report import Report, account_ids, every_account, read_report
from invoices_ui.receivables.buckets import By, buckets_of
from invoices_ui.receivables.spans import Kind, end_of_week, spans_of
from tests.invoices_ui.ledger.test_entries import record
from tests.invoices_ui.receivables.made import TODAY, added_up, behind, due_of, fill, payment

OWED = {"unpaid", "part_paid", "in_credit"}
YESTERDAY = TODAY - timedelta(days=1)
days = st.dates(min_value=date(1995, 1, 1), max_value=date(2150, 12, 31))
edges = st.lists(st.integers(1, 3650), min_size=1, max_size=8).map(lambda found: tuple(sorted(set(found))))


def told(report: Report) -> dict[tuple[str, str], tuple[int, Any]]:
    return {
        (one.currency, aged.bucket.key): (aged.tally.invoices, aged.tally.amount)
        for one in report.ageings
        for aged in one.aged
    }


class TestDays:
    @settings(deadline=None)
    @given(as_of=days, edges=edges, day=days)
    def test_every_day_lies_in_exactly_one_span(self, as_of: date, edges: tuple[int, ...], day: date) -> None:
        found = [
            span
            for span in spans_of(as_of, edges)
            if span.kind is not Kind.DAYLESS and (span.first or day) <= day <= (span.last or day)
        ]

        assert len(found) == 1
        assert (found[0].kind is Kind.PAST) == (day < as_of)
        assert (found[0].kind is Kind.WEEK) == (as_of <= day <= end_of_week(as_of))

    @settings(deadline=None)
    @given(as_of=days, edges=edges, age=st.integers(1, 4000))
    def test_a_bucket_ends_with_its_edge(self, as_of: date, edges: tuple[int, ...], age: int) -> None:
        past = [span for span in spans_of(as_of, edges) if span.kind is Kind.PAST]
        day = as_of - timedelta(days=age)

        place = next(at for at, span in enumerate(past) if (span.first or day) <= day <= (span.last or day))

        assert place == sum(age > edge for edge in edges)

    @settings(deadline=None)
    @given(day=days)
    def test_a_week_ends_on_its_sunday(self, day: date) -> None:
        assert end_of_week(day).isoweekday() == 7
        assert 0 <= (end_of_week(day) - day).days <= 6

    @pytest.mark.parametrize("day", [date(2026, 4, 4), date(2026, 10, 3), date(2028, 2, 28), date(2028, 2, 29)])
    def test_a_day_ends_at_midnight_of_the_tenant_whatever_the_clocks_do(self, day: date) -> None:
        sydney = ZoneInfo("Australia/Sydney")

        after = midnight_after(day)

        assert after == datetime.combine(day + timedelta(days=1), datetime.min.time(), tzinfo=sydney)
        assert (after.astimezone(sydney) - timedelta(microseconds=1)).date() == day

    def test_buckets_are_named_by_their_days(self) -> None:
        assert [bucket.label for bucket in buckets_of(TODAY, edges=(1, 30))] == [
            "Not due",
            "1 days",
            "2\N{EN DASH}30 days",
            "Over 30 days",
            "No due date",
            "In credit",
        ]


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("by", ["due_date", "issue_date"])
@pytest.mark.parametrize("shift", [0, 20])
class TestNow:
    def test_buckets_are_what_adding_up_all_rows_gives(self, seed: int, by: By, shift: int) -> None:
        rows = fill(seed)
        day = TODAY + timedelta(days=shift)
        report = read_report(Question(as_of=day, by=by, edges=(7, 60)), today=TODAY)

        def age(row: Any) -> Any:
            return None if getattr(row, by) is None else (day - getattr(row, by)).days

        meant = {
            "not-due": lambda row: row.state != "in_credit" and age(row) is not None and age(row) <= 0,
            "past-1": lambda row: row.state != "in_credit" and age(row) is not None and 1 <= age(row) <= 7,
            "past-2": lambda row: row.state != "in_credit" and age(row) is not None and 8 <= age(row) <= 60,
            "past-3": lambda row: row.state != "in_credit" and age(row) is not None and age(row) > 60,
            "no-date": lambda row: row.state != "in_credit" and age(row) is None,
            "credit": lambda row: row.state == "in_credit",
        }
        owed = [row for row in rows if row.state in OWED]
        assert told(report) == {
            (currency, key): due_of([row for row in owed if row.currency == currency], chosen)
            for currency in {row.currency for row in owed}
            for key, chosen in meant.items()
        }

    def test_buckets_add_up_to_what_is_outstanding_and_lead_to_their_invoices(
        self, seed: int, by: By, shift: int
    ) -> None:
        fill(seed)
        report = read_report(Question(as_of=TODAY + timedelta(days=shift), by=by), today=TODAY)

        for one in report.ageings:
            assert added_up(aged.tally.amount for aged in one.aged) == one.whole.amount
            assert sum(aged.tally.invoices for aged in one.aged) == one.whole.invoices
            assert behind(one.filters) == (one.whole.invoices, one.whole.amount)
            for aged in one.aged:
                assert behind(aged.filters) == (aged.tally.invoices, aged.tally.amount)

    def test_accounts_add_up_to_their_currency(self, seed: int, by: By, shift: int) -> None:
        fill(seed)
        report = read_report(Question(as_of=TODAY + timedelta(days=shift), by=by), today=TODAY)

        for one in report.ageings:
            accounts = list(every_account(report, one.currency))
            for place, aged in enumerate(one.aged):
                assert added_up(account.ageing.aged[place].tally.amount for account in accounts) == aged.tally.amount
            for account in accounts:
                for aged in account.ageing.aged:
                    assert behind(aged.filters) == (aged.tally.invoices, aged.tally.amount)


def put_back(row: LedgerInvoice, as_of: date) -> Any:
    """What was due on it at the end of that day; None where nothing was, or nobody can know."""
    zone = ZoneInfo("Australia/Sydney")

    def later(moment: datetime | None) -> bool:
        return moment is not None and moment.astimezone(zone).date() > as_of

    ends = {"voided": row.kpis_voided_on, "cancelled": row.kpis_last_cancelled_on, "deleted": row.kpis_deleted_on}
    stood = row.state in OWED | {"paid"} or (row.state in ends and later(ends[row.state]))
    paid_on = row.last_payment_created_at
    if not stood or row.issue_date is None or row.issue_date > as_of or None in (row.total, row.paid, row.due):
        return None
    if (row.paid and paid_on is None) or (later(paid_on) and row.last_payment_amount != row.paid):
        return None
    if later(paid_on):
        return row.due + row.paid if row.state not in ends else row.total
    return row.due if row.state not in ends else row.total - row.paid


@pytest.mark.django_db
class TestPastDay:
    def balances(self, as_of: date, **changes: Any) -> tuple[dict[str, Any], list[str]]:
        keep([record(**{"id": "INV-1", "issue_date": "2026-10-01T09:00:00+10:00", **changes})], walk=1)
        report = read_report(Question(as_of=as_of), today=TODAY)
        found = {key: amount for (_, key), (count, amount) in told(report).items() if count}
        return found, [one.reason for one in report.unknown]

    def test_an_invoice_issued_later_is_not_there(self) -> None:
        assert self.balances(YESTERDAY, issue_date=f"{TODAY}T00:00:00+11:00") == ({}, [])

    def test_a_payment_made_later_is_undone(self) -> None:
        paid = {"total": "110", "paid": "110", "due": "0", "due_date": "2026-11-01T09:00:00+11:00"}
        kpis = {"credit_applied": 0}

        found, unknown = self.balances(
            YESTERDAY, **paid, kpis=kpis, last_payment=payment(f"{TODAY}T09:00:00+11:00", Decimal(110))
        )

        assert {key: str(amount) for key, amount in found.items()} == {"past-1": "110.000000"}
        assert unknown == []

    def test_a_payment_made_on_the_day_counts(self) -> None:
        paid = {"total": "110", "paid": "110", "due": "0"}

        found, unknown = self.balances(
            YESTERDAY, **paid, kpis={}, last_payment=payment(f"{YESTERDAY}T09:00:00+11:00", Decimal(110))
        )

        assert (found, unknown) == ({}, [])

    def test_several_payments_cannot_be_told_apart(self) -> None:
        paid = {"total": "110", "paid": "110", "due": "0"}

        found, unknown = self.balances(
            YESTERDAY, **paid, kpis={}, last_payment=payment(f"{TODAY}T09:00:00+11:00", Decimal(60))
        )

        assert found == {}
        assert unknown == ["paid in several parts, the last of them later: left out"]

    def test_what_was_voided_later_was_owed_then(self) -> None:
        ended = {"status": "VOID", "total": "110", "paid": "0", "due": "0", "due_date": ""}
        kpis = {"voided_on": f"{TODAY}T08:00:00+11:00"}

        found, unknown = self.balances(YESTERDAY, **ended, kpis=kpis, last_payment=None)

        assert ({key: str(amount) for key, amount in found.items()}, unknown) == ({"no-date": "110.000000"}, [])

    def test_what_was_voided_by_then_was_not(self) -> None:
        ended = {"status": "VOID", "total": "110", "paid": "0", "due": "110"}

        found, unknown = self.balances(YESTERDAY, **ended, kpis={"voided_on": f"{YESTERDAY}T08:00:00+11:00"})

        assert (found, unknown) == ({}, [])

    def test_what_was_voided_on_no_day_is_counted(self) -> None:
        found, unknown = self.balances(YESTERDAY, status="VOID", kpis={})

        assert (found, unknown) == (
            {},
            ["voided, cancelled or deleted on a day that is not told: left out"],
        )

    @pytest.mark.parametrize("seed", range(4))
    def test_balances_are_those_of_all_rows_put_back_one_by_one(self, seed: int) -> None:
        rows = fill(seed)

        report = read_report(Question(as_of=YESTERDAY), today=TODAY)

        balances = [(row.currency, then) for row in rows if (then := put_back(row, YESTERDAY))]
        assert len(balances) > 5
        assert {one.currency: (one.whole.invoices, one.whole.amount) for one in report.ageings} == {
            currency: (
                sum(name == currency for name, _ in balances),
                added_up(amount for name, amount in balances if name == currency),
            )
            for currency in {name for name, _ in balances}
        }

    def test_accounts_add_up_to_the_day(self) -> None:
        fill(3)
        report = read_report(Question(as_of=TODAY - timedelta(days=5)), today=TODAY)

        assert report.ageings
        for one in report.ageings:
            accounts = list(every_account(report, one.currency))
            assert added_up(account.ageing.whole.amount for account in accounts) == one.whole.amount
            assert len({account.account_id for account in accounts}) == len(accounts)


@pytest.mark.django_db
def test_a_bucket_leads_to_the_accounts_that_have_something_in_it() -> None:
    rows = fill(4)
    report = read_report(Question(bucket="past-1"), today=TODAY)

    found = account_ids(report, "AUD", 0, 50)

    late = (TODAY - timedelta(days=30), YESTERDAY)
    assert set(found) == {
        row.account_id
        for row in rows
        if row.currency == "AUD"
        and row.state in OWED - {"in_credit"}
        and row.due_date
        and late[0] <= row.due_date <= late[1]
    }


class TestQuestion:
    @pytest.mark.parametrize(
        ("asked", "error"),
        [
            ({"as_of": "2026-02-30"}, "is no day"),
            ({"as_of": "0001-01-01"}, "from 1990 to 2199"),
            ({"edges": "30,x"}, "whole numbers"),
            ({"edges": "30,20"}, "larger than the one before"),
            ({"edges": "0,20"}, "from 1 to 3,650"),
            ({"edges": "30,30"}, "larger than the one before"),
            ({"edges": "9999"}, "from 1 to 3,650"),
            ({"edges": "²"}, "whole numbers"),
            ({"edges": ",".join(map(str, range(1, 12)))}, "at most 8"),
            ({"by": "created_on"}, "due_date or issue_date"),
        ],
    )
    def test_what_cannot_be_meant_is_said(self, asked: dict[str, str], error: str) -> None:
        question = read_question(asked, today=TODAY)

        assert len(question.errors) == 1
        assert error in question.errors[0]
        assert (question.as_of, question.by, question.edges) == (None, "due_date", (30, 60, 90))

    @settings(deadline=None)
    @given(as_of=days, edges=edges)
    def test_an_address_asks_for_what_it_was_made_of(self, as_of: date, edges: tuple[int, ...]) -> None:
        from django.http import QueryDict

        question = Question(as_of=as_of, by="issue_date", edges=edges, currency="", bucket="past-1", account_id="A&B")

        assert read_question(QueryDict(question.url().partition("?")[2]), today=date(1990, 1, 1)) == question
