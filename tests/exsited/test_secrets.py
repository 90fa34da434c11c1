from __future__ import annotations

import base64
import json
import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.exsited.secrets import HIDDEN, Known, Sealer, looks_secret, names_a_secret, scrub, scrub_words

sealer = Sealer(b"a key for tests")


def jwt(claims: object) -> str:
    def part(value: object) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

    return f"{part({'alg': 'HS256'})}.{part(claims)}.c2lnbmF0dXJlLW9mLXRoZS10b2tlbg"


class TestSealing:
    def test_keeps_the_last_four_characters_of_a_long_value(self) -> None:
        assert sealer.seal("0123456789abcdefWXYZ").mask.endswith("WXYZ")

    def test_keeps_nothing_of_a_value_under_twenty_characters(self) -> None:
        assert sealer.seal("0123456789abcdefXYZ").mask == sealer.seal("pin").mask

    def test_names_a_class_of_lengths_and_never_the_length(self) -> None:
        lengths = {sealer.seal("x" * size).length for size in range(16, 32)}

        assert lengths == {"16-31 characters"}
        assert sealer.seal("x" * 7).length == "under 8 characters"
        assert sealer.seal("x" * 511).length == "256-511 characters"
        assert sealer.seal("x" * 100_000).length == "512 or more characters"

    def test_fingerprints_depend_on_the_value_and_the_key(self) -> None:
        fingerprint = sealer.seal("value").fingerprint

        assert fingerprint == sealer.seal("value").fingerprint
        assert fingerprint != sealer.seal("Value").fingerprint
        assert fingerprint != Sealer(b"another key").seal("value").fingerprint
        assert len(fingerprint) == 10

    def test_recognises_the_sealed_value_and_no_other(self) -> None:
        secret = sealer.seal("the right value")

        assert sealer.matches("the right value", secret)
        assert not sealer.matches("the wrong value", secret)

    def test_does_not_show_its_key(self) -> None:
        assert "a key for tests" not in repr(sealer)

    def test_needs_a_key(self) -> None:
        with pytest.raises(ValueError, match="needs a key"):
            Sealer(b"")

    @given(st.text())
    def test_takes_any_text(self, value: str) -> None:
        assert sealer.matches(value, sealer.seal(value))


class TestFlaws:
    @pytest.mark.parametrize(
        "value",
        ["changeme", "CHANGE_ME", "your-client-secret", "<client secret>", "xxxxxxxx", "••••••••", "secret", "TODO"],
    )
    def test_tells_a_placeholder(self, value: str) -> None:
        assert "placeholder" in sealer.seal(value).flaws

    @pytest.mark.parametrize("value", [" Zq81Lw-canary", "Zq81Lw-canary\n", "Zq81Lw canary"])
    def test_tells_whitespace(self, value: str) -> None:
        assert sealer.seal(value).flaws == {"whitespace"}

    @pytest.mark.parametrize(
        "value", [jwt({"iat": 1})[:20], jwt({"iat": 1})[:-30], "eyJhbGciOiJIUzI1NiJ9", "Zq81Lw-cana...", "Zq81Lw-cana…"]
    )
    def test_tells_what_was_cut_off(self, value: str) -> None:
        assert sealer.seal(value).flaws == {"truncated"}

    @pytest.mark.parametrize(
        "value",
        [
            "canary-client-secret-Zq81Lw",
            "4F8E01B2A6C97D35",
            jwt({"iat": 1}),
            base64.b64encode(b'{"session": "Zq81Lw", "user": 1}').decode(),
            "eyJhbGciOiJkaXIifQ..aXY.Y2lwaGVy.dGFn",
        ],
    )
    def test_finds_none_in_what_may_be_in_use(self, value: str) -> None:
        assert sealer.seal(value).flaws == frozenset()

    @given(st.text())
    def test_tells_them_in_fixed_words(self, value: str) -> None:
        assert sealer.seal(value).flaws <= {"placeholder", "whitespace", "truncated"}


