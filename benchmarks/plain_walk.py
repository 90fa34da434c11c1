# ruff: noqa: E402  (models can be imported only once Django is set up)
"""
`python -m benchmarks.plain_walk reads|keeps ROWS`: walks over so many invoices as one writes it first, and prints the
seconds it took. benchmarks.ledger_sync starts it.

`reads` fetches and decodes. `keeps` also reads each invoice into a typed record, works out what the ledger keeps of it,
and writes it with `update_or_create`, its totals behind it, before it goes on to the next one. It reads and works out
by the code of the sync itself: what it lacks is that several are on their way and are kept at once.
"""

import sys
import time
from typing import Any
from zoneinfo import ZoneInfo

import django
import requests

django.setup()

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from dashboard.exsited import InvoiceFigures, Sealer
from dashboard.exsited.wire import read_object
from invoices_ui.ledger.amounts import amount_of
from invoices_ui.ledger.entries import AMOUNTS, entry_of
from invoices_ui.ledger.models import LedgerInvoice
from invoices_ui.ledger.totals import move_totals

LIMIT = 100
URL = f"{settings.EXSITED_BASE_URL}/api/v3/invoices"


def main() -> None:
    how, rows = sys.argv[1], int(sys.argv[2])
    work = {"reads": decode, "keeps": keep}[how]
    started = time.monotonic()
    for offset in range(0, rows, LIMIT):
        work(fetched(offset))
    print(time.monotonic() - started)


def fetched(offset: int) -> requests.Response:
    token = {"Authorization": "Bearer the-only-token-there-is"}
    return requests.get(URL, params={"limit": LIMIT, "offset": offset}, headers=token, timeout=60)


def decode(answer: requests.Response) -> None:
    assert len(answer.json()["invoices"]) == LIMIT


def keep(answer: requests.Response) -> None:
    page = read_object(answer.content, sealer=Sealer(b"k" * 32), endpoint=URL)
    for row in page.need_rows("invoices"):
        keep_one(InvoiceFigures.read(row))


def keep_one(invoice: InvoiceFigures) -> None:
    entry = entry_of(invoice, zone=ZoneInfo(settings.TIME_ZONE))
    told: dict[str, Any] = {**vars(entry), "read_at": timezone.now(), "seen_walk": 1, "missing_since": None}
    for name in AMOUNTS:
        told[name] = None if told[name] is None else amount_of(told[name])
    with transaction.atomic():
        gone = list(LedgerInvoice.objects.filter(invoice_id=entry.invoice_id))
        LedgerInvoice.objects.update_or_create(invoice_id=told.pop("invoice_id"), defaults=told)
        move_totals(gone, [entry])


if __name__ == "__main__":
    main()
