"""Many configurations: read a few at a time and none twice, and held against the majority or one of them."""

from __future__ import annotations

import threading
import time
from collections import Counter

import pytest
import requests
import responses
from hypothesis import given
from hypothesis import strategies as st

from dashboard import upstream
from dashboard.exsited import Busy, Configuration, Refused, Unreadable
from integrations_ui.across.grid import (
    READERS,
    Across,
    Answer,
    Listed,
    across_of,
    majority,
    read_configurations,
    sheets_of,
)
from integrations_ui.configuration.matrix import ABSENT, OFF, ON
from integrations_ui.configuration.meaning import NOT_SENT, Told
from tests.builders import Json, configuration_json
from tests.integrations_ui.compare.places import configuration, configuration_of, myob

STATES = st.sampled_from([Told(ON), Told(OFF), Told(ABSENT), None])


def connection(uuid: str, provider: str = "XERO") -> Listed:
    return Listed(uuid=uuid, name=f"Company {uuid}", provider=provider, status="ACTIVE")


def invoices(value: str) -> Json:
    return configuration_json(transaction={"provider": "xero", "export": {"invoice_to_xero_enabled": value}})


def across(*answers: Answer, against: str = "") -> Across:
    return across_of([connection(f"c{n}") for n in range(len(answers))], answers, against=against)


def row(found: Across, thing: str, section: str = "export") -> tuple[int, bool, bool]:
    """How many differ, and whether the row is split and uneven."""
    only = next(
        row
        for row in found.rows
        if (row.meaning.thing, row.meaning.aspect, row.meaning.section) == (thing, "", section)
    )
    return only.differing, only.split, only.uneven


ON_CONFIGURATION, OFF_CONFIGURATION = configuration(invoices("true")), configuration(invoices("false"))
FAILED = Unreadable("bad_json", endpoint="/configuration")


class TestMajority:
    def test_is_what_more_say_than_anything_else(self) -> None:
        assert majority([Told(ON), Told(OFF), Told(ON)]) == Told(ON)

    def test_of_a_tie_is_nothing(self) -> None:
        assert majority([Told(ON), Told(OFF)]) is None

    def test_does_not_count_what_was_not_read(self) -> None:
        assert majority([None, None, Told(ON)]) == Told(ON)
        assert majority([None]) is None
        assert majority([]) is None

    @given(told=st.lists(STATES, max_size=8))
    def test_does_not_hang_on_the_order(self, told: list[Told | None]) -> None:
        assert majority(told) == majority(told[::-1])


class TestAcross:
    def test_finds_who_differs_from_most(self) -> None:
        found = across(ON_CONFIGURATION, OFF_CONFIGURATION, ON_CONFIGURATION)

        assert row(found, "Invoice") == (1, False, True)
        assert row(found, "Refund") == (0, False, False)
        assert [found.differences_of(at) for at in range(3)] == [0, 1, 0]
        assert found.uneven == 1

    def test_calls_a_tie_split_and_nobody_different(self) -> None:
        assert row(across(ON_CONFIGURATION, OFF_CONFIGURATION), "Invoice") == (0, True, True)

    def test_holds_all_against_one_that_is_chosen(self) -> None:
        found = across(ON_CONFIGURATION, OFF_CONFIGURATION, ON_CONFIGURATION, against="c1")

        assert found.reference is found.columns[1]
        assert row(found, "Invoice") == (2, False, True)
        assert [found.differences_of(at) for at in range(3)] == [1, 0, 1]

    @pytest.mark.parametrize("against", ["nobody", "c1", ""])
    def test_falls_back_to_the_majority(self, against: str) -> None:
        found = across(ON_CONFIGURATION, FAILED, ON_CONFIGURATION, OFF_CONFIGURATION, against=against)

        assert found.reference is None
        assert row(found, "Invoice") == (1, False, True)

    def test_reads_the_keys_of_every_provider_alike(self) -> None:
        ours = configuration_json()
        columns = [connection("c0"), connection("c1", "MYOB")]
        found = across_of(columns, [configuration(ours), configuration(myob(ours))])

        assert found.uneven == 0
        assert len(found.rows) == 53

    def test_keeps_a_column_that_was_not_read(self) -> None:
        found = across(ON_CONFIGURATION, FAILED)

        assert [column.connection.uuid for column in found.unread] == ["c1"]
        assert all(row.told[1] is None for row in found.rows)
        assert found.uneven == 0

    def test_of_nothing_has_no_rows(self) -> None:
        assert across().rows == ()
        assert across(FAILED).rows == ()

    def test_tells_a_key_of_one_as_not_sent_by_the_others(self) -> None:
        odd = configuration(configuration_json(item={"export": {"bundle_to_xero_enabled": "true"}}))
        plain = configuration(configuration_json(item={}))
        found = across(plain, odd, plain)

        assert found.rows[-1].told == (NOT_SENT, Told(ON), NOT_SENT)
        assert found.rows[-1].differing == 1


