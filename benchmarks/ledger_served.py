# ruff: noqa: E402  (models can be imported only once Django is set up)
"""
`python -m benchmarks.ledger_served ROWS`: makes a ledger in a database of its own, says `ready`, and then reads each
address that it is given, to its end, and tells how many milliseconds that took, how many of them a processor worked,
and how many MB it had at most meanwhile. benchmarks.ledger_pages and benchmarks.ledger_memory start it.
"""

import logging
import sys
import time
from http import HTTPStatus
from pathlib import Path

import django

django.setup()

from django.conf import settings
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.test import Client

from benchmarks.made_ledger import fill
from dashboard import roles
from invoices_ui.ledger.keyset import Order, Place
from invoices_ui.ledger.models import LedgerInvoice
from invoices_ui.receivables.movement.snapshots import keep_snapshot


def main() -> None:
    logging.disable(logging.INFO)
    path = settings.DATABASES["default"]["NAME"]
    try:
        call_command("migrate", verbosity=0)
        fill(int(sys.argv[1]))
        keep_snapshot()
        answer()
    finally:
        for left in Path(path).parent.glob(f"{Path(path).stem}.*"):  # the cache lies beside it
            left.unlink()


def answer() -> None:
    client, deep = signed_in(), deep_place()
    print("ready", flush=True)
    for line in sys.stdin:
        address = line.strip().format(deep=deep)
        forget_peak()
        started, before = time.perf_counter(), time.process_time()
        response = client.get(address)
        for _ in response:
            pass
        took, worked = time.perf_counter() - started, time.process_time() - before
        if response.status_code != HTTPStatus.OK:
            raise RuntimeError(f"{address} answered {response.status_code}")
        print(took * 1000, worked * 1000, peak(), flush=True)


def forget_peak() -> None:
    """Linux forgets on request."""
    Path("/proc/self/clear_refs").write_text("5")


def peak() -> float:
    told = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return int(told["VmHWM"].split()[0]) / 1024


def signed_in() -> Client:
    person = User.objects.create_user("fay")
    person.groups.add(Group.objects.get(name=roles.FINANCE))
    client = Client()
    client.force_login(person)
    return client


def deep_place() -> str:
    """Where a page begins in the middle of a list by amount."""
    rows = LedgerInvoice.objects.filter(state="unpaid", currency="AUD").order_by("-due")
    return Place.of(rows[rows.count() // 2], Order(field="due", descending=True)).written()


if __name__ == "__main__":
    main()
