from __future__ import annotations

import json
import pickle
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dashboard.exsited.errors import ExsitedError, Unreadable
from dashboard.exsited.fields import Malformed, Row, day
from dashboard.exsited.secrets import HIDDEN, Sealer
from dashboard.exsited.wire import read_object

SYDNEY = ZoneInfo("Australia/Sydney")


def row(values: dict[str, Any]) -> Row:
    """Through the wire, as a row always comes."""
    return read_object(json.dumps(values).encode(), sealer=Sealer(b"key"), endpoint="/api/v3/things")


def value(raw: object) -> Row:
    return row({"value": raw})


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


class TestAbsent:
    @pytest.mark.parametrize("raw", [None, "", "NULL", "  "])
    def test_is_none_whatever_was_asked_for(self, raw: object) -> None:
        for read in (Row.text, Row.money, Row.moment, Row.flag, Row.whole, Row.secret, Row.row):
            assert read(value(raw), "value") is None
            assert read(row({}), "value") is None

    @pytest.mark.parametrize("raw", [None, "", "NULL"])
    def test_is_an_empty_list_only_where_a_list_may_be_missing(self, raw: object) -> None:
        assert value(raw).rows("value") == ()
        assert value(raw).texts("value") == ()
        with pytest.raises(Unreadable, match="schema_missing"):
            value(raw).need_rows("value")

    def test_is_told_from_an_empty_list(self) -> None:
        assert value([]).has("value")
        assert not value(None).has("value")
        assert not row({}).has("value")

    def test_object_that_says_nothing_is_absent(self) -> None:
        assert value({}).row("value") is None
        assert value({"id": "", "amount": None}).row("value") is None


class TestText:
    @pytest.mark.parametrize(
        ("raw", "text"),
        [
            ("abc", "abc"),
            (12, "12"),
            (True, "true"),
            (1.5, "1.5"),
            ({"a": [1, None, "é"]}, '{"a":[1,null,"é"]}'),
            ([], "[]"),
        ],
    )
    def test_is_given_as_it_came(self, raw: object, text: str) -> None:
        assert value(raw).text("value") == text
        assert type(value(raw).text("value")) is str

    def test_of_a_list_is_given_item_by_item(self) -> None:
        assert value(["a", {"b": 1}]).texts("value") == ("a", '{"b":1}')
        assert value("a").texts("value") == ("a",)


class TestIdentity:
    def test_is_text(self) -> None:
        assert value("INV-1").identity("value") == "INV-1"
        assert value(7).identity("value") == "7"

    @pytest.mark.parametrize("raw", [None, "", "NULL", {}, [], True, ["INV-1"]])
    def test_is_what_a_record_cannot_be_without(self, raw: object) -> None:
        with pytest.raises(Unreadable) as caught:
            value(raw).identity("value")

        assert (caught.value.fault, caught.value.endpoint) == ("schema_missing", "/api/v3/things")


