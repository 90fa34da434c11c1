"""The made integrations: documented keys, secrets worth searching for, and faults only where they were put."""

from __future__ import annotations

import base64
import json
from collections import Counter
from datetime import date
from typing import Any

import pytest

from sandbox.world import World
from sandbox.world.faults import FAULTS

SECRETS = ("client_id", "client_secret", "access_token", "refresh_token")
CONNECTION_FIELDS = {
    "status",
    "uuid",
    "integration_partner",
    "remote_instance_id",
    "remote_instance_name",
    *SECRETS,
}
FUNCTION_FIELDS = """
uuid name description direction event_name provider_name object_name mapping_id enabled pre_run_script_id
post_run_script_id tag created updated object_mapping
"""
AUTOMATION_FIELDS = """
check_on check_on_minutes additional_criteria applies_to applies_to_function automation_type code custom_day
custom_day_time custom_time description direction display_name name perform_function provider status uuid
trigger_condition_text
performActionText checkOnText
"""
XERO_KEYS = {
    "account": """account_sync_to_xero
        export.account_to_xero_enabled export.account_to_xero_account_receivable_enable
        export.account_to_xero_account_payable_enable export.account_to_xero_tax_enable
        import.account_from_xero_enabled import.account_to_xero_account_receivable_enable
        import.account_to_xero_account_payable_enable import.account_to_xero_tax_enable""",
    "item": """item_sync_to_xero
        export.item_to_xero_enabled export.product_to_xero_sales_revenue_enable export.product_to_xero_tax_enable
        import.item_from_xero_enabled import.product_from_xero_sales_revenue_enable
        import.product_from_xero_tax_enable""",
    "transaction": """invoice_sync_to_xero payment_sync_to_xero credit_note_sync_to_xero refund_sync_to_xero
        export.invoice_to_xero_enabled export.invoice_to_xero_sales_revenue_enable export.invoice_to_xero_tax_enable
        export.payment_to_xero_enabled export.credit_note_to_xero_enabled export.refund_to_xero_enabled
        import.invoice_from_xero_enabled import.invoice_from_xero_sales_revenue_enable
        import.invoice_from_xero_tax_enable
        import.payment_from_xero_enabled import.credit_note_from_xero_enabled import.refund_from_xero_enabled""",
    "purchase": """purchase_order_sync_to_xero purchase_invoice_sync_to_xero purchase_payment_sync_to_xero
        export.purchase_order_to_xero_enabled export.purchase_order_to_xero_tax_enable
        export.purchase_invoice_to_xero_enabled export.purchase_invoice_to_xero_tax_enable
        export.purchase_payment_to_xero_enabled export.purchase_payment_to_xero_tax_enable
        export.purchase_credit_note_to_xero_enabled export.purchase_refund_to_xero_enabled
        import.purchase_order_from_xero_enabled import.purchase_order_from_xero_expense_enable
        import.purchase_order_from_xero_tax_enable import.purchase_bill_from_xero_enabled
        import.purchase_bill_from_xero_expense_enable import.purchase_bill_from_xero_tax_enable
        import.purchase_payment_from_xero_enabled import.purchase_payment_processor_from_xero_enable
        import.purchase_credit_note_from_xero_enabled import.purchase_refund_from_xero_enabled""",
}
Record = dict[str, Any]


@pytest.fixture(scope="module")
def world() -> World:
    return World(seed=1, invoices=20, connections=38, today=date(2026, 11, 21))


def parts(world: World, uuid: str) -> tuple[Record, list[Record], list[Record]]:
    configuration, functions, automations = (
        world.configuration(uuid),
        world.partner_functions(uuid),
        world.automations(uuid),
    )
    assert configuration is not None
    assert functions is not None
    assert automations is not None
    return configuration, functions, automations


def flat_keys(module: Record) -> set[str]:
    top = {key for key in module if key not in {"provider", "export", "import"}}
    return top | {f"{side}.{key}" for side in ("export", "import") for key in module[side]}


def faulty_with(world: World, fault: str) -> Record:
    return next(row for row in world.connections() if fault in world.seeded_faults(row["uuid"]))


