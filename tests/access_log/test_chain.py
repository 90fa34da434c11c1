"""The chain of lines: what breaks it shows, and what cannot be written does not happen."""

from __future__ import annotations

import io
import logging
from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from dashboard.access_log.acts import Act
from dashboard.access_log.chain import NotRecorded, record
from dashboard.access_log.models import AppendOnly, Head, Line
from dashboard.access_log.verifying import NEWEST, verify, verify_newest
from tests.integrations_ui.history.test_sightings import failing

pytestmark = pytest.mark.django_db

GONE = "DELETE FROM access_log_line WHERE number = {}"
SWAPPED = "UPDATE access_log_line SET number = {1} WHERE number = {0}"
REST = "at, user_name, act, subject, detail, reference, seal"
INTO = f"INSERT INTO access_log_line (number, {REST})"


@pytest.fixture
def ada() -> User:
    return User.objects.create_user("ada")


@pytest.fixture
def five_lines(ada: User) -> None:
    for subject in ("one", "two", "three", "four", "five"):
        record(Act.FILE_TAKEN, by=ada, subject=subject)


def run(sql: str) -> None:
    """As somebody would who has the database but not the key."""
    with connection.cursor() as cursor:
        cursor.execute(sql)


class TestLine:
    def test_holds_who_what_and_when(self, ada: User) -> None:
        line = record(Act.VALUE_CHECKED, by=ada, subject="abc", detail="Client secret: matches")

        kept = Line.objects.get()
        assert (kept.number, kept.user_id, kept.user_name, kept.act) == (1, ada.pk, "ada", "value_checked")
        assert (kept.subject, kept.detail, kept.seal) == ("abc", "Client secret: matches", line.seal)

    def test_of_a_command_has_no_person(self) -> None:
        record(Act.FILE_TAKEN, by=None)

        assert (Line.objects.get().user_id, Line.objects.get().user_name) == (None, "")

    def test_takes_hostile_text_and_stays_one_line(self, ada: User) -> None:
        record(Act.FILE_TAKEN, by=ada, subject="a\r\n\0\u202e\ud800" * 100, detail="\x1b[2J" * 200)

        kept = Line.objects.get()
        assert kept.subject.isprintable()
        assert (len(kept.subject), len(kept.detail)) == (200, 300)
        assert verify().holds

    def test_cannot_be_changed_or_removed(self, five_lines: None) -> None:
        line = Line.objects.get(number=3)
        attempts: list[Callable[[], object]] = [
            line.save,
            line.delete,
            Line.objects.all().delete,
            lambda: Line.objects.update(subject="other"),
        ]
        for attempt in attempts:
            with pytest.raises(AppendOnly):
                attempt()

        assert verify().lines == 5

    def test_is_told_to_the_process_log_by_number_and_seal_alone(
        self, ada: User, caplog: pytest.LogCaptureFixture, django_capture_on_commit_callbacks: Callable[..., object]
    ) -> None:
        with caplog.at_level(logging.INFO, "dashboard.access"), django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
            line = record(Act.FILE_TAKEN, by=ada, subject="secret-plans.csv")

        [said] = [vars(one) for one in caplog.records if one.name == "dashboard.access"]
        assert (said["number"], said["seal"]) == (1, line.seal)
        assert not {"ada", "secret-plans.csv"} & set(map(str, said.values()))


class TestTheAct:
    @transaction.atomic
    def add_eve(self, ada: User) -> None:
        User.objects.create_user("eve")
        record(Act.FILE_TAKEN, by=ada)

    @transaction.atomic
    def add_ada_again(self, ada: User) -> None:
        record(Act.FILE_TAKEN, by=ada)
        User.objects.create_user("ada")

    def test_does_not_happen_without_its_line(self, ada: User) -> None:
        with failing('INSERT INTO "access_log_line"'), pytest.raises(NotRecorded):
            self.add_eve(ada)

        assert not User.objects.filter(username="eve").exists()
        assert verify().lines == 0

    def test_that_fails_takes_its_line_with_it(self, ada: User) -> None:
        with pytest.raises(IntegrityError):
            self.add_ada_again(ada)

        assert verify().lines == 0
        assert record(Act.FILE_TAKEN, by=ada).number == 1

    @pytest.mark.parametrize(
        "sql",
        [
            "DELETE FROM access_log_head",
            "UPDATE access_log_head SET number = 4",
            "UPDATE access_log_head SET seal = line_seal",
        ],
    )
    def test_does_not_go_on_from_a_false_head(self, five_lines: None, ada: User, sql: str) -> None:
        run(sql)

        with pytest.raises(NotRecorded):
            record(Act.FILE_TAKEN, by=ada)

        assert Line.objects.count() == 5


