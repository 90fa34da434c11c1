"""The filters of an address: what each asks for, and what is told of a wrong one."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from urllib.parse import urlencode

import pytest
from django.http import QueryDict

from invoices_ui.ledger.addresses import parameters_of
from invoices_ui.ledger.filters import Filters
from invoices_ui.ledger.state import OPEN, State
from invoices_ui.ledger_list.ages import days_of, label_of
from invoices_ui.ledger_list.form import FilterForm
from tests.invoices_ui.ledger.test_addresses import CASES as ADDRESSES

TODAY = date(2026, 3, 1)
ARABIC = "\N{ARABIC-INDIC DIGIT ONE}-30"
NO_AGES = ["wombat", "30-1", "over-", "1-999999", "-1", "over-99999", ARABIC, "99998-99999"]


def form_of(query: str) -> FilterForm:
    return FilterForm(QueryDict(query), today=TODAY)


@pytest.mark.parametrize("case", sorted(ADDRESSES.keys() - {"amounts"}))
def test_what_an_address_says_is_what_its_form_reads(case: str) -> None:
    filters, _ = ADDRESSES[case]

    form = form_of(urlencode(parameters_of(filters)))

    assert form.is_valid(), form.errors
    assert set(form.filters.states) == set(filters.states)
    assert parameters_of(form.filters) == parameters_of(filters)


class TestAges:
    @pytest.mark.parametrize(
        ("age", "label"),
        [("1-30", "1\N{EN DASH}30 days overdue"), ("over-90", "Over 90 days overdue"), ("none", "No due date")],
    )
    def test_are_called_as_in_the_ageing_report(self, age: str, label: str) -> None:
        assert label_of(age) == label

    @pytest.mark.parametrize(
        ("age", "wanted"),
        [
            ("not_due", Filters(due_date_from=TODAY)),
            ("1-30", Filters(due_date_from=date(2026, 1, 30), due_date_to=date(2026, 2, 28))),
            ("31-60", Filters(due_date_from=date(2025, 12, 31), due_date_to=date(2026, 1, 29))),
            ("over-90", Filters(due_date_to=date(2025, 11, 30))),
            ("none", Filters(no_due_date=True)),
        ],
    )
    def test_are_days_as_of_today(self, age: str, wanted: Filters) -> None:
        form = form_of(f"age={age}")

        assert form.is_valid()
        assert form.filters == wanted

    def test_meet_every_day_once(self) -> None:
        ages = [days_of(age, TODAY) for age in ("not_due", "1-30", "31-60", "61-90", "over-90")]

        for number in range(-200, 40):
            day = date.fromordinal(TODAY.toordinal() + number)
            met = [
                age
                for age in ages
                if age and (age.first is None or age.first <= day) and (age.last is None or day <= age.last)
            ]
            assert len(met) == 1, day

    def test_narrow_the_days_asked_for(self) -> None:
        form = form_of("age=1-30&due_date_from=2026-02-20&due_date_to=2026-12-31")

        assert form.is_valid()
        assert form.filters == Filters(due_date_from=date(2026, 2, 20), due_date_to=date(2026, 2, 28))

    @pytest.mark.parametrize(
        "age",
        ["wombat", "30-1", "over-", "1-999999", "-1", "over-99999", "\N{ARABIC-INDIC DIGIT ONE}-30", "99998-99999"],
    )
    def test_hold_no_nonsense(self, age: str) -> None:
        assert days_of(age, date(1, 2, 3)) is None


class TestWrongValues:
    @pytest.mark.parametrize(
        ("query", "field"),
        [
            ("state=wombat", "state"),
            ("issue_date_from=31/12/2026", "issue_date_from"),
            ("due_date_to=2026-02-30", "due_date_to"),
            ("total_from=a+lot", "total_from"),
            ("due_to=NaN", "due_to"),
            ("due_to=Infinity", "due_to"),
            ("due_from=0.0000001", "due_from"),
            ("due_from=99999999999999999999", "due_from"),
            ("total_from=2&total_to=1", "total_to"),
            ("issue_date_from=2026-02-02&issue_date_to=2026-02-01", "issue_date_to"),
            ("age=old", "age"),
            ("q=ab", "q"),
            ("q=1+2+3+4+5+6+7+8+999", "q"),
            ("account_id=%00", "account_id"),
            (f"order_id={'x' * 201}", "order_id"),
        ],
    )
    def test_are_told_by_their_field(self, query: str, field: str) -> None:
        form = form_of(query)

        assert not form.is_valid()
        assert list(form.errors) == [field]

    def test_a_short_word_will_do_beside_a_longer_one(self) -> None:
        form = form_of("q=ab+wombat")

        assert form.is_valid()
        assert form.filters.words == ("ab", "wombat")


def test_states_may_be_named_by_what_they_have_in_common() -> None:
    form = form_of("state=open&state=paid&state=unpaid")

    assert form.is_valid()
    assert form.filters.states == (*OPEN, State.PAID)


def test_an_empty_currency_is_not_any() -> None:
    empty, absent = form_of("currency="), form_of("total_from=")

    assert empty.is_valid()
    assert absent.is_valid()
    assert (empty.filters.currency, absent.filters.currency) == ("", None)


def test_amounts_stay_exact() -> None:
    form = form_of("total_from=0.100001&due_to=9000000000000.000001")

    assert form.is_valid()
    assert form.filters == Filters(total_from=Decimal("0.100001"), due_to=Decimal("9000000000000.000001"))
