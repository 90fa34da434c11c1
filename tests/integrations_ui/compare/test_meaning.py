"""What keys and names mean without their provider."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations_ui.configuration.matrix import ABSENT, OFF, ON, UNKNOWN, matrix_of
from integrations_ui.configuration.meaning import (
    NOT_SENT,
    OTHER_KEYS,
    Meaning,
    Nameless,
    Reading,
    Told,
    in_order,
    reading_of,
)
from tests.builders import Json, configuration_json
from tests.integrations_ui.compare.places import configuration, myob

INVOICE_EXPORT = Meaning(module="transaction", thing="Invoice", aspect="", section="export")


def reading(settings: Json, *providers: str) -> Reading:
    return reading_of(matrix_of(configuration(settings)), Nameless(providers))


class TestKeys:
    @pytest.mark.parametrize(
        "key", ["invoice_to_xero_enabled", "INVOICE_TO_XERO_ENABLED", "invoice_to_quick_books_enabled"]
    )
    def test_lose_the_provider(self, key: str) -> None:
        assert Nameless().key(key) == "invoice_to_{provider}_enabled"

    def test_lose_a_provider_that_is_given(self) -> None:
        assert Nameless(["Sage 300"]).key("item_sync_to_sage300") == "item_sync_to_{provider}"
        assert Nameless(["Sage 300"]).key("item_sync_to_sage_300") == "item_sync_to_{provider}"

    def test_keep_a_longer_word_that_begins_like_a_provider(self) -> None:
        assert Nameless().key("xerox_to_myobject") == "xerox_to_myobject"

    @pytest.mark.parametrize("provider", ["", " ", "!?", None, "(((", "x" * 5000, "\\"])
    def test_bear_any_name_of_a_provider(self, provider: str | None) -> None:
        assert Nameless([provider]).key("item_sync_to_xero") == "item_sync_to_{provider}"


class TestNames:
    @pytest.mark.parametrize(
        "name",
        ["Send new items to Xero", "send_new_items_to_myob", "Send new items to Quick Books!", "SEND NEW-ITEMS TO"],
    )
    def test_are_words_without_the_provider(self, name: str) -> None:
        assert Nameless().name(name) == "send new items to"

    @pytest.mark.parametrize("name", [None, "", "Xero", " _ "])
    def test_of_nothing_are_empty(self, name: str | None) -> None:
        assert Nameless().name(name) == ""

    @given(text=st.text(max_size=60))
    def test_mean_the_same_when_they_are_read_again(self, text: str) -> None:
        once = Nameless().key(text)

        assert Nameless().key(once) == once


class TestReading:
    def test_is_the_same_for_another_provider(self) -> None:
        ours = configuration_json(transaction={"provider": "xero", "export": {"wage_to_xero_enabled": "true"}})

        told, other = reading(ours), reading(myob(ours))
        assert told.keys == other.keys
        assert [one.meant for one in told.flags.values()] == [one.meant for one in other.flags.values()]

    def test_tells_what_is_not_documented_for_a_provider_from_what_is_absent(self) -> None:
        sent = configuration_json(transaction={"provider": "xero"})
        ours, theirs = reading(sent).told(INVOICE_EXPORT), reading(myob(sent)).told(INVOICE_EXPORT)

        assert (ours.words, theirs.words) == ("Absent", "Not sent")
        assert ours.same(theirs)
        assert not theirs.same(Told(OFF))

    def test_tells_every_documented_flag(self) -> None:
        found = reading({})

        assert len(found.flags) == 53
        assert set(found.flags.values()) == {Told(ABSENT)}

    def test_tells_on_off_absent_and_unknown_apart(self) -> None:
        flag = "invoice_to_xero_enabled"
        told = [
            reading(configuration_json(transaction={"export": sent})).told(INVOICE_EXPORT)
            for sent in ({flag: "true"}, {flag: "false"}, {}, {flag: "maybe"})
        ]

        assert told == [Told(ON), Told(OFF), Told(ABSENT), Told(UNKNOWN, "maybe")]

    def test_keeps_what_has_no_place(self) -> None:
        found = reading(configuration_json(item={"export": {"bundle_to_xero_enabled": "true"}}))
        others = {meaning: told for meaning, told in found.flags.items() if not meaning.documented}

        assert others == {
            Meaning(module=OTHER_KEYS, thing="bundle_to_{provider}_enabled", aspect="", section="item.export"): Told(ON)
        }

    def test_numbers_keys_of_one_meaning(self) -> None:
        sent = {"bundle_to_xero_enabled": "true", "bundle_to_myob_enabled": "false"}
        found = reading(configuration_json(item={"export": sent}))

        assert [meaning.number for meaning in found.flags if not meaning.documented] == [1, 2]

    def test_does_not_have_what_only_another_sent(self) -> None:
        other = Meaning(module=OTHER_KEYS, thing="a_key", aspect="", section="item")

        assert reading({}).told(other) == NOT_SENT

    def test_is_in_the_order_of_the_matrix_whatever_came_first(self) -> None:
        extra = reading(configuration_json(item={"export": {"bundle_to_xero_enabled": "true"}}))
        plain = reading({})

        assert in_order([extra, plain]) == in_order([plain, extra])
        assert [meaning.documented for meaning in in_order([extra])] == [True] * 53 + [False]


class TestWords:
    @pytest.mark.parametrize(
        ("told", "words"),
        [
            (Told(ON), "On"),
            (Told(UNKNOWN, "maybe"), "Unknown “maybe”"),
            (Told("", "Region"), "“Region”"),
            (Told(""), "empty"),
        ],
    )
    def test_tell_state_and_value(self, told: Told, words: str) -> None:
        assert told.words == words

    def test_name_object_and_aspect(self) -> None:
        assert INVOICE_EXPORT.name == "Invoice"
        tax = Meaning(module="transaction", thing="Invoice", aspect="Tax", section="import")
        assert (tax.name, tax.direction) == ("Invoice, tax", "Import")
