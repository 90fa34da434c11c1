"""Each rule finds what it is for, leaves alone what only looks like it, and says where it cannot judge."""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from typing import Any

import pytest

from integrations_ui.audit import RULES
from tests.builders import ABSENT, ACCESS_TOKEN, CLIENT_SECRET
from tests.integrations_ui.audit.subjects import (
    FLAGS_ON,
    NOW,
    OTHER_UUID,
    THIRD_UUID,
    automation,
    configuration,
    connection,
    doubted,
    found,
    function,
    neighbour,
    report,
)

Case = dict[str, Any]
SECOND = {"uuid": OTHER_UUID}
PAUSED = {"status": "PAUSED"}
WEEKLY = {
    "check_on": "customDayTime",
    "check_on_minutes": "",
    "custom_day": "thursday",
    "custom_time": "06:45:23",
    "custom_day_time": "thursday 06:45:23",
    "checkOnText": "Every Thursday at 06:45:23",
}


def on(*keys: str, **changes: object) -> Case:
    return {"flags": configuration(on=(*FLAGS_ON, *keys), **changes)}


def only(*keys: str, **changes: object) -> Case:
    """These flags alone, and nothing that runs."""
    return {"flags": configuration(on=keys, **changes), "functions": [], "automations": []}


def runs(**changes: object) -> Case:
    return {"automations": [automation(**changes)]}


def holds(**changes: object) -> Case:
    return {"of": connection(**changes)}


def token(*, ended: timedelta) -> str:
    def part(value: object) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

    return f"{part({'alg': 'none'})}.{part({'exp': (NOW - ended).timestamp()})}.c2ln"


def expired(days: float, **changes: object) -> Case:
    return holds(access_token=token(ended=timedelta(days=days)), **changes)


LONG = {"seen_at": NOW - timedelta(days=30)}


def of_myob(case: Case) -> Case:
    """The same flags as another provider spells them, whose keys nobody documented."""
    spelled: Case = json.loads(json.dumps(case).replace("xero", "myob"))
    return spelled


FIRES: list[tuple[str, Case]] = [
    ("AUT-1", runs(perform_function=OTHER_UUID)),
    ("AUT-1", runs(perform_function="Send invoice")),
    ("AUT-1", runs(perform_function="")),
    ("AUT-2", {"functions": [function(enabled="false")]}),
    ("AUT-3", runs(direction="import")),
    ("AUT-4", runs(provider="netsuite")),
    ("AUT-4", runs(provider="netsuite") | {"functions": [function(provider_name="")]}),
    ("AUT-5", runs(applies_to="supplier")),
    ("AUT-6", {"automations": [automation(), automation(**SECOND)]}),
    ("AUT-6", {"automations": [automation(), automation(**SECOND, perform_function="Send invoices")]}),
    ("SCH-1", runs(**WEEKLY | {"custom_time": "", "custom_day_time": ""})),
    ("SCH-1", runs(check_on="", check_on_minutes="", checkOnText="")),
    ("SCH-2", runs(checkOnText="Every 4 hours")),
    ("SCH-2", runs(check_on_minutes="240")),
    ("SCH-2", runs(**WEEKLY | {"checkOnText": "Every Friday at 06:45:23"})),
    ("FUN-1", {"automations": []}),
    ("FUN-1", runs(status="INACTIVE")),
    ("FUN-2", {"functions": [function(mapping_id="", object_mapping="")]}),
    ("CFG-1", on(invoice_sync_to_xero="false")),
    ("CFG-1", only("purchase_order_from_xero_tax_enable")),
    ("CFG-2", only("refund_sync_to_xero")),
    ("CFG-2", only("refund_sync_to_xero", refund_from_xero_enabled=ABSENT)),
    ("CFG-3", on("invoice_from_xero_tax_enable")),
    ("CFG-4", only("payment_sync_to_xero", "payment_from_xero_enabled")),
    ("CFG-4", on("credit_note_sync_to_xero", "credit_note_from_xero_enabled")),
    ("CFG-4", on("refund_sync_to_xero", "refund_from_xero_enabled")),
    ("CFG-5", on("invoice_from_xero_enabled")),
    ("CFG-6", on(transaction__export__quote_to_xero_enabled="true")),
    ("CFG-6", on(account__xero_tracking_category="Region")),
    ("CFG-7", on(refund_to_xero_enabled=ABSENT)),
    ("CFG-7", {"flags": {}}),
    ("CFG-8", on(transaction__import__refund_to_xero_enabled="false")),
    ("CFG-9", on(item_sync_to_xero="BOOLEAN_FLAG")),
    ("CFG-9", on(item_sync_to_xero="")),
    ("RUN-1", {"automations": []}),
    ("RUN-1", on("item_sync_to_xero", "item_to_xero_enabled")),
    ("RUN-2", only() | {"functions": [function()], "automations": [automation()]}),
    ("CON-1", holds(status="INACTIVE")),
    ("CON-1", holds(status="disconnected")),
    ("CON-2", {"others": [neighbour(remote_instance_id="E52D8C70-4B96-4F13-9D08-A6C1F7E39B42")]}),
    ("SEC-1", holds(refresh_token=ACCESS_TOKEN)),
    ("SEC-2", {"others": [neighbour(client_secret=CLIENT_SECRET)]}),
    (
        "SEC-2",
        {"others": [neighbour(refresh_token=CLIENT_SECRET), neighbour(uuid=THIRD_UUID, access_token=CLIENT_SECRET)]},
    ),
    ("SEC-3", holds(client_secret="changeme")),
    ("SEC-3", holds(client_secret=f"{CLIENT_SECRET}\n")),
    ("SEC-3", holds(access_token=token(ended=timedelta())[:30])),
    ("SEC-4", expired(8) | LONG),
]

