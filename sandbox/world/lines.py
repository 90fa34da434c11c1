"""Invoice lines as the API writes them."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from sandbox.world.contradictions import Contradiction
from sandbox.world.days import day_text
from sandbox.world.mixing import key_of, uuid_of
from sandbox.world.money import FREE_CODE, text
from sandbox.world.records import LINKS

if TYPE_CHECKING:
    from sandbox.world.cases import Case
    from sandbox.world.money import Currency
    from sandbox.world.orders import Line
    from sandbox.world.records import Record

_TAXES = key_of(0, "tax")
_QUARTERS = ("000000", "250000", "500000", "750000")


class Lines:
    def __init__(self, *, seed: int) -> None:
        self._lines = key_of(seed, "line")
        self._prices = key_of(seed, "pricing")

    def render(self, case: Case, *, named: bool) -> list[Record]:
        """All lines of an invoice; `named` ones also say what the item is called."""
        start, end = (day_text(day) for day in case.period)
        alternate = day_text(alternate_start(case)), day_text(alternate_end(case))
        rendered = [
            self._render(case, line, named=named, days=(start, alternate[0], end, alternate[1])) for line in case.lines
        ]
        if case.odd is Contradiction.LINES and rendered:
            money, coin = case.lines[0].money, case.currency.unit
            rendered[0] |= {"subtotal": text(money.net + coin), "total": text(money.net + money.tax + coin)}
        return rendered

    def _render(self, case: Case, line: Line, *, named: bool, days: tuple[str, str, str, str]) -> Record:
        item = line.item
        return {
            "subtotal": text(line.money.net),
            "total": text(line.money.net + line.money.tax),
            "tax": {"amount": text(line.money.tax), **_tax(case.currency, free=item.free)},
            "accounting_code": {"sales_revenue": item.revenue},
            "item_uuid": _item_uuid(item.number),
            "item_id": item.id,
            **({"item_name": item.name} if named else {}),
            "item_order_quantity": quantity(line.quarters),
            "item_uom": item.uom,
            "item_warehouse": item.warehouse,
            "pricing_snapshot_uuid": uuid_of(self._prices, case.order.number * 256 + line.number),
            "charging_start_date": days[0],
            "alternate_charging_start_date": days[1],
            "charging_end_date": days[2],
            "alternate_charging_end_date": days[3],
            "uuid": uuid_of(self._lines, case.number * 256 + line.number),
            "version": "1",
        }


def quantity(quarters: int) -> str:
    return f"{quarters // 4}.{_QUARTERS[quarters % 4]}"


def alternate_start(case: Case) -> int:
    """Some customers count from the first of the month; the others have no alternate dates."""
    return 0 if case.order.number % 12 != 7 else case.period[0] + 2


def alternate_end(case: Case) -> int:
    return 0 if case.order.number % 12 != 7 else case.period[1] + 2


@lru_cache(maxsize=64)
def _item_uuid(number: int) -> str:
    return uuid_of(key_of(0, "item"), number)


@lru_cache(maxsize=16)
def _tax(currency: Currency, *, free: bool) -> Record:
    code = FREE_CODE if free else currency.tax_code
    uuid = uuid_of(_TAXES, key_of(0, currency.country, code))
    rate = 0 if free else currency.tax_rate
    return {"uuid": uuid, "code": code, "rate": f"{rate}.000000", "link": f"{LINKS}/taxes/{uuid}"}
