"""Differences: none between equals, every changed leaf told, and in the words of the pages."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import upstream
from dashboard.exsited import Automation, Connection, PartnerFunction
from integrations_ui.history.differences import ADDED, REMOVED, count, differences, sentences
from integrations_ui.history.labels import AUTOMATION_LABELS, CONNECTION_LABELS, FUNCTION_LABELS, SECRET_LABELS
from integrations_ui.history.snapshots import CONNECTION_FIELDS, Content, digest
from tests.builders import (
    ABSENT,
    CLIENT_SECRET,
    FUNCTION_UUID,
    Json,
    automation_json,
    configuration_json,
    partner_function_json,
)
from tests.integrations_ui.history.made import content

OTHER_SECRET = "canary-other-secret-Tn55Wd"
OTHER_FUNCTION = "00000000-0000-4000-8000-000000000001"
Path = tuple[str | int, ...]


def configured(module: str, **changes: Any) -> Content:
    return content(configuration=configuration_json(**{module: configuration_json()[module] | changes}))


def told(before: Content, after: Content) -> list[str]:
    return sentences(differences(before, after))


def leaves(value: Any, path: Path = ()) -> Iterator[Path]:
    """The way to every text, and to everything that is absent."""
    if isinstance(value, dict | list):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(item, (*path, key))
    else:
        yield path


def at(content: Content, path: Path) -> tuple[Any, Any]:
    """What holds the leaf, and the leaf's key in it."""
    *way, last = path
    for step in way:
        content = content[step]  # type: ignore[index]  # any JSON
    return content, last


RICH = content(
    region="AU-1",
    refresh_token="",
    configuration=configuration_json(
        fx={"provider": "xero", "import": {"rate_enabled": "daily"}, "note": "kept"},
        transaction=[configuration_json()["transaction"], {"provider": "netsuite", "export": {"odd_enabled": ""}}],
        memo="of the integration",
    ),
    functions=[partner_function_json(owner="ops"), partner_function_json(uuid=OTHER_FUNCTION, enabled="perhaps")],
    automations=[automation_json(retries="3", check_on_minutes="soon")],
)
LEAVES = list(leaves(RICH))
LONG_FLAG = "invoice_to_xero_sales_revenue_enable"


class TestEquals:
    def test_have_none(self) -> None:
        assert differences(RICH, copy.deepcopy(RICH)) == ()

    @given(
        st.lists(st.sampled_from(["true", "false", "", "odd"]), min_size=6, max_size=6), st.sampled_from(["item", "fx"])
    )
    def test_have_none_whatever_they_hold(self, values: list[str], name: str) -> None:
        flags = dict(zip("abcdef", values, strict=True))
        made = content(configuration={name: {"export": flags, "import": {LONG_FLAG: values[0]}}})

        assert told(made, copy.deepcopy(made)) == []


class TestEveryLeaf:
    @pytest.mark.parametrize("path", LEAVES, ids=lambda path: ".".join(map(str, path)))
    @pytest.mark.parametrize("value", ["changed", "true", "", None])
    def test_that_changed_is_told(self, path: Path, value: str | None) -> None:
        after = copy.deepcopy(RICH)
        holder, key = at(after, path)
        if holder[key] == value or (value is None and isinstance(holder, list)):
            return
        holder[key] = value

        found = differences(RICH, after)

        assert count(found) >= 1
        assert "Digest of this part" not in str(found)

    @pytest.mark.parametrize("path", LEAVES, ids=lambda path: ".".join(map(str, path)))
    def test_that_is_gone_is_told(self, path: Path) -> None:
        after = copy.deepcopy(RICH)
        holder, key = at(after, path)
        if holder is after["tokens"] or "settings" in path or key == "provider" or "fields" in path:
            return  # these keys are always there
        del holder[key]
        if path[0] == "secrets":
            after["secrets"]["client_secret"] = None

        assert count(differences(RICH, after)) >= 1

    @given(st.sampled_from(LEAVES), st.sampled_from(LEAVES), st.text(min_size=1, max_size=12))
    def test_is_told_among_others(self, one: Path, other: Path, text: str) -> None:
        after = copy.deepcopy(RICH)
        for path in (one, other):
            holder, key = at(after, path)
            holder[key] = text
        if digest(after) == digest(RICH):
            return

        forth, back = differences(RICH, after), differences(after, RICH)

        assert count(forth) >= 1
        assert [part.title for part in forth] == [part.title for part in back]

    def test_without_words_is_told_by_a_digest(self) -> None:
        modules = [{"export": {"a_enabled": "true"}}, {"export": {"b_enabled": "true"}}]
        moved = [{"export": {"a_enabled": "true", "b_enabled": "true"}}, {"export": {}}]
        before, after = (content(configuration=configuration_json(item=one)) for one in (modules, moved))

        (sentence,) = told(before, after)

        assert sentence.startswith("Digest of this part: ")


