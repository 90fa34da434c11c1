"""`manage.py snapshot_integrations`: keeps a snapshot of every connection that changed, one line each."""

from __future__ import annotations

import logging

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone

from dashboard.exsited import Client, Connection, ExsitedError
from dashboard.upstream import process_client
from integrations_ui.sightings import noted
from integrations_ui.snapshots import keep_snapshot
from integrations_ui.whole import Integration, all_connections, parts_of

CALL_SECONDS = 60.0
"""For the list, and again for each connection."""

KEPT, SAME, FAILED = "kept", "same", "FAIL"


class Command(BaseCommand):
    help = "Reads every connection whole and keeps a snapshot where it changed; exit status 1 if any was not read."
    requires_system_checks = []

    def handle(self, **options: object) -> None:
        del options
        logging.getLogger("dashboard").setLevel(logging.CRITICAL)  # the lines below say it all, and in words
        client = process_client()
        try:
            walked = all_connections(client.within(CALL_SECONDS))
        except ExsitedError as error:
            raise CommandError(f"The list of connections could not be read: {error.fault}.") from error
        noted(walked.items, timezone.now())
        failed = sum(self.snapshot(client, connection, number) for number, connection in enumerate(walked.items, 1))
        if failed:
            raise CommandError(f"{failed} of {len(walked.items)} connections could not be kept.")
        if not walked.complete:
            raise CommandError(f"The list of connections could not be read whole: {walked.reason}.")

    def snapshot(self, client: Client, connection: Connection, number: int) -> bool:
        """Whether it failed. What fails for one connection costs the others nothing."""
        now = timezone.now()
        integration = parts_of(client.within(CALL_SECONDS), connection)
        said = why_not(integration)
        word = FAILED
        if not said:
            try:
                word = KEPT if keep_snapshot(integration, now) else SAME
            except DatabaseError as error:
                said = f"database: {type(error).__name__}"
        name = printable(connection.remote_instance_name or "")
        self.stdout.write(f"{number:3} {word}  {printable(connection.uuid)}  {name}{'  ' if said else ''}{said}")
        return word == FAILED


def why_not(integration: Integration) -> str:
    """Which parts could not be read; empty when all were."""
    reasons = [f"{part}: {error.fault}" for part, error in integration.errors.items()]
    walks = {"functions": integration.functions, "automations": integration.automations}
    reasons += [f"{part}: {walk.reason}" for part, walk in walks.items() if walk and not walk.complete]
    return ", ".join(reasons)


def printable(text: str) -> str:
    """A terminal takes some characters for commands."""
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text)