class TestVerifying:
    def test_an_empty_log_holds(self) -> None:
        assert verify().holds
        assert verify_newest().holds

    def test_what_was_written_holds(self, five_lines: None) -> None:
        assert verify() == verify_newest()
        assert (verify().lines, verify().holds) == (5, True)

    @pytest.mark.parametrize(
        ("sql", "number"),
        [
            ("UPDATE access_log_line SET subject = 'other' WHERE number = 3", 3),
            ("UPDATE access_log_line SET user_name = 'eve' WHERE number = 1", 1),
            ("UPDATE access_log_line SET user_id = 99 WHERE number = 5", 5),
            ("UPDATE access_log_line SET at = '2020-01-01 00:00:00' WHERE number = 2", 2),
            ("UPDATE access_log_line SET act = 'signed_in' WHERE number = 4", 4),
            ("UPDATE access_log_line SET detail = 'x' WHERE number = 4", 4),
            ("UPDATE access_log_line SET reference = 'x' WHERE number = 4", 4),
            ("UPDATE access_log_line SET subject = subject || detail, detail = 'x' WHERE number = 4", 4),
            ("DELETE FROM access_log_line WHERE number = 3", 3),
            ("DELETE FROM access_log_line WHERE number = 1", 1),
            ("DELETE FROM access_log_line WHERE number = 5", 5),
            ("DELETE FROM access_log_line WHERE number > 2", 3),
            ("DELETE FROM access_log_line", 1),
            ("DELETE FROM access_log_head", 6),
            ("UPDATE access_log_head SET number = 4", 6),
            (f"{SWAPPED.format(2, 92)};{SWAPPED.format(3, 2)};{SWAPPED.format(92, 3)}", 2),
            (f"{GONE.format(2)};{SWAPPED.format(3, 2)};{SWAPPED.format(4, 3)};{SWAPPED.format(5, 4)}", 2),
            (f"{INTO} SELECT 6, {REST} FROM access_log_line WHERE number = 5", 6),
        ],
    )
    def test_names_the_first_broken_line(self, five_lines: None, sql: str, number: int) -> None:
        for one in sql.split(";"):
            run(one)

        assert (verify().holds, verify().number) == (False, number)
        assert (verify_newest().holds, verify_newest().number) == (False, number)

    def test_another_head_beside_it_vouches_for_no_line(self, five_lines: None) -> None:
        run(f"{INTO} SELECT 6, {REST} FROM access_log_line WHERE number = 5")
        run("INSERT INTO access_log_head SELECT 2, 99, line_seal, seal FROM access_log_head")

        assert (verify().holds, verify().number) == (False, 6)
        assert (verify_newest().holds, verify_newest().number) == (False, 6)

    def test_an_old_head_does_not_hide_what_came_after_it(self, five_lines: None, ada: User) -> None:
        old = Head.objects.values().get()
        record(Act.FILE_TAKEN, by=ada, subject="six")
        Head.objects.update(**old)

        assert (verify().number, verify().flaw) == (6, "the head of the log does not know it")

    def test_a_log_put_back_to_an_earlier_state_lacks_what_was_noted(self, five_lines: None, ada: User) -> None:
        old = Head.objects.values().get()
        noted = record(Act.FILE_TAKEN, by=ada, subject="six")
        run("DELETE FROM access_log_line WHERE number = 6")
        Head.objects.update(**old)

        assert verify().holds
        with pytest.raises(CommandError, match="line 6"):
            call_command("verify_access_log", "--noted", f"6:{noted.seal}")

    def test_another_key_opens_nothing(self, five_lines: None, monkeypatch: pytest.MonkeyPatch) -> None:
        from dashboard.access_log import seals

        monkeypatch.setattr(seals, "key", lambda: b"another key")

        assert verify().number == 1

    def test_the_newest_lines_are_enough_for_a_page(self, ada: User) -> None:
        for _ in range(NEWEST + 5):
            record(Act.FILE_TAKEN, by=ada)
        run("UPDATE access_log_line SET subject = 'other' WHERE number = 2")

        assert (verify_newest().holds, verify_newest().lines) == (True, NEWEST)
        assert verify().number == 2
        run("UPDATE access_log_line SET subject = 'other' WHERE number = 7")
        assert verify_newest().number == 7


class TestCommand:
    def test_says_that_it_holds(self, five_lines: None) -> None:
        told = io.StringIO()

        call_command("verify_access_log", stdout=told)

        last = Line.objects.get(number=5)
        assert told.getvalue() == f"The access log holds, all 5 lines. Its last: 5:{last.seal}\n"
        call_command("verify_access_log", "--noted", f"5:{last.seal}", stdout=told)

    def test_says_that_there_is_none_yet(self) -> None:
        told = io.StringIO()

        call_command("verify_access_log", stdout=told)

        assert "no line yet" in told.getvalue()

    def test_fails_by_name_of_the_first_broken_line(self, five_lines: None) -> None:
        run("UPDATE access_log_line SET subject = 'other' WHERE number >= 3")

        with pytest.raises(CommandError, match="broken at line 3: it was changed"):
            call_command("verify_access_log")

    @pytest.mark.parametrize("noted", ["", "5", "0:" + "a" * 64, "5:abc", "x:" + "a" * 64])
    def test_refuses_what_is_no_line(self, noted: str) -> None:
        with pytest.raises(CommandError, match="number of a line"):
            call_command("verify_access_log", "--noted", noted)
