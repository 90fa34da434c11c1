"""What was outstanding at the end of each day on which a sync was completed: the last one of the day stands."""

from __future__ import annotations

from django.db import models

from invoices_ui.ledger.models import LONGEST_WORD, counter

LONGEST_KEY = 12


class DaySnapshot(models.Model):
    """One tenant day."""

    day = models.DateField(unique=True)
    taken_at = models.DateTimeField()
    invoices = counter()
    """How many the ledger had upstream."""

    class Meta:
        default_permissions = ()


class SnapshotBucket(models.Model):
    """One bucket of the ageing by due date, with the usual edges, in one currency; empty ones are left out."""

    snapshot = models.ForeignKey(DaySnapshot, on_delete=models.CASCADE, related_name="buckets")
    currency = models.CharField(max_length=LONGEST_WORD, blank=True)
    bucket = models.CharField(max_length=LONGEST_KEY)
    invoices = counter()
    due_units = counter()
    due_micros = counter()
    due_unknown = counter()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["snapshot", "currency", "bucket"], name="receivables_one_bucket"),
        ]
