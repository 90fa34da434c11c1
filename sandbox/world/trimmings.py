"""What customers ask to see on their invoices: purchase orders, attributes, objects and remarks, one set per order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.world.accounts import ID_LETTERS
from sandbox.world.mixing import Dice, key_of, uuid_of

if TYPE_CHECKING:
    from sandbox.world.accounts import Account
    from sandbox.world.orders import Order
    from sandbox.world.records import Record

REMARKS: tuple[tuple[str, int], ...] = (
    ("", 70),
    ("Thank you for your business.", 12),
    ("Please quote the invoice number with your payment.", 6),
    ("Direct debit: no action needed, the amount is collected on the due date.", 5),
    ("Work completed as per signed job sheet. Warranty on parts is twelve months from the date of installation.", 4),
    ("Rates under the master services agreement; the next indexation is on 1 July.", 3),
)
SITES = ("Head office", "Warehouse 2", "Depot north", "Level 3 fit-out", "Cold store", "Yard and weighbridge", "Clinic")


class Trimmings:
    def __init__(self, *, seed: int) -> None:
        self._key = key_of(seed, "trimming")

    def purchase_order(self, order: Order) -> str:
        dice = Dice(self._key ^ 1, order.number)
        return f"CPO-{dice.letters(5, ID_LETTERS)}-{dice.between(1, 9999):04d}" if dice.chance(35) else ""

    def invoice_note(self, order: Order) -> str:
        return Dice(self._key ^ 2, order.number).weighted(REMARKS)

    def attributes(self, order: Order, account: Account) -> list[Record]:
        dice = Dice(self._key ^ 3, order.number)
        if dice.chance(55):
            return []
        offered = (
            ("Cost centre", f"CC-{dice.between(1000, 8999)}"),
            ("Region", account.region),
            ("Contract", f"MSA-{dice.between(2021, 2026)}-{dice.between(1, 480):03d}"),
            ("Approver", account.contact),
            ("Site", dice.pick(SITES)),
            ("Job sheet", ""),
        )
        return [{"name": name, "value": value} for name, value in dice.sample(offered, dice.between(1, 3))]

    def objects(self, order: Order, account: Account) -> list[Record]:
        dice = Dice(self._key ^ 4, order.number)
        if not dice.chance(5):
            return []
        site = {
            "name": "Service location",
            "uuid": uuid_of(self._key ^ 5, order.number),
            "attributes": [
                {"name": "Site", "value": dice.pick(SITES)},
                {"name": "Street", "value": account.address[0]},
                {
                    "name": "Access",
                    "value": dice.pick(("Gate code at reception", "Induction needed", "Business hours")),
                },
            ],
        }
        return [site]