class TestFlags:
    def test_are_called_as_in_the_matrix(self) -> None:
        on = configured("item", export={"product_to_xero_sales_revenue_enable": "true"})
        off = configured("item", export={"product_to_xero_sales_revenue_enable": "false"})

        assert told(off, on) == ["Item sales revenue, export: Off → On"]

    @pytest.mark.parametrize(
        ("before", "after", "words"),
        [
            ("true", "false", "On → Off"),
            ("true", "perhaps", "On → Unknown (perhaps)"),
            ("perhaps", "", "Unknown (perhaps) → Unknown (sent empty)"),
            ("false", ABSENT, "Off → Absent"),
        ],
    )
    def test_tell_each_state(self, before: object, after: object, words: str) -> None:
        def made(value: object) -> Content:
            flags = {} if value is ABSENT else {"item_to_xero_enabled": value}
            return configured("item", export={"x": "1"} | flags)

        assert told(made(before), made(after)) == [f"Item, export: {words}"]

    def test_have_the_sync_toggle_among_them(self) -> None:
        assert told(content(), configured("item", item_sync_to_xero="false")) == ["Item, sync: On → Off"]

    def test_of_another_spelling_name_the_key(self) -> None:
        spelled = configured("transaction", export={"invoice_to_netsuite_enabled": "true"})

        (sentence,) = told(content(), spelled)

        assert sentence == "Invoice, export, key: invoice_to_xero_enabled → invoice_to_netsuite_enabled"

    def test_that_moved_to_another_provider_are_not_new_flags(self) -> None:
        own = configuration_json()["transaction"]
        moved = {
            "provider": "quickbooks",
            "invoice_sync_to_quickbooks": "true",
            "export": {"invoice_to_quickbooks_enabled": "true"},
            "import": {"invoice_from_quickbooks_enabled": "false"},
        }

        found = told(
            content(configuration={"transaction": own}),
            content(configuration={"transaction": moved}),
        )

        assert found[0] == "Provider: Xero → QuickBooks"
        assert len(found) == 4
        assert not [sentence for sentence in found if "Absent" in sentence]

    def test_without_a_place_are_told_by_their_key(self) -> None:
        before = configured("item", export={"bank_feed_enabled": "false"})
        after = configured("item", export={"bank_feed_enabled": "true"})

        assert "bank_feed_enabled (item.export): Off → On" in told(before, after)

    def test_of_a_module_that_came_say_so_once_more(self) -> None:
        found = told(content(configuration={}), content(configuration={"item": {}, "fx": {}}))

        assert found == ["Module: not sent → sent", "Module fx: not sent → sent"]