class TestMoney:
    @pytest.mark.parametrize(
        ("raw", "amount"),
        [
            ("50.000000", "50.000000"),
            ("-0.01", "-0.01"),
            ("+7", "7"),
            (" 7.5 ", "7.5"),
            ("1.0E7", "10000000"),
            ("12e-2", "0.12"),
            ("-0.00", "0.00"),
            ("9" * 30 + "." + "1" * 6, "9" * 30 + "." + "1" * 6),
            (50, "50"),
            (50.1, "50.1"),
        ],
    )
    def test_is_exact(self, raw: object, amount: str) -> None:
        money = value(raw).money("value")

        assert isinstance(money, Decimal)
        assert str(money) == amount

    @pytest.mark.parametrize(
        "raw",
        [
            "1,234.50",
            "abc",
            "$5",
            "1e999",
            "1e99",
            "NaN",
            "Infinity",
            "9" * 5000,
            "1.2.3",
            "--1",
            "0x10",
            "١٢",
            "1_000",
            "5 AUD",
            ".",
        ],
    )
    def test_that_cannot_be_read_is_kept_raw(self, raw: str) -> None:
        assert value(raw).money("value") == Malformed(raw[:200])

    @pytest.mark.parametrize("raw", [True, [], {"amount": "5"}, ["5"]])
    def test_is_no_object(self, raw: object) -> None:
        assert isinstance(value(raw).money("value"), Malformed)

    @given(st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**20), max_value=10**20))
    def test_keeps_every_digit_on_the_way(self, amount: Decimal) -> None:
        assert value(format(amount, "f")).money("value") == amount

    @example("0E1")
    @example("0.0000001")
    @given(st.text(alphabet="0123456789.,eE+-_ NaInf", max_size=20))
    def test_is_a_finite_plain_number_or_malformed(self, raw: str) -> None:
        money = value(raw).money("value")

        if isinstance(money, Decimal):
            assert money.is_finite()
            assert int(money.as_tuple().exponent) <= 0


class TestMoment:
    @pytest.mark.parametrize(
        ("raw", "moment"),
        [
            ("2025-07-20T00:00:00Z", datetime(2025, 7, 20, tzinfo=UTC)),
            ("2025-07-20T10:00:00+10:00", datetime(2025, 7, 20, tzinfo=UTC)),
            ("2025-07-20T10:00:00+1000", datetime(2025, 7, 20, tzinfo=UTC)),
            ("2025-07-20T00:00:00.250Z", datetime(2025, 7, 20, 0, 0, 0, 250_000, tzinfo=UTC)),
            ("2024-02-29 12:30:00Z", datetime(2024, 2, 29, 12, 30, tzinfo=UTC)),
        ],
    )
    def test_is_aware_and_in_utc(self, raw: str, moment: datetime) -> None:
        read = value(raw).moment("value")

        assert read == moment
        assert isinstance(read, datetime)
        assert read.utcoffset() == timedelta(0)

    @pytest.mark.parametrize(
        "raw",
        [
            "2025-02-30T00:00:00Z",
            "2025-07-20T00:00:00",
            "2025-07-20",
            "1752969600",
            "yesterday",
            "20250720T000000Z",
            "0000-01-01T00:00:00Z",
            "9999-12-31T23:59:59Z",
            "0001-01-01T00:00:00+10:00",
            "2025-W30-1",
            "2025-07-20T24:00:00Z",
        ],
    )
    def test_that_is_none_is_kept_raw(self, raw: str) -> None:
        assert value(raw).moment("value") == Malformed(raw)

    @pytest.mark.parametrize("raw", [1_752_969_600, True, {}, ["2025-07-20T00:00:00Z"]])
    def test_is_never_a_number(self, raw: object) -> None:
        assert isinstance(value(raw).moment("value"), Malformed)

    @given(
        st.text(alphabet="0123456789-:TZ+. ", max_size=30) | st.datetimes().map(lambda moment: moment.isoformat() + "Z")
    )
    def test_falls_on_a_day_in_every_zone(self, raw: str) -> None:
        moment = value(raw).moment("value")

        for zone in (SYDNEY, ZoneInfo("Pacific/Kiritimati"), ZoneInfo("Pacific/Niue")):
            assert (day(moment, zone) is not None) == isinstance(moment, datetime)

    def test_falls_on_the_day_of_the_tenant(self) -> None:
        assert day(value("2025-07-19T14:00:00Z").moment("value"), SYDNEY) == date(2025, 7, 20)
        assert day(None, SYDNEY) is None
        assert day(Malformed("soon"), SYDNEY) is None


