"""
The tables of the ledger. An absent text is empty, any other absent value is NULL; a malformed value is absent from its
column and kept raw in `malformed`. Days are days in the tenant's zone.
"""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models

from invoices_ui.ledger.amounts import AmountField
from invoices_ui.ledger.state import State

LONGEST_ID = 200
LONGEST_WORD = 60
LONGEST_NAME = 300
LONGEST_VERSION = 40


def identifier() -> models.CharField[str, str]:
    return models.CharField(max_length=LONGEST_ID, blank=True, default="")


def amount() -> AmountField:
    return AmountField(null=True)


class LedgerInvoice(models.Model):
    """
    One invoice as the list of the API told it last. Its fields bear the API's names; those of its `kpis` and of its
    `last_payment` begin with that word. `lines_*` are sums over its lines: NULL where one of them could not be added.
    """

    invoice_id = models.CharField(max_length=LONGEST_ID, unique=True)
    uuid = identifier()
    version = models.CharField(max_length=LONGEST_VERSION, blank=True)
    status = models.CharField(max_length=LONGEST_WORD, blank=True)
    payment_status = models.CharField(max_length=LONGEST_WORD, blank=True)
    state = models.CharField(max_length=12, choices=State.choices)
    type = models.CharField(max_length=LONGEST_WORD, blank=True)
    currency = models.CharField(max_length=LONGEST_WORD, blank=True)
    account_id = identifier()
    account_name = models.CharField(max_length=LONGEST_NAME, blank=True)
    order_id = identifier()
    customer_purchase_order_id = identifier()
    issue_date = models.DateField(null=True)
    due_date = models.DateField(null=True)
    created_on = models.DateTimeField(null=True)
    last_updated_on = models.DateTimeField(null=True)

    subtotal = amount()
    discount_amount = amount()
    tax = amount()
    tax_total = amount()
    total = amount()
    paid = amount()
    due = amount()
    last_payment_id = identifier()
    last_payment_amount = amount()
    last_payment_created_at = models.DateTimeField(null=True)
    kpis_outstanding = amount()
    kpis_overdue = amount()
    kpis_payment_applied = amount()
    kpis_credit_applied = amount()
    kpis_credit_issued = amount()
    kpis_last_payment_date = models.DateTimeField(null=True)
    kpis_last_cancelled_on = models.DateTimeField(null=True)
    kpis_voided_on = models.DateTimeField(null=True)
    kpis_deleted_on = models.DateTimeField(null=True)
    lines_count = models.IntegerField(null=True)
    lines_subtotal = amount()
    lines_tax = amount()
    lines_total = amount()
    doubts = models.PositiveIntegerField(null=True)
    """The bits of the rules that its numbers break (invoices_ui.ledger.doubts); NULL without any."""
    overdue_told = models.CharField(max_length=7, null=True)  # noqa: DJ001  (an index of the few that have one)
    """How `kpis_overdue` may differ from what is due; NULL where it never does."""

    malformed = models.JSONField(default=dict)
    """The raw text of each field that was not what it should be, or no amount the ledger can hold."""
    malformed_count = models.PositiveSmallIntegerField(default=0)
    search_text = models.TextField()
    """All ids and names, folded: what a search by text looks at."""
    digest = models.BigIntegerField()
    """Of all fields above: tells a changed invoice from one that was only read again."""
    read_at = models.DateTimeField()
    seen_walk = models.BigIntegerField()
    """The walk that met it last."""
    missing_since = models.DateTimeField(null=True)
    """When a whole walk first no longer met it; NULL while it is upstream."""

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["uuid"], name="ledger_uuid"),
            models.Index(fields=["order_id", "id"], name="ledger_order"),
            models.Index(fields=["customer_purchase_order_id", "id"], name="ledger_purchase_order"),
            models.Index(fields=["last_payment_id"], name="ledger_payment"),
            models.Index(fields=["account_id", "due_date", "id"], name="ledger_account"),
            models.Index(fields=["account_name", "id"], name="ledger_account_name"),
            models.Index(fields=["due_date", "id"], name="ledger_due_date"),
            models.Index(fields=["issue_date", "id"], name="ledger_issue_date"),
            models.Index(fields=["total", "id"], name="ledger_total"),
            models.Index(fields=["due", "id"], name="ledger_due"),
            models.Index(fields=["last_updated_on", "id"], name="ledger_updated"),
            models.Index(fields=["created_on", "id"], name="ledger_created"),
            models.Index(fields=["paid", "id"], name="ledger_paid"),
            models.Index(fields=["currency", "id"], name="ledger_currency"),
            models.Index(fields=["status", "id"], name="ledger_status"),
            models.Index(fields=["state", "id"], name="ledger_by_state"),
            models.Index(fields=["state", "issue_date", "id"], name="ledger_state_issued"),
            models.Index(fields=["state", "due", "id"], name="ledger_state_due"),
            models.Index(fields=["state", "created_on", "id"], name="ledger_state_created"),
            models.Index(fields=["state", "last_updated_on", "id"], name="ledger_state_updated"),
            models.Index(fields=["currency", "state", "due_date", "id"], name="ledger_ageing"),
            models.Index(fields=["state", "due_date", "id"], name="ledger_state"),
            models.Index(fields=["currency", "state", "due"], name="ledger_largest"),
            models.Index(fields=["account_id", "currency", "state", "due_date", "due"], name="ledger_account_ageing"),
            models.Index(fields=["seen_walk"], name="ledger_seen"),
            models.Index(
                fields=["missing_since"], name="ledger_missing", condition=models.Q(missing_since__isnull=False)
            ),
            models.Index(fields=["doubts", "id"], name="ledger_doubts", condition=models.Q(doubts__isnull=False)),
            models.Index(
                fields=["overdue_told", "due_date", "currency", "missing_since", "id"],
                name="ledger_overdue_told",
                condition=models.Q(overdue_told__isnull=False),
            ),
            models.Index(fields=["id"], name="ledger_malformed", condition=models.Q(malformed_count__gt=0)),
        ]


