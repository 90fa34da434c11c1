from __future__ import annotations

import pytest

from dashboard.exsited.errors import Busy, Conflict, ExsitedError, Missing, TimedOut, Unreachable, Unreadable
from dashboard.exsited.http.retry import pause_before_retry, retry_after

DATE = {"Date": "Sun, 06 Nov 1994 08:49:37 GMT"}


class TestRetryAfter:
    @pytest.mark.parametrize(
        ("said", "seconds"),
        [
            ("0", 0), ("3", 3), (" 3 ", 3), ("60", 60), ("61", 60), ("3600", 60),
            ("Sun, 06 Nov 1994 08:49:47 GMT", 10),
            ("Sunday, 06-Nov-94 08:49:47 GMT", 10),
            ("Sun Nov  6 08:49:47 1994", 10),
            ("Sun, 06 Nov 1994 09:49:37 GMT", 60),
            ("Sun, 06 Nov 1994 08:00:00 GMT", 0),
        ],
    )  # fmt: skip
    def test_is_seconds_or_a_date_by_the_upstreams_clock(self, said: str, seconds: float) -> None:
        assert retry_after({"Retry-After": said} | DATE) == seconds

    @pytest.mark.parametrize(
        "said",
        [
            "", "soon", "-5", "1.5", "1e9", "1000000000", "9" * 400, "\u0663", "3, 4",
            "Sun, 99 Nov 1994 08:49:47 GMT", "Sun, 06 Nov 2094 08:49:47 GMT",
        ],
    )  # fmt: skip
    def test_is_unknown_when_it_says_nothing_believable(self, said: str) -> None:
        assert retry_after({"Retry-After": said} | DATE) is None

    def test_is_unknown_when_it_is_not_there(self) -> None:
        assert retry_after({}) is None

    def test_a_date_without_theirs_is_measured_by_our_clock(self) -> None:
        assert retry_after({"Retry-After": "Sun, 06 Nov 1994 08:49:47 GMT"}) == 0


class TestPause:
    @pytest.mark.parametrize(
        "error",
        [
            Unreachable("connect_refused"),
            TimedOut("connect_timeout"),
            Unreachable("connection_reset"),
            Unreachable("body_truncated"),
            Unreachable("dns_failure"),
            Conflict("conflict", status=409),
            *(Unreadable("upstream_5xx", status=status) for status in (500, 502, 503, 504)),
        ],
        ids=str,
    )
    def test_is_short_and_spread(self, error: ExsitedError) -> None:
        pauses = {pause_before_retry(error) for _ in range(50)}

        assert len(pauses) > 10
        assert all(pause is not None and 0.05 <= pause <= 0.25 for pause in pauses)

    @pytest.mark.parametrize(
        "error",
        [
            TimedOut("read_idle"),
            TimedOut("deadline_exceeded"),
            Unreachable("tls_failure"),
            Unreadable("protocol_error"),
            Unreadable("bad_json"),
            Unreadable("redirect_refused"),
            Unreadable("upstream_5xx", status=501),
            Missing("missing", status=404),
            Busy("retry_after_bad", retry_after=5.0),
            Busy("token_unavailable", retry_after=5.0),
        ],
        ids=str,
    )
    def test_is_none_where_a_retry_cures_nothing(self, error: ExsitedError) -> None:
        assert pause_before_retry(error) is None

    def test_is_what_the_upstream_asked_for(self) -> None:
        assert pause_before_retry(Busy("rate_limited", retry_after=2.0)) == 2.0
