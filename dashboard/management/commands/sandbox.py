"""
`python manage.py sandbox`: an embedded Exsited on made-up data, as a process of its own.

The dashboard and the sandbox never import each other. This command becomes that process, so a signal reaches it and its
exit status is the one seen.
"""

import os
import sys
from pathlib import Path
from typing import Never

from django.core.management.base import BaseCommand, CommandError

ROOT = Path(__file__).resolve().parents[3]


class Command(BaseCommand):
    help = "Run the embedded Exsited. `--help` names its options."

    def run_from_argv(self, argv: list[str]) -> Never:
        """All arguments are the sandbox's own, `--help` too."""
        where = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
        command = [sys.executable, "-m", "sandbox", *argv[2:]]
        os.execve(sys.executable, command, {**os.environ, "PYTHONPATH": where})  # noqa: S606 - no shell is wanted

    def handle(self, *_args: object, **_options: object) -> None:
        raise CommandError("The sandbox replaces this process: run `python manage.py sandbox` itself.")
