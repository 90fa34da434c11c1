"""The matrix: every documented flag has one place, and every key that came is shown once, whatever it is called."""

from __future__ import annotations

import json
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.exsited import DOCUMENTED_FLAGS, Configuration, Sealer
from dashboard.exsited.wire import read_object
from integrations_ui.configuration.matrix import (
    ABSENT,
    OFF,
    ON,
    UNDOCUMENTED,
    UNKNOWN,
    VOID,
    Line,
    Matrix,
    Other,
    matrix_of,
)
from integrations_ui.configuration.places import PLACES, SECTIONS
from tests.builders import Json, configuration_json

SEALER = Sealer(b"a key for the tests of the matrix")


def configuration(integration: Json) -> Configuration:
    body = json.dumps({"integration": integration}).encode()
    return Configuration.read(read_object(body, sealer=SEALER, endpoint="/configuration").need_row("integration"))


def matrix(**changes: object) -> Matrix:
    return matrix_of(configuration(configuration_json(**changes)))


def everything(provider: str = "xero", value: object = "true") -> Json:
    """All 53 documented flags, spelled for a provider."""
    spelled: Json = {}
    for module, sections in DOCUMENTED_FLAGS.items():
        flags = {section: {key.replace("xero", provider): value for key in keys} for section, keys in sections.items()}
        spelled[module] = {"provider": provider} | flags.pop("sync") | flags
    return spelled


def line(found: Matrix, thing: str, aspect: str = "") -> Line:
    return next(one for one in found.lines if (one.thing, one.aspect) == (thing, aspect))


def states(found: Matrix, thing: str, aspect: str = "") -> tuple[str, ...]:
    return tuple(cell.state for cell in line(found, thing, aspect).cells)


class TestPlaces:
    def test_are_exactly_the_documented_flags(self) -> None:
        placed = {
            (module, section, key.format(p="xero"))
            for module, places in PLACES.items()
            for place in places
            for section, key in zip(SECTIONS, place.keys, strict=True)
            if key
        }
        documented = {
            (module, section, key)
            for module, sections in DOCUMENTED_FLAGS.items()
            for section, keys in sections.items()
            for key in keys
        }

        assert placed == documented
        assert len(placed) == 53

    def test_give_every_row_a_name_of_its_own(self) -> None:
        names = Counter((place.thing, place.aspect) for places in PLACES.values() for place in places)

        assert set(names.values()) == {1}

    @pytest.mark.parametrize("provider", ["xero", "quickbooks", "netsuite", "myob", "sage300"])
    def test_fit_every_provider(self, provider: str) -> None:
        found = matrix_of(configuration(everything(provider)))

        assert found.count(ON) == 53
        assert found.others == ()

    def test_take_a_provider_from_the_key_where_the_module_names_none(self) -> None:
        nameless = everything("myob")
        for module in nameless.values():
            del module["provider"]

        assert matrix_of(configuration(nameless)).count(ON) == 53

    def test_call_the_exported_invoice_and_the_imported_bill_one_object(self) -> None:
        cells = line(matrix_of(configuration(everything())), "Purchase invoice / bill").cells

        assert [cell.key for cell in cells] == [
            "purchase_invoice_sync_to_xero",
            "purchase_invoice_to_xero_enabled",
            "purchase_bill_from_xero_enabled",
        ]

    def test_take_the_documented_oddity_of_account_imports(self) -> None:
        found = matrix_of(configuration(everything()))

        assert line(found, "Account", "Tax").cells[2].key == "account_to_xero_tax_enable"


class TestStates:
    def test_tell_on_from_off_from_absent_from_no_such_flag(self) -> None:
        found = matrix()

        assert states(found, "Account") == (ON, ON, OFF)
        assert states(found, "Refund") == (ABSENT, ABSENT, ABSENT)
        assert states(found, "Purchase payment", "Tax") == (VOID, ABSENT, VOID)

    @pytest.mark.parametrize("value", ["BOOLEAN_FLAG", "1", 1, "yes", ["true"]])
    def test_keep_what_is_neither_true_nor_false(self, value: object) -> None:
        cell = line(matrix_of(configuration(everything(value=value))), "Invoice").cells[1]

        assert cell.state == UNKNOWN
        assert cell.raw == (value if isinstance(value, str) else json.dumps(value))

    @pytest.mark.parametrize("value", ["", None, "NULL"])
    def test_tell_a_flag_sent_empty_from_an_absent_one(self, value: object) -> None:
        cell = line(matrix_of(configuration(everything(value=value))), "Invoice").cells[1]

        assert (cell.state, cell.raw) == (UNKNOWN, "sent empty")

    @pytest.mark.parametrize("value", ["False", "FALSE", False])
    def test_never_take_a_false_for_on(self, value: object) -> None:
        assert matrix_of(configuration(everything(value=value))).count(OFF) == 53

    def test_name_the_key_an_absent_flag_would_have(self) -> None:
        without = everything("myob")
        del without["item"]["item_sync_to_myob"]

        assert line(matrix_of(configuration(without)), "Item").cells[0].key == "item_sync_to_myob"

    def test_of_a_module_that_was_not_sent_are_all_absent(self) -> None:
        found = matrix_of(configuration({"account": everything()["account"]}))

        assert [block.sent for block in found.blocks] == [True, False, False, False]
        assert found.count(ABSENT) == 44

    @pytest.mark.parametrize("provider", ["myob", "QuickBooks Online", "xero2"])
    def test_count_as_absent_only_what_is_documented_for_the_provider(self, provider: str) -> None:
        without = everything("myob")
        del without["item"]["item_sync_to_myob"], without["purchase"]
        for module in without.values():
            module["provider"] = provider
        found = matrix_of(configuration(without))

        assert line(found, "Item").cells[0].state == UNDOCUMENTED
        assert (found.count(ABSENT), found.count(UNDOCUMENTED)) == (0, 22)

    @pytest.mark.parametrize("provider", ["XERO", "Xero", " xero", None])
    def test_take_xero_however_it_is_written(self, provider: str | None) -> None:
        without = everything()
        del without["item"]["item_sync_to_xero"]
        for module in without.values():
            module["provider"] = provider

        assert matrix_of(configuration(without)).count(ABSENT) == 1


