"""Invoice ids, and back: `INV-<ACCOUNT>-NNNN` counts within an account, `INV-NNNNNNNN` within the tenant."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sandbox.world.accounts import Accounts
    from sandbox.world.ledger import Ledger
    from sandbox.world.orders import Orders
    from sandbox.world.schedule import Schedule

INVOICE_ID = re.compile(r"INV-(?:([0-9A-Z]{6})-([0-9]{4,5})|([0-9]{8}))", re.ASCII)
FIRST_PLAIN = 60_828_000


def plain_digits(invoice: int) -> str:
    return f"{FIRST_PLAIN + invoice:08d}"


class InvoiceIds:
    def __init__(self, *, schedule: Schedule, accounts: Accounts, orders: Orders, ledger: Ledger) -> None:
        self._schedule, self._accounts, self._orders, self._ledger = schedule, accounts, orders, ledger

    def account_of(self, invoice: int) -> int:
        return self._orders.account[self._schedule.place(invoice).order]

    def id_of(self, invoice: int, account: int) -> str:
        if self._accounts.plain_numbers(account):
            return f"INV-{plain_digits(invoice)}"
        first = self._accounts.first_number(account, "invoice")
        return f"INV-{self._accounts.ids[account]}-{first + self._ledger.turn[invoice]:04d}"

    def find(self, invoice_id: str) -> int | None:
        parts = INVOICE_ID.fullmatch(invoice_id)
        if parts is None:
            return None
        invoice = int(parts[3]) - FIRST_PLAIN if parts[3] else self._of_account(parts[1], int(parts[2]))
        if invoice is None or not 0 <= invoice < len(self._ledger):
            return None
        return invoice if self.id_of(invoice, self.account_of(invoice)) == invoice_id else None

    def _of_account(self, account_id: str, number: int) -> int | None:
        account = self._accounts.number.get(account_id)
        if account is None:
            return None
        theirs = self._ledger.of_account(account)
        turn = number - self._accounts.first_number(account, "invoice")
        return theirs[turn] if 0 <= turn < len(theirs) else None