QUIET: list[tuple[str, Case]] = [
    ("AUT-1", runs(perform_function="Send invoices")),
    ("AUT-1", runs(perform_function=OTHER_UUID, status="INACTIVE")),
    ("AUT-2", runs(status="INACTIVE") | {"functions": [function(enabled="false")]}),
    ("AUT-3", runs(direction="export")),
    ("AUT-4", runs(provider="XERO")),
    ("AUT-5", runs(applies_to="Invoices")),
    ("AUT-6", {"automations": [automation(), automation(**SECOND, status="INACTIVE")]}),
    (
        "AUT-6",
        {
            "functions": [function(), function(**SECOND)],
            "automations": [automation(), automation(**SECOND, perform_function=OTHER_UUID)],
        },
    ),
    ("SCH-1", runs(**WEEKLY)),
    ("SCH-1", runs(automation_type="eventBased", check_on="", check_on_minutes="", checkOnText="")),
    ("SCH-2", runs(checkOnText="Three times a day")),
    ("SCH-2", runs(**WEEKLY | {"checkOnText": "Every Thursday"})),
    ("FUN-1", {"functions": [function(), function(**SECOND, enabled="false")]}),
    ("FUN-2", {"functions": [function(enabled="false", mapping_id="", object_mapping="")]}),
    ("FUN-2", {"functions": [function(mapping_id="")]}),
    ("CFG-1", only("purchase_refund_to_xero_enabled")),
    ("CFG-2", on("item_sync_to_xero", "item_from_xero_enabled")),
    ("CFG-3", on("invoice_to_xero_tax_enable")),
    ("CFG-4", on("payment_sync_to_xero", "payment_from_xero_enabled")),
    ("CFG-4", on("refund_sync_to_xero", "refund_to_xero_enabled")),
    ("CFG-5", on("item_sync_to_xero", "item_from_xero_enabled")),
    ("CFG-6", on(transaction__export__invoice_to_xero_enabled="TRUE")),
    ("CFG-7", on(refund_to_xero_enabled="")),
    ("CFG-8", on(transaction__import__quote_to_xero_enabled="true")),
    ("CFG-9", on(item_sync_to_xero="False")),
    ("RUN-1", runs(perform_function="Send invoices")),
    ("RUN-2", runs(status="INACTIVE") | {"flags": configuration(on=())}),
    ("RUN-2", {"functions": [function(enabled="false")], "flags": configuration(on=())}),
    ("CON-1", holds(status="INACTIVE") | runs(status="INACTIVE")),
    (
        "CON-2",
        {"others": [neighbour(integration_partner="MYOB", remote_instance_id="e52d8c70-4b96-4f13-9d08-a6c1f7e39b42")]},
    ),
    ("CON-2", holds(remote_instance_id="") | {"others": [neighbour(remote_instance_id="")]}),
    ("SEC-1", holds(access_token="", refresh_token="")),
    ("SEC-2", {"others": [neighbour()]}),
    ("SEC-2", holds(refresh_token=ACCESS_TOKEN)),
    ("SEC-3", holds(access_token=token(ended=timedelta()))),
    ("SEC-4", expired(6) | LONG),
    ("SEC-4", expired(8, status="DISCONNECTED") | LONG),
]

