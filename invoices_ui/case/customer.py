"""
Who an invoice is for: only the list of its account tells the name, which may come later than the invoice. Until then,
and where it does not come, it is the name that the ledger has.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Literal, TypeAlias

from django.db import DatabaseError

from dashboard.exsited import Invoice, Panel
from invoices_ui.case.reading import Siblings
from invoices_ui.ledger.models import LedgerInvoice
from invoices_ui.links import account_url

log = logging.getLogger("dashboard.case")

Naming: TypeAlias = Literal["told", "kept", "unnamed", "unread", "failed", "nobody"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Customer:
    """
    account_url  empty where the account's id cannot stand in an address
    naming       told, kept (by the ledger), unnamed (the API tells no name), unread (nobody has asked yet), failed, or
                 nobody (no account)
    """

    name: str | None
    account_id: str | None
    account_url: str
    naming: Naming


def customer_of(invoice: Invoice, account: Panel | None = None) -> Customer:
    name = invoice.account_name
    naming: Naming = "told"
    if not invoice.account_id and not name:
        naming = "nobody"
    elif not name and (account is None or account.late):
        naming = "unread"
    elif not name and account and account.error:
        naming = "failed"
    elif not name and account:
        name = name_in(account.value)
        naming = "told" if name else "unnamed"
    if naming in {"unread", "failed"} and (kept := kept_name(invoice)):
        name, naming = kept, "kept"
    return Customer(name=name, account_id=invoice.account_id, account_url=account_url(invoice), naming=naming)


def kept_name(invoice: Invoice) -> str:
    """Of this account, as the last sync of the ledger had it; empty where it does not know."""
    kept = LedgerInvoice.objects.filter(invoice_id=invoice.id, account_id=invoice.account_id)
    try:
        return kept.values_list("account_name", flat=True).first() or ""
    except DatabaseError:
        log.warning("ledger_not_read")
        return ""


def name_in(siblings: Siblings | None) -> str | None:
    """As this invoice's own record there has it, else as any other of the account does."""
    if siblings is None:
        return None
    own = siblings.own.account_name if siblings.own else None
    return own or next((one.account_name for one in siblings.page.items if one.account_name), None)
