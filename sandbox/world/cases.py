"""One invoice with all that belongs to it: what its records, its PDF and its notes are made from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.world.contradictions import Contradiction, blanks_of, kind_of
from sandbox.world.days import UNSET, day_of, number_of
from sandbox.world.ledger import DEAD, DRAFT, STATUSES

if TYPE_CHECKING:
    from sandbox.world.accounts import Account, Accounts
    from sandbox.world.ids import InvoiceIds
    from sandbox.world.ledger import Facts, Ledger
    from sandbox.world.money import Currency
    from sandbox.world.orders import Line, Order, Orders
    from sandbox.world.schedule import Place, Schedule


@dataclass(frozen=True, slots=True)
class Case:
    number: int
    id: str
    order_id: str
    today: int
    place: Place
    facts: Facts
    order: Order
    account: Account
    lines: tuple[Line, ...]
    odd: Contradiction

    @property
    def currency(self) -> Currency:
        return self.account.currency

    @property
    def status(self) -> str:
        return STATUSES[self.facts.status]

    @property
    def dead(self) -> bool:
        return self.facts.status in DEAD

    @property
    def paid(self) -> int:
        return self.facts.payment + self.facts.credit

    @property
    def outstanding(self) -> int:
        """What is left to pay, whatever `due` claims."""
        return 0 if self.dead else self.facts.total - self.paid

    @property
    def late(self) -> bool:
        due_day = self.facts.due_day
        return due_day != UNSET and due_day < self.today and not self.dead and self.facts.status != DRAFT

    @property
    def overdue(self) -> int:
        return self.outstanding if self.late else 0

    @property
    def discount(self) -> int:
        return sum(line.money.discount for line in self.lines)

    @property
    def blanks(self) -> tuple[str, ...]:
        return blanks_of(self.number) if self.odd is Contradiction.BLANK else ()

    @property
    def period(self) -> tuple[int, int]:
        """First and last day billed: a month ahead for an order, the day itself for other work."""
        start = self.place.issue_day
        return (start, start) if self.order.ad_hoc else (start, month_after(start) - 1)


class Cases:
    def __init__(
        self, *, today: int, schedule: Schedule, accounts: Accounts, orders: Orders, ledger: Ledger, ids: InvoiceIds
    ) -> None:
        self._today = today
        self._schedule, self._accounts, self._orders = schedule, accounts, orders
        self._ledger, self._ids = ledger, ids

    def get(self, number: int) -> Case:
        place = self._schedule.place(number)
        order = self._orders.get(place.order)
        return Case(
            number=number,
            id=self._ids.id_of(number, order.account),
            order_id=self._orders.id_of(place.order),
            today=self._today,
            place=place,
            facts=self._ledger.facts(number, place.order, place.issue_day, place.created),
            order=order,
            account=self._accounts.get(order.account),
            lines=order.lines + tuple(self._ledger.extra_lines(number, place.order, len(order.lines))),
            odd=kind_of(number),
        )


def month_after(number: int) -> int:
    day = day_of(number)
    year, month = divmod(day.year * 12 + day.month, 12)
    return number_of(day.replace(year=year, month=month + 1))
