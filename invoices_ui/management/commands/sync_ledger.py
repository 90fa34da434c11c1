"""`manage.py sync_ledger`: one sync of the ledger in the foreground."""

from __future__ import annotations

import time
from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone

from dashboard.formats import moment_text
from dashboard.logs import silenced
from dashboard.upstream import process_client
from invoices_ui.ledger.lease import AlreadyRunning, Kind, LeaseLost, Status
from invoices_ui.ledger.models import LedgerRun
from invoices_ui.ledger_sync.progress import Progress, duration
from invoices_ui.ledger_sync.sync import sync
from invoices_ui.tasks import sync_ledger

BAR = 24
REDRAW_SECONDS = 0.2
LINE_SECONDS = 5.0


class Command(BaseCommand):
    help = "Brings the ledger up to date with the billing API's invoices; exit status 1 unless all of them were read."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--full", action="store_true", help="read every invoice anew, whatever is known already")
        parser.add_argument(
            "--enqueue", action="store_true", help="put it on the queue for a worker (manage.py db_worker) and return"
        )

    def handle(self, *, full: bool, enqueue: bool, **options: object) -> None:
        del options
        kind = Kind.FULL if full else None
        if enqueue:
            self.stdout.write(f"On the queue as {sync_ledger.enqueue(kind=kind and kind.value).id}")
            return
        with silenced():
            self.report(self.synced(kind))

    def synced(self, kind: str | None) -> LedgerRun:
        screen = Screen(self)
        try:
            return sync(process_client(), kind=kind, tell=screen.show)
        except AlreadyRunning as other:
            since = f" since {moment_text(other.run.resumed_at)}" if other.run else ""
            raise CommandError(f"Another sync goes on{since}.") from other
        except LeaseLost as error:
            raise CommandError("Another process took the sync over.") from error
        except DatabaseError as error:
            raise CommandError(f"The database does not answer: {type(error).__name__}.") from error
        except KeyboardInterrupt as interrupt:
            raise CommandError(
                "Interrupted. The next sync goes on where this one stopped.", returncode=130
            ) from interrupt
        finally:
            screen.close()

    def report(self, run: LedgerRun) -> None:
        if run.status != Status.COMPLETE:
            raise CommandError(f"{run.get_status_display()}: {run.reason}")
        if run.reason:
            self.stdout.write(run.reason)
        took = duration((run.ended_at or timezone.now()) - run.resumed_at)
        self.stdout.write(
            f"{run.get_kind_display()} sync complete in {took}: {run.records or 0:,} invoices,"
            f" {run.added:,} new, {run.changed:,} changed, {run.missing:,} no longer there."
        )


class Screen:
    """A bar that is drawn over itself on a terminal; elsewhere a line now and then."""

    def __init__(self, command: BaseCommand) -> None:
        self._out = command.stdout
        self._live = command.stdout.isatty()
        self._drawn_at = 0.0
        self._length = 0

    def show(self, run: LedgerRun) -> None:
        now = time.monotonic()
        if now - self._drawn_at < (REDRAW_SECONDS if self._live else LINE_SECONDS):
            return
        self._drawn_at = now
        progress = Progress.of(run, timezone.now())
        if not self._live:
            self._out.write(progress.words)
            return
        filled = round(progress.part * BAR)
        line = f"[{'#' * filled}{'.' * (BAR - filled)}] {progress.words}"
        self._out.write(f"\r{line.ljust(self._length)}", ending="")
        self._out.flush()
        self._length = len(line)

    def close(self) -> None:
        if self._live and self._length:
            self._out.write("")