MEASURES = (
    "total",
    "paid",
    "due",
    "kpis_outstanding",
    "kpis_overdue",
    "kpis_credit_applied",
    "kpis_credit_issued",
)
"""The amounts of which the totals are kept."""


def counter() -> models.BigIntegerField[int, int]:
    return models.BigIntegerField(default=0)


class Total(models.Model):
    """
    What the invoices of one key come to. Each amount stands in whole units and millionths, both with its sign, so that
    adding many rows overflows nowhere; `_unknown` counts the invoices without that amount. Never added over currencies.
    """

    key = models.CharField(max_length=LONGEST_ID + 2 * LONGEST_WORD, primary_key=True)
    currency = models.CharField(max_length=LONGEST_WORD, blank=True)
    invoices = counter()
    total_units = counter()
    total_micros = counter()
    total_unknown = counter()
    paid_units = counter()
    paid_micros = counter()
    paid_unknown = counter()
    due_units = counter()
    due_micros = counter()
    due_unknown = counter()
    kpis_outstanding_units = counter()
    kpis_outstanding_micros = counter()
    kpis_outstanding_unknown = counter()
    kpis_overdue_units = counter()
    kpis_overdue_micros = counter()
    kpis_overdue_unknown = counter()
    kpis_credit_applied_units = counter()
    kpis_credit_applied_micros = counter()
    kpis_credit_applied_unknown = counter()
    kpis_credit_issued_units = counter()
    kpis_credit_issued_micros = counter()
    kpis_credit_issued_unknown = counter()

    objects: ClassVar[models.Manager[Self]] = models.Manager()

    class Meta:
        abstract = True
        default_permissions = ()


class DueTotal(Total):
    """Of all invoices upstream, by currency, state and due day."""

    state = models.CharField(max_length=12, choices=State.choices)
    due_date = models.DateField(null=True)

    class Meta(Total.Meta):
        indexes = [models.Index(fields=["currency", "state", "due_date"], name="ledger_due_total")]