class TestSheets:
    @given(columns=st.integers(0, 60), width=st.integers(1, 20))
    def test_hold_every_column_once(self, columns: int, width: int) -> None:
        found = across_of([connection(f"c{n}") for n in range(columns)], [FAILED] * columns)
        parts = sheets_of(found, width)

        assert [at for part in parts for at in part] == list(range(columns))
        assert all(0 < len(part) <= width for part in parts)


class Traffic:
    """Counts how many configurations are asked for at the same time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._now = 0
        self.most = 0
        self.asked: Counter[str] = Counter()

    def __call__(self, request: requests.PreparedRequest) -> tuple[int, dict[str, str], str]:
        with self._lock:
            self._now += 1
            self.most = max(self.most, self._now)
            self.asked[str(request.url)] += 1
        time.sleep(0.02)
        with self._lock:
            self._now -= 1
        return 200, {}, '{"integration": {}}'


class TestReading:
    def test_asks_for_fifty_once_each_and_only_some_at_a_time(self, exsited: responses.RequestsMock) -> None:
        traffic = Traffic()
        listed = [connection(f"c{n}") for n in range(50)]
        for one in listed:
            exsited.add_callback("GET", configuration_of(one.uuid), traffic, content_type="application/json")

        answers = read_configurations(upstream.process_client(), listed)

        assert all(isinstance(answer, Configuration) for answer in answers)
        assert set(traffic.asked.values()) == {1}
        assert len(traffic.asked) == 50
        assert 1 < traffic.most <= READERS

    def test_keeps_the_order_and_the_error_of_each(self, exsited: responses.RequestsMock) -> None:
        exsited.get(configuration_of("c0"), json={"integration": invoices("true")})
        exsited.get(configuration_of("c1"), json=[])
        exsited.get(configuration_of("c2"), json={"integration": invoices("false")})

        answers = read_configurations(upstream.process_client(), [connection(f"c{n}") for n in range(3)])

        assert isinstance(answers[1], Unreadable)
        assert [row(across(answers[at]), "Invoice") for at in (0, 2)] == [(0, False, False)] * 2
        assert row(across(answers[0], answers[2]), "Invoice") == (0, True, True)

    def test_does_not_ask_with_what_cannot_be_an_id(self, exsited: responses.RequestsMock) -> None:
        answers = read_configurations(upstream.process_client(), [connection("../secrets")])

        assert isinstance(answers[0], Unreadable)
        assert len(exsited.calls) == 0

    @pytest.mark.parametrize(
        ("status", "kind", "most"),
        [(401, Refused, 2), (503, Busy, 2)],
    )
    def test_stops_asking_when_it_is_told_to(
        self, exsited: responses.RequestsMock, status: int, kind: type[Exception], most: int
    ) -> None:
        exsited.assert_all_requests_are_fired = False
        headers = {"Retry-After": "120"} if status == 503 else {}
        for n in range(20):
            exsited.get(configuration_of(f"c{n}"), status=status, headers=headers, json={})

        answers = read_configurations(upstream.process_client(), [connection(f"c{n}") for n in range(20)], readers=1)
        asked = [call for call in exsited.calls if "configuration" in str(call.request.url)]

        assert all(isinstance(answer, kind) for answer in answers)
        assert len(asked) <= most

    def test_of_nothing_asks_nothing(self, exsited: responses.RequestsMock) -> None:
        assert read_configurations(upstream.process_client(), []) == []
        assert len(exsited.calls) == 0
