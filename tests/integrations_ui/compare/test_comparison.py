"""Two integrations side by side: nothing differs from itself, and both directions tell the same."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.exsited import Automation, PartnerFunction
from integrations_ui.comparison.comparing import Comparison, Matched, compare
from tests.builders import FUNCTION_UUID, Json, configuration_json
from tests.integrations_ui.compare.places import automation, function, integration, myob

OTHER_FUNCTION = "a6b1c7d8-4f20-4d9e-8c35-e2f90b71d846"


def words(matched: Matched[Any] | None) -> list[str]:
    assert matched is not None
    return [both.words for pair in matched.pairs for both in pair.differences]


def functions(left: list[PartnerFunction], right: list[PartnerFunction]) -> Matched[PartnerFunction]:
    found = compare(integration(functions=left), integration(functions=right)).functions
    assert found is not None
    return found


def automations(left: list[Automation], right: list[Automation]) -> Matched[Automation]:
    found = compare(integration(automations=left), integration(automations=right)).automations
    assert found is not None
    return found


class TestFacts:
    def test_tell_what_differs(self) -> None:
        found = compare(integration(status="ACTIVE"), integration(status="INACTIVE", integration_partner="myob"))

        assert [fact.words for fact in found.facts if fact.differs] == [
            "Provider: Xero in A, MYOB in B",
            "Status: Active in A, Inactive in B",
        ]

    def test_take_one_provider_in_two_spellings_for_the_same(self) -> None:
        found = compare(integration(integration_partner="XERO"), integration(integration_partner="xero"))

        assert found.differences == 0

    def test_tell_another_secret_by_its_fingerprint_alone(self) -> None:
        secret = "another-canary-client-secret-81"
        found = compare(integration(), integration(client_secret=secret))
        told = [fact.words for fact in found.facts if fact.differs]

        assert len(told) == 1
        assert told[0].startswith("Client secret: fingerprint ")
        assert secret not in told[0]

    def test_take_renewed_tokens_for_no_difference(self) -> None:
        assert compare(integration(), integration(access_token="renewed-token-of-now-5")).differences == 0
        assert compare(integration(), integration(access_token="")).differences == 1

    def test_hold_what_the_api_does_not_document(self) -> None:
        found = compare(integration(region="AU"), integration())

        assert [fact.words for fact in found.facts if fact.differs] == ["region: AU in A, not given in B"]


class TestFlags:
    def test_of_another_provider_are_the_same(self) -> None:
        found = compare(
            integration(configuration_json()),
            integration(myob(configuration_json()), integration_partner="XERO"),
        )

        assert found.differences == 0

    def test_tell_what_each_says(self) -> None:
        other = configuration_json(item={"provider": "xero", "item_sync_to_xero": "maybe"})
        found = compare(integration(), integration(other))
        told = {(flag.meaning.name, flag.meaning.section): flag.words for flag in found.flags or () if flag.differs}

        assert told["Item", "sync"] == "On in A, Unknown “maybe” in B"
        assert told["Item", "export"] == "On in A, Absent in B"


class TestFunctions:
    def test_are_the_same_under_the_names_of_two_providers(self) -> None:
        ours = function(name="Send new items to Xero", description="Sends to Xero", provider_name="XERO")
        theirs = function(uuid=OTHER_FUNCTION, name="Send new items to MYOB", description="", provider_name="myob")

        assert words(functions([ours], [theirs])) == ["Description: “Sends to Xero” in A, not given in B"]

    def test_of_a_provider_nobody_knows_are_matched_too(self) -> None:
        ours = function(name="Send items to Sage 300", provider_name="Sage 300")
        theirs = function(name="Send items to Xero", provider_name="xero")

        assert words(functions([ours], [theirs])) == []

    def test_tell_each_difference(self) -> None:
        theirs = function(enabled="false", tag="nightly", object_mapping="")

        assert words(functions([function()], [theirs])) == [
            "State: enabled in A, disabled in B",
            "Mapping: customer_customer in A, not given in B",
            "Tag: import_only_customer in A, nightly in B",
        ]

    def test_differ_by_no_id_or_time_of_one_installation(self) -> None:
        theirs = function(uuid=OTHER_FUNCTION, mapping_id="99", created="2020-01-01T00:00:00Z", updated="")

        assert words(functions([function()], [theirs])) == []

    def test_of_a_role_only_once_there_are_known_by_it(self) -> None:
        found = functions([function(name="One name")], [function(name="Another name")])

        assert words(found) == ["Name: “One name” in A, “Another name” in B"]

    def test_of_a_name_only_once_there_are_known_by_it(self) -> None:
        found = functions([function()], [function(object_name="supplier")])

        assert words(found) == ["Object: customer in A, supplier in B"]

    def test_that_nobody_can_match_stay_on_their_side(self) -> None:
        ours = [function(name="One"), function(name="Two")]
        found = functions(ours, [function(name="Three")])

        assert found.pairs == ()
        assert [one.name for one in found.only_left] == ["One", "Two"]
        assert [one.name for one in found.only_right] == ["Three"]

    def test_without_any_words_are_not_guessed_at(self) -> None:
        nameless = {"name": "", "object_name": "", "direction": "", "event_name": ""}
        found = functions([function(**nameless, tag="a")], [function(**nameless, tag="b")])

        assert (found.pairs, len(found.only_left), len(found.only_right)) == ((), 1, 1)

    def test_that_are_the_same_belong_together_before_others_of_their_meaning(self) -> None:
        found = functions([function(tag="a"), function(tag="b")], [function(tag="b")])

        assert words(found) == []
        assert [one.tag for one in found.only_left] == ["a"]

    def test_with_a_value_that_cannot_be_read_show_it(self) -> None:
        assert words(functions([function()], [function(enabled="perhaps")])) == ["State: enabled in A, “perhaps” in B"]


class TestAutomations:
    def test_tell_another_schedule_once(self) -> None:
        theirs = automation(
            check_on="4 hours", check_on_minutes="240", trigger_condition_text="Every 4 hours", checkOnText=""
        )
        ours = automation(trigger_condition_text="Every 8 hours")

        assert words(automations([ours], [theirs])) == ["Runs: every 8 hours in A, every 4 hours in B"]

    def test_tell_a_schedule_that_nobody_can_read(self) -> None:
        ours, theirs = (automation(check_on=text, check_on_minutes="", checkOnText="") for text in ("a", "b"))

        assert words(automations([ours], [theirs])) == ["Runs: cannot tell (“a”) in A, cannot tell (“b”) in B"]

    def test_run_the_same_function_whatever_its_uuid(self) -> None:
        left = integration(functions=[function()], automations=[automation(perform_function=FUNCTION_UUID)])
        right = integration(
            functions=[function(uuid=OTHER_FUNCTION)], automations=[automation(perform_function=OTHER_FUNCTION)]
        )

        assert compare(left, right).differences == 0

    def test_run_the_same_function_by_uuid_and_by_name(self) -> None:
        left = integration(functions=[function()], automations=[automation(perform_function=FUNCTION_UUID)])
        right = integration(functions=[function()], automations=[automation(perform_function="Import customers")])

        assert compare(left, right).differences == 0

    def test_tell_a_function_that_is_not_there(self) -> None:
        left = integration(functions=[function()], automations=[automation(perform_function=FUNCTION_UUID)])
        right = integration(functions=[function()], automations=[automation(perform_function=OTHER_FUNCTION)])

        assert words(compare(left, right).automations) == [
            "Function: “Import customers” in A, one that is not there in B"
        ]

    def test_do_not_judge_a_function_whose_list_was_not_read_whole(self) -> None:
        left = integration(functions=[function()], automations=[automation(perform_function=FUNCTION_UUID)])
        right = integration(automations=[automation(perform_function=OTHER_FUNCTION)], complete=False)

        assert words(compare(left, right).automations) == []

    def test_tell_two_conditions_apart_by_their_signs(self) -> None:
        ours, theirs = (automation(trigger_condition_text=f"amount {sign} 5") for sign in "<>")

        assert words(automations([ours], [theirs])) == ["Trigger: “amount < 5” in A, “amount > 5” in B"]

    def test_tell_another_status_and_condition(self) -> None:
        theirs = automation(status="INACTIVE", trigger_condition_text="Supplier changed")

        assert words(automations([automation()], [theirs])) == [
            "Status: Active in A, Inactive in B",
            "Trigger: “Supplier is new” in A, “Supplier changed” in B",
        ]


class TestParts:
    def test_that_were_not_read_are_not_compared(self) -> None:
        found = compare(replace(integration(), configuration=None, functions=None), integration())

        assert (found.flags, found.functions) == (None, None)
        assert found.automations is not None
        assert found.differences == 0

    @pytest.mark.parametrize("unfinished", ["left", "right"])
    def test_that_were_not_read_to_the_end_say_so(self, unfinished: str) -> None:
        found = compare(integration(complete=unfinished != "left"), integration(complete=unfinished != "right"))

        assert found.functions is not None
        assert not found.functions.complete


WORDS = st.sampled_from(["", "item", "invoice", "Send items to Xero", "Send items to MYOB", "EXPORT", "é", "8 hours"])
FUNCTION = st.builds(
    lambda n, **changes: function(uuid=f"{n:08x}-0000-4000-8000-000000000000", **changes),
    st.integers(0, 2**32 - 1),
    name=WORDS,
    object_name=WORDS,
    direction=st.sampled_from(["IMPORT", "EXPORT", ""]),
    event_name=st.sampled_from(["new", "update", ""]),
    enabled=st.sampled_from(["true", "false", "odd", ""]),
    tag=WORDS,
)
AUTOMATION = st.builds(
    lambda n, **changes: automation(uuid=f"{n:08x}-0000-4000-8000-000000000000", **changes),
    st.integers(0, 2**32 - 1),
    display_name=WORDS,
    applies_to=st.sampled_from(["item", "invoice", ""]),
    direction=st.sampled_from(["IMPORT", "EXPORT", ""]),
    status=st.sampled_from(["ACTIVE", "INACTIVE", "ODD", ""]),
    perform_function=st.sampled_from([FUNCTION_UUID, OTHER_FUNCTION, "Send items to Xero", ""]),
    check_on=WORDS,
    trigger_condition_text=WORDS,
)
SETTINGS = st.builds(
    lambda value, key: configuration_json(
        item={"provider": "xero", "export": {"item_to_xero_enabled": value, key: value}}
    ),
    st.sampled_from(["true", "false", "odd"]),
    st.sampled_from(["a_xero_key", "a_myob_key", "item_to_xero_enabled"]),
)
INTEGRATION = st.builds(
    integration,
    SETTINGS,
    st.lists(FUNCTION, max_size=5, unique_by=lambda one: one.uuid),
    st.lists(AUTOMATION, max_size=5, unique_by=lambda one: one.uuid),
    complete=st.booleans(),
    status=st.sampled_from(["ACTIVE", "", "INACTIVE"]),
    integration_partner=st.sampled_from(["XERO", "myob", "", "sage 300"]),
)


def told(found: Comparison, *, swapped: bool = False) -> Json:
    """All a comparison says, each side under its own name; `swapped` looks at it from the other side."""
    one, other = ("right", "left") if swapped else ("left", "right")

    def records(matched: Matched[Any] | None) -> object:
        assert matched is not None
        pairs = Counter(
            (
                getattr(pair, one).uuid,
                getattr(pair, other).uuid,
                frozenset((both.what, getattr(both, one), getattr(both, other), both.differs) for both in pair.sayings),
            )
            for pair in matched.pairs
        )
        alone = [{record.uuid for record in getattr(matched, f"only_{side}")} for side in (one, other)]
        return pairs, alone, matched.complete

    return {
        "facts": {(fact.what, getattr(fact, one), getattr(fact, other), fact.differs) for fact in found.facts},
        "flags": {(flag.meaning, getattr(flag, one), getattr(flag, other)) for flag in found.flags or ()},
        "functions": records(found.functions),
        "automations": records(found.automations),
        "differences": found.differences,
    }


class TestAlways:
    @given(one=INTEGRATION)
    def test_nothing_differs_from_itself(self, one: Any) -> None:
        found = compare(one, one)

        assert found.differences == 0
        assert found.functions is not None
        assert len(found.functions.pairs) == len(one.functions.items)

    @given(one=INTEGRATION, other=INTEGRATION)
    def test_both_directions_tell_the_same(self, one: Any, other: Any) -> None:
        assert told(compare(one, other)) == told(compare(other, one), swapped=True)

    @given(one=INTEGRATION, other=INTEGRATION)
    def test_every_record_is_told_once(self, one: Any, other: Any) -> None:
        found = compare(one, other)
        for matched, left, right in (
            (found.functions, one.functions, other.functions),
            (found.automations, one.automations, other.automations),
        ):
            assert matched is not None
            ours = [pair.left.uuid for pair in matched.pairs] + [record.uuid for record in matched.only_left]
            theirs = [pair.right.uuid for pair in matched.pairs] + [record.uuid for record in matched.only_right]
            assert Counter(ours) == Counter(record.uuid for record in left.items)
            assert Counter(theirs) == Counter(record.uuid for record in right.items)

    def test_hundreds_are_matched_at_once(self) -> None:
        ours = [function(uuid=f"{n:08x}-0000-4000-8000-00000000000a", name=f"Function {n}") for n in range(500)]
        theirs = [function(uuid=f"{n:08x}-0000-4000-8000-00000000000b", name=f"Function {n}") for n in range(500)]
        found = functions(ours, theirs[::-1])

        assert len(found.pairs) == 500
        assert found.differences == 0