OPEN: list[tuple[str, Case]] = [
    ("AUT-1", runs(perform_function=OTHER_UUID, **PAUSED)),
    (
        "AUT-1",
        {"functions": [function(), function(**SECOND)], "automations": [automation(perform_function="Send invoices")]},
    ),
    ("AUT-2", {"functions": [function(enabled="perhaps")]}),
    ("AUT-2", {"functions": [function(enabled="")]}),
    ("AUT-3", runs(direction="BOTH")),
    ("AUT-3", {"functions": [function(direction="")]}),
    ("AUT-5", runs(applies_to="wombat")),
    ("AUT-5", {"functions": [function(object_name="contact")], "automations": [automation(applies_to="supplier")]}),
    ("AUT-6", {"automations": [automation(), automation(**SECOND, **PAUSED)]}),
    ("SCH-1", runs(check_on="fortnightly")),
    ("SCH-1", runs(**WEEKLY | {"custom_day": "doomsday"})),
    ("SCH-2", runs(check_on_minutes="many")),
    ("FUN-1", runs(**PAUSED)),
    ("CFG-1", on(invoice_sync_to_xero="maybe")),
    ("CFG-2", only("refund_sync_to_xero", refund_to_xero_enabled="maybe")),
    ("CFG-3", on("invoice_from_xero_tax_enable", invoice_from_xero_enabled="maybe")),
    ("CFG-4", only("payment_from_xero_enabled", invoice_to_xero_enabled="maybe")),
    ("CFG-5", on(invoice_from_xero_enabled="maybe")),
    ("CFG-7", of_myob(on(refund_to_xero_enabled=ABSENT))),
    ("RUN-1", runs(**PAUSED)),
    ("RUN-1", {"functions": [function(direction="BOTH")]}),
    ("RUN-2", {"functions": [function(object_name="wombat")]}),
    ("RUN-2", on(invoice_to_xero_enabled="maybe")),
    ("CON-1", holds(status="ON_HOLD")),
    ("CON-1", holds(status="")),
    ("CON-1", holds(status="INACTIVE") | runs(**PAUSED)),
    ("SEC-4", expired(8)),
    ("SEC-4", expired(8) | {"seen_at": NOW - timedelta(days=6)}),
    ("SEC-4", expired(8, status="ON_HOLD") | LONG),
    ("WRD-1", holds(status="ON_HOLD")),
    ("WRD-2", runs(**PAUSED)),
    ("WRD-2", {"functions": [function(enabled="perhaps")]}),
    ("WRD-2", runs(status="INACTIVE", direction="BOTH")),
]


def named(cases: list[tuple[str, Case]]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(
        ("rule", "case"), [pytest.param(*case, id=f"{case[0]}-{at}") for at, case in enumerate(cases)]
    )


class TestRules:
    def test_find_nothing_where_nothing_is_wrong(self) -> None:
        told = report()

        assert (told.findings, told.cannot_judge, told.not_checked) == ((), (), ())

    @named(FIRES)
    def test_find_what_they_are_for(self, rule: str, case: Case) -> None:
        assert rule in found(report(**case))

    @named(QUIET)
    def test_leave_alone_what_only_looks_like_it(self, rule: str, case: Case) -> None:
        told = report(**case)

        assert rule not in found(told)
        assert rule not in doubted(told)

    @named(OPEN)
    def test_say_that_they_cannot_judge_an_unknown_word(self, rule: str, case: Case) -> None:
        told = report(**case)

        assert rule in doubted(told)
        assert rule not in found(told)

    def test_have_all_a_case_that_fires_and_one_that_does_not(self) -> None:
        never_find = {"WRD-1", "WRD-2"}

        assert {rule for rule, _ in FIRES} == {rule for rule, _ in QUIET} == set(RULES) - never_find
        assert never_find <= {rule for rule, _ in OPEN}

    @pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.id)
    def test_say_why_it_matters_and_what_to_check(self, rule: Any) -> None:
        assert len(rule.id) <= 16
        assert rule.title[0].isupper()
        assert [text[-1:] for text in (rule.title, rule.why, rule.check)].count(".") == 2
        assert rule.check[0].islower()
