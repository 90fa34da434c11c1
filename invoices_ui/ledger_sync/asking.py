"""What a person may ask of the sync: that one be begun, or that the one that goes on end."""

from __future__ import annotations

from typing import Literal

from django.db import transaction
from django.utils import timezone

from dashboard.waiting import enqueue_once, withdraw
from invoices_ui.ledger.lease import Kind, Status, is_held, locked_lease, running
from invoices_ui.ledger.models import LedgerRun
from invoices_ui.tasks import sync_ledger

Answer = Literal["asked", "running", "waiting", "ending", "withdrawn", "nothing"]


def ask_for_sync(*, full: bool) -> Answer:
    """On the queue, unless one goes on or waits already. The lease sees to it that no two ever run at once."""
    if running():
        return "running"
    asked = enqueue_once(sync_ledger, kind=Kind.FULL.value) if full else enqueue_once(sync_ledger)
    return "asked" if asked else "waiting"


def ask_to_end() -> Answer:
    """What waits is taken off the queue, too: it would only go on with the run that was to end."""
    withdrawn = withdraw(sync_ledger)
    with transaction.atomic():
        lease = locked_lease()  # whoever keeps a page holds it meanwhile, and would write the run back as it was
        if is_held(lease, timezone.now()) and lease.run is not None:
            LedgerRun.objects.filter(pk=lease.run.pk, status=Status.RUNNING).update(cancel_asked=True)
            return "ending"
    return "withdrawn" if withdrawn else "nothing"
