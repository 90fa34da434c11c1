"""The real thing as processes: the dashboard under gunicorn, with a deployment's settings, on a sandbox process."""

from __future__ import annotations

import json
import os
import re
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import requests

from tests.sandbox_process import SandboxProcess

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 60.0
STOP_SECONDS = 15.0
THREADS = 8

PASSWORD = "a password for tests alone"
ADMIN, SUPPORT, FINANCE, NOBODY = "admin", "support", "finance", "nobody"
PEOPLE = (ADMIN, SUPPORT, FINANCE, NOBODY)
"""The names to sign in by. The first three have the role of that name, the last has none."""
CSRF_FIELD = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')

PREPARE = f"""
import django
django.setup()
from django.contrib.auth.models import User
from dashboard.management.commands.demo import prepare
prepare({PASSWORD!r})
User.objects.create_user({NOBODY!r}, password={PASSWORD!r})
"""


def signed_in(base_url: str, name: str, password: str) -> requests.Session:
    """A session that went through the sign-in form; an error where the dashboard did not take name and password."""
    session = requests.Session()
    session.trust_env = False
    page = session.get(f"{base_url}/login/", timeout=START_SECONDS)
    token = CSRF_FIELD.search(page.text)
    form = {"username": name, "password": password, "csrfmiddlewaretoken": token[1] if token else ""}
    answer = session.post(f"{base_url}/login/", form, timeout=START_SECONDS, allow_redirects=False)
    if answer.status_code != 302:
        session.close()
        raise RuntimeError(f"{name} could not sign in: status {answer.status_code}")
    return session


def cookie_of(session: requests.Session) -> str:
    """Its cookies as one header, for what reads pages faster than a session does."""
    return "; ".join(f"{one.name}={one.value}" for one in session.cookies)


class ConsoleProcess:
    """
    The dashboard on `sandbox`, with a database of its own and a user for each role.

        with SandboxProcess() as sandbox, ConsoleProcess(sandbox) as console:
            requests.get(console.url("/healthz"))
    """

    def __init__(
        self,
        sandbox: SandboxProcess,
        *,
        variables: dict[str, str] | None = None,
        like: ConsoleProcess | None = None,
        threads: int = THREADS,
    ) -> None:
        """`like` another one that runs, it shares its database, its cache and its people, apart from `variables`."""
        self._environment: dict[str, str] = {}
        self._like = like
        self._threads = threads
        self.sandbox = sandbox
        self._variables = variables or {}
        self._process: subprocess.Popen[bytes] | None = None
        self._directory = tempfile.TemporaryDirectory(prefix="console-")
        self.base_url = ""

    @property
    def log_path(self) -> Path:
        return Path(self._directory.name) / "console.log"

    @property
    def pid(self) -> int:
        """Of the process that was started; the one that answers is its only child."""
        assert self._process
        return self._process.pid

    @property
    def settings(self) -> dict[str, str]:
        """The environment that it was started with."""
        return self._environment

    def url(self, path: str) -> str:
        return self.base_url + path

    def log_lines(self) -> list[dict[str, Any]]:
        """What the dashboard logged so far, oldest first."""
        return [json.loads(line) for line in self.log_path.read_text().splitlines() if line.startswith("{")]

    def log_lines_of(self, reference: str) -> list[dict[str, Any]]:
        told = [line for line in self.log_path.read_text().splitlines() if reference in line and line.startswith("{")]
        return [line for line in map(json.loads, told) if line.get("reference") == reference]

    def __enter__(self) -> Self:
        try:
            self._prepare()
            self._serve()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def wait(self) -> int:
        """Its exit status, once it has been told to end."""
        assert self._process
        return self._process.wait(STOP_SECONDS)

    def stop(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.terminate()
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self._directory.cleanup()

    @contextmanager
    def worker(self) -> Iterator[None]:
        """What is on the queue is done for as long as this lasts; it is killed at the end, whatever it is doing."""
        process = subprocess.Popen(
            [sys.executable, "manage.py", "db_worker", "--verbosity", "0", "--no-startup-delay", "--interval", "0.1"],
            cwd=ROOT,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            yield
        finally:
            process.kill()
            process.wait()

    def environment(self) -> dict[str, str]:
        """
        As a deployment has it, apart from https, which a test has no certificate for, and from where static files
        are collected: another process that collects there would take them away for a moment.
        """
        inherited = {key: value for key, value in os.environ.items() if not key.startswith("EXSITED_")}
        return {
            **inherited,
            "DJANGO_SETTINGS_MODULE": "tests.console_settings",
            "STATIC_ROOT": str(Path(self._directory.name) / "static"),
            "SECRET_KEY": secrets.token_urlsafe(48),
            "DEBUG": "false",
            "HTTPS_ONLY": "false",
            "BEHIND_PROXY": "false",
            "ALLOWED_HOSTS": "127.0.0.1,localhost",
            "DATABASE_URL": f"sqlite:///{Path(self._directory.name) / 'dashboard.sqlite3'}",
            "REDIS_URL": "",
            "OIDC_ISSUER": "",
            "EXSITED_BASE_URL": self.sandbox.base_url,
            "EXSITED_CLIENT_ID": self.sandbox.client_id,
            "EXSITED_CLIENT_SECRET": self.sandbox.client_secret,
            "EXSITED_REDIRECT_URI": self.sandbox.redirect_uri,
            "EXSITED_TIMEZONE": "Australia/Sydney",
            **self._variables,
        }

    def _prepare(self) -> None:
        if self._like:
            self._environment = self._like._environment | self._variables
            return
        self._environment = self.environment()
        done = subprocess.run(
            [sys.executable, "-c", PREPARE],
            cwd=ROOT,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=START_SECONDS,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"The dashboard's database could not be prepared:\n{done.stdout}{done.stderr}")

    def _serve(self) -> None:
        # gunicorn is handed a bound socket: so no other process can take the port in between.
        with socket.socket() as listener, self.log_path.open("wb") as log:
            listener.bind(("127.0.0.1", 0))
            listener.listen(128)
            self.base_url = f"http://127.0.0.1:{listener.getsockname()[1]}"
            self._process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "gunicorn", "dashboard.wsgi"),
                    *("--bind", f"fd://{listener.fileno()}"),
                    *("--workers", "1", "--threads", str(self._threads)),
                    *("--log-level", "warning"),
                ],
                cwd=ROOT,
                env=self._environment | {"OIDC_CALLBACK_URL": self.url("/oidc/callback/")},
                pass_fds=[listener.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        self._wait_until_ready(self._process)

    def _wait_until_ready(self, process: subprocess.Popen[bytes]) -> None:
        give_up = time.monotonic() + START_SECONDS
        with requests.Session() as session:
            session.trust_env = False
            while time.monotonic() < give_up and process.poll() is None:
                try:
                    if session.get(self.url("/healthz"), timeout=START_SECONDS).ok:
                        return
                except requests.ConnectionError:
                    time.sleep(0.05)
        raise RuntimeError(f"The dashboard did not start:\n{self.log_path.read_text()}")
