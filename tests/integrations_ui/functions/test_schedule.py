"""Schedules in plain words: what can be told is told, what cannot is not guessed, and contradictions are named."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.exsited import Automation, Sealer
from dashboard.exsited.wire import read_object
from integrations_ui.functions.schedule import CANNOT_TELL, NO_SCHEDULE, order_of, schedule_of
from tests.builders import automation_json

SEALER = Sealer(b"a key for the tests of schedules")
SILENT = {"check_on": "", "check_on_minutes": "", "checkOnText": "", "trigger_condition_text": ""}
WEEKLY = SILENT | {"check_on": "customDayTime", "custom_day": "thursday", "custom_time": "06:45:23"}


def automation(**changes: object) -> Automation:
    return Automation.read(
        read_object(json.dumps(automation_json(**changes)).encode(), sealer=SEALER, endpoint="/automation")
    )


def words(**changes: object) -> str:
    return schedule_of(automation(**(SILENT | changes))).words


def doubts(**changes: object) -> tuple[str, ...]:
    return schedule_of(automation(**changes)).doubts


class TestIntervals:
    @pytest.mark.parametrize(
        ("check_on", "told"),
        [
            ("8 hours", "Every 8 hours"),
            ("1 hour", "Every hour"),
            ("15 minutes", "Every 15 minutes"),
            ("60 minutes", "Every hour"),
            ("90 minutes", "Every 90 minutes"),
            ("  8   HOURS ", "Every 8 hours"),
            ("24 hours", "Every day"),
            ("36 hours", "Every 36 hours"),
            ("2 days", "Every 2 days"),
            ("1 week", "Every 7 days"),
        ],
    )
    def test_are_told_by_check_on(self, check_on: str, told: str) -> None:
        assert words(check_on=check_on) == told

    @pytest.mark.parametrize(("minutes", "told"), [("15", "Every 15 minutes"), ("480", "Every 8 hours")])
    def test_are_told_by_the_minutes_where_check_on_is_silent(self, minutes: str, told: str) -> None:
        assert words(check_on_minutes=minutes) == told

    def test_that_agree_leave_no_doubt(self) -> None:
        assert doubts() == ()


class TestWeekly:
    def test_tells_day_and_time(self) -> None:
        assert words(**WEEKLY) == "Every Thursday at 06:45:23"

    def test_takes_both_from_the_joint_field(self) -> None:
        assert words(check_on="customDayTime", custom_day_time="Friday 6:05:00") == "Every Friday at 06:05"

    @pytest.mark.parametrize(
        ("changes", "missing"),
        [
            ({"custom_time": ""}, "the time is not given"),
            ({"custom_day": ""}, "the day is not given"),
            ({"custom_day": "", "custom_time": ""}, "neither day nor time is given"),
            ({"custom_day": "someday"}, "“someday”, which is no day of the week"),
            ({"custom_time": "25:99"}, "“25:99”, which is no time"),
        ],
    )
    def test_that_is_incomplete_cannot_be_told(self, changes: dict[str, str], missing: str) -> None:
        found = schedule_of(automation(**(WEEKLY | changes)))

        assert (found.words, found.known) == (CANNOT_TELL, False)
        assert missing in found.doubts[0]


class TestCannotTell:
    def test_but_passes_on_what_a_text_claims(self) -> None:
        found = schedule_of(automation(**(WEEKLY | {"custom_time": "", "checkOnText": "Every Thursday at 04:48"})))

        assert found.doubts[1] == "checkOnText says every Thursday at 04:48, which the fields do not bear out."

    def test_words_nobody_knows(self) -> None:
        found = schedule_of(automation(check_on="when the moon is full"))

        assert found.words == CANNOT_TELL
        assert "“when the moon is full”" in found.doubts[0]

    @pytest.mark.parametrize("check_on", ["0 hours", "-8 hours", "8", "hours", "8 moons"])
    def test_an_interval_that_is_none(self, check_on: str) -> None:
        assert words(check_on=check_on) == CANNOT_TELL

    @pytest.mark.parametrize("minutes", ["0", "-15", "soon"])
    def test_minutes_that_are_none(self, minutes: str) -> None:
        assert words(check_on_minutes=minutes) == CANNOT_TELL

    def test_a_timer_that_is_not_set(self) -> None:
        assert words() == CANNOT_TELL

    def test_but_something_that_runs_by_no_clock_has_no_schedule(self) -> None:
        found = schedule_of(automation(**(SILENT | {"automation_type": "eventBased"})))

        assert (found.words, found.known, found.doubts) == (NO_SCHEDULE, False, ())


class TestDisagreements:
    def test_between_check_on_and_the_minutes(self) -> None:
        assert doubts(check_on_minutes="240") == (
            "The fields say every 8 hours, but check_on_minutes says every 4 hours.",
        )

    def test_between_the_fields_and_the_text(self) -> None:
        assert doubts(checkOnText="Every 4 hours") == (
            "The fields say every 8 hours, but checkOnText says every 4 hours.",
        )

    def test_between_the_day_and_the_joint_field(self) -> None:
        found = doubts(**(WEEKLY | {"custom_day_time": "friday 06:45:23"}))

        assert found == (
            "The fields say every Thursday at 06:45:23, but custom_day_time says every Friday at 06:45:23.",
        )

    def test_between_a_weekly_time_and_left_over_minutes(self) -> None:
        assert "check_on_minutes says every 8 hours" in doubts(**(WEEKLY | {"check_on_minutes": "480"}))[0]

    def test_between_an_interval_and_a_left_over_day_and_time(self) -> None:
        found = doubts(custom_day="thursday", custom_time="06:45:23")

        assert found == ("The fields say every 8 hours, but custom_time says every Thursday at 06:45:23.",)

    def test_minutes_that_are_no_number(self) -> None:
        assert doubts(check_on_minutes="soon") == ("check_on_minutes is not a number of minutes.",)

    def test_are_none_where_a_text_names_only_the_day(self) -> None:
        assert doubts(**(WEEKLY | {"checkOnText": "Every Thursday"})) == ()

    def test_are_none_where_a_text_is_no_schedule(self) -> None:
        assert doubts(checkOnText="Now and then", trigger_condition_text="Supplier is new") == ()


class TestOrder:
    def test_is_by_how_often_and_then_by_the_week(self) -> None:
        often = [
            automation(**(SILENT | {"check_on": "15 minutes"})),
            automation(**(SILENT | {"check_on_minutes": "480"})),
            automation(**(WEEKLY | {"custom_day": "monday"})),
            automation(**(WEEKLY | {"custom_time": "06:45"})),
            automation(**WEEKLY),
        ]

        keys = [order_of(one) for one in often]

        assert all(keys)
        assert sorted(keys, key=lambda key: key or (0, 0, "")) == keys

    def test_has_no_place_for_what_cannot_be_told(self) -> None:
        assert order_of(automation(**(SILENT | {"check_on": "when the moon is full"}))) is None
        assert order_of(automation(**(WEEKLY | {"custom_time": ""}))) is None


class TestAnyInput:
    @given(
        check_on=st.one_of(st.text(max_size=20), st.sampled_from(["customDayTime", "99999999999999 hours"])),
        minutes=st.text(max_size=20),
        day=st.text(max_size=10),
        time=st.text(max_size=10),
        text=st.text(max_size=30),
    )
    def test_gives_words(self, check_on: str, minutes: str, day: str, time: str, text: str) -> None:
        found = schedule_of(
            automation(check_on=check_on, check_on_minutes=minutes, custom_day=day, custom_time=time, checkOnText=text)
        )

        assert found.words
        assert found.known or found.words in {CANNOT_TELL, NO_SCHEDULE}
