"""The two commands that a newcomer runs, as processes of their own: `demo` and `check_exsited`."""

import os
import re
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboard.demo import start_sandbox, stop
from tests.console_process import signed_in
from tests.sandbox_process import SandboxProcess

pytestmark = pytest.mark.sandbox

ROOT = Path(__file__).resolve().parent.parent
PASSWORD = "only for this demo"
READY_SECONDS = 60
STOP_SECONDS = 15
SETTINGS = re.compile(r"EXSITED_|DJANGO_|SECRET_KEY$|DEBUG$|DATABASE_URL$|REDIS_URL$|ALLOWED_HOSTS$|HTTPS_ONLY$")


def environment(**given: str) -> dict[str, str]:
    """Of somebody who has set nothing."""
    return {key: value for key, value in os.environ.items() if not SETTINGS.match(key)} | given


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def is_open(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


class RunningDemo:
    def __init__(self) -> None:
        self.port = free_port()
        self.started_at = time.monotonic()
        options = ["--port", str(self.port), "--invoices", "500", "--password", PASSWORD]
        # A session of its own stands for the terminal: whoever is left in it at the end was left behind.
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "demo", *options],
            cwd=ROOT,
            env=environment(PYTHONUNBUFFERED="1"),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        self.said = ""

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def wait_until_said(self, words: str) -> None:
        assert self.process.stdout
        while words not in self.said:
            left = self.started_at + READY_SECONDS - time.monotonic()
            readable, _, _ = select.select([self.process.stdout], [], [], max(left, 0))
            piece = os.read(self.process.stdout.fileno(), 65536) if readable else b""
            assert piece, f"the demo ended or was late, and had said: {self.said}"
            self.said += piece.decode()

    def has_synced(self) -> bool:
        """Whether the worker has filled the ledger before the time is over."""
        with signed_in(self.base_url, "finance", PASSWORD) as session:
            while time.monotonic() < self.started_at + 2 * READY_SECONDS:
                page = session.get(f"{self.base_url}/finance/ledger/", timeout=READY_SECONDS).text
                if "Last sync: complete" in page:
                    return "500 invoices" in page
                time.sleep(0.5)
        return False

    def stop(self) -> int:
        self.process.send_signal(signal.SIGINT)
        output, _ = self.process.communicate(timeout=STOP_SECONDS)
        self.said += output.decode()
        return self.process.returncode


def processes() -> dict[int, tuple[int, str]]:
    """Parent and command line of every process. `ps` where the system has no /proc to read."""
    if Path("/proc/self/status").exists():
        return {int(entry.name): found for entry in Path("/proc").glob("[0-9]*") if (found := process_of(entry))}
    table = subprocess.run(["ps", "-A", "-o", "pid=,ppid=,args="], capture_output=True, text=True, check=True).stdout
    rows = (line.split(None, 2) for line in table.splitlines())
    return {int(pid): (int(parent), " ".join(command)) for pid, parent, *command in rows}


def process_of(entry: Path) -> tuple[int, str] | None:
    """None for one that ended while we looked, or that has ended and waits for its parent to notice."""
    try:
        parent = re.search(r"^PPid:\s+(\d+)", (entry / "status").read_text(), re.MULTILINE)
        command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return None
    return (int(parent[1]), command) if parent and command else None


def descendants(pid: int) -> dict[int, str]:
    """Command lines of all processes under `pid`."""
    table = processes()
    found = {pid}
    for _ in table:
        more = {child for child, (parent, _) in table.items() if parent in found} - found
        if not more:
            break
        found |= more
    return {child: table[child][1] for child in found - {pid}}


def listening_ports(commands: dict[int, str]) -> set[int]:
    """The port of the sandbox, which nobody outside is told."""
    return {int(found[1]) for command in commands.values() if (found := re.search(r"--port (\d+)", command))}


@pytest.fixture
def demo() -> Iterator[RunningDemo]:
    running = RunningDemo()
    yield running
    if running.process.poll() is None:
        running.process.terminate()
        running.process.wait(STOP_SECONDS)
    if running.process.stdout:
        running.process.stdout.close()


