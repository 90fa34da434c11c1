"""
The names of the accounts. The list of invoices tells none, only the list of an account does: so after each sync some
accounts are asked, until each has a name, and again from time to time.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from dashboard.exsited import ID, ExsitedError, Missing, Rejected, list_account_invoices
from invoices_ui.ledger.entries import kept_text, search_text_of
from invoices_ui.ledger.fetching import CALL_SECONDS, Stopped
from invoices_ui.ledger.models import LONGEST_NAME, AccountTotal, LedgerAccount, LedgerInvoice

if TYPE_CHECKING:
    from dashboard.exsited import Client
    from invoices_ui.ledger.entries import Entry
    from invoices_ui.ledger.fetching import Source

log = logging.getLogger("dashboard.ledger")

THREADS = 4
AT_ONCE = 20
"""Accounts asked before the names of these are kept."""
MOST_ASKED = 500
"""Accounts asked after one sync: the rest is asked after the next ones."""
ASKED_AGAIN_AFTER = timedelta(days=7)
ROWS_AT_ONCE = 500


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


def learn(names: Mapping[str, str]) -> None:
    """An account whose name is no longer told keeps the one it had."""
    now = timezone.now()
    for account_id, told in names.items():
        name = kept_text(told, LONGEST_NAME)
        with transaction.atomic():
            defaults = {"asked_at": now, **({"name": name} if name else {})}
            LedgerAccount.objects.update_or_create(account_id=account_id, defaults=defaults)
            if name:
                put_on_invoices(account_id, name)


def put_on_invoices(account_id: str, name: str) -> None:
    rows = LedgerInvoice.objects.filter(account_id=account_id).exclude(account_name=name)
    while several := list(rows.order_by("pk")[:ROWS_AT_ONCE]):
        for row in several:
            row.account_name = name
            row.search_text = search_text_of(row)
        LedgerInvoice.objects.bulk_update(several, ["account_name", "search_text"])


def put_names_on(rows: Iterable[Entry]) -> None:
    """Onto rows that are about to be kept, of which the list told no name."""
    nameless: Sequence[Entry] = [row for row in rows if row.account_id and not row.account_name]
    names = dict(
        LedgerAccount.objects.filter(account_id__in={row.account_id for row in nameless})
        .exclude(name="")
        .values_list("account_id", "name")
    )
    for row in nameless:
        if name := names.get(row.account_id):
            row.account_name = name
            row.search_text = search_text_of(row)
