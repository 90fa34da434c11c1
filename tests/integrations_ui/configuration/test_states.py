"""What the API's status words and provider names become on a page."""

import pytest

from dashboard.markup import TONES
from integrations_ui.configuration.states import (
    AUTOMATION_STATES,
    CONNECTION_STATES,
    NO_STATUS,
    State,
    automation_state,
    connection_state,
    provider_name,
)


class TestConnectionState:
    @pytest.mark.parametrize(
        ("status", "tone", "label"),
        [
            ("ACTIVE", "ok", "Active"),
            ("active", "ok", "Active"),
            ("INACTIVE", "off", "Inactive"),
            ("DISCONNECTED", "bad", "Disconnected"),
        ],
    )
    def test_knows_the_words_of_the_api_in_any_case(self, status: str, tone: str, label: str) -> None:
        state = connection_state(status)

        assert (state.tone, state.label, state.note) == (tone, label, "")

    @pytest.mark.parametrize("status", ["ON_HOLD", "ACTIVATED", "activé", " ACTIVE"])
    def test_never_colours_an_unknown_word(self, status: str) -> None:
        state = connection_state(status)

        assert (state.tone, state.label, state.note) == ("off", status, "unknown word")

    def test_says_so_when_there_is_none(self) -> None:
        assert connection_state(None) == NO_STATUS

    def test_comes_in_the_order_a_person_wants_to_see(self) -> None:
        states = [connection_state(status) for status in (None, "ODD", "INACTIVE", "ACTIVE", "DISCONNECTED")]

        assert [state.label for state in sorted(states)] == [
            "Disconnected",
            "Active",
            "Inactive",
            "ODD",
            NO_STATUS.label,
        ]


class TestAutomationState:
    def test_has_no_word_of_its_own_for_disconnected(self) -> None:
        assert automation_state("ACTIVE").tone == "ok"
        assert automation_state("inactive").label == "Inactive"
        assert automation_state("DISCONNECTED").note == "unknown word"


@pytest.mark.parametrize("state", [*CONNECTION_STATES.values(), *AUTOMATION_STATES.values(), NO_STATUS])
def test_every_tone_is_one_the_look_has(state: State) -> None:
    assert state.tone in TONES


class TestProviderName:
    @pytest.mark.parametrize("written", ["XERO", "xero", "Xero"])
    def test_is_one_name_for_all_spellings(self, written: str) -> None:
        assert provider_name(written) == "Xero"

    def test_leaves_another_one_as_it_came(self) -> None:
        assert provider_name("SAGE_intacct") == "SAGE_intacct"

    def test_is_nothing_without_one(self) -> None:
        assert provider_name(None) is None
