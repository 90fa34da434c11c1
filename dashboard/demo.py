"""The demo's own configuration and processes: everything on one machine, with nothing to configure."""

from __future__ import annotations

import secrets
import selectors
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias

BASE_DIR = Path(__file__).resolve().parent.parent
DEMO_DIR = BASE_DIR / "var" / "demo"
SERVER_LOG, WORKER_LOG = DEMO_DIR / "server.log", DEMO_DIR / "worker.log"
"""What these say goes there: hundreds of lines would hide how to sign in."""
START_SECONDS = 30
STOP_SECONDS = 10

Popen: TypeAlias = subprocess.Popen[str] | subprocess.Popen[bytes]


class DemoError(Exception):
    """A sentence for whoever started the demo."""


def environment() -> dict[str, str]:
    """
    The whole configuration, in place of whatever the environment says: the demo must never meet a real Exsited.
    The signing key is kept, so that a restart does not end sessions.
    """
    DEMO_DIR.mkdir(parents=True, exist_ok=True)
    port = free_port()
    return {
        "DJANGO_SETTINGS_MODULE": "dashboard.settings",
        "SECRET_KEY": kept_secret(DEMO_DIR / "secret_key"),
        "DEBUG": "false",
        "HTTPS_ONLY": "false",
        "BEHIND_PROXY": "false",
        "ALLOWED_HOSTS": "localhost,127.0.0.1",
        "DATABASE_URL": f"sqlite:///{DEMO_DIR / 'dashboard.sqlite3'}",
        "REDIS_URL": "",
        "TASKS_BACKEND": "",
        "OIDC_ISSUER": "",
        "EXSITED_BASE_URL": f"http://127.0.0.1:{port}",
        "EXSITED_CLIENT_ID": "demo-dashboard",
        "EXSITED_CLIENT_SECRET": secrets.token_urlsafe(32),
        "EXSITED_REDIRECT_URI": "http://127.0.0.1/callback",
        "EXSITED_TIMEZONE": "Australia/Sydney",
    }


def kept_secret(path: Path, *, size: int = 48) -> str:
    """Made once, of `size` random bytes."""
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(size))
    return path.read_text()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def start_sandbox(*, port: int, invoices: int, client_id: str, client_secret: str) -> subprocess.Popen[str]:
    """Returns once the sandbox has said that it is ready."""
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "sandbox"),
            *("--port", str(port)),
            *("--invoices", str(invoices)),
            *("--client-id", client_id),
            f"--client-secret={client_secret}",  # which may begin with a hyphen
        ],
        cwd=BASE_DIR,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    with stopped_unless_ready(process), selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        if not (selector.select(timeout=START_SECONDS) and process.stdout.readline()):
            raise DemoError("The sandbox did not start; its own words are above.")
    return process


def start_server(port: int) -> subprocess.Popen[bytes]:
    """Returns once the web server accepts connections."""
    with SERVER_LOG.open("w") as log:
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "gunicorn", "dashboard.wsgi"),
                *("--bind", f"127.0.0.1:{port}"),
                *("--workers", "1"),
                *("--threads", "16"),
                *("--log-level", "warning"),
                "--no-control-socket",
            ],
            cwd=BASE_DIR,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    give_up = time.monotonic() + START_SECONDS
    with stopped_unless_ready(process):
        while time.monotonic() < give_up and process.poll() is None:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    return process
            time.sleep(0.05)
        raise DemoError(f"The web server did not start; its own words are in {SERVER_LOG.relative_to(BASE_DIR)}.")


def start_worker() -> subprocess.Popen[bytes]:
    """Returns at once: what is on the queue waits for it."""
    with WORKER_LOG.open("w") as log:
        return subprocess.Popen(
            [sys.executable, "manage.py", "db_worker", "--verbosity", "0", "--no-startup-delay"],
            cwd=BASE_DIR,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


@contextmanager
def stopped_unless_ready(process: Popen) -> Iterator[None]:
    """Also where Ctrl-C comes while it starts: it runs in a session of its own and would go on alone."""
    try:
        yield
    except BaseException:
        stop(process)
        raise


def stop(process: Popen) -> None:
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    if process.stdout:
        process.stdout.close()
