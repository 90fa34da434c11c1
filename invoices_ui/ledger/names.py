"""The names of accounts, kept apart from invoices, whose list tells none, and put on their rows."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence, Set
from typing import TYPE_CHECKING

from django.db import DatabaseError, transaction
from django.utils import timezone

from invoices_ui.ledger.entries import kept_text, search_text_of
from invoices_ui.ledger.models import LONGEST_NAME, LedgerAccount, LedgerInvoice

if TYPE_CHECKING:
    from invoices_ui.ledger.entries import Entry

log = logging.getLogger("dashboard.ledger")

ROWS_AT_ONCE = 500


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


def names_of(account_ids: Iterable[str | None]) -> dict[str, str]:
    """Of those accounts whose name is known; of none where the ledger cannot be read, for a list stands without."""
    try:
        return known({one for one in account_ids if one})
    except DatabaseError:
        log.warning("ledger_not_read")
        return {}


def known(account_ids: Set[str]) -> dict[str, str]:
    named = LedgerAccount.objects.filter(account_id__in=account_ids).exclude(name="")
    return dict(named.values_list("account_id", "name"))


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
    names = known({row.account_id for row in nameless})
    for row in nameless:
        if name := names.get(row.account_id):
            row.account_name = name
            row.search_text = search_text_of(row)
