"""How an invoice stands by its status and amounts alone: unlike a badge, this does not change with the day."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import models

from invoices_ui.payment import NOT_PAYABLE, PAYABLE, doubt_about

if TYPE_CHECKING:
    from dashboard.exsited import InvoiceFigures


class State(models.TextChoices):
    UNPAID = "unpaid", "Unpaid"
    PART_PAID = "part_paid", "Part paid"
    PAID = "paid", "Paid"
    IN_CREDIT = "in_credit", "In credit"
    DRAFT = "draft", "Draft"
    INACTIVE = "inactive", "Inactive"
    VOIDED = "voided", "Voided"
    CANCELLED = "cancelled", "Cancelled"
    DELETED = "deleted", "Deleted"
    UNKNOWN = "unknown", "Unknown"


OPEN = (State.UNPAID, State.PART_PAID)
"""Something is left to pay; overdue is one of these whose due day has passed."""

OWED = (*OPEN, State.IN_CREDIT)
"""What counts for the outstanding balance: credit lowers it."""

COUNTED = (*OWED, State.PAID)
"""Invoices that stand: neither voided, deleted, cancelled, draft or inactive, nor impossible to judge."""

DEAD = {status: State(label.lower()) for status, label in NOT_PAYABLE.items()}


def state_of(invoice: InvoiceFigures) -> State:
    """`UNKNOWN` where the status is no documented word, or an amount it takes is absent or malformed."""
    status = (invoice.status or "").upper()
    if status in DEAD:
        return DEAD[status]
    if status != PAYABLE or doubt_about(invoice):
        return State.UNKNOWN
    assert isinstance(invoice.due, Decimal)
    assert isinstance(invoice.paid, Decimal)
    if invoice.due < 0:
        return State.IN_CREDIT
    if invoice.due == 0:
        return State.PAID
    return State.PART_PAID if invoice.paid > 0 else State.UNPAID
