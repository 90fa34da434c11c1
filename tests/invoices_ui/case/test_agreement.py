"""Whether the numbers of an invoice agree: each check by itself, exact to the last digit."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.exsited import Invoice, Page
from dashboard.formats import MINUS
from invoices_ui.agreement.answers import Answer, agreement
from invoices_ui.agreement.arithmetic import arithmetic
from invoices_ui.agreement.equations import Check
from invoices_ui.agreement.listed import PER_PAGE, search
from tests.builders import kpis_json, line_json
from tests.invoices_ui.records import invoice

SYDNEY = ZoneInfo("Australia/Sydney")
TODAY = date(2026, 7, 20)
LONG = "12345678901234567890123456789012345.000001"
MILLIONTHS = st.integers(min_value=0, max_value=10**55)


def money(millionths: int) -> str:
    """As the API writes an amount."""
    return f"{millionths // 10**6}.{millionths % 10**6:06d}"


def checks(**changes: Any) -> dict[str, Check]:
    return {check.label: check for check in arithmetic(invoice(**changes), today=TODAY, zone=SYDNEY)}


def differing(**changes: Any) -> set[str]:
    return {label for label, check in checks(**changes).items() if check.verdict == "differs"}


class TestASoundInvoice:
    def test_agrees_in_everything(self) -> None:
        assert {check.verdict for check in checks().values()} == {"agrees"}

    def test_agrees_when_it_is_paid(self) -> None:
        kpis = kpis_json(outstanding="0", overdue="0", payment_applied="110")

        found = checks(paid="110", due="0", payment_status="PAID", kpis=kpis)

        assert {check.verdict for check in found.values()} == {"agrees"}
        assert "Paid, by the API's word" in found


class TestEachCheck:
    @pytest.mark.parametrize(
        ("label", "changes"),
        [
            ("Lines and total", {"lines": [line_json(total="110.000001")]}),
            ("Lines and subtotal", {"lines": [line_json(subtotal="99.999999")]}),
            ("Lines and tax", {"lines": [line_json(tax={"amount": "10.01"})]}),
            ("Each line", {"lines": [line_json(total="111")]}),
            ("Subtotal, tax and total", {"subtotal": "100.01"}),
            ("Tax twice", {"tax_total": "10.01"}),
            ("Total, paid and due", {"due": "55.01"}),
            ("Outstanding", {"kpis": kpis_json(outstanding="55.01")}),
            ("Overdue", {"kpis": kpis_json(overdue="0")}),
            ("Payments and credit", {"kpis": kpis_json(payment_applied="54")}),
            ("Time of the last payment", {"kpis": kpis_json(last_payment_date="2026-07-10T01:12:31Z")}),
            ("Paid, by the API's word", {"payment_status": "paid"}),
            ("Issued before due", {"issue_date": "2026-07-19T14:00:00Z"}),
        ],
    )
    def test_finds_what_differs(self, label: str, changes: dict[str, Any]) -> None:
        assert label in differing(**changes)

    def test_shows_both_numbers_and_the_formula(self) -> None:
        found = checks(due="50")["Total, paid and due"]

        assert (found.formula, found.numbers) == (f"total {MINUS} paid = due", "55.00 ≠ 50.00")

    def test_is_exact_where_28_digits_are_not(self) -> None:
        assert "Total, paid and due" in differing(total=LONG, paid="0", due=LONG.replace("000001", "000002"))
        assert "Total, paid and due" not in differing(total=LONG, paid="0", due=LONG)

    @given(MILLIONTHS, MILLIONTHS)
    def test_never_rounds(self, paid: int, due: int) -> None:
        told = {"paid": money(paid), "due": money(due)}

        assert "Total, paid and due" not in differing(total=money(paid + due), **told)
        assert "Total, paid and due" in differing(total=money(paid + due + 1), **told)


class TestWhatCannotBeCompared:
    @pytest.mark.parametrize(("due", "why"), [("", "due is not given"), ("abc", "due is not readable as an amount")])
    def test_says_why(self, due: str, why: str) -> None:
        found = checks(due=due)["Total, paid and due"]

        assert (found.verdict, found.reason) == ("not compared", why)

    def test_an_unreadable_amount_is_shown_as_it_came(self) -> None:
        assert "abc" in checks(due="abc")["Outstanding"].numbers

    def test_an_absent_amount_is_no_zero(self) -> None:
        assert checks(due="", total="0", paid="0")["Total, paid and due"].verdict == "not compared"

    def test_a_line_without_an_amount_leaves_the_sum_open(self) -> None:
        found = checks(lines=[line_json(), line_json(total="")])["Lines and total"]

        assert (found.verdict, found.reason) == ("not compared", "1 of lines.total is absent or unreadable")

    def test_nobody_owes_what_is_voided(self) -> None:
        found = checks(status="VOID", due="0", kpis=kpis_json(outstanding="0", overdue="0"))["Total, paid and due"]

        assert (found.verdict, found.numbers) == ("not compared", "55.00 and 0.00")
        assert found.reason == "usual for an invoice that is voided"

    def test_no_due_day_no_overdue(self) -> None:
        assert checks(due_date="")["Overdue"].reason == "due_date is not given"

    def test_without_key_figures_and_lines_there_is_less_to_check(self) -> None:
        assert set(checks(kpis={}, lines=[])) == {
            "Subtotal, tax and total",
            "Tax twice",
            "Total, paid and due",
            "Issued before due",
        }


class TestWhatTheDocumentsLeaveOpen:
    def test_a_discount_may_still_be_in_the_subtotal(self) -> None:
        assert checks(subtotal="105", discount_amount="5")["Subtotal, tax and total"].verdict == "agrees"
        assert checks(discount_amount="5")["Subtotal, tax and total"].verdict == "agrees"

    def test_tax_may_be_in_prices_that_include_it(self) -> None:
        lines = [line_json(subtotal="110")]

        assert "Each line" not in differing(price_tax_inclusive="true", subtotal="110", lines=lines)
        assert "Each line" in differing(price_tax_inclusive="false", subtotal="110", lines=lines)

    def test_credit_may_be_in_what_is_paid(self) -> None:
        credited = kpis_json(payment_applied="50", credit_applied="5")

        assert checks(kpis=credited)["Payments and credit"].verdict == "agrees"


class TestManyLines:
    def test_names_the_ones_that_differ(self) -> None:
        lines = [line_json(), *(line_json(total="1") for _ in range(7))]

        found = checks(lines=lines)["Each line"]

        assert found.reason.startswith("line 2: 110.00 ≠ 1.00; line 3: ")
        assert found.reason.endswith("and 2 more")


def answers(*told: Invoice | None) -> list[Answer]:
    return [Answer(label=f"A{place}", endpoint="", invoice=one) for place, one in enumerate(told)]


class TestAnswers:
    def test_of_one_version_are_compared_field_by_field(self) -> None:
        found = agreement(answers(invoice(), invoice(total="110.01"), invoice()))

        (difference,) = found.comparisons[0].differences
        assert (difference.path, difference.values) == ("total", ["110.00", "110.01", "110.00"])

    def test_lines_are_told_apart_by_their_uuids_not_their_places(self) -> None:
        one, other = line_json(uuid="a" * 36), line_json(uuid="b" * 36, total="1")

        assert agreement(answers(invoice(lines=[one, other]), invoice(lines=[other, one]))).differing == 0

    def test_a_line_more_is_a_disagreement(self) -> None:
        found = agreement(answers(invoice(), invoice(lines=[line_json(), line_json(uuid="b")])))

        assert [difference.path for difference in found.comparisons[0].differences] == ["lines.length"]

    def test_what_one_does_not_tell_is_not_compared(self) -> None:
        found = agreement(answers(invoice(), invoice(due="", lines=None)))

        assert found.differing == 0
        assert found.comparisons[0].untold_parts == [("a1", ["due", "lines"])]

    def test_what_cannot_be_read_is_not_compared(self) -> None:
        assert agreement(answers(invoice(), invoice(due="x"))).comparisons[0].untold_parts == [("a1", ["due"])]

    def test_of_different_versions_are_only_said_to_be(self) -> None:
        found = agreement(answers(invoice(), invoice(version="1", due="1")))

        assert (found.words, found.comparisons, len(found.apart)) == ("different versions", [], 2)

    def test_two_of_three_that_share_a_version_are_compared(self) -> None:
        found = agreement(answers(invoice(version="3"), invoice(), invoice(due="1")))

        assert (found.differing, [one.label for one in found.apart]) == (1, ["A0"])

    def test_without_a_version_nothing_is_compared(self) -> None:
        assert agreement(answers(invoice(version=""), invoice(version="", due="1"))).words == "not compared"

    def test_values_that_differ_never_read_the_same(self) -> None:
        moments = [invoice(created_on=f"2026-07-05T00:10:0{second}Z") for second in (1, 2)]

        (difference,) = agreement(answers(*moments)).comparisons[0].differences
        assert len(set(difference.values)) == 2


class TestTheListOfAll:
    START = datetime(2026, 1, 1, tzinfo=SYDNEY)

    def listed(self, size: int, *, step: timedelta = timedelta(minutes=1)) -> list[Invoice]:
        """Newest first, as the API was asked for them."""
        times = [(self.START - step * place).astimezone(ZoneInfo("UTC")) for place in range(size)]
        return [
            invoice(id=f"INV-{place}", created_on=f"{time:%Y-%m-%dT%H:%M:%SZ}", lines=[])
            for place, time in enumerate(times)
        ]

    def found(self, rows: list[Invoice], wanted: Invoice) -> tuple[str | None, str, int]:
        calls: list[int] = []

        def fetch(offset: int) -> Page[Invoice]:
            calls.append(offset)
            return Page(items=tuple(rows[offset : offset + PER_PAGE]), limit=PER_PAGE, offset=offset, records=len(rows))

        created = wanted.created_on
        assert isinstance(created, datetime)
        listed = search(fetch, wanted, created)
        return listed.invoice.id if listed.invoice else None, listed.reason, len(calls)

    @pytest.mark.parametrize("place", [0, 99, 100, 101, 1234, 2999])
    def test_is_searched_in_few_calls(self, place: int) -> None:
        rows = self.listed(3000)

        identity, reason, calls = self.found(rows, rows[place])

        assert (identity, reason) == (f"INV-{place}", "")
        assert calls <= 8

    @pytest.mark.parametrize("place", [0, 500, 999])
    def test_one_that_is_missing_is_said_to_be(self, place: int) -> None:
        rows = self.listed(1000)
        missing = rows.pop(place)

        assert self.found(rows, missing)[:2] == (None, "the list does not have it where it belongs")

    def test_an_empty_list_has_nothing(self) -> None:
        assert self.found([], self.listed(1)[0])[0] is None

    def test_an_unsorted_list_is_not_trusted(self) -> None:
        rows = self.listed(300)
        wanted = rows.pop(250)

        assert self.found(rows[::-1], wanted)[1] == "the list is not in the order of created_on"

    def test_one_moment_for_all_is_told(self) -> None:
        rows = self.listed(1000, step=timedelta())

        assert self.found(rows, rows[500])[1] == "too many invoices were created in the same moment"
