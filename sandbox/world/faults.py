"""
What is wrong with some integrations, on purpose: one function per contradiction that an audit should find.

`World.seeded_faults(uuid)` names those of a connection; a connection with none is wholly without contradictions.
Names are the functions' own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.world import credentials
from sandbox.world.configuration import AREA, EXPORT, IMPORT, SIDES, flag
from sandbox.world.functions import CUSTOM
from sandbox.world.mixing import uuid_from

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sandbox.world.drafts import Draft

OTHER_WAY = {EXPORT: IMPORT, IMPORT: EXPORT}
ON, OFF = flag(on=True), flag(on=False)


def function_missing(made: Draft, _others: Sequence[Draft]) -> None:
    made.active_automation()["perform_function"] = uuid_from(made.dice.bits(), made.dice.bits())


def function_disabled(made: Draft, _others: Sequence[Draft]) -> None:
    made.function_of(made.active_automation())["enabled"] = OFF


def direction_at_odds(made: Draft, _others: Sequence[Draft]) -> None:
    automation = made.active_automation()
    automation["direction"] = OTHER_WAY[automation["direction"]]


def provider_at_odds(made: Draft, _others: Sequence[Draft]) -> None:
    made.active_automation()["provider"] = "netsuite" if made.provider != "netsuite" else "xero"


def object_at_odds(made: Draft, _others: Sequence[Draft]) -> None:
    automation = made.active_automation()
    automation["applies_to"] = "supplier" if automation["applies_to"] != "supplier" else "customer"


def schedule_incomplete(made: Draft, _others: Sequence[Draft]) -> None:
    blank = {"check_on_minutes": "", "custom_time": "", "custom_day_time": ""}
    made.active_automation().update(blank, check_on=CUSTOM, custom_day="thursday", checkOnText="Every Thursday")


def schedule_text_at_odds(made: Draft, _others: Sequence[Draft]) -> None:
    words = {"check_on": "8 hours", "check_on_minutes": "480", "trigger_condition_text": "Every 8 hours"}
    blank = {"custom_day": "", "custom_time": "", "custom_day_time": ""}
    made.active_automation().update(words | blank, checkOnText="Every 4 hours")


def function_run_twice(made: Draft, _others: Sequence[Draft]) -> None:
    made.add_automation(made.function_of(made.active_automation()))


def function_never_run(made: Draft, _others: Sequence[Draft]) -> None:
    direction = made.ways["account"]
    made.add_function("account", direction, "new")["name"] += ", by hand"


def mapping_missing(made: Draft, _others: Sequence[Draft]) -> None:
    made.function_of(made.active_automation()).update(mapping_id="", object_mapping="")


def toggle_off(made: Draft, _others: Sequence[Draft]) -> None:
    made.configuration["transaction"][made.key("invoice_sync_to_{p}")] = OFF


def toggle_without_flags(made: Draft, _others: Sequence[Draft]) -> None:
    unused = [name for name in ("refund", "purchase_order", "payment", "item") if name not in made.ways] or ["item"]
    area = AREA[unused[0]]
    for direction, side in SIDES.items():
        made.configuration[area.module][side].update({made.key(key): OFF for key in area.flags(direction)})
    made.configuration[area.module][made.key(area.toggle)] = ON


def aspect_without_master(made: Draft, _others: Sequence[Draft]) -> None:
    made.configuration["transaction"]["import"][made.key("invoice_from_{p}_tax_enable")] = ON


def payment_without_invoice(made: Draft, _others: Sequence[Draft]) -> None:
    transaction = made.configuration["transaction"]
    for direction, side in SIDES.items():
        transaction[side].update({made.key(key): OFF for key in AREA["invoice"].flags(direction)})
    transaction[made.key("invoice_sync_to_{p}")] = OFF
    transaction[made.key("payment_sync_to_{p}")] = ON
    transaction["import"][made.key("payment_from_{p}_enabled")] = ON


def both_ways(made: Draft, _others: Sequence[Draft]) -> None:
    for direction, side in SIDES.items():
        made.configuration["account"][side][made.key(AREA["account"].flags(direction)[0])] = ON


def flag_nothing_runs(made: Draft, _others: Sequence[Draft]) -> None:
    invoicing = [row for row in made.functions if row["object_name"] == "invoice"]
    runners = {row["uuid"] for row in invoicing} | {row["name"] for row in invoicing}
    made.automations[:] = [row for row in made.automations if row["perform_function"] not in runners]


def run_but_flag_off(made: Draft, _others: Sequence[Draft]) -> None:
    module = made.configuration["account"]
    for direction, side in SIDES.items():
        module[side].update({made.key(key): OFF for key in AREA["account"].flags(direction)})
    module[made.key("account_sync_to_{p}")] = OFF


def unknown_key(made: Draft, _others: Sequence[Draft]) -> None:
    made.configuration["transaction"]["export"][made.key("quote_to_{p}_enabled")] = ON
    made.configuration["account"][made.key("{p}_tracking_category")] = "Region"


def key_missing(made: Draft, _others: Sequence[Draft]) -> None:
    del made.configuration["purchase"]["export"][made.key("purchase_order_to_{p}_tax_enable")]


def key_misplaced(made: Draft, _others: Sequence[Draft]) -> None:
    module = made.configuration["transaction"]
    module["import"][made.key("refund_to_{p}_enabled")] = module["export"].pop(made.key("refund_to_{p}_enabled"))


def flag_not_boolean(made: Draft, _others: Sequence[Draft]) -> None:
    made.configuration["item"]["import"][made.key("product_from_{p}_tax_enable")] = "BOOLEAN_FLAG"


def inactive_but_running(made: Draft, _others: Sequence[Draft]) -> None:
    made.connection["status"] = "INACTIVE"


def disconnected_but_running(made: Draft, _others: Sequence[Draft]) -> None:
    made.connection["status"] = "DISCONNECTED"


def remote_instance_shared(made: Draft, others: Sequence[Draft]) -> None:
    for other in [other for other in others if other.provider == made.provider][:1]:
        made.connection |= {name: other.connection[name] for name in ("remote_instance_id", "remote_instance_name")}


def secret_shared(made: Draft, others: Sequence[Draft]) -> None:
    for other in others[-1:]:
        made.connection["client_secret"] = other.connection["client_secret"]


def secret_in_two_fields(made: Draft, _others: Sequence[Draft]) -> None:
    made.connection["refresh_token"] = made.connection["access_token"]


def secret_placeholder(made: Draft, _others: Sequence[Draft]) -> None:
    made.connection["client_secret"] = "changeme"  # noqa: S105 - the placeholder is the point


def secret_with_whitespace(made: Draft, _others: Sequence[Draft]) -> None:
    made.connection["client_secret"] += " \n"


def secret_truncated(made: Draft, _others: Sequence[Draft]) -> None:
    made.connection["access_token"] = made.connection["access_token"][:41]


def token_long_expired(made: Draft, _others: Sequence[Draft]) -> None:
    made.connection["access_token"] = credentials.access_token(
        made.dice, made.provider, today=made.today, ends_in_days=credentials.LONG_EXPIRED
    )


def word_unknown(made: Draft, _others: Sequence[Draft]) -> None:
    made.active_automation()["status"] = "PAUSED"
    made.functions[0]["direction"] = "BOTH"


FAULTS: tuple[Callable[[Draft, Sequence[Draft]], None], ...] = (
    function_missing,
    function_disabled,
    direction_at_odds,
    provider_at_odds,
    object_at_odds,
    schedule_incomplete,
    schedule_text_at_odds,
    function_run_twice,
    function_never_run,
    mapping_missing,
    toggle_off,
    toggle_without_flags,
    aspect_without_master,
    payment_without_invoice,
    both_ways,
    flag_nothing_runs,
    run_but_flag_off,
    unknown_key,
    key_missing,
    key_misplaced,
    flag_not_boolean,
    inactive_but_running,
    disconnected_but_running,
    remote_instance_shared,
    secret_shared,
    secret_in_two_fields,
    secret_placeholder,
    secret_with_whitespace,
    secret_truncated,
    token_long_expired,
    word_unknown,
)
