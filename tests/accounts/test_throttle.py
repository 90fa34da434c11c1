"""Failed sign-ins are slowed down, by name and by address, the same for names that nobody has; never for ever."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.auth.models import User
from django.db import connection
from django.http.response import HttpResponseBase
from django.test import Client, RequestFactory
from pytest_django.asserts import assertContains

from dashboard.access_log.acts import Act
from dashboard.access_log.models import Line
from dashboard.accounts.models import SignInFailures
from dashboard.accounts.throttle import address_of, block_after, said
from tests.accounts.processes import Processes

PASSWORD = "a long enough password"
START = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)

BURST = """
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from django.test import Client

def guess(number):
    form = {"username": "ada", "password": "wrong"}
    return Client(headers={"host": "localhost"}).post("/login/", form, REMOTE_ADDR=f"192.0.2.{number}").status_code

with ThreadPoolExecutor(8) as pool:
    counted = Counter(pool.map(guess, range(40)))
print(dict(sorted(counted.items())))
"""

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(START, tick=False) as found:
        yield found


@pytest.fixture
def sam() -> User:
    return User.objects.create_user("sam", password=PASSWORD)


def attempt(
    name: str = "sam", password: str = "wrong", *, address: str = "192.0.2.1", **extra: str
) -> HttpResponseBase:
    return Client().post("/login/", {"username": name, "password": password}, REMOTE_ADDR=address, **extra)  # type: ignore[arg-type]


def fail(times: int, name: str = "sam", *, address: str = "192.0.2.1") -> list[int]:
    return [attempt(name, address=address).status_code for _ in range(times)]


class TestByName:
    def test_five_failures_are_free_and_the_sixth_attempt_waits(self, sam: User, clock: time_machine.Traveller) -> None:
        assert fail(5) == [200] * 5

        response = attempt(password=PASSWORD, address="198.51.100.7")

        assertContains(response, "on hold for 30 seconds", status_code=429)
        assert response.headers["Retry-After"] == "30"
        assert "sessionid" not in response.cookies

    def test_the_right_password_opens_after_the_wait(self, sam: User, clock: time_machine.Traveller) -> None:
        fail(6)
        clock.shift(31)

        assert attempt(password=PASSWORD).status_code == 302

    def test_attempts_while_it_waits_make_it_no_longer(self, sam: User, clock: time_machine.Traveller) -> None:
        fail(5)
        clock.shift(29)
        assert set(fail(20)) == {429}
        clock.shift(2)

        assert attempt(password=PASSWORD).status_code == 302

    def test_each_further_failure_doubles_it_up_to_a_quarter_of_an_hour(
        self, sam: User, clock: time_machine.Traveller
    ) -> None:
        fail(5)
        waits = []
        for _ in range(8):
            wait = int(attempt().headers["Retry-After"])
            waits.append(wait)
            clock.shift(wait)
            assert attempt().status_code == 200

        assert waits == [30, 60, 120, 240, 480, 900, 900, 900]

    def test_is_forgotten_in_time(self, sam: User, clock: time_machine.Traveller) -> None:
        fail(5)
        clock.shift(timedelta(hours=1, seconds=1))

        assert fail(4) == [200] * 4
        assert attempt(password=PASSWORD).status_code == 302

    def test_success_begins_anew(self, sam: User, clock: time_machine.Traveller) -> None:
        for _ in range(3):
            fail(4)
            assert attempt(password=PASSWORD).status_code == 302

        assert not SignInFailures.objects.exists()

    @pytest.mark.parametrize("spelling", ["SAM", "Sam", "\uff53am"])
    def test_another_spelling_is_no_way_around(self, sam: User, clock: time_machine.Traveller, spelling: str) -> None:
        fail(5)

        assert attempt(spelling, address="198.51.100.7").status_code == 429

    def test_others_are_not_held_up(self, sam: User, clock: time_machine.Traveller) -> None:
        User.objects.create_user("fay", password=PASSWORD)
        fail(5)

        assert attempt("fay", PASSWORD, address="198.51.100.7").status_code == 302


class TestByAddress:
    def test_many_names_from_one_address_wait_too(self, sam: User, clock: time_machine.Traveller) -> None:
        for number in range(5):
            fail(1, f"name-{number}")

        assert attempt(password=PASSWORD).status_code == 429
        assert attempt(password=PASSWORD, address="198.51.100.7").status_code == 302

    def test_a_password_of_ones_own_is_no_way_around(self, sam: User, clock: time_machine.Traveller) -> None:
        User.objects.create_user("mallory", password=PASSWORD)
        fail(2, "mallory")
        for number in range(4):
            assert attempt("mallory", PASSWORD).status_code == 302
            fail(1, f"name-{number}")

        assert attempt("mallory", PASSWORD).status_code == 302
        fail(1, "name-4")
        assert attempt("mallory", PASSWORD).status_code == 429
        clock.shift(31)
        assert attempt("mallory", PASSWORD).status_code == 302
        assert fail(2, "name-5") == [200, 429]

    @pytest.mark.parametrize(
        ("told", "address"),
        [
            ("192.0.2.1", "192.0.2.1"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
            ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
            ("::ffff:192.0.2.1", "192.0.2.1"),
            ("fe80::1%eth0", "fe80::/64"),
            ("", ""),
            ("unix:", ""),
        ],
    )
    def test_is_what_one_customer_has(self, told: str, address: str) -> None:
        assert address_of(RequestFactory().get("/", REMOTE_ADDR=told)) == address

    @pytest.mark.parametrize(
        ("forwarded", "address"),
        [
            ("203.0.113.5", "203.0.113.5"),
            ("10.9.9.9, 203.0.113.5", "203.0.113.5"),
            ("203.0.113.5, nonsense", ""),
            ("10.9.9.9, 203.0.113.5:49152", "203.0.113.5"),
            ("[2001:db8:1:2::9]:49152", "2001:db8:1:2::/64"),
            ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
            ("", "192.0.2.1"),
        ],
    )
    def test_behind_a_proxy_is_what_the_proxy_saw(
        self, settings: pytest.FixtureRequest, forwarded: str, address: str
    ) -> None:
        settings.BEHIND_PROXY = True  # type: ignore[attr-defined]
        request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.1", headers={"X-Forwarded-For": forwarded})

        assert address_of(request) == address

    def test_a_forged_header_is_no_way_around(self, sam: User, clock: time_machine.Traveller) -> None:
        statuses = [
            attempt(f"name-{number}", HTTP_X_FORWARDED_FOR=f"203.0.113.{number}").status_code for number in range(6)
        ]

        assert statuses == [200] * 5 + [429]


class TestNoEnumeration:
    def test_unknown_names_get_the_same_answers(self, sam: User, clock: time_machine.Traveller) -> None:
        User.objects.create_user("old", password=PASSWORD, is_active=False)

        def told(name: str, address: str) -> list[tuple[int, str, str]]:
            answers = [attempt(name, PASSWORD if name == "old" else "wrong", address=address) for _ in range(7)]
            return [
                (one.status_code, one.headers.get("Retry-After", ""), error_of(one).replace(name, ""))
                for one in answers
            ]

        known, unknown, inactive = told("sam", "192.0.2.1"), told("eve", "192.0.2.2"), told("old", "192.0.2.3")
        assert known == unknown == inactive
        assert known[0][2]

    def test_unknown_names_cost_a_password_hash_too(
        self, sam: User, clock: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from django.contrib.auth.hashers import MD5PasswordHasher

        hashed: list[str] = []
        encode = MD5PasswordHasher.encode

        def counting(self: MD5PasswordHasher, password: str, salt: str) -> str:
            hashed.append(password)
            return encode(self, password, salt)

        monkeypatch.setattr(MD5PasswordHasher, "encode", counting)
        fail(1, "sam")
        fail(1, "eve")

        assert hashed == ["wrong", "wrong"]

    def test_what_was_typed_is_kept_nowhere(self, sam: User, clock: time_machine.Traveller) -> None:
        fail(6, "my-secret-password")

        assert connection.connection is not None
        assert "my-secret-password" not in "\n".join(connection.connection.iterdump())


class TestLines:
    def test_tell_of_a_block_when_it_begins(self, sam: User, clock: time_machine.Traveller) -> None:
        fail(20)

        lines = [(line.act, line.subject, line.detail) for line in Line.objects.all()]
        assert lines == [(Act.SIGN_IN_BLOCKED, "sam", "30 seconds")]

    def test_name_nobody_who_is_not_there(self, clock: time_machine.Traveller) -> None:
        fail(6, "hunter2")

        assert [line.subject for line in Line.objects.all()] == ["an unknown name"]


class TestAtOnce:
    def test_a_burst_gets_no_more_than_five_guesses(self, processes: Processes) -> None:
        assert processes.told(BURST) == "{200: 5, 429: 35}"


@pytest.mark.parametrize(("count", "seconds"), [(1, None), (4, None), (5, 30), (6, 60), (10, 900), (10_000, 900)])
def test_blocks(count: int, seconds: int | None) -> None:
    assert block_after(count) == (None if seconds is None else timedelta(seconds=seconds))


@pytest.mark.parametrize(
    ("seconds", "words"), [(1, "1 second"), (30, "30 seconds"), (120, "2 minutes"), (900, "15 minutes")]
)
def test_waits_in_words(seconds: int, words: str) -> None:
    assert said(seconds) == words


def error_of(response: HttpResponseBase) -> str:
    page = response.content.decode()  # type: ignore[attr-defined]
    return "wrong" if "Name or password is wrong." in page else page[page.index("<h1>") : page.index("</h1>")]
