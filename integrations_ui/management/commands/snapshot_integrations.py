"""`manage.py snapshot_integrations`: keeps a snapshot of every connection that changed, one line each."""

from __future__ import annotations

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from dashboard.exsited import ExsitedError
from dashboard.formats import moment_text
from dashboard.logs import silenced
from dashboard.upstream import process_client
from integrations_ui.history.run import AlreadyRunning, Outcome, Taken, take_snapshots
from integrations_ui.tasks import snapshot_all


class Command(BaseCommand):
    help = "Reads every connection whole and keeps a snapshot where it changed; exit status 1 if any was not read."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--enqueue", action="store_true", help="put it on the queue for a worker (manage.py db_worker) and return"
        )

    def handle(self, *, enqueue: bool, **options: object) -> None:
        del options
        if enqueue:
            self.stdout.write(f"On the queue as {snapshot_all.enqueue().id}")
            return
        with silenced():
            check(self.taken())

    def taken(self) -> Outcome:
        try:
            return take_snapshots(process_client(), self.tell)
        except AlreadyRunning as other:
            raise CommandError(f"Another run goes on since {moment_text(other.since)}.") from other
        except ExsitedError as error:
            raise CommandError(f"The list of connections could not be read: {error.fault}.") from error
        except DatabaseError as error:
            raise CommandError(f"The database does not answer: {type(error).__name__}.") from error

    def tell(self, taken: Taken) -> None:
        name = printable(taken.connection.remote_instance_name or "")
        said = f"  {taken.said}" if taken.said else ""
        self.stdout.write(f"{taken.number:3} {taken.word}  {printable(taken.connection.uuid)}  {name}{said}")


def check(outcome: Outcome) -> None:
    if outcome.failed:
        raise CommandError(f"{outcome.failed} of {outcome.total} connections could not be kept.")
    if outcome.reason:
        raise CommandError(f"The list of connections could not be read whole: {outcome.reason}.")


def printable(text: str) -> str:
    """A terminal takes some characters for commands."""
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text)
