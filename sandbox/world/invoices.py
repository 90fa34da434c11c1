"""
Invoices as the API writes them, in its five forms.

The list's KPIs are JSON numbers, all other forms' are text. Only the list and the detail have `tax_total`; information
has no lines; an account's invoices also carry `shipping_cost`, `account_name` and the names of their items.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, overload

from sandbox.world.catalogue import FREIGHT, VARIABLE
from sandbox.world.contradictions import WORDS, Contradiction, Discord, discord_of
from sandbox.world.days import UNSET, day_text, instant_text
from sandbox.world.ledger import CANCELLED, DELETED, INACTIVE, VOID
from sandbox.world.lines import Lines, alternate_end, alternate_start
from sandbox.world.mixing import key_of, mix, uuid_of
from sandbox.world.money import number, text
from sandbox.world.people import STAFF
from sandbox.world.trimmings import Trimmings

if TYPE_CHECKING:
    from sandbox.world.cases import Case, Cases
    from sandbox.world.records import Record

_FORMS = key_of(0, "form")


class Invoices:
    def __init__(self, *, seed: int, cases: Cases) -> None:
        self._key = key_of(seed, "invoice uuid")
        self._payments = key_of(seed, "payment")
        self._cases = cases
        self._lines = Lines(seed=seed)
        self._trimmings = Trimmings(seed=seed)

    def listed(self, invoice: int) -> Record:
        case = self._cases.get(invoice)
        return {
            **self._opening(case),
            **self._amounts(case, tax_total=True),
            **self._middle(case),
            **self._signatures(case),
            "lines": self._lines.render(case, named=False),
            "kpis": self._kpis(case, number),
        }

    def detail(self, invoice: int) -> Record:
        record = self.listed(invoice)
        record["kpis"] = self._kpis(self._cases.get(invoice), text)
        return record

    def information(self, invoice: int) -> Record:
        record = self._shorter(invoice)
        if discord_of(invoice) is Discord.DISCOUNT:
            case = self._cases.get(invoice)
            record["discount_amount"] = text(case.discount + case.currency.unit)
        return record

    def _shorter(self, invoice: int) -> Record:
        case = self._cases.get(invoice)
        return {
            **self._opening(case),
            **self._amounts(case),
            **self._middle(case),
            "kpis": self._kpis(case, text),
            **self._signatures(case),
        }

    def of_order(self, invoice: int) -> Record:
        record = self._shorter(invoice) | {"lines": self._lines.render(self._cases.get(invoice), named=False)}
        if discord_of(invoice) is Discord.LATER:
            record["version"] = str(int(record["version"]) + 1)
        return record

    def of_account(self, invoice: int) -> Record:
        case = self._cases.get(invoice)
        freight = sum(line.money.net for line in case.lines if line.item is VARIABLE[FREIGHT])
        later = discord_of(invoice) is Discord.DUE_DATE and case.facts.due_day != UNSET
        return {
            **self._opening(case),
            **({"due_date": day_text(case.facts.due_day + 1)} if later else {}),
            **self._amounts(case),
            "shipping_cost": text(freight),
            **self._middle(case, named=True),
            "kpis": self._kpis(case, text),
            **self._signatures(case),
            "lines": self._lines.render(case, named=True),
        }

    def _opening(self, case: Case) -> Record:
        start, end = case.period
        due_day = case.facts.due_day
        shift = alternate_start(case) - start if alternate_start(case) else 0
        form = (
            "Fleet invoice" if len(case.order.lines) >= 40 else "Work invoice" if case.order.ad_hoc else "Tax invoice"
        )
        return {
            "status": case.status,
            "id": case.id,
            "type": "LINKED_WITH_ORDER" if case.order_id else "NOT_LINKED_WITH_ORDER",
            "custom_form": {"uuid": uuid_of(_FORMS, len(form)), "name": form},
            "currency": {"uuid": case.currency.uuid, "name": case.currency.code, "link": case.currency.link},
            "customer_purchase_order_id": self._trimmings.purchase_order(case.order),
            "billing_start_date": day_text(start),
            "alternate_billing_start_date": day_text(alternate_start(case)),
            "billing_end_date": day_text(end),
            "alternate_billing_end_date": day_text(alternate_end(case)),
            "issue_date": day_text(case.place.issue_day),
            "alternate_issue_date": day_text(case.place.issue_day + shift) if shift else "",
            "due_date": day_text(due_day),
            "alternate_due_date": day_text(due_day + shift) if shift and due_day != UNSET else "",
        }

    def _amounts(self, case: Case, *, tax_total: bool = False) -> Record:
        facts = case.facts
        amounts = {
            "subtotal": text(facts.subtotal),
            "tax": text(facts.tax),
            **({"tax_total": text(facts.tax)} if tax_total else {}),
            "total": text(facts.total),
            "paid": text(case.paid),
            "due": text(facts.due),
        }
        return amounts | {name: "" for name in case.blanks if name in amounts}

    def _middle(self, case: Case, *, named: bool = False) -> Record:
        return {
            "payment_status": _payment_word(case),
            "last_payment": self._last_payment(case),
            "discount_amount": text(case.discount),
            "price_tax_inclusive": "true" if case.order.terms.inclusive else "false",
            "invoice_note": self._trimmings.invoice_note(case.order),
            "account_id": case.account.id,
            **({"account_name": case.account.name} if named else {}),
            "order_id": case.order_id,
        }

    def _last_payment(self, case: Case) -> Record:
        if not case.facts.payment:
            return {"id": "", "amount": "", "created_at": ""}
        chance = mix(self._payments ^ case.number)
        uuid = uuid_of(self._payments, case.number).upper()
        return {
            "id": f"PMT-{uuid[:6]}-{chance % 9999 + 1:04d}",
            "amount": text(case.facts.payment),
            "created_at": instant_text(case.facts.event),
        }

    def _kpis(self, case: Case, amount: Callable[[int], object]) -> Record:
        facts, event = case.facts, case.facts.event
        again = facts.amended if facts.amended and case.number % 5 == 0 and not case.dead else UNSET
        kpis = {
            "outstanding": amount(case.outstanding),
            "overdue": amount(_claimed_overdue(case)),
            "last_payment_date": instant_text(event if facts.payment else UNSET),
            "payment_applied": amount(facts.payment),
            "credit_applied": amount(facts.credit),
            "credit_issued": amount(facts.credit),
            "last_reactivated_on": instant_text(again and again - 600),
            "last_cancelled_on": instant_text(event if facts.status == CANCELLED else again and again - 4500),
            "last_amended_on": instant_text(facts.amended),
            "voided_on": instant_text(event if facts.status == VOID else UNSET),
            "deleted_on": instant_text(event if facts.status == DELETED else UNSET),
        }
        return kpis | {name: "" for name in case.blanks if name in kpis}

    def _signatures(self, case: Case) -> Record:
        facts, changed = case.facts, case.facts.updated > case.place.created
        chance = mix(self._key ^ case.number)
        by_hand = case.order.ad_hoc or facts.amended or case.dead or facts.status == INACTIVE
        return {
            "created_by": STAFF[1 + chance % (len(STAFF) - 1)] if case.order.ad_hoc else STAFF[0],
            "created_on": instant_text(case.place.created),
            "last_updated_by": STAFF[1 + (chance >> 8) % (len(STAFF) - 1)] if changed and by_hand else STAFF[0],
            "last_updated_on": instant_text(facts.updated),
            "uuid": uuid_of(self._key, case.number),
            "version": str(1 + (facts.event > 0) + (facts.amended > 0)),
            "custom_attributes": self._trimmings.attributes(case.order, case.account),
            "custom_objects": self._trimmings.objects(case.order, case.account),
        }


class InvoiceSequence(Sequence["Record"]):
    """Invoices that are made only when looked at."""

    def __init__(self, numbers: Sequence[int], render: Callable[[int], Record]) -> None:
        self._numbers, self._render = numbers, render

    def __len__(self) -> int:
        return len(self._numbers)

    @overload
    def __getitem__(self, place: int) -> Record: ...
    @overload
    def __getitem__(self, place: slice) -> InvoiceSequence: ...
    def __getitem__(self, place: int | slice) -> Record | InvoiceSequence:
        if isinstance(place, slice):
            return InvoiceSequence(self._numbers[place], self._render)
        return self._render(self._numbers[place])


def _payment_word(case: Case) -> str:
    if case.odd is Contradiction.WORD:
        return WORDS[case.number // 7 % len(WORDS)]
    if case.odd is Contradiction.PAID_WORD or (case.outstanding == 0 and case.paid):
        return "PAID"
    return "PARTIALLY_PAID" if case.paid else "UNPAID"


def _claimed_overdue(case: Case) -> int:
    if case.odd is not Contradiction.OVERDUE:
        return case.overdue
    return 0 if case.overdue else case.facts.total