class TestFlag:
    @pytest.mark.parametrize(
        ("raw", "flag"), [("true", True), ("True", True), (True, True), ("False", False), (False, False)]
    )
    def test_is_true_or_false(self, raw: object, flag: bool) -> None:  # noqa: FBT001
        assert value(raw).flag("value") is flag

    @pytest.mark.parametrize("raw", ["BOOLEAN_FLAG", 1, 0, "1", "yes", "on"])
    def test_is_unknown_when_it_says_neither(self, raw: object) -> None:
        assert value(raw).flag("value") == Malformed(str(raw))


class TestWhole:
    @pytest.mark.parametrize(("raw", "number"), [(296, 296), ("296", 296), ("-1", -1), (0, 0)])
    def test_is_a_number_of_either_kind(self, raw: object, number: int) -> None:
        assert value(raw).whole("value") == number

    @pytest.mark.parametrize("raw", ["1e12", 1.5, "many", True, "9" * 40])
    def test_is_malformed_when_it_is_none(self, raw: object) -> None:
        assert isinstance(value(raw).whole("value"), Malformed)


class TestNestedRows:
    def test_are_read_like_any_other(self) -> None:
        nested = value({"amount": "5"}).row("value")

        assert nested is not None
        assert nested.money("amount") == Decimal(5)

    def test_one_object_counts_as_a_list_of_one(self) -> None:
        assert len(value({"a": 1}).rows("value")) == len(value([{"a": 1}]).need_rows("value")) == 1

    @pytest.mark.parametrize("raw", ["text", 5, [1], [{"a": 1}, "b"]])
    def test_are_not_made_of_anything_else(self, raw: object) -> None:
        with pytest.raises(Unreadable, match="schema_missing"):
            value(raw).need_rows("value")

    def test_keep_what_is_no_object_for_the_extra(self) -> None:
        mixed = value([{"a": 1}, "b"])

        assert len(mixed.rows("value")) == 1
        assert mixed.extra() == {"value": '[{"a":1},"b"]'}

    def test_text_where_an_object_was_goes_to_the_extra(self) -> None:
        odd = row({"currency": "AUD"})

        assert odd.row("currency") is None
        assert odd.extra() == {"currency": "AUD"}

    @pytest.mark.parametrize("raw", [None, "text", [], [{}]])
    def test_can_be_needed(self, raw: object) -> None:
        with pytest.raises(Unreadable, match="schema_missing"):
            value(raw).need_row("value")


class TestContent:
    def test_is_the_decoded_bytes(self) -> None:
        assert value("aGVsbG8=").content("value", most=5) == b"hello"

    @pytest.mark.parametrize("raw", ["aGVsbG8", "aGVs\nbG8=", "aGVs!bG8=", "é"])
    def test_is_strict(self, raw: str) -> None:
        with pytest.raises(Unreadable, match="bad_base64"):
            value(raw).content("value", most=100)

    def test_is_limited(self) -> None:
        with pytest.raises(Unreadable, match="answer_too_large"):
            value("aGVsbG8=").content("value", most=4)

    @pytest.mark.parametrize("raw", [None, True, {}])
    def test_is_text(self, raw: object) -> None:
        with pytest.raises(Unreadable, match="schema_missing"):
            value(raw).content("value", most=4)


class TestExtra:
    def test_is_what_nobody_read(self) -> None:
        things = row({"id": "1", "colour": "red", "size": {"w": 1}, "weight": 1.50, "gone": None})
        things.identity("id")

        assert things.extra() == {"colour": "red", "size": '{"w":1}', "weight": "1.5", "gone": ""}

    def test_masks_what_looks_like_a_secret_by_name(self) -> None:
        things = row({"api_key": "abc", "nested": {"password": "abc", "note": "fine", "token": None}})

        assert things.extra() == {"api_key": HIDDEN, "nested": f'{{"password":"{HIDDEN}","note":"fine","token":null}}'}

    def test_of_a_wary_record_masks_what_looks_random_too(self) -> None:
        things = row({"note": "use 9fK2mQ7xZr4TbW8sLp3V", "colour": "red"})

        assert things.extra(wary=True) == {"note": f"use {HIDDEN}", "colour": "red"}

    def test_leaves_out_what_is_nested_too_deep_to_read(self) -> None:
        deep: Any = "end"
        for _ in range(300):
            deep = [deep]

        assert "…" in row({"deep": deep}).extra()["deep"]

    def test_is_plain_data(self) -> None:
        extra = row({"a": 1}).extra()

        assert pickle.loads(pickle.dumps(extra)) == extra


