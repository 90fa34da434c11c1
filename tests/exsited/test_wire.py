from __future__ import annotations

import json
import traceback
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.exsited.errors import Unreadable
from dashboard.exsited.fields import Malformed, Row
from dashboard.exsited.secrets import Sealer
from dashboard.exsited.wire import errors_in, read_object

ENDPOINT = "/api/v3/invoices/{id}"


def read(body: bytes | str | object) -> Row:
    if not isinstance(body, bytes):
        body = (body if isinstance(body, str) else json.dumps(body)).encode()
    return read_object(body, sealer=Sealer(b"key"), endpoint=ENDPOINT)


def fault_of(body: bytes | str) -> str:
    with pytest.raises(Unreadable) as caught:
        read(body)
    assert caught.value.endpoint == ENDPOINT
    return caught.value.fault


class TestReading:
    def test_keeps_every_digit_of_a_number(self) -> None:
        row = read('{"big": 123456789012345678901234567890.10, "small": 0.1, "whole": 12345678901234567890}')

        assert row.text("big") == "123456789012345678901234567890.10"
        assert row.text("small") == "0.1"
        assert row.text("whole") == "12345678901234567890"

    def test_tolerates_a_byte_order_mark(self) -> None:
        assert read(b'\xef\xbb\xbf{"id": "x"}').identity("id") == "x"

    def test_joins_the_two_halves_of_an_escaped_character(self) -> None:
        assert read(r'{"name": "\ud83d\ude00"}').text("name") == "😀"

    @pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999", "9" * 5000])
    def test_lets_an_impossible_number_spoil_only_its_own_field(self, number: str) -> None:
        row = read(f'{{"id": "x", "total": {number}}}')

        assert row.money("total") == Malformed(number[:200])
        assert row.identity("id") == "x"

    def test_takes_a_key_that_comes_twice_for_malformed(self) -> None:
        row = read('{"id": "x", "total": "1.00", "total": "2.00"}')

        assert row.money("total") == Malformed('["1.00","2.00"]')
        assert row.text("total") == '["1.00","2.00"]'

    def test_cannot_tell_an_identity_that_comes_twice(self) -> None:
        with pytest.raises(Unreadable, match="schema_missing"):
            read('{"id": "x", "id": "y"}').identity("id")


class TestUnreadable:
    @pytest.mark.parametrize(
        "body", ['{"a": 1}<html>', '{"a": 1,}', '{"a": ', "{'a': 1}", "<html></html>", "[" * 100_000]
    )
    def test_names_bad_json(self, body: str) -> None:
        assert fault_of(body) == "bad_json"

    @pytest.mark.parametrize("body", ['{"a":' * 100_000, '{"a":' * 100_000 + "1" + "}" * 100_000])
    def test_survives_any_depth(self, body: str) -> None:
        assert fault_of(body) == "bad_json"

    @pytest.mark.parametrize(
        "body",
        [
            '{"a": "é"}'.encode("utf-16"),
            '{"a": 1}'.encode("utf-16-le"),
            b'{"a": "\xff"}',
            b'{"a": "\xed\xa0\x80"}',
            rb'{"a": "\ud800"}',
            rb'{"a": [{"b": "\uDFFF!"}]}',
            rb'{"\udc00": 1}',
            rb'{"a": 1, "a": "\udc00"}',
        ],
    )
    def test_names_a_bad_encoding(self, body: bytes) -> None:
        assert fault_of(body) == "bad_encoding"

    @pytest.mark.parametrize("body", ["", "  ", "null", "[]", '"x"', "42", "true", "[{}]"])
    def test_names_a_bad_shape(self, body: str) -> None:
        assert fault_of(body) == "bad_shape"

    @pytest.mark.parametrize(
        "body", [b'{"token": "canary-value', b'{"token": "canary-value\xff"}', b'["canary-value"]']
    )
    def test_takes_nothing_of_the_body_along(self, body: bytes) -> None:
        with pytest.raises(Unreadable) as caught:
            read(body)

        error: BaseException | None = caught.value
        while error:
            assert not any("canary" in str(value) for value in (*error.args, *vars(error).values()))
            assert not hasattr(error, "doc")
            assert not hasattr(error, "object")
            error = error.__context__
        assert "canary" not in "".join(traceback.format_exception(caught.value))

    @given(
        st.binary()
        | st.text().map(str.encode)
        | st.recursive(st.text() | st.none(), st.lists).map(json.dumps).map(str.encode)
    )
    def test_is_the_only_thing_that_can_go_wrong(self, body: bytes) -> None:
        with suppress(Unreadable):
            assert isinstance(read(body), Row)


class TestErrorsInABody:
    @pytest.mark.parametrize(
        ("body", "expected"),
        [
            ({"errors": [{"code": 400, "message": "Bad limit"}]}, (400, "Bad limit")),
            ({"errors": [{"code": "401", "message": "Expired"}]}, (401, "Expired")),
            ({"errors": {"code": 404, "message": "None such"}}, (404, "None such")),
            ({"errors": ["Something broke"]}, (None, "Something broke")),
            ({"errors": [{}]}, (None, "")),
            ({"code": "unauthorized", "message": "Unauthorized access"}, (401, "Unauthorized access")),
            ({"object": "error", "message": "Odd"}, (None, "Odd")),
            ({"error": "invalid_grant", "code": 400}, (400, "invalid_grant")),
            ({"errors": [{"code": 70_000, "message": "Odd"}]}, (None, "Odd")),
        ],
    )
    def test_are_found(self, body: object, expected: tuple[int | None, str | None]) -> None:
        assert errors_in(read(body)) == expected

    @pytest.mark.parametrize(
        "body",
        [
            {},
            {"invoices": []},
            {"invoices": [], "errors": []},
            {"invoice": {"code": 1, "message": "x"}},
            {"errors": None},
        ],
    )
    def test_are_not_seen_where_there_are_none(self, body: object) -> None:
        assert errors_in(read(body)) == (None, None)

    def test_give_a_short_message_without_secrets_or_line_breaks(self) -> None:
        body = {"errors": [{"message": "client_secret=canary-value\r\n" + "x" * 1000}], "token": "canary-token"}

        _, message = errors_in(read(body))

        assert message is not None
        assert "canary" not in message
        assert "\n" not in message
        assert len(message) == 300
