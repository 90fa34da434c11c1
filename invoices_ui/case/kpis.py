"""The KPIs of an invoice, each with what it means in plain words."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.exsited import Kpis, Moment, Money

AMOUNTS = (
    ("outstanding", "Outstanding", "What is still to be paid, due or not."),
    ("overdue", "Overdue", "The part of it whose due day has passed."),
    ("payment_applied", "Payments applied", "Money received and set against this invoice."),
    ("credit_applied", "Credit applied", "Credit notes set against this invoice; they lower what is to be paid."),
    ("credit_issued", "Credit issued", "Credit given to the customer because of this invoice."),
)
MOMENTS = (
    ("last_payment_date", "Last payment", "When money was last set against it."),
    ("last_amended_on", "Last amended", "When its content was last changed after it was issued."),
    ("last_cancelled_on", "Last cancelled", "When it was last called off; it may have been reactivated since."),
    ("last_reactivated_on", "Last reactivated", "When it was last brought back after it was cancelled."),
    ("voided_on", "Voided", "When it was made void: it stays on record and is not owed."),
    ("deleted_on", "Deleted", "When it was deleted; the API still tells it."),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Kpi:
    """One of `amount` and `moment` is what the API told, by `is_amount`."""

    key: str
    label: str
    meaning: str
    is_amount: bool
    amount: Money = None
    moment: Moment = None

    @property
    def told(self) -> bool:
        return self.amount is not None or self.moment is not None


def kpis_of(kpis: Kpis) -> list[Kpi]:
    amounts = [
        Kpi(key=key, label=label, meaning=meaning, is_amount=True, amount=getattr(kpis, key))
        for key, label, meaning in AMOUNTS
    ]
    moments = [
        Kpi(key=key, label=label, meaning=meaning, is_amount=False, moment=getattr(kpis, key))
        for key, label, meaning in MOMENTS
    ]
    return amounts + moments