class TestDifferences:
    def test_are_rows_whose_export_is_not_their_import(self) -> None:
        found = matrix()

        assert line(found, "Account").differs
        assert not line(found, "Account", "Accounts payable").differs

    def test_need_both_flags(self) -> None:
        found = matrix_of(configuration(everything()))

        assert not line(found, "Purchase order", "Expense").differs

    def test_count_one_absent_side(self) -> None:
        found = matrix(account={"export": {"account_to_xero_enabled": "true"}})

        assert line(found, "Account").differs


class TestOtherKeys:
    def other(self, found: Matrix, key: str) -> Other:
        return next(other for other in found.others if other.key == key)

    def test_hold_an_unknown_flag_with_its_place_and_state(self) -> None:
        other = self.other(matrix(item={"export": {"bundle_to_xero_enabled": "true"}}), "bundle_to_xero_enabled")

        assert (other.where, other.state) == ("item.export", ON)

    def test_hold_what_is_no_flag(self) -> None:
        other = self.other(matrix(item={"xero_tracking_category": "Region"}), "xero_tracking_category")

        assert (other.where, other.state, other.raw) == ("item", "", "Region")

    def test_say_where_a_misplaced_key_belongs(self) -> None:
        found = matrix(transaction={"import": {"refund_to_xero_enabled": "true"}})

        assert self.other(found, "refund_to_xero_enabled").why == "documented in transaction.export"
        assert states(found, "Refund") == (ABSENT, ABSENT, ABSENT)

    def test_hold_a_module_nobody_documented(self) -> None:
        found = matrix(payroll={"provider": "xero", "export": {"wage_to_xero_enabled": "false"}, "region": "AU"})

        assert {(other.key, other.where) for other in found.others} == {
            ("provider", "payroll"),
            ("wage_to_xero_enabled", "payroll.export"),
            ("region", "payroll"),
        }

    def test_hold_the_second_key_for_one_place(self) -> None:
        found = matrix(item={"provider": "myob", "item_sync_to_xero": "true", "item_sync_to_myob": "false"})

        assert line(found, "Item").cells[0].key == "item_sync_to_myob"
        assert self.other(found, "item_sync_to_xero").why == "sent again for the place of item_sync_to_myob"

    def test_hold_a_repeated_module(self) -> None:
        one = {"provider": "xero", "item_sync_to_xero": "true"}
        found = matrix(item=[one, one | {"provider": "myob"}])

        assert sorted(other.key for other in found.others) == ["item_sync_to_xero", "provider"]

    def test_of_an_empty_answer_are_none(self) -> None:
        found = matrix_of(configuration({}))

        assert found.empty
        assert not matrix().empty


KEYS = st.sampled_from(
    sorted({key for sections in DOCUMENTED_FLAGS.values() for keys in sections.values() for key in keys})
)
PROVIDERS = st.sampled_from(["xero", "myob", "XERO", "quickbooks", "a b", ""])
ODD_KEYS = st.one_of(
    KEYS,
    st.builds(lambda key, provider: key.replace("xero", provider), KEYS, PROVIDERS),
    st.text(min_size=1, max_size=12),
)
VALUES = st.one_of(st.sampled_from(["true", "false", "", "BOOLEAN_FLAG", None, True, 1]), st.text(max_size=8))
FLAGS = st.dictionaries(ODD_KEYS, VALUES, max_size=8)
SIDES = st.one_of(FLAGS, st.lists(FLAGS, max_size=2))
MODULES = st.builds(
    lambda flags, sides, provider: flags | sides | {"provider": provider},
    FLAGS,
    st.dictionaries(st.sampled_from(["export", "import", "webhook", "sync"]), SIDES, max_size=4),
    PROVIDERS,
)
INTEGRATIONS = st.dictionaries(
    st.sampled_from(["account", "item", "transaction", "purchase", "payroll"]),
    st.one_of(MODULES, st.lists(MODULES, max_size=2), VALUES),
    max_size=5,
)


class TestNothingIsLost:
    @given(integration=INTEGRATIONS)
    def test_every_setting_stands_in_one_place(self, integration: Json) -> None:
        read = configuration(integration)
        found = matrix_of(read)

        shown = [cell.setting for cell in found.flags if cell.setting] + [
            other.setting for other in found.others if other.setting
        ]
        sent = [setting for module in read.modules for setting in module.settings]

        assert Counter(map(id, shown)) == Counter(map(id, sent))

    @given(integration=INTEGRATIONS)
    def test_what_is_no_setting_stands_among_the_others(self, integration: Json) -> None:
        read = configuration(integration)
        found = matrix_of(read)

        shown = Counter((other.key, other.raw) for other in found.others if other.setting is None)
        heads = Counter(("provider", block.provider) for block in found.blocks if block.provider)
        sent = Counter(item for module in read.modules for item in module.extra.items())
        sent += Counter(("provider", module.provider) for module in read.modules if module.provider)
        sent += Counter(read.extra.items())

        assert shown + heads == sent

    @given(integration=INTEGRATIONS)
    def test_there_are_always_53_flags(self, integration: Json) -> None:
        assert len(matrix_of(configuration(integration)).flags) == 53
