"""`manage.py demo`: the dashboard on a sandbox of its own."""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import time
from argparse import ArgumentParser, ArgumentTypeError
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils.module_loading import import_string

from dashboard import demo, roles
from dashboard.schedule import LEDGER, PERIODS, Schedule

PEOPLE = {"admin": roles.ADMINISTRATORS, "support": roles.SUPPORT, "finance": roles.FINANCE}


class Command(BaseCommand):
    help = (
        "Runs everything on this machine with made data: the sandbox, the database, three users, web server and worker."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--port", type=port_number, default=8000, help="where the dashboard listens (default: 8000)"
        )
        parser.add_argument("--invoices", type=int, default=500, help="how many invoices to make (default: 500)")
        parser.add_argument("--password", help="the password of all three users (default: one made for them, printed)")

    def handle(self, *, port: int, invoices: int, password: str | None, **options: object) -> None:
        del options
        if "DJANGO_SETTINGS_MODULE" not in os.environ or settings.EXSITED_CLIENT_ID != "demo-dashboard":
            raise CommandError("The demo brings its own configuration: start it as `python manage.py demo`.")
        if not demo.is_free(port):
            raise CommandError(f"Port {port} is taken; choose another with --port.")
        # Demos of this folder share their users, so they share the password, too.
        password = password or demo.kept_secret(demo.DEMO_DIR / "password", size=9)
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        with contextlib.ExitStack() as running:
            try:
                sandbox = demo.start_sandbox(
                    port=urlsplit(settings.EXSITED_BASE_URL).port or 0,
                    invoices=invoices,
                    client_id=settings.EXSITED_CLIENT_ID,
                    client_secret=settings.EXSITED_CLIENT_SECRET,
                )
                running.callback(demo.stop, sandbox)
                prepare(password)
                # Full, because the made data of the last time may have been other data.
                import_string(LEDGER).enqueue(kind="full")
                server = demo.start_server(port)
                running.callback(demo.stop, server)
                worker = demo.start_worker()
                running.callback(demo.stop, worker)
            except demo.DemoError as error:
                raise CommandError(str(error)) from error
            except KeyboardInterrupt:
                return
            self.stdout.write(
                f"\nThe dashboard is ready at http://127.0.0.1:{port}/\n"
                f"Sign in as {', '.join(PEOPLE)} with the password {password}\n"
                f"What it logs is in {demo.SERVER_LOG.relative_to(demo.BASE_DIR)}. Ctrl-C ends it.\n"
            )
            self.stdout.flush()
            logging.getLogger("dashboard").setLevel(logging.WARNING)
            schedule = Schedule(PERIODS, begun={LEDGER})
            with contextlib.suppress(KeyboardInterrupt):
                while all(process.poll() is None for process in (sandbox, worker, server)):
                    schedule.run_due()
                    time.sleep(0.5)
                raise CommandError(
                    "A part of the demo ended by itself; its own words are above, or in"
                    f" {demo.SERVER_LOG.relative_to(demo.BASE_DIR)} and {demo.WORKER_LOG.relative_to(demo.BASE_DIR)}."
                )


def port_number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:6]) <= 65535):
        raise ArgumentTypeError("must be from 1 to 65535")
    return int(text)


def prepare(password: str) -> None:
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    for name, role in PEOPLE.items():
        user, _ = User.objects.get_or_create(username=name)
        user.set_password(password)
        user.save()
        user.groups.set([Group.objects.get(name=role)])
