from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from dashboard import markup
from dashboard.exsited.fields import Malformed
from dashboard.exsited.secrets import Sealer

HOSTILE = '"><script>alert(1)</script>'


class TestAbsence:
    @pytest.mark.parametrize(
        "show", [markup.money, markup.number, markup.moment, markup.day, markup.words, markup.flag]
    )
    def test_is_a_dash_never_a_zero(self, show: Callable[..., str]) -> None:
        assert show(None) == '<span class="muted">–</span>'  # noqa: RUF001  (an en dash)

    def test_of_an_id_offers_nothing_to_copy(self) -> None:
        assert "button" not in markup.identifier(None)

    def test_of_a_flag_can_be_a_word(self) -> None:
        assert "absent" in markup.flag(None, absent="Absent")


class TestMalformed:
    @pytest.mark.parametrize(
        "show", [markup.money, markup.number, markup.moment, markup.day, markup.words, markup.flag]
    )
    def test_is_shown_raw_and_flagged(self, show: Callable[..., str]) -> None:
        shown = show(Malformed("12,5O"))

        assert "12,5O" in shown
        assert 'class="badge warn"' in shown

    def test_is_cut_when_it_is_long(self) -> None:
        assert len(markup.money(Malformed("9" * 5000))) < 300


class TestEscaping:
    @pytest.mark.parametrize(
        "shown",
        [
            markup.badge("ok", HOSTILE, note=HOSTILE),
            markup.badge(HOSTILE, "x"),
            markup.badge("ok", "x", url=HOSTILE),
            markup.identifier(HOSTILE, HOSTILE),
            markup.identifier(HOSTILE, short=True),
            markup.money(Decimal(1), HOSTILE),
            markup.words(HOSTILE),
            markup.words(Malformed(HOSTILE)),
            markup.state(HOSTILE, {}),
        ],
    )
    def test_holds_for_everything_the_api_says(self, shown: str) -> None:
        assert "<script" not in shown
        assert '"">' not in shown


class TestBadge:
    def test_an_unknown_tone_is_neutral(self) -> None:
        assert 'class="badge off"' in markup.badge("purple", "x")


class TestState:
    STATES = {"ACTIVE": ("ok", "Active")}

    def test_a_known_word_has_its_tone(self) -> None:
        assert markup.state("active", self.STATES) == '<span class="badge ok">Active</span>'

    def test_an_unknown_word_is_shown_and_said_to_be_unknown(self) -> None:
        shown = markup.state("ON_HOLD", self.STATES)

        assert "ON_HOLD" in shown
        assert "unknown word" in shown


class TestIdentifier:
    UUID = "5f0c2a1e-7b44-4c0a-9d3b-1e62f0a9c717"

    def test_a_short_one_copies_all_of_it(self) -> None:
        shown = markup.identifier(self.UUID, short=True)

        assert f'data-copy="{self.UUID}"' in shown
        assert ">5f0c2a1e<" in shown

    def test_is_a_real_link(self) -> None:
        assert 'href="/orders/1/"' in markup.identifier("1", "/orders/1/")


class TestMoney:
    def test_stands_behind_its_currency(self) -> None:
        assert ">AUD</span> 3,206.00" in markup.money(Decimal("3206.000000"), "AUD")


class TestDay:
    def test_of_a_moment_is_the_tenants_and_tells_utc(self) -> None:
        shown = markup.day(datetime(2026, 10, 27, 23, 30, tzinfo=UTC))

        assert ">28 Oct 2026<" in shown
        assert "27 Oct 2026, 23:30:00 UTC" in shown

    def test_of_a_date_has_no_zone_to_tell(self) -> None:
        assert "title" not in markup.day(date(2026, 10, 28))


class TestSecret:
    def test_shows_no_more_than_its_mask(self) -> None:
        value = "a-very-secret-value-that-is-long-9f2c"
        shown = markup.secret(Sealer(b"k").seal(value))

        assert "9f2c" in shown
        assert value[:-4] not in shown


class TestIcon:
    def test_is_inline_and_without_style(self) -> None:
        drawing = markup.icon("home")

        assert drawing.startswith("<svg")
        assert "style=" not in drawing
        assert 'aria-hidden="true"' in drawing
