"""Partner functions, what an integration can do, and automations, when it does it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.world.configuration import EXPORT, IMPORT
from sandbox.world.days import DAY_SECONDS, instant_text, midnight
from sandbox.world.mixing import uuid_from

if TYPE_CHECKING:
    from sandbox.world.mixing import Dice
    from sandbox.world.records import Record

OBJECTS = {
    "account": ("customer", "customer_customer"),
    "item": ("item", "item_item"),
    "invoice": ("invoice", "invoice_invoice"),
    "payment": ("payment", "payment_payment"),
    "credit_note": ("credit_note", "credit_note_credit_note"),
    "refund": ("refund", "refund_refund"),
    "purchase_order": ("purchase_order", "purchase_order_purchase_order"),
    "purchase_invoice": ("purchase_invoice", "purchase_invoice_bill"),
    "purchase_payment": ("purchase_payment", "purchase_payment_bill_payment"),
    "purchase_credit_note": ("purchase_credit_note", "purchase_credit_note_vendor_credit"),
    "purchase_refund": ("purchase_refund", "purchase_refund_refund"),
}
"""The function's object and its mapping, for each object of the configuration."""

EVENTS = ("new", "update")
TAGS = ("", "", "", "import_only_inventory", "nightly", "tax_codes", "first_load", "multi_currency", "do_not_touch")
INTERVALS = ((240, "4 hours"), (480, "8 hours"), (60, "1 hour"), (720, "12 hours"), (1440, "24 hours"))
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
CUSTOM = "customDayTime"
TITLES = {"xero": "Xero", "quickbooks": "QuickBooks", "netsuite": "NetSuite", "myob": "MYOB"}


def function(dice: Dice, *, partner: str, area: str, direction: str, event: str, today: int, serial: int) -> Record:
    thing, mapping = OBJECTS[area]
    created = midnight(today - dice.between(200, 900)) + dice.below(DAY_SECONDS)
    updated = created + dice.below(190 * DAY_SECONDS)
    verb = "Send" if direction == EXPORT else "Fetch"
    link = "to" if direction == EXPORT else "from"
    title = TITLES[partner.lower()]
    words = f"{'new' if event == 'new' else 'changed'} {thing.replace('_', ' ')}s"
    return {
        "uuid": uuid_from(dice.bits(), dice.bits()),
        "name": f"{verb} {words} {link} {title}",
        "description": f"{verb}s {words} {link} {title}, one by one, oldest first.".replace("Fetchs", "Fetches"),
        "direction": direction,
        "event_name": event,
        "provider_name": partner,
        "object_name": thing,
        "mapping_id": str(1000 + serial),
        "enabled": "true",
        "pre_run_script_id": f"SCR-{dice.between(1, 60):04d}" if dice.chance(12) else "",
        "post_run_script_id": f"SCR-{dice.between(61, 99):04d}" if dice.chance(8) else "",
        "tag": dice.pick(TAGS),
        "created": instant_text(created),
        "updated": instant_text(updated),
        "object_mapping": mapping,
    }


def spare_function(dice: Dice, *, partner: str, today: int, serial: int) -> Record:
    """A function that came with the connector and was never switched on."""
    area, direction = dice.pick(tuple(OBJECTS)), dice.pick((EXPORT, IMPORT))
    record = function(
        dice, partner=partner, area=area, direction=direction, event=dice.pick(EVENTS), today=today, serial=serial
    )
    record |= {"enabled": "false", "name": f"{record['name']} (variant {serial})"}
    if dice.chance(30):
        record |= {"mapping_id": "", "object_mapping": ""}
    return record


def automation(dice: Dice, runs: Record, *, partner: str, serial: int, active: bool) -> Record:
    """An automation that runs the function `runs` and agrees with it in everything."""
    return {
        **schedule(dice),
        "additional_criteria": "true" if dice.chance(15) else "false",
        "applies_to": runs["object_name"],
        "applies_to_function": runs["event_name"],
        "automation_type": "timerBased",
        "code": f"AUT-{serial:04d}",
        "description": f'Runs "{runs["name"]}" by the clock.' if dice.chance(70) else "",
        "direction": runs["direction"],
        "display_name": runs["name"],
        "name": "_".join(runs["name"].lower().replace("(", "").replace(")", "").split()),
        # Most name their function by uuid, some by its name, which is unique within a connection.
        "perform_function": runs["name"] if dice.chance(10) and serial > 4 else runs["uuid"],
        "provider": partner.lower() if dice.chance(50) else partner,
        "status": "ACTIVE" if active else "INACTIVE",
        "uuid": uuid_from(dice.bits(), dice.bits()),
        "performActionText": runs["name"],
    }


def schedule(dice: Dice) -> Record:
    """When it runs, as fields and in words."""
    if dice.chance(35):
        day = dice.pick(WEEKDAYS)
        time = f"{dice.between(0, 23):02d}:{dice.between(0, 59):02d}:{dice.between(0, 59):02d}"
        return {
            "check_on": CUSTOM,
            "check_on_minutes": "",
            "custom_day": day,
            "custom_day_time": f"{day} {time}",
            "custom_time": time,
            "trigger_condition_text": f"Every {day.capitalize()} at {time}",
            "checkOnText": f"Every {day.capitalize()} at {time}",
        }
    minutes, words = dice.pick(INTERVALS)
    return {
        "check_on": words,
        "check_on_minutes": str(minutes),
        "custom_day": "",
        "custom_day_time": "",
        "custom_time": "",
        "trigger_condition_text": f"Every {words}",
        "checkOnText": f"Every {words}",
    }
