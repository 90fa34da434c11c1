"""Passwords and the ends of sessions: on the very next request, everywhere, and each with its line."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from dashboard.access_log.acts import Act
from dashboard.access_log.models import Line
from dashboard.accounts import people
from dashboard.accounts.sessions import SIGNED_IN_AT, end_all
from tests.integrations_ui.history.test_sightings import failing

PASSWORD = "a long enough password"
NEW = "quite another password"
START = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
INSERT = 'INSERT INTO "access_log_line"'

pytestmark = pytest.mark.django_db


def signed_in(name: str = "sam", password: str = PASSWORD) -> Client:
    client = Client()
    assert client.post("/login/", {"username": name, "password": password}).status_code == 302
    return client


def is_in(client: Client) -> bool:
    return client.get("/password/").status_code == 200


def acts() -> list[tuple[str, str, str]]:
    return [(line.act, line.user_name, line.subject) for line in Line.objects.order_by("number")]


def change(client: Client, **fields: str) -> object:
    form = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}
    return client.post("/password/", form | fields)


@pytest.fixture
def sam() -> User:
    return User.objects.create_user("sam", password=PASSWORD)


class TestAFormWithoutItsToken:
    def test_in_a_session_that_is_over_leads_to_sign_in(self, sam: User) -> None:
        client = Client(enforce_csrf_checks=True)
        client.force_login(sam)
        session = client.session
        session[SIGNED_IN_AT] = timezone.now().timestamp()
        session.save()
        assertContains(client.post("/password/"), "Sign out", status_code=403)

        end_all(sam)

        assertRedirects(client.post("/password/"), "/login/?next=/", fetch_redirect_response=False)


class TestAnAddressWithoutAPage:
    def test_is_no_page_of_a_session_that_is_over(self, sam: User) -> None:
        client = signed_in()
        assertContains(client.get("/nowhere/"), "Sign out", status_code=404)

        end_all(sam)

        assertNotContains(client.get("/nowhere/"), "Sign out", status_code=404)


class TestSigningInAndOut:
    def test_are_written_down(self, sam: User) -> None:
        client = signed_in()
        client.post("/logout/")

        assert acts() == [(Act.SIGNED_IN, "sam", ""), (Act.SIGNED_OUT, "sam", "")]

    def test_go_on_without_one_for_reading_does_and_the_process_log_tells(
        self, sam: User, caplog: pytest.LogCaptureFixture
    ) -> None:
        client = Client()

        with failing(INSERT):
            client.post("/login/", {"username": "sam", "password": PASSWORD})

        assert is_in(client)
        [lost] = [vars(one) for one in caplog.records if one.getMessage() == "act_not_recorded"]
        assert (lost["act"], lost["user_id"]) == (Act.SIGNED_IN, sam.pk)

    def test_everybody_gets_out_without_one(self, sam: User) -> None:
        client = signed_in()

        with failing(INSERT):
            response = client.post("/logout/")

        assertRedirects(response, "/login/", fetch_redirect_response=False)
        assert not is_in(client)

    def test_the_session_has_another_id_afterwards(self, sam: User) -> None:
        client = Client()
        client.get("/login/")
        before = client.session.session_key

        client.post("/login/", {"username": "sam", "password": PASSWORD})

        assert client.session.session_key not in {None, before}


class TestSigningOutEverywhere:
    def test_ends_all_sessions_of_the_person_alone(self, sam: User) -> None:
        User.objects.create_user("fay", password=PASSWORD)
        one, other, fay = signed_in(), signed_in(), signed_in("fay")

        response = one.post("/sign-out-everywhere/")

        assertRedirects(response, "/login/", fetch_redirect_response=False)
        assert [is_in(client) for client in (one, other, fay)] == [False, False, True]
        assert acts()[-1] == (Act.SIGNED_OUT_EVERYWHERE, "sam", "sam")

    def test_does_not_keep_anybody_out(self, sam: User) -> None:
        with time_machine.travel(START, tick=False) as clock:
            signed_in().post("/sign-out-everywhere/")
            clock.shift(1)

            assert is_in(signed_in())

    def test_is_never_a_link(self, sam: User) -> None:
        client = signed_in()

        assert client.get("/sign-out-everywhere/").status_code == 405
        assert is_in(client)

    def test_wants_the_form_of_this_session(self, sam: User) -> None:
        strict = Client(enforce_csrf_checks=True)
        strict.force_login(sam)

        assert strict.post("/sign-out-everywhere/").status_code == 403
        assert is_in(strict)

    def test_a_fragment_of_an_ended_session_takes_the_whole_page_to_sign_in(self, sam: User) -> None:
        one, other = signed_in(), signed_in()
        one.post("/sign-out-everywhere/")

        response = other.get("/invoices/", headers={"HX-Request": "true", "HX-Target": "invoice-table"})

        assert response.headers["HX-Redirect"].startswith("/login/")


class TestChangingThePassword:
    def test_ends_the_other_sessions(self, sam: User) -> None:
        one, other = signed_in(), signed_in()

        assertRedirects(change(one), "/password/?changed=1")  # type: ignore[arg-type]

        assert [is_in(one), is_in(other)] == [True, False]
        assert is_in(signed_in(password=NEW))
        assert acts()[2] == (Act.PASSWORD_CHANGED, "sam", "")

    @pytest.mark.parametrize(
        ("fields", "told"),
        [
            ({"old_password": "wrong"}, "This is not your password."),
            ({"new_password2": "something else"}, "This is not the same as above."),
            ({"new_password1": "short", "new_password2": "short"}, "at least 12 characters"),
            ({"new_password1": "password1234", "new_password2": "password1234"}, "too common"),
            ({"new_password1": PASSWORD, "new_password2": PASSWORD}, "Choose another than the one you have."),
        ],
    )
    def test_says_what_is_wrong_and_never_shows_what_was_typed(
        self, sam: User, fields: dict[str, str], told: str
    ) -> None:
        client = signed_in()

        response = change(client, **fields)

        assertContains(response, told, status_code=400)  # type: ignore[arg-type]
        for typed in (PASSWORD, NEW, *fields.values()):
            assertNotContains(response, f'value="{typed}"', status_code=400)  # type: ignore[arg-type]
        assert is_in(signed_in())

    def test_lets_nobody_guess_the_old_one(self, sam: User) -> None:
        client = signed_in()

        statuses = [change(client, old_password="wrong").status_code for _ in range(6)]  # type: ignore[attr-defined]

        assert statuses == [400] * 5 + [429]
        assertContains(change(client), "on hold for", status_code=429)  # type: ignore[arg-type]
        assert sam.check_password(PASSWORD)

    def test_counts_no_other_mistake_as_a_guess(self, sam: User) -> None:
        client = signed_in()

        statuses = [change(client, new_password2="other").status_code for _ in range(7)]  # type: ignore[attr-defined]

        assert set(statuses) == {400}

    def test_does_not_happen_without_a_line(self, sam: User) -> None:
        client = signed_in()

        with failing(INSERT):
            assert change(client).status_code == 503  # type: ignore[attr-defined]

        assert is_in(signed_in())
        assert is_in(client)


class TestTemporaryPassword:
    @pytest.fixture
    def given(self, sam: User) -> str:
        with time_machine.travel(START, tick=False):
            return people.give_password(sam, by=User.objects.create_user("ada"))

    def test_leads_to_nothing_but_another(self, given: str) -> None:
        client = signed_in(password=given)

        for path in ("/", "/invoices/", "/users/", "/components/"):
            assertRedirects(client.get(path), "/password/")
        fragment = client.get("/", headers={"HX-Request": "true", "HX-Target": "x"})
        assert fragment.headers["HX-Redirect"] == "/password/"
        assertContains(client.get("/password/"), "Somebody else knows the password")

    def test_ends_with_the_change(self, given: str) -> None:
        client = signed_in(password=given)

        change(client, old_password=given)

        assert client.get("/password/").status_code == 200
        assertNotContains(client.get("/password/"), "Somebody else knows")
        assert client.get("/").status_code == 200

    def test_does_not_keep_anybody_in(self, given: str) -> None:
        client = signed_in(password=given)

        assertRedirects(client.post("/logout/"), "/login/", fetch_redirect_response=False)


class TestTheEnd:
    def test_of_an_idle_session_is_kept_by_the_server(self, sam: User) -> None:
        """Not by the age of the cookie alone."""
        with time_machine.travel(START, tick=False) as clock:
            client = signed_in()
            kept = client.cookies["session"].value
            clock.shift(timedelta(minutes=31))
            thief = Client()
            thief.cookies["session"] = kept

            assert not is_in(thief)
            assert thief.get("/").headers["Location"].startswith("/login/")

    def test_comes_no_sooner_than_a_minute_before_for_whoever_is_there(self, sam: User) -> None:
        with time_machine.travel(START, tick=False) as clock:
            client = signed_in()
            for _ in range(8):
                clock.shift(timedelta(minutes=29))
                assert is_in(client)
            clock.shift(timedelta(seconds=59))
            assert is_in(client)
            clock.shift(timedelta(minutes=29))
            assert is_in(client)
            clock.shift(timedelta(minutes=30))
            assert not is_in(client)

    def test_comes_after_twelve_hours_also_for_whoever_is_there(self, sam: User) -> None:
        with time_machine.travel(START, tick=False) as clock:
            client = signed_in()
            for _ in range(25):
                clock.shift(timedelta(minutes=28, seconds=45))
                assert is_in(client)
            clock.shift(timedelta(minutes=2))
            assert not is_in(client)

    def test_is_put_off_by_one_writing_a_minute(self, sam: User) -> None:
        with time_machine.travel(START, tick=False) as clock:
            client = signed_in()
            clock.shift(timedelta(minutes=5))
            writes = []
            for _ in range(3):
                with CaptureQueriesContext(connection) as queries:
                    assert is_in(client)
                writes.append(sum("django_session" in one["sql"] and "UPDATE" in one["sql"] for one in queries))
                clock.shift(timedelta(seconds=50))

        assert writes == [1, 0, 1]

    def test_leaves_nothing_behind_once_somebody_signs_in(self, sam: User) -> None:
        with time_machine.travel(START, tick=False) as clock:
            for _ in range(3):
                Client().get("/login/")
            signed_in()
            clock.shift(timedelta(minutes=31))
            Client().get("/login/")
            assert Session.objects.count() == 5
            signed_in()

            assert Session.objects.count() == 2

    def test_of_a_deactivated_person_is_the_next_request(self, sam: User) -> None:
        client = signed_in()
        people.deactivate(sam, by=User.objects.create_superuser("root"))

        assert not is_in(client)
        assert client.post("/login/", {"username": "sam", "password": PASSWORD}).status_code == 200