class TestDemo:
    @pytest.mark.long
    def test_is_soon_ready_and_leaves_nothing_behind(self, demo: RunningDemo) -> None:
        demo.wait_until_said("Ctrl-C ends it.\n")
        assert f"{demo.base_url}/" in demo.said
        assert PASSWORD in demo.said
        assert '{"at"' not in demo.said

        for name in ("admin", "support", "finance"):
            with signed_in(demo.base_url, name, PASSWORD) as session:
                home = session.get(f"{demo.base_url}/", timeout=READY_SECONDS)
                assert (name, home.status_code) == (name, 200)
                assert "Newest invoices" in home.text

        assert demo.has_synced()

        children = descendants(demo.process.pid)
        ports = {demo.port, *listening_ports(children)}
        assert len(ports) == 2
        assert all(map(is_open, ports))

        assert demo.stop() == 0
        left = processes()
        assert {pid: was for pid, was in children.items() if pid in left and left[pid][1] == was} == {}
        assert not any(map(is_open, ports))
        assert "Traceback" not in demo.said

    def test_ignores_an_environment_that_points_elsewhere(self) -> None:
        """It must never meet a real Exsited; here it would fail at once, as nothing listens there."""
        elsewhere = environment(
            EXSITED_BASE_URL="http://127.0.0.1:9", EXSITED_CLIENT_ID="real", EXSITED_CLIENT_SECRET="real"
        )
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = taken.getsockname()[1]
            done = subprocess.run(
                [sys.executable, "manage.py", "demo", "--port", str(port)],
                cwd=ROOT,
                env=elsewhere,
                capture_output=True,
                text=True,
                timeout=READY_SECONDS,
                check=False,
            )

        assert done.returncode == 1
        assert done.stderr == f"CommandError: Port {port} is taken; choose another with --port.\n"


def test_a_made_secret_may_begin_with_a_hyphen() -> None:
    process = start_sandbox(port=free_port(), invoices=10, client_id="demo", client_secret="-made-by-chance")

    assert process.poll() is None
    stop(process)


def check_exsited(sandbox: SandboxProcess, *, client_secret: str) -> subprocess.CompletedProcess[str]:
    variables = environment(
        SECRET_KEY="a key for this check alone, and long enough to be taken as one",
        EXSITED_BASE_URL=sandbox.base_url,
        EXSITED_CLIENT_ID=sandbox.client_id,
        EXSITED_CLIENT_SECRET=client_secret,
        EXSITED_REDIRECT_URI=sandbox.redirect_uri,
    )
    return subprocess.run(
        [sys.executable, "manage.py", "check_exsited"],
        cwd=ROOT,
        env=variables,
        capture_output=True,
        text=True,
        timeout=READY_SECONDS,
        check=False,
    )


class TestCheckExsited:
    def test_says_one_good_line_for_each_endpoint(self, sandbox: SandboxProcess) -> None:
        done = check_exsited(sandbox, client_secret=sandbox.client_secret)

        lines = done.stdout.splitlines()
        assert [line.split()[:3] for line in lines] == [[str(number), "good", "GET"] for number in range(1, 18)]
        assert done.returncode == 0, done.stderr

    def test_wrong_credentials_fail_every_line_and_stay_secret(self, sandbox: SandboxProcess) -> None:
        wrong = "canary-wrong-secret-8Kq2"

        done = check_exsited(sandbox, client_secret=wrong)

        assert done.returncode == 1
        assert "good" not in done.stdout
        assert "auth_rejected" in done.stdout
        assert wrong not in done.stdout + done.stderr
        assert sandbox.client_secret not in done.stdout + done.stderr


def test_a_missing_setting_is_named() -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "check_exsited"],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=READY_SECONDS,
        check=False,
    )

    assert done.returncode == 1
    assert "Set SECRET_KEY in the environment; README.md says what belongs there." in done.stderr
    assert "Traceback" not in done.stderr
