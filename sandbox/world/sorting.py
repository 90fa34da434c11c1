"""
The orders in which invoices can be listed, each a column of invoice numbers.

A sort is made when it is first asked for, under a lock, and kept. Every order is total: equal values stand in order of
creation, and descending is exactly ascending read backwards.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from itertools import chain
from threading import Lock
from typing import TYPE_CHECKING

from sandbox.world.ids import plain_digits
from sandbox.world.ledger import STATUSES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from sandbox.world.accounts import Accounts
    from sandbox.world.ledger import Ledger
    from sandbox.world.orders import Orders
    from sandbox.world.schedule import Schedule

CREATION = "created_on"


class SortOrders:
    def __init__(self, *, schedule: Schedule, accounts: Accounts, orders: Orders, ledger: Ledger) -> None:
        self._schedule, self._accounts, self._orders, self._ledger = schedule, accounts, orders, ledger
        self._lock = Lock()
        # Invoices are numbered by the instant they were created, and a later run never has an earlier day.
        self._made: dict[str, Sequence[int]] = {name: range(len(ledger)) for name in (CREATION, "issue_date")}
        self._makers: dict[str, Callable[[], Iterable[int]]] = {
            "last_updated_on": lambda: self._by(ledger.updated),
            "due_date": lambda: self._by(ledger.due_day),
            "total": lambda: self._by(ledger.total),
            "due": lambda: self._by(ledger.due),
            "status": self._by_status,
            "account_id": self._by_account,
            "order_id": self._by_order,
            "id": self._by_id,
        }
        self.names = frozenset(self._made) | frozenset(self._makers)

    def ascending(self, name: str) -> Sequence[int]:
        if name not in self._made:
            with self._lock:
                if name not in self._made:
                    self._made[name] = array("I", self._makers[name]())
        return self._made[name]

    def _by(self, column: array[int]) -> list[int]:
        """An unset day or blank amount is below all others, so it comes first."""
        return sorted(range(len(column)), key=column.__getitem__)

    def _by_status(self) -> Iterable[int]:
        shelves = [array("I") for _ in STATUSES]
        for invoice, status in enumerate(self._ledger.status):
            shelves[status].append(invoice)
        return chain.from_iterable(shelves[STATUSES.index(word)] for word in sorted(STATUSES))

    def _accounts_by_id(self) -> list[int]:
        return sorted(range(len(self._accounts)), key=self._accounts.ids.__getitem__)

    def _by_account(self) -> Iterable[int]:
        return chain.from_iterable(self._ledger.of_account(account) for account in self._accounts_by_id())

    def _by_order(self) -> Iterable[int]:
        """By id is by account and number, for all numbers of an account are equally long; no order comes first."""
        orders = [order for account in self._accounts_by_id() for order in self._orders.of_account(account)]
        loose = (self._schedule.invoices_of(order) for order in orders if self._orders.ad_hoc[order])
        bound = (self._schedule.invoices_of(order) for order in orders if not self._orders.ad_hoc[order])
        return chain(sorted(chain.from_iterable(loose)), chain.from_iterable(bound))

    def _by_id(self) -> Iterable[int]:
        """Accounts' blocks of ids, with the plain numbers, themselves ascending, let in where they belong."""
        accounts = self._accounts_by_id()
        named = [account for account in accounts if not self._accounts.plain_numbers(account)]
        plain = [account for account in accounts if self._accounts.plain_numbers(account)]
        numbers = sorted(chain.from_iterable(self._ledger.of_account(account) for account in plain))
        done = 0
        for account in named:
            place = bisect_left(numbers, self._accounts.ids[account], lo=done, key=plain_digits)
            yield from numbers[done:place]
            done = place
            yield from self._ledger.of_account(account)
        yield from numbers[done:]
