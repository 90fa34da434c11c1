"""
Asking for the names of accounts. The list of invoices tells none, only the list of an account does: so after each sync
some accounts are asked, until each has a name, and again from time to time.
"""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from dashboard.exsited import ID, ExsitedError, Missing, Rejected, list_account_invoices
from invoices_ui.ledger.models import AccountTotal, LedgerAccount, LedgerInvoice
from invoices_ui.ledger.names import learn
from invoices_ui.ledger_sync.fetching import CALL_SECONDS, Stopped

if TYPE_CHECKING:
    from dashboard.exsited import Client
    from invoices_ui.ledger_sync.fetching import Source

log = logging.getLogger("dashboard.ledger")

THREADS = 4
AT_ONCE = 20
"""Accounts asked before the names of these are kept."""
MOST_ASKED = 500
"""Accounts asked after one sync: the rest is asked after the next ones."""
ASKED_AGAIN_AFTER = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Told:
    """`name` is empty where the API tells none, None where it could not be asked."""

    account_id: str
    name: str | None


def name_accounts(source: Source, *, most: int = MOST_ASKED) -> int:
    """How many were asked. Ends early where the API cannot be asked. Raises `Stopped`."""
    wanted, asked = unnamed(most), 0
    with ThreadPoolExecutor(THREADS, thread_name_prefix="accounts") as pool:
        for start in range(0, len(wanted), AT_ONCE):
            several = wanted[start : start + AT_ONCE]
            answers = list(pool.map(lambda account_id: ask(source, account_id), several))
            learn({told.account_id: told.name for told in answers if told.name is not None})
            asked += len(several)
            if all(told.name is None for told in answers):
                break
    log.info("ledger_accounts_named", extra={"asked": asked, "left": len(wanted) - asked})
    return asked


def unnamed(most: int) -> list[str]:
    """Accounts to be asked: those who owe something first."""
    known = LedgerAccount.objects.filter(asked_at__gt=timezone.now() - ASKED_AGAIN_AFTER).values("account_id")
    owing = AccountTotal.objects.exclude(account_id__in=known).values_list("account_id", flat=True)
    others = LedgerInvoice.objects.exclude(account_id__in=known).values_list("account_id", flat=True)
    found = [
        *owing.order_by("account_id").distinct()[: most + 1],
        *others.order_by("account_id").distinct()[: most + 1],
    ]
    return [account_id for account_id in dict.fromkeys(found) if ID.fullmatch(account_id)][:most]


def ask(source: Source, account_id: str) -> Told:
    if source.stop.is_set():
        raise Stopped
    try:
        return Told(account_id, name_told(source.client.within(CALL_SECONDS), account_id))
    except (Missing, Rejected):
        return Told(account_id, "")
    except ExsitedError as error:
        log.warning("ledger_account_not_named", extra={"fault": error.fault})
        return Told(account_id, None)


def name_told(client: Client, account_id: str) -> str:
    page = list_account_invoices(client, account_id, limit=1, offset=0)
    return next((invoice.account_name for invoice in page.items if invoice.account_name), "")