class TestSecretsInARow:
    SECRET = "Tr0ub4dor&3<canary>"

    def test_are_hidden_in_every_text_of_the_answer(self) -> None:
        things = row({"client_secret": self.SECRET, "name": f"it is {self.SECRET}!", "deep": [{"note": self.SECRET}]})

        assert things.text("name") == f"it is {HIDDEN}!"
        assert things.rows("deep")[0].text("note") == HIDDEN
        assert self.SECRET not in str(things.extra())

    @pytest.mark.parametrize(
        "spelt", ["Tr0ub4dor%263%3Ccanary%3E", "Tr0ub4dor&amp;3&lt;canary&gt;", "VHIwdWI0ZG9yJjM8Y2FuYXJ5Pg=="]
    )
    def test_are_hidden_however_they_are_spelt(self, spelt: str) -> None:
        assert (
            row({"password": self.SECRET, "link": f"https://x.example/{spelt}"}).text("link")
            == f"https://x.example/{HIDDEN}"
        )

    def test_are_hidden_under_their_own_key_however_short(self) -> None:
        assert row({"token": "ab"}).text("token") == HIDDEN
        assert row({"token": "ab"}).money("token") == Malformed(HIDDEN)

    def test_are_hidden_in_malformed_values(self) -> None:
        assert row({"token": self.SECRET, "total": self.SECRET}).money("total") == Malformed(HIDDEN)

    def test_are_known_by_the_name_of_an_attribute(self) -> None:
        attribute = row({"name": "Portal password", "value": self.SECRET})

        assert attribute.text("value") == HIDDEN

    def test_too_short_ones_are_not_looked_for_in_other_texts(self) -> None:
        assert row({"token": "a", "name": "a banana"}).text("name") == "a banana"

    def test_are_sealed_when_asked_for(self) -> None:
        secret = row({"token": self.SECRET}).secret("token")

        assert secret is not None
        assert Sealer(b"key").matches(self.SECRET, secret)

    def test_do_not_leave_with_the_row(self) -> None:
        things = row({"token": self.SECRET})

        assert self.SECRET not in repr(things)
        with pytest.raises(TypeError, match="does not leave"):
            pickle.dumps(things)


class TestNul:
    """PostgreSQL takes none, in texts and in keys."""

    def test_is_in_no_text_and_no_name(self) -> None:
        things = row({"name": "a\0b", "list": ["\0"], "k\0y": {"i\0n": "c\0d"}, "token": f"{'x' * 20}\0"})

        told = [things.text("name"), *things.texts("list"), *things.extra().keys(), *things.extra().values()]
        assert told[:2] == ["a\ufffdb", "\ufffd"]
        assert "\0" not in "".join(filter(None, told))
        secret = things.secret("token")
        assert secret
        assert secret.mask.endswith("xxx\ufffd")


class TestAnyValue:
    @given(ANY_JSON)
    def test_is_read_or_refused_and_never_breaks(self, raw: object) -> None:
        things = value(raw)
        for read in (Row.text, Row.texts, Row.money, Row.moment, Row.flag, Row.whole, Row.secret, Row.row, Row.rows):
            read(things, "value")
        value(raw).extra(wary=True)
        for need in (Row.identity, Row.need_row, Row.need_rows):
            with suppress(ExsitedError):
                need(things, "value")

    @given(ANY_JSON)
    def test_is_never_lost(self, raw: object) -> None:
        assert set(value(raw).extra()) == {"value"}
