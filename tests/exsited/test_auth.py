"""The shared token: who asks for it, when, how often, and what everybody is told when there is none."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict
from typing import TypeAlias

import pytest
import time_machine

from dashboard.exsited.auth import Authenticator, MemoryTokenStore, Token
from dashboard.exsited.errors import (
    Busy,
    ExsitedError,
    Forbidden,
    Refused,
    Rejected,
    TimedOut,
    Unreachable,
    Unreadable,
)
from dashboard.exsited.http.deadline import Deadline
from tests.exsited.hostile import CLIENT_SECRET, answer, credentials, meeting, token

Said: TypeAlias = dict[str, object] | bytes | ExsitedError


class Endpoint:
    """The token endpoint: says one thing after the other, the last one for ever."""

    def __init__(self, *said: Said, headers: dict[str, str] | None = None) -> None:
        self.asked: list[dict[str, str]] = []
        self._said = said
        self._headers = headers or {}

    @property
    def grants(self) -> list[str]:
        return [body["grant_type"] for body in self.asked]

    def __call__(self, body: dict[str, str], deadline: Deadline) -> tuple[dict[str, str], bytes]:
        self.asked.append(body)
        said = self._said[min(len(self.asked), len(self._said)) - 1]
        if isinstance(said, ExsitedError):
            raise said
        return self._headers, said if isinstance(said, bytes) else json.dumps(said).encode()


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


FRESH: Said = {"access_token": "fresh", "refresh_token": "fresh-refresh", "expires_in": 3600}
DENIED = Rejected("rejected", status=400)
DOWN = Unreachable("connect_refused")


def soon() -> Deadline:
    return Deadline(8)


def authenticator(
    endpoint: Endpoint, store: MemoryTokenStore | None = None, clock: Callable[[], float] = time.monotonic
) -> Authenticator:
    return Authenticator(credentials(), store or MemoryTokenStore(), endpoint, clock=clock)


def holding(kept: Token) -> MemoryTokenStore:
    store = MemoryTokenStore()
    store.write(kept)
    return store


class TestToken:
    def test_is_taken_from_the_store(self) -> None:
        endpoint = Endpoint(FRESH)

        assert authenticator(endpoint, holding(token("kept"))).token(soon()).access_token == "kept"
        assert endpoint.asked == []

    def test_is_asked_for_when_there_is_none(self) -> None:
        endpoint, store = Endpoint(FRESH), MemoryTokenStore()

        got = authenticator(endpoint, store).token(soon())

        assert (got.access_token, got.refresh_token) == ("fresh", "fresh-refresh")
        assert got.expires_at == pytest.approx(time.time() + 3600, abs=5)
        assert store.read() == got
        assert endpoint.grants == ["client_credentials"]

    @pytest.mark.parametrize("seconds", [-100.0, 0.0, 59.0])
    def test_is_renewed_early(self, seconds: float) -> None:
        endpoint = Endpoint(FRESH)

        got = authenticator(endpoint, holding(token("old", seconds=seconds))).token(soon())

        assert got.access_token == "fresh"

    def test_is_refreshed_first(self) -> None:
        endpoint = Endpoint(FRESH)
        kept = token("old", seconds=0, refresh_token="old-refresh")

        authenticator(endpoint, holding(kept)).token(soon())

        assert endpoint.asked == [
            {
                "grant_type": "refresh_token",
                "refresh_token": "old-refresh",
                "client_id": "tests",
                "client_secret": CLIENT_SECRET,
            }
        ]

    @pytest.mark.parametrize(
        "refusal", [DENIED, Refused("auth_rejected", status=401), Unreadable("redirect_refused", status=302), b"{}"]
    )
    def test_is_granted_anew_when_the_refresh_is_turned_down(self, refusal: Said) -> None:
        endpoint = Endpoint(refusal, FRESH)
        kept = token("old", seconds=0, refresh_token="old-refresh")

        assert authenticator(endpoint, holding(kept)).token(soon()).access_token == "fresh"
        assert endpoint.grants == ["refresh_token", "client_credentials"]

    def test_keeps_its_refresh_token_when_no_new_one_comes(self) -> None:
        endpoint = Endpoint({"access_token": "fresh"})
        kept = token("old", seconds=0, refresh_token="old-refresh")

        assert authenticator(endpoint, holding(kept)).token(soon()).refresh_token == "old-refresh"

    @pytest.mark.parametrize("bad", ["kept\r\nX: y", "kept token", "", "k\u00e9pt"])
    def test_that_may_not_stand_in_a_header_is_not_used(self, bad: str) -> None:
        assert authenticator(Endpoint(FRESH), holding(token(bad))).token(soon()).access_token == "fresh"


class TestAnswer:
    @pytest.mark.parametrize(
        ("expires_in", "seconds"),
        [
            (3600, 3600), ("3600", 3600), (1800.5, 1800.5), ("", 3600), (None, 3600), ([], 3600), (True, 3600),
            ("soon", 3600), (-1, 60), (0, 60), ("0", 60), (1e9, 86_400), (10**30, 86_400), ("9" * 50, 3600),
            (float("inf"), 86_400), (float("nan"), 3600),
        ],
    )  # fmt: skip
    def test_says_how_long_within_reason(self, expires_in: object, seconds: float) -> None:
        endpoint = Endpoint({"access_token": "fresh", "expires_in": expires_in})

        got = authenticator(endpoint).token(soon())

        assert got.expires_at == pytest.approx(time.time() + seconds, abs=5)

    @pytest.mark.parametrize("seconds", [-1, 60])
    def test_with_a_short_life_is_still_used_for_a_while(self, seconds: int) -> None:
        endpoint = Endpoint({"access_token": "fresh", "expires_in": seconds})
        auth = authenticator(endpoint)

        auth.token(soon())
        auth.token(soon())

        assert len(endpoint.asked) == 1

    @pytest.mark.parametrize(
        "odd",
        [
            {}, {"access_token": ""}, {"access_token": None}, {"access_token": 7}, {"access_token": ["a"]},
            {"access_token": "a\r\nX: y"}, {"access_token": "a b"}, {"access_token": "a=b"}, {"access_token": "\u00e9"},
            {"access_token": "a" * 10_000}, {"errors": [{"code": 401, "message": "no"}]},
            b"", b"null", b"[]", b"{", b"\xff\xfe", b"[" * 100_000,
        ],
    )  # fmt: skip
    def test_without_a_usable_token_is_a_refusal(self, odd: Said) -> None:
        endpoint = Endpoint(odd)
        auth = authenticator(endpoint)

        for _ in range(2):
            with pytest.raises(Refused, match="token_malformed"):
                auth.token(soon())

        assert len(endpoint.asked) == 1

    def test_by_another_clock_is_noticed(self, caplog: pytest.LogCaptureFixture) -> None:
        endpoint = Endpoint(FRESH, headers={"Date": "Sun, 06 Nov 1994 08:49:37 GMT"})

        assert authenticator(endpoint).token(soon()).expires_at == pytest.approx(time.time() + 3600, abs=5)
        assert "clock_skew" in caplog.messages


class TestFailure:
    @pytest.mark.parametrize(
        "failure",
        [
            DOWN,
            TimedOut("deadline_exceeded"),
            TimedOut("read_idle"),
            Unreadable("upstream_5xx", status=500),
            Busy("rate_limited", status=429, retry_after=7.0),
            Unreadable("protocol_error"),
        ],
        ids=str,
    )
    def test_for_now_is_shared_for_ten_seconds(self, failure: ExsitedError) -> None:
        endpoint, clock = Endpoint(failure, FRESH), Clock()
        auth = authenticator(endpoint, clock=clock)

        for _ in range(3):
            with pytest.raises(Busy, match="token_unavailable") as caught:
                auth.token(soon())
            assert 0 < (caught.value.retry_after or 0) <= 10

        clock.now += 10
        assert auth.token(soon()).access_token == "fresh"
        assert len(endpoint.asked) == 2

    @pytest.mark.parametrize(
        ("failure", "fault"),
        [
            (DENIED, "auth_rejected"),
            (Refused("auth_rejected", status=401), "auth_rejected"),
            (Forbidden("upstream_forbidden", status=403), "auth_rejected"),
            (Unreadable("redirect_refused", status=302), "auth_rejected"),
            (Unreadable("bad_content_type", status=200), "token_malformed"),
            (Unreadable("unexpected_status", status=204), "token_malformed"),
            (Unreadable("answer_too_large", status=200), "token_malformed"),
        ],
        ids=str,
    )
    def test_of_the_credentials_is_shared_for_thirty(
        self, failure: ExsitedError, fault: str, caplog: pytest.LogCaptureFixture
    ) -> None:
        endpoint, clock = Endpoint(failure, FRESH), Clock()
        auth = authenticator(endpoint, clock=clock)

        for _ in range(3):
            with pytest.raises(Refused, match=fault):
                auth.token(soon())
            clock.now += 9.9
        assert caplog.messages.count(fault) == 1

        clock.now += 1
        assert auth.token(soon()).access_token == "fresh"

    @pytest.mark.parametrize("fault", ["tls_failure", "endpoint_missing"])
    def test_that_only_configuration_cures_keeps_its_name(self, fault: str) -> None:
        with pytest.raises(Unreachable, match=fault):
            authenticator(Endpoint(Unreachable(fault))).token(soon())

    def test_of_one_who_came_late_is_his_own(self) -> None:
        endpoint = Endpoint(TimedOut("deadline_exceeded"), FRESH)
        auth = authenticator(endpoint)

        with pytest.raises(Busy):
            auth.token(Deadline(0))

        assert auth.token(soon()).access_token == "fresh"

    def test_ends_when_somebody_else_got_a_token(self) -> None:
        store = MemoryTokenStore()
        auth = authenticator(Endpoint(DOWN), store)
        with pytest.raises(Busy):
            auth.token(soon())

        store.write(token("theirs"))

        assert auth.token(soon()).access_token == "theirs"

    def test_to_renew_early_leaves_the_old_one_in_use(self) -> None:
        endpoint, clock = Endpoint(DOWN), Clock()
        auth = authenticator(endpoint, holding(token("old", seconds=30)), clock)

        for _ in range(3):
            assert auth.token(soon()).access_token == "old"
        assert len(endpoint.asked) == 1

        clock.now += 30
        with pytest.raises(Busy):
            auth.token(soon())

    def test_to_renew_a_rejected_one_leaves_nothing_in_use(self) -> None:
        endpoint, old = Endpoint(DOWN), token("old")
        auth = authenticator(endpoint, holding(old))

        for _ in range(2):
            with pytest.raises(Busy, match="token_unavailable"):
                auth.renew(old, soon())
            with pytest.raises(Busy, match="token_unavailable"):
                auth.token(soon())
        assert len(endpoint.asked) == 1

    def test_says_nothing_of_what_was_sent(self) -> None:
        with pytest.raises(Refused) as caught:
            authenticator(Endpoint(Rejected("rejected", message=CLIENT_SECRET))).token(soon())

        assert caught.value.message is None
        assert CLIENT_SECRET not in repr(vars(caught.value))


class TestRenewal:
    def test_asks_for_another_token(self) -> None:
        endpoint, old = Endpoint(FRESH), token("old")

        assert authenticator(endpoint, holding(old)).renew(old, soon()).access_token == "fresh"

    def test_takes_the_one_somebody_else_got(self) -> None:
        endpoint = Endpoint(FRESH)

        got = authenticator(endpoint, holding(token("theirs"))).renew(token("old"), soon())

        assert got.access_token == "theirs"
        assert endpoint.asked == []

    def test_of_one_that_is_turned_down_too_stops_everybody(self) -> None:
        endpoint, clock = Endpoint(FRESH), Clock()
        auth = authenticator(endpoint, clock=clock)
        auth.reject(auth.token(soon()))

        for _ in range(2):
            with pytest.raises(Refused, match="auth_rejected"):
                auth.token(soon())
        assert len(endpoint.asked) == 1

        clock.now += 30
        auth.token(soon())

    def test_of_one_that_was_replaced_meanwhile_stops_nobody(self) -> None:
        auth = authenticator(Endpoint(FRESH), holding(token("theirs")))

        auth.reject(token("mine"))

        assert auth.token(soon()).access_token == "theirs"


class TestClocks:
    @pytest.mark.parametrize("jump", [-3600, 3000, 3600])
    def test_a_jump_of_the_wall_clock_changes_nothing(self, jump: int) -> None:
        endpoint, clock = Endpoint(FRESH), Clock()
        with time_machine.travel(1_800_000_000, tick=False) as wall:
            auth = authenticator(endpoint, clock=clock)
            auth.token(soon())
            wall.shift(jump)
            for _ in range(3):
                clock.now += 1000
                auth.token(soon())
            assert len(endpoint.asked) == 1
            clock.now += 600
            auth.token(soon())

        assert len(endpoint.asked) == 2

    def test_a_token_from_the_future_lives_no_longer_than_any_other(self) -> None:
        endpoint, clock = Endpoint(FRESH), Clock()
        auth = authenticator(endpoint, holding(token("theirs", seconds=7200)), clock)

        assert auth.token(soon()).access_token == "theirs"
        clock.now += 3600

        assert auth.token(soon()).access_token == "fresh"


class TestTogether:
    def test_two_processes_get_one_token(self) -> None:
        class Shared(MemoryTokenStore):
            mutex = threading.Lock()

            @contextmanager
            def lock(self, seconds: float) -> Iterator[None]:
                with self.mutex:
                    yield

        def slow(body: dict[str, str], deadline: Deadline) -> tuple[dict[str, str], bytes]:
            time.sleep(0.1)
            return endpoint(body, deadline)

        endpoint, store, old = Endpoint(FRESH), Shared(), token("old")
        store.write(old)
        processes = [Authenticator(credentials(), store, slow) for _ in range(2)]
        with ThreadPoolExecutor(2) as pool:
            got = list(pool.map(lambda process: process.renew(old, soon()).access_token, processes))

        assert got == ["fresh", "fresh"]
        assert len(endpoint.asked) == 1

    def test_whoever_waits_gives_up_at_his_deadline(self) -> None:
        entered, leave = threading.Event(), threading.Event()

        def stuck(body: dict[str, str], deadline: Deadline) -> tuple[dict[str, str], bytes]:
            entered.set()
            leave.wait(5)
            return Endpoint(FRESH)(body, deadline)

        auth = Authenticator(credentials(), MemoryTokenStore(), stuck)
        with ThreadPoolExecutor(1) as pool:
            first = pool.submit(auth.token, soon())
            entered.wait(5)
            started = time.monotonic()
            with pytest.raises(Busy, match="token_unavailable"):
                auth.token(Deadline(0.2))
            assert time.monotonic() - started < 2
            leave.set()
            assert first.result().access_token == "fresh"

    def test_a_lock_that_nobody_gives_back_is_given_up(self) -> None:
        class Stuck(MemoryTokenStore):
            def lock(self, seconds: float) -> AbstractContextManager[None]:
                raise TimeoutError

        with pytest.raises(Busy, match="token_unavailable"):
            authenticator(Endpoint(FRESH), Stuck()).token(soon())

    def test_fifty_calls_at_one_401_share_one_grant(self) -> None:
        grant = answer(json.dumps({"access_token": "fresh", "expires_in": 3600}).encode())
        store = holding(token("dead"))

        with meeting([], tokens=store) as (client, server):
            granted = []

            def answer_by_token(request: bytes) -> list[bytes | float | str]:
                if b"oauth2" in request:
                    granted.append(request)
                    return [0.2, grant]
                return [answer(status="401 Unauthorized") if b"Bearer dead" in request else answer(b'{"a": "b"}')]

            server.script = answer_by_token
            with ThreadPoolExecutor(50) as pool:
                rows = list(pool.map(lambda _: client.get("/api/v3/invoices").text("a"), range(50)))

        assert rows == ["b"] * 50
        assert len(granted) == 1

    def test_fifty_calls_share_one_failure(self) -> None:
        with meeting([0.3, answer(b"down", status="500 Down")], tokens=MemoryTokenStore()) as (client, server):

            def ask(_: int) -> str:
                with pytest.raises(Busy) as caught:
                    client.get("/api/v3/invoices")
                return caught.value.fault

            with ThreadPoolExecutor(50) as pool:
                faults = set(pool.map(ask, range(50)))

        assert faults == {"token_unavailable"}
        assert len(server.requests) == 1


class TestHiding:
    @pytest.mark.parametrize("holder", [credentials(), token("canary", refresh_token="canary")])
    def test_nothing_shows_what_it_holds(self, holder: object) -> None:
        assert "canary" not in f"{holder!r} {holder} {[holder]}"

    def test_a_token_survives_being_stored(self) -> None:
        kept = token("kept", refresh_token="refresh")

        assert Token(**json.loads(json.dumps(asdict(kept)))) == kept
