"""`manage.py verify_access_log`: whether the access log is whole; exit status 1 and the first broken line if not."""

from __future__ import annotations

import re
from argparse import ArgumentParser, ArgumentTypeError

from django.core.management.base import BaseCommand, CommandError

from dashboard.access_log.models import Head
from dashboard.access_log.verifying import Anchor, verify

ANCHOR = re.compile(r"([1-9][0-9]{0,17}):([0-9a-f]{64})", re.ASCII)


class Command(BaseCommand):
    help = "Verifies every line of the access log and its head. Exit status 1, and the first broken line, if one is."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--noted",
            type=anchor,
            metavar="NUMBER:SEAL",
            help="a line as an earlier run printed it or the process log has it: it must still be there",
        )

    def handle(self, *, noted: Anchor | None, **options: object) -> None:
        del options
        verdict = verify(anchor=noted)
        if not verdict.holds:
            raise CommandError(f"The access log is broken at line {verdict.number}: {verdict.flaw}.")
        head = Head.objects.first()
        if head is None or not head.number:
            self.stdout.write("The access log holds. It has no line yet.")
            return
        self.stdout.write(
            f"The access log holds, all {verdict.lines:,} lines. Its last: {head.number}:{head.line_seal}"
        )


def anchor(text: str) -> Anchor:
    found = ANCHOR.fullmatch(text)
    if found is None:
        raise ArgumentTypeError("must be the number of a line and its seal, such as 12:0f3c...")
    return Anchor(number=int(found[1]), seal=found[2])
