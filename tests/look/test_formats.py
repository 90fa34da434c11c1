from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from dashboard.formats import day_text, decimal_text, humane, moment_text, money_text, size_text, utc_text

LATE_IN_UTC = datetime(2026, 10, 27, 23, 30, 5, tzinfo=UTC)


class TestMoneyText:
    @pytest.mark.parametrize(
        ("amount", "currency", "text"),
        [
            ("3206.000000", "AUD", "3,206.00"),
            ("184000", "JPY", "184,000"),
            ("1.5", "KWD", "1.500"),
            ("1.5", "xyz", "1.50"),
            ("1.5", None, "1.50"),
            ("1E+3", "aud", "1,000.00"),
            ("-0.00", "AUD", "0.00"),
            ("-45", "NZD", "−45.00"),  # noqa: RUF001  (the minus sign of print)
        ],
    )
    def test_shows_the_decimals_of_the_currency(self, amount: str, currency: str | None, text: str) -> None:
        assert money_text(Decimal(amount), currency) == text

    @pytest.mark.parametrize(("amount", "currency"), [("0.123456", "AUD"), ("0.5", "JPY"), ("0.1234", "KWD")])
    def test_never_drops_digits_that_are_not_zero(self, amount: str, currency: str) -> None:
        assert money_text(Decimal(amount), currency) == amount

    def test_leaves_an_absurd_exponent_alone(self) -> None:
        assert money_text(Decimal("1E+400"), "AUD") == "1E+400"

    @given(some.decimals(allow_nan=False, allow_infinity=False, places=6))
    def test_loses_nothing(self, amount: Decimal) -> None:
        shown = decimal_text(amount, decimals=2).replace(",", "").replace("\N{MINUS SIGN}", "-")

        assert Decimal(shown) == amount

    @given(some.decimals())
    def test_takes_every_decimal(self, amount: Decimal) -> None:
        assert decimal_text(amount)


class TestDaysAndMoments:
    def test_a_day_is_the_tenants(self) -> None:
        assert day_text(LATE_IN_UTC) == "28 Oct 2026"

    def test_a_plain_date_stays(self) -> None:
        assert day_text(date(2026, 10, 5)) == "5 Oct 2026"

    def test_a_moment_is_told_in_the_tenants_time_and_in_utc(self) -> None:
        assert moment_text(LATE_IN_UTC) == "28 Oct 2026, 10:30"
        assert utc_text(LATE_IN_UTC) == "27 Oct 2026, 23:30:05 UTC"

    @pytest.mark.parametrize("edge", [datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, tzinfo=UTC)])
    def test_the_ends_of_the_calendar_are_no_error(self, edge: datetime) -> None:
        assert moment_text(edge)


class TestHumane:
    @pytest.mark.parametrize(
        ("word", "text"),
        [("LINKED_WITH_ORDER", "Linked with order"), ("customField", "CustomField"), ("", ""), ("xero", "Xero")],
    )
    def test_reads_as_a_person_writes(self, word: str, text: str) -> None:
        assert humane(word) == text


class TestSizeText:
    @pytest.mark.parametrize(
        ("size", "text"),
        [(0, "0 bytes"), (1, "1 byte"), (999, "999 bytes"), (1000, "1.0 kB"), (84_210, "84 kB"), (3_400_000, "3.4 MB")],
    )
    def test_uses_the_unit_that_fits(self, size: int, text: str) -> None:
        assert size_text(size) == text