class IssueTotal(Total):
    """Of all invoices upstream, by currency, state and issue day."""

    state = models.CharField(max_length=12, choices=State.choices)
    issue_date = models.DateField(null=True)

    class Meta(Total.Meta):
        indexes = [models.Index(fields=["currency", "state", "issue_date"], name="ledger_issue_total")]


class AccountTotal(Total):
    """Of the invoices that are owed or in credit, by currency and account: the largest balances by index."""

    account_id = models.CharField(max_length=LONGEST_ID, blank=True)

    class Meta(Total.Meta):
        indexes = [models.Index(fields=["currency", "-due_units", "-due_micros"], name="ledger_debtors")]


class LedgerAccount(models.Model):
    """What the API calls an account; `name` is empty where it told none."""

    account_id = models.CharField(max_length=LONGEST_ID, primary_key=True)
    name = models.CharField(max_length=LONGEST_NAME, blank=True)
    asked_at = models.DateTimeField()

    class Meta:
        default_permissions = ()


class DoubtTotal(Total):
    """Of the invoices whose numbers contradict each other, by currency, state and what they break."""

    state = models.CharField(max_length=12, choices=State.choices)
    doubts = models.PositiveIntegerField()


class LedgerRun(models.Model):
    """One sync of the ledger, over all interruptions until it ended for good."""

    class Kind(models.TextChoices):
        FULL = "full", "Full"
        SHORT = "short", "Short"

    class Status(models.TextChoices):
        RUNNING = "running", "Running"
        COMPLETE = "complete", "Complete"
        PARTIAL = "partial", "Partial"
        FAILED = "failed", "Failed"
        CANCELLED = "cancelled", "Cancelled"

    kind = models.CharField(max_length=5, choices=Kind.choices)
    status = models.CharField(max_length=9, choices=Status.choices, default=Status.RUNNING)
    started_at = models.DateTimeField()
    resumed_at = models.DateTimeField()
    """When its present holder took it up; the same as `started_at` until it is interrupted."""
    renewed_at = models.DateTimeField()
    """When it last kept something."""
    ended_at = models.DateTimeField(null=True)
    verified_at = models.DateTimeField(null=True)
    """When the ledger was last known to be what the billing API has; NULL unless it ended complete."""
    reason = models.CharField(max_length=300, blank=True)
    """Why it is not complete, or why a short sync was made a full one."""
    cursor = models.JSONField(default=dict)
    records = models.BigIntegerField(null=True)
    """How many invoices the billing API last said it has."""
    read = models.BigIntegerField(default=0)
    read_before = models.BigIntegerField(default=0)
    """How many of them were read before it was last taken up: the rate leaves them out."""
    added = models.BigIntegerField(default=0)
    changed = models.BigIntegerField(default=0)
    missing = models.BigIntegerField(default=0)
    duplicates = models.BigIntegerField(default=0)
    failures = models.IntegerField(default=0)
    """Calls that failed, those that a later one made good included."""
    cancel_asked = models.BooleanField(default=False)

    class Meta:
        default_permissions = ()
        ordering = ["-pk"]


class LedgerLease(models.Model):
    """The one row that says who syncs now. Whoever no longer holds it keeps nothing."""

    ONLY = 1

    holder = models.CharField(max_length=LONGEST_ID, blank=True)
    run = models.ForeignKey(LedgerRun, on_delete=models.SET_NULL, null=True)
    renewed_at = models.DateTimeField(null=True)
    walk = models.BigIntegerField(default=0)
    """The number of the latest walk over all invoices."""
    watermark = models.DateTimeField(null=True)
    """All changes up to this `last_updated_on` are in the ledger; NULL where no whole walk told."""
    doubles = models.BigIntegerField(default=0)
    """Rows that the last whole walk met twice: by so many the API counts more invoices than there are."""

    class Meta:
        default_permissions = ()