class TestSecrets:
    def test_are_told_by_fingerprint_and_never_by_value(self) -> None:
        found = told(content(), content(client_secret=OTHER_SECRET))

        old, new = (upstream.sealer().seal(value) for value in (CLIENT_SECRET, OTHER_SECRET))
        was, now = (f"{seal.mask} fingerprint {seal.fingerprint}" for seal in (old, new))
        assert found == [f"Client secret changed: {was} → {now}"]
        assert CLIENT_SECRET not in str(found)
        assert OTHER_SECRET not in str(found)

    def test_that_are_gone_or_came_say_so(self) -> None:
        without = content(client_secret="", access_token="NULL")

        assert [words.partition(":")[0] for words in told(content(), without)] == [
            "Client secret removed",
            "Access token removed",
        ]
        assert "Access token added: nothing → there" in told(without, content())


class TestConnection:
    def test_speaks_of_status_and_provider_as_the_page_does(self) -> None:
        found = told(content(), content(status="DISCONNECTED", integration_partner="QUICKBOOKS"))

        assert found == ["Status: Active → Disconnected", "Provider: Xero → QuickBooks"]

    def test_tells_raw_what_reads_the_same_in_words(self) -> None:
        assert told(content(), content(status="active")) == ["Status: ACTIVE → active"]

    def test_tells_what_is_not_documented(self) -> None:
        assert told(content(), content(region="AU-1")) == ["region: nothing → AU-1"]


class TestFunctionsAndAutomations:
    def test_that_came_and_went_are_one_difference_each(self) -> None:
        other = partner_function_json(uuid=OTHER_FUNCTION, name="Export refunds")

        found = differences(content(), content(functions=[other]))

        assert sentences(found) == [
            "Partner function Export refunds added",
            "Partner function Import customers removed",
        ]
        assert count(found) == 2
        assert [(item.uuid, item.kind) for item in found[0].items] == [
            (OTHER_FUNCTION, ADDED),
            (FUNCTION_UUID, REMOVED),
        ]

    def test_that_came_show_all_they_say(self) -> None:
        (part,) = differences(content(functions=[]), content())

        values = {change.label: (change.before, change.after) for change in part.items[0].changes}
        assert values["Direction"] == (None, "Import")
        assert "Script before" not in values

    def test_are_compared_field_by_field(self) -> None:
        changed = partner_function_json(enabled="false", object_name="account", owner="ops")

        assert told(content(), content(functions=[changed])) == [
            "Partner function Import customers, Enabled: Enabled → Disabled",
            "Partner function Import customers, Object: customer → account",
            "Partner function Import customers, owner: nothing → ops",
        ]

    def test_go_by_their_uuid_when_they_have_a_new_name(self) -> None:
        renamed = automation_json(display_name="Newer suppliers")

        assert told(content(), content(automations=[renamed])) == [
            "Automation Newer suppliers, Shown as: New suppliers → Newer suppliers"
        ]

    def test_tell_moments_as_the_page_does(self) -> None:
        saved = partner_function_json(updated="2026-03-01T22:05:10Z")

        assert told(content(), content(functions=[saved])) == [
            "Partner function Import customers, Updated: 15 Feb 2026, 09:05 → 2 Mar 2026, 09:05"
        ]

    def test_tell_moments_of_the_same_minute_apart(self) -> None:
        (sentence,) = told(content(), content(functions=[partner_function_json(updated="2026-02-14T22:05:11Z")]))

        assert "22:05:10" in sentence
        assert "22:05:11" in sentence


class TestLabels:
    @pytest.mark.parametrize(
        ("labels", "record", "beside"),
        [
            (FUNCTION_LABELS, PartnerFunction, {"uuid", "extra"}),
            (AUTOMATION_LABELS, Automation, {"uuid", "extra"}),
            (CONNECTION_LABELS | SECRET_LABELS, Connection, {"uuid", "extra"}),
        ],
    )
    def test_are_of_every_field(self, labels: Json, record: Any, beside: set[str]) -> None:
        assert set(labels) == set(record.__dataclass_fields__) - beside

    def test_of_a_connection_are_what_is_kept_of_it(self) -> None:
        assert set(CONNECTION_LABELS) == set(CONNECTION_FIELDS)