class TestTokenTimes:
    def test_reads_when_a_json_web_token_was_issued_and_ends(self) -> None:
        secret = sealer.seal(jwt({"iat": 1_780_000_000, "exp": 1_780_003_600.0}))

        assert secret.issued_at == datetime.fromtimestamp(1_780_000_000, UTC)
        assert secret.expires_at == datetime.fromtimestamp(1_780_003_600, UTC)

    @pytest.mark.parametrize("claims", [{}, [], "x", {"exp": "soon"}, {"exp": True}, {"exp": 1e300}, {"exp": None}])
    def test_tells_no_time_that_the_token_does_not(self, claims: object) -> None:
        assert sealer.seal(jwt(claims)).expires_at is None

    @pytest.mark.parametrize("value", ["eyJ.eyJ.x", "eyJhbGciOiJub25lIn0.!!!.x", "a.b.c", "eyJ" + "." * 30])
    def test_is_not_upset_by_what_only_looks_like_a_token(self, value: str) -> None:
        assert sealer.seal(value).expires_at is None


class TestNamesASecret:
    @pytest.mark.parametrize(
        "key",
        [
            "client_secret",
            "clientSecret",
            "access_token",
            "refreshToken",
            "token",
            "api_key",
            "apiKey",
            "API_KEY",
            "password",
            "db-passwd",
            "private_key",
            "credentials",
            "Authorization",
            "signature",
            "session cookie",
        ],
    )
    def test_knows_a_secret_by_its_name(self, key: str) -> None:
        assert names_a_secret(key)

    @pytest.mark.parametrize(
        "key",
        [
            "client_id",
            "uuid",
            "token_type",
            "tokenType",
            "access_token_expires_at",
            "password_changed_on",
            "created_by",
            "pricing_snapshot_uuid",
            "account_id",
            "integration_partner",
            "authorization_status",
            "author",
            "mapping_id",
        ],
    )
    def test_leaves_other_names_alone(self, key: str) -> None:
        assert not names_a_secret(key)


class TestScrubbing:
    def test_hides_known_values(self) -> None:
        assert (
            scrub("sent s3cr3t-value twice: s3cr3t-value", Known(["s3cr3t-value"])) == f"sent {HIDDEN} twice: {HIDDEN}"
        )

    @pytest.mark.parametrize("many", [1, 5000])
    def test_hides_few_and_many_known_values(self, many: int) -> None:
        known = Known(f"canary-{number:05}-value" for number in range(many))

        assert scrub("see canary-00000-value and canary-99999-value", known) == f"see {HIDDEN} and canary-99999-value"
        assert scrub("canary", known) == "canary"

    def test_is_quick_with_a_hundred_thousand_known_values(self) -> None:
        known = Known(f"secret number {number}" for number in range(100_000))
        started = time.perf_counter()

        for _ in range(1000):
            scrub("an ordinary sentence about nothing in particular", known)

        assert time.perf_counter() - started < 1

    def test_hides_json_web_tokens(self) -> None:
        assert scrub(f"see {jwt({'sub': 'someone'})}, please") == f"see {HIDDEN}, please"

    def test_hides_bearer_values(self) -> None:
        assert scrub("Authorization was Bearer Zm9vYmFyYmF6cXV4==.") == f"Authorization was {HIDDEN}."

    @pytest.mark.parametrize("text", ["client_secret=Zm9vYmFy", 'access_token": "Zm9vYmFy"', "the password: Zm9vYmFy"])
    def test_hides_what_is_named_a_secret(self, text: str) -> None:
        assert "Zm9vYmFy" not in scrub(text)

    @pytest.mark.parametrize("text", ["Bearer of good news", "token: no", "Invoice INV-76GOU2-6081 is 30 days late"])
    def test_leaves_ordinary_sentences_alone(self, text: str) -> None:
        assert scrub(text) == text

    @pytest.mark.parametrize("part", ["eyJ", "bearer ", "token ", "token=", "eyJaaaaaaaa.", "a-", 'secret"  :'])
    def test_takes_a_megabyte_of_anything_in_its_stride(self, part: str) -> None:
        started = time.perf_counter()

        scrub_words(scrub(part * (1_000_000 // len(part))))

        assert time.perf_counter() - started < 2


class TestRandomLookingWords:
    def test_hides_a_long_random_word(self) -> None:
        assert scrub_words("key is 9fK2mQ7xZr4TbW8sLp3V today") == f"key is {HIDDEN} today"

    @pytest.mark.parametrize(
        "word",
        ["e52d8c70-4b96-4f13-9d08-a6c1f7e39b42", "account_to_xero_account_receivable_enable", "2026-07-18T14:00:00Z"],
    )
    def test_leaves_uuids_names_and_times(self, word: str) -> None:
        assert scrub_words(word) == word
        assert not looks_secret(word)