class TestConnections:
    def test_every_documented_key_is_there(self, world: World) -> None:
        for row in world.connections():
            assert set(row) == CONNECTION_FIELDS
            assert row == world.connection(row["uuid"])

    def test_providers_and_statuses_are_mixed(self, world: World) -> None:
        rows = world.connections()
        assert {row["integration_partner"].lower() for row in rows} == {"xero", "quickbooks", "netsuite", "myob"}
        assert {row["status"] for row in rows} == {"ACTIVE", "INACTIVE", "DISCONNECTED", "ON_HOLD"}
        assert Counter(row["status"] for row in rows).most_common(1)[0][0] == "ACTIVE"

    def test_what_is_not_there_is_none(self, world: World) -> None:
        for read in (world.connection, world.configuration, world.partner_functions, world.automations):
            assert read("x") is None
        assert world.seeded_faults("x") == ()

    @pytest.mark.parametrize("count", [0, 1, 3, 5, 9, 60])
    def test_any_number_of_them_can_be_made(self, count: int) -> None:
        assert len(World(seed=5, invoices=1, connections=count).connections()) == count


class TestSecrets:
    def test_are_unique_but_where_sharing_was_seeded(self, world: World) -> None:
        seen = Counter(row[name] for row in world.connections() for name in SECRETS)
        shared = faulty_with(world, "secret_shared")["client_secret"]
        doubled = faulty_with(world, "secret_in_two_fields")["access_token"]
        assert {value for value, times in seen.items() if times > 1} == {shared, doubled}

    def test_are_long_enough_to_search_for(self, world: World) -> None:
        for row in world.connections():
            for name in SECRETS:
                assert len(row[name]) >= 32 or row[name] == "changeme"

    def test_xero_and_quickbooks_tokens_say_when_they_end(self, world: World) -> None:
        ends = [token_claims(row)["exp"] for row in world.connections() if row["access_token"].count(".") == 2]
        today = 1_795_132_800
        assert any(end > today for end in ends)
        assert any(today - 30 * 86_400 < end < today for end in ends)
        assert any(end < today - 365 * 86_400 for end in ends)

    def test_seeded_secrets_look_as_named(self, world: World) -> None:
        assert faulty_with(world, "secret_placeholder")["client_secret"] == "changeme"
        assert faulty_with(world, "secret_with_whitespace")["client_secret"].endswith("\n")


def token_claims(row: Record) -> Record:
    part = row["access_token"].split(".")[1]
    claims: Record = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return claims


class TestConfiguration:
    def test_a_xero_connection_has_exactly_the_53_documented_flags(self, world: World) -> None:
        uuid = world.connections()[0]["uuid"]
        configuration, _, _ = parts(world, uuid)
        keys = {module: flat_keys(configuration[module]) for module in configuration}
        assert keys == {module: set(text.split()) for module, text in XERO_KEYS.items()}
        assert sum(len(names) for names in keys.values()) == 53

    def test_other_providers_keys_carry_their_own_name(self, world: World) -> None:
        row = next(row for row in world.connections() if row["integration_partner"] == "netsuite")
        configuration, _, _ = parts(world, row["uuid"])
        assert "invoice_to_netsuite_enabled" in configuration["transaction"]["export"]
        assert "xero" not in json.dumps(configuration)

    def test_odd_keys_and_values_are_seeded(self, world: World) -> None:
        unknown, _, _ = parts(world, faulty_with(world, "unknown_key")["uuid"])
        odd, _, _ = parts(world, faulty_with(world, "flag_not_boolean")["uuid"])
        missing, _, _ = parts(world, faulty_with(world, "key_missing")["uuid"])
        assert any("quote_to_" in key for key in unknown["transaction"]["export"])
        assert "BOOLEAN_FLAG" in odd["item"]["import"].values()
        assert not any("purchase_order_to" in key and "tax" in key for key in missing["purchase"]["export"])


class TestFunctionsAndAutomations:
    def test_every_documented_key_is_there(self, world: World) -> None:
        for row in world.connections():
            _, functions, automations = parts(world, row["uuid"])
            assert all(set(function) == set(FUNCTION_FIELDS.split()) for function in functions)
            assert all(set(automation) == set(AUTOMATION_FIELDS.split()) for automation in automations)

    def test_one_connection_has_hundreds_and_one_has_none(self, world: World) -> None:
        sizes = [(len(functions), len(automations)) for _, functions, automations in each(world)]
        assert max(functions for functions, _ in sizes) >= 320
        assert sizes.count((0, 0)) == 1
        assert all(4 <= functions <= 41 for functions, _ in sizes if functions not in {0, max(sizes)[0]})
        assert all(2 <= automations <= 31 for functions, automations in sizes if functions)

    def test_uuids_are_unique(self, world: World) -> None:
        uuids = [row["uuid"] for _, functions, automations in each(world) for row in functions + automations]
        assert len(set(uuids)) == len(uuids)


