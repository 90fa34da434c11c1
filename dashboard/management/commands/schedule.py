"""`manage.py schedule`: puts what is due on the queue, for as long as it runs."""

from __future__ import annotations

import contextlib
import time
from argparse import ArgumentParser, ArgumentTypeError
from datetime import timedelta

from django.core.management.base import BaseCommand

from dashboard.schedule import LEDGER, PERIODS, SNAPSHOTS, Schedule

TICK_SECONDS = 1.0
LONGEST = 1_000_000


class Command(BaseCommand):
    help = "Asks for a sync of the ledger and for snapshots of all connections again and again; a worker does them."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--ledger-minutes",
            type=above_zero,
            default=PERIODS[LEDGER] // timedelta(minutes=1),
            help="between two syncs of the ledger (default: %(default)s)",
        )
        parser.add_argument(
            "--snapshot-hours",
            type=above_zero,
            default=PERIODS[SNAPSHOTS] // timedelta(hours=1),
            help="between two snapshots of all connections (default: %(default)s)",
        )

    def handle(self, *, ledger_minutes: int, snapshot_hours: int, **options: object) -> None:
        del options
        schedule = Schedule({LEDGER: timedelta(minutes=ledger_minutes), SNAPSHOTS: timedelta(hours=snapshot_hours)})
        with contextlib.suppress(KeyboardInterrupt):
            while True:
                schedule.run_due()
                time.sleep(TICK_SECONDS)


def above_zero(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text[:9]) <= LONGEST):
        raise ArgumentTypeError(f"must be a whole number from 1 to {LONGEST:,}")
    return int(text)
