"""The made business as a whole: the only thing that a server needs of this package."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING

from sandbox.world import days
from sandbox.world.accounts import Accounts
from sandbox.world.cases import Cases
from sandbox.world.connections import Connections
from sandbox.world.contradictions import Contradiction, Discord, discord_of, kind_of
from sandbox.world.ids import InvoiceIds
from sandbox.world.invoices import Invoices, InvoiceSequence
from sandbox.world.ledger import Ledger
from sandbox.world.notes import Notes
from sandbox.world.orders import Orders
from sandbox.world.pdf import invoice_pdf
from sandbox.world.schedule import Schedule
from sandbox.world.sorting import CREATION, SortOrders
from sandbox.world.trimmings import Trimmings

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sandbox.world.records import Record

FEWEST_ACCOUNTS = 10


class World:
    """
    Everything the sandbox tells, made from a seed.

    The same seed, sizes and day give the same answers, byte for byte, in every process. Nothing is kept per invoice
    but a few numbers, so a million of them fit; each record is made when it is asked for. Answers are new objects each
    time, and safe to ask for from many threads.
    """

    INVOICE_SORTS: frozenset[str] = frozenset(
        {
            "id",
            "created_on",
            "last_updated_on",
            "issue_date",
            "due_date",
            "total",
            "due",
            "status",
            "account_id",
            "order_id",
        }
    )

    def __init__(
        self, *, seed: int, invoices: int, connections: int, today: date | None = None, parts: int | None = None
    ) -> None:
        """`parts`: so many functions and as many automations in the large connection, instead of its usual size."""
        today = today or days.tenant_today()
        number = days.number_of(today)
        schedule = Schedule(seed=seed, invoices=invoices, today=today)
        self._accounts = Accounts(seed=seed, count=max(FEWEST_ACCOUNTS, schedule.orders * 2 // 5))
        self._orders = Orders(seed=seed, count=schedule.orders, accounts=self._accounts)
        self._ledger = Ledger(seed=seed, today=number, schedule=schedule, accounts=self._accounts, orders=self._orders)
        self._ids = InvoiceIds(schedule=schedule, accounts=self._accounts, orders=self._orders, ledger=self._ledger)
        self._sorts = SortOrders(schedule=schedule, accounts=self._accounts, orders=self._orders, ledger=self._ledger)
        self._cases = Cases(
            today=number,
            schedule=schedule,
            accounts=self._accounts,
            orders=self._orders,
            ledger=self._ledger,
            ids=self._ids,
        )
        self._invoices = Invoices(seed=seed, cases=self._cases)
        self._schedule = schedule
        self._trimmings = Trimmings(seed=seed)
        self._notes = Notes(seed=seed, cases=self._cases, invoices=invoices)
        self._connections = Connections(seed=seed, count=connections, today=number, parts=parts)

    def connections(self) -> list[Record]:
        return self._connections.all()

    def connection(self, uuid: str) -> Record | None:
        made = self._connections.get(uuid)
        return dict(made.connection) if made else None

    def configuration(self, uuid: str) -> Record | None:
        made = self._connections.get(uuid)
        return deepcopy(made.configuration) if made else None

    def partner_functions(self, uuid: str) -> list[Record] | None:
        made = self._connections.get(uuid)
        return [dict(row) for row in made.functions] if made else None

    def automations(self, uuid: str) -> list[Record] | None:
        made = self._connections.get(uuid)
        return [dict(row) for row in made.automations] if made else None

    def seeded_faults(self, uuid: str) -> tuple[str, ...]:
        """What is wrong with this integration on purpose, by the names in `faults`; () for one without a fault."""
        made = self._connections.get(uuid)
        return tuple(made.faults) if made else ()

    @property
    def invoice_count(self) -> int:
        return len(self._ledger)

    def invoice_ids_page(self, order_by: str | None, descending: bool, limit: int, offset: int) -> list[Record]:  # noqa: FBT001 - the agreed signature
        """One page of the whole list, in list form; KeyError for a field that is not in INVOICE_SORTS."""
        order = self._sorts.ascending(order_by or CREATION)
        least, most = max(0, offset), max(0, offset) + max(0, limit)
        if descending:
            size = len(order)
            numbers = [order[size - 1 - place] for place in range(least, min(most, size))]
        else:
            numbers = list(order[least:most])
        return [self._invoices.listed(number) for number in numbers]

    def invoice(self, invoice_id: str | None) -> Record | None:
        number = self._find(invoice_id)
        return None if number is None else self._invoices.detail(number)

    def information(self, invoice_id: str | None) -> Record | None:
        number = self._find(invoice_id)
        return None if number is None else self._invoices.information(number)

    def order_invoices(self, order_id: str) -> Sequence[Record] | None:
        order = self._orders.find(order_id)
        return None if order is None else InvoiceSequence(self._schedule.invoices_of(order), self._invoices.of_order)

    def account_invoices(self, account_id: str) -> Sequence[Record] | None:
        account = self._accounts.number.get(account_id)
        return None if account is None else InvoiceSequence(self._ledger.of_account(account), self._invoices.of_account)

    def pdf(self, invoice_id: str) -> bytes | None:
        number = self._find(invoice_id)
        if number is None:
            return None
        case = self._cases.get(number)
        return invoice_pdf(case, self._trimmings.purchase_order(case.order), self._trimmings.invoice_note(case.order))

    def notes(self, invoice_id: str) -> list[Record] | None:
        number = self._find(invoice_id)
        return None if number is None else self._notes.of_invoice(number)

    def note_file(self, file_uuid: str) -> tuple[str, str, bytes] | None:
        """Name, media type and content."""
        return self._notes.file(file_uuid)

    def contradiction(self, invoice_id: str) -> Contradiction | None:
        """How this invoice disagrees with itself on purpose; None when all of it adds up."""
        number = self._find(invoice_id)
        kind = Contradiction.NONE if number is None else kind_of(number)
        return None if kind is Contradiction.NONE else kind

    def discord(self, invoice_id: str) -> Discord | None:
        """What one answer tells of this invoice differently from all others, on purpose; None when they agree."""
        number = self._find(invoice_id)
        kind = Discord.NONE if number is None else discord_of(number)
        return None if kind is Discord.NONE else kind

    def _find(self, invoice_id: str | None) -> int | None:
        return self._ids.find(invoice_id) if invoice_id else None
