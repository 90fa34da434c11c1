"""JSON as the sandbox writes it: money digit by digit, text as UTF-8."""

import json
from decimal import Decimal

import pytest

from sandbox.messages import encode


class TestEncode:
    @pytest.mark.parametrize(
        "digits", ["0.100000", "0", "-12.50", "123456789012345678901234567890.000001", "0.0000001"]
    )
    def test_a_decimal_is_a_bare_number_with_all_its_digits(self, digits: str) -> None:
        assert encode({"overdue": [Decimal(digits)]}) == f'{{"overdue":[{digits}]}}'.encode()

    def test_text_of_digits_stays_text(self) -> None:
        assert encode({"total": "50.000000"}) == b'{"total":"50.000000"}'

    def test_text_is_utf_8(self) -> None:
        assert encode("Māori 東京") == '"Māori 東京"'.encode()

    def test_awkward_text_comes_back_as_it_was(self) -> None:
        text = 'a "quote", a \\ and a \x00 and\nlines'

        assert json.loads(encode(text)) == text

    def test_what_json_cannot_say_is_refused(self) -> None:
        with pytest.raises(TypeError, match="set has no place"):
            encode({"names": {"a"}})
