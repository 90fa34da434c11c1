"""What an access token's end says, for every place the clock may stand."""

from datetime import UTC, datetime, timedelta

import pytest

from dashboard.exsited import Secret
from integrations_ui.connections.tokens import span, token_state

NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)


def token(ends_in: timedelta | None = None) -> Secret:
    ends = None if ends_in is None else NOW + ends_in
    return Secret(
        mask="••••••••", fingerprint="0" * 10, length="512 or more characters", issued_at=None, expires_at=ends
    )


REFRESH = token()


class TestTokenState:
    def test_is_valid_with_the_time_left(self) -> None:
        state = token_state(token(timedelta(minutes=24, seconds=59)), REFRESH, now=NOW)

        assert (state.tone, state.label, state.note) == ("ok", "Valid", "24 min left")

    def test_renews_itself_after_its_end(self) -> None:
        state = token_state(token(timedelta(days=-3)), REFRESH, now=NOW)

        assert (state.tone, state.label, state.note) == ("off", "Renews itself", "ended 3 days ago")

    def test_that_nobody_renewed_for_long_is_not_said_to_renew_itself(self) -> None:
        state = token_state(token(timedelta(days=-12)), REFRESH, now=NOW)

        assert (state.tone, state.label, state.note) == ("off", "Expired", "12 days ago")

    def test_has_ended_at_the_very_second(self) -> None:
        assert token_state(token(timedelta(0)), REFRESH, now=NOW).label == "Renews itself"

    def test_cannot_renew_itself_without_a_refresh_token(self) -> None:
        state = token_state(token(timedelta(hours=-3)), None, now=NOW)

        assert (state.label, state.note) == ("Expired", "3 h ago, no refresh token")

    def test_cannot_be_judged_without_an_end(self) -> None:
        state = token_state(token(), REFRESH, now=NOW)

        assert (state.tone, state.label) == ("off", "Cannot tell")

    def test_says_so_when_there_is_none(self) -> None:
        assert token_state(None, REFRESH, now=NOW).label == "No token"

    @pytest.mark.parametrize("refresh", [REFRESH, None])
    @pytest.mark.parametrize("access", [None, token(), token(timedelta(days=-400)), token(timedelta(minutes=5))])
    def test_never_alarms_by_itself(self, access: Secret | None, refresh: Secret | None) -> None:
        assert token_state(access, refresh, now=NOW).tone in {"ok", "off"}


class TestSpan:
    @pytest.mark.parametrize(
        ("time", "words"),
        [
            (timedelta(0), "less than a minute"),
            (timedelta(seconds=59), "less than a minute"),
            (timedelta(minutes=1), "1 min"),
            (timedelta(minutes=59, seconds=59), "59 min"),
            (timedelta(hours=1), "1 h"),
            (timedelta(hours=47, minutes=59), "47 h"),
            (timedelta(days=2), "2 days"),
            (timedelta(days=1204), "1,204 days"),
        ],
    )
    def test_is_rounded_down_in_one_unit(self, time: timedelta, words: str) -> None:
        assert span(time) == words