def each(world: World) -> list[tuple[Record, list[Record], list[Record]]]:
    return [parts(world, row["uuid"]) for row in world.connections()]


class TestFaults:
    def test_every_kind_is_seeded_and_many_connections_are_clean(self, world: World) -> None:
        seeded = [fault for row in world.connections() for fault in world.seeded_faults(row["uuid"])]
        assert sorted(seeded) == sorted(fault.__name__ for fault in FAULTS)
        assert sum(not world.seeded_faults(row["uuid"]) for row in world.connections()) >= 10

    @pytest.mark.parametrize("seed", [1, 2, 3])
    def test_clean_connections_are_without_contradictions(self, seed: int) -> None:
        world = World(seed=seed, invoices=1, connections=38, today=date(2026, 11, 21))
        for row in world.connections():
            if not world.seeded_faults(row["uuid"]):
                assert_agreement(row, *parts(world, row["uuid"]))

    def test_seeded_faults_show(self, world: World) -> None:
        for row in world.connections():
            if set(world.seeded_faults(row["uuid"])) & {
                "function_missing",
                "function_disabled",
                "function_never_run",
                "toggle_off",
            }:
                with pytest.raises(AssertionError):
                    assert_agreement(row, *parts(world, row["uuid"]))


def assert_agreement(row: Record, configuration: Record, functions: list[Record], automations: list[Record]) -> None:
    """All that an audit would check within one connection."""
    provider = row["integration_partner"].lower()
    by_name = {function["uuid"]: function for function in functions} | {
        function["name"]: function for function in functions
    }
    enabled = {function["uuid"] for function in functions if function["enabled"] == "true"}
    run = []
    for automation in automations:
        function = by_name.get(automation["perform_function"])
        assert function
        assert automation["provider"].lower() == function["provider_name"].lower() == provider
        assert (automation["direction"], automation["applies_to"]) == (function["direction"], function["object_name"])
        assert automation["checkOnText"] == automation["trigger_condition_text"]
        if automation["status"] == "ACTIVE":
            assert row["status"] == "ACTIVE"
            assert function["enabled"] == "true"
            run.append(function["uuid"])
    assert sorted(run) == sorted(enabled)
    assert all(function["object_mapping"] for function in functions if function["enabled"] == "true")
    assert_flags_agree(configuration, provider)
    on = {
        key
        for module in configuration.values()
        for side in ("export", "import")
        for key, value in module[side].items()
        if value == "true"
    }
    assert bool(on) == bool(enabled)


def assert_flags_agree(configuration: Record, provider: str) -> None:
    for name in ("invoice", "payment", "credit_note", "refund"):
        transaction = configuration["transaction"]
        sides = [
            transaction["export"][f"{name}_to_{provider}_enabled"],
            transaction["import"][f"{name}_from_{provider}_enabled"],
        ]
        assert sides != ["true", "true"]
        assert transaction[f"{name}_sync_to_{provider}"] == ("true" if "true" in sides else "false")
        if "true" in sides:
            assert transaction[f"invoice_sync_to_{provider}"] == "true"


class TestTheLargeOne:
    def test_is_as_large_as_a_benchmark_asks_and_changes_no_other(self) -> None:
        usual = World(seed=1, invoices=20, connections=6, today=date(2026, 11, 21))
        grown = World(seed=1, invoices=20, connections=6, today=date(2026, 11, 21), parts=500)
        uuids = [str(one["uuid"]) for one in grown.connections()]

        functions, automations = grown.partner_functions(uuids[2]), grown.automations(uuids[2])
        assert functions is not None
        assert automations is not None
        # A fault may have added one or let two run the same.
        assert {len(functions), len(automations)} <= {500, 501}
        assert len({one["perform_function"] for one in automations}) >= 499
        for uuid in (*uuids[:2], *uuids[3:]):
            assert grown.partner_functions(uuid) == usual.partner_functions(uuid)
            assert grown.automations(uuid) == usual.automations(uuid)
