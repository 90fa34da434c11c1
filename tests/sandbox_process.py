"""A sandbox process of its own for tests, its control desk, and a plain HTTP client signed in to it."""

import re
import select
import subprocess
import sys
import tempfile
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import requests

ROOT = Path(__file__).resolve().parent.parent
READY_LINE = re.compile(r"Sandbox ready at (http://\S+) \(.+\)\n")
START_LIMIT = 60.0  # seconds
STOP_LIMIT = 10.0


class SignedIn:
    """GET requests with a bearer token, over one kept connection. Redirects are not followed."""

    def __init__(self, base_url: str, token: Callable[[], str]) -> None:
        self._base_url = base_url
        self._token = token
        self._session = _session()
        self._sign_in()

    def _sign_in(self) -> None:
        self._session.headers["Authorization"] = f"Bearer {self._token()}"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._session.close()

    def get(self, path: str, *, headers: dict[str, str] | None = None, **query: object) -> requests.Response:
        return self.request("GET", path, headers=headers, params=_texts(query))

    def request(self, method: str, path: str, **options: Any) -> requests.Response:
        return self._session.request(
            method, self._base_url + path, timeout=START_LIMIT, allow_redirects=False, **options
        )

    def json(self, path: str, **query: object) -> dict[str, Any]:
        """The object a healthy answer holds; signs in anew where another client of ours has ended this token."""
        response = self.request("GET", path, params=_texts(query))
        if response.status_code == HTTPStatus.UNAUTHORIZED:
            self._sign_in()
            response = self.request("GET", path, params=_texts(query))
        response.raise_for_status()
        body: dict[str, Any] = response.json()
        return body


class SandboxProcess:
    """
    `python -m sandbox` on a free port, with the control desk open unless told otherwise.

        with SandboxProcess(invoices=200) as sandbox:
            sandbox.arm(path="/api/v3/invoices", times=1, status=500)
    """

    client_id = "test-client"
    client_secret = "test secret/+&%"
    redirect_uri = "https://dashboard.example/callback"

    def __init__(
        self,
        *,
        invoices: int = 200,
        connections: int = 38,
        seed: int = 1,
        today: str | None = None,
        latency_ms: int = 0,
        parts: int | None = None,
        allow_faults: bool = True,
    ) -> None:
        sizes = {"--invoices": invoices, "--connections": connections, "--seed": seed, "--latency-ms": latency_ms}
        credentials = {"--client-id": self.client_id, "--client-secret": self.client_secret}
        options = {**sizes, **credentials, "--port": 0, **({"--today": today} if today else {})}
        options |= {"--parts": parts} if parts else {}
        self._command = [sys.executable, "-m", "sandbox", *(str(part) for pair in options.items() for part in pair)]
        self._command += ["--allow-faults"] if allow_faults else []
        self._process: subprocess.Popen[str] | None = None
        self.base_url = ""
        self.ready_line = ""

    def start(self) -> Self:
        with tempfile.TemporaryFile("w+") as complaints:
            self._process = subprocess.Popen(
                self._command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=complaints, text=True
            )
            self.ready_line = self._first_line()
            match = READY_LINE.fullmatch(self.ready_line)
            if not match:
                self.stop()
                complaints.seek(0)
                raise RuntimeError(f"The sandbox did not start, it said {self.ready_line!r}: {complaints.read()}")
        self.base_url = match[1]
        return self

    def stop(self) -> int:
        """The exit status; 0 after a clean end."""
        process, self._process = self._process, None
        if process is None:
            return 0
        process.terminate()
        return self._ended(process)

    def wait(self) -> int:
        """The exit status, once the process has ended for another reason than `stop`."""
        process, self._process = self._process, None
        assert process
        return self._ended(process)

    @staticmethod
    def _ended(process: subprocess.Popen[str]) -> int:
        try:
            return process.wait(STOP_LIMIT)
        except subprocess.TimeoutExpired:
            process.kill()
            return process.wait()
        finally:
            if process.stdout:
                process.stdout.close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def pid(self) -> int:
        assert self._process
        return self._process.pid

    def arm(self, **rule: object) -> None:
        """Spoil the next answers; `sandbox.faults` says what a rule looks like."""
        self._control("POST", "/faults", json=rule)

    def faults(self) -> list[dict[str, Any]]:
        """The armed rules, each with how often it was `used`."""
        rules: list[dict[str, Any]] = self._control("GET", "/faults")["faults"]
        return rules

    def clear_faults(self) -> None:
        self._control("DELETE", "/faults")

    def requests_seen(self) -> list[dict[str, Any]]:
        """What the API was asked: method, path, query and status of each request, the oldest first."""
        seen: list[dict[str, Any]] = self._control("GET", "/requests")["requests"]
        return seen

    def forget_requests(self) -> None:
        self._control("DELETE", "/requests")

    def change_invoices(self, **wanted: object) -> int:
        """Changes the set of invoices; `sandbox.world.moving` says how. Returns how many there are then."""
        records: int = self._control("POST", "/invoices", json=wanted)["records"]
        return records

    def expire_token(self) -> None:
        self._control("POST", "/tokens/expire")

    def ask_for_token(self, **fields: str) -> requests.Response:
        """A full grant, unless `fields` say otherwise. Redirects are not followed."""
        asked = {
            "grant_type": "client_credentials",
            "client_id": self.client_id,
            "client_secret": self.client_secret,
            "redirect_uri": self.redirect_uri,
            **fields,
        }
        with _session() as session:
            return session.post(
                self.base_url + "/api/v1/oauth2/token", json=asked, timeout=START_LIMIT, allow_redirects=False
            )

    def sign_in(self) -> SignedIn:
        """A client with a fresh token, which ends every other client's."""
        return SignedIn(self.base_url, lambda: self.ask_for_token().json()["access_token"])

    def _control(self, method: str, path: str, json: object = None) -> Any:
        with _session() as session:
            response = session.request(method, f"{self.base_url}/_control{path}", json=json, timeout=START_LIMIT)
        response.raise_for_status()
        return response.json()

    def _first_line(self) -> str:
        assert self._process
        assert self._process.stdout
        readable, _, _ = select.select([self._process.stdout], [], [], START_LIMIT)
        return self._process.stdout.readline() if readable else ""


def _texts(query: dict[str, object]) -> dict[str, str]:
    """As an f-string would write them: `requests` would leave a None out, which clients of this API do send."""
    return {name: str(value) for name, value in query.items()}


def _session() -> requests.Session:
    session = requests.Session()
    session.trust_env = False  # a proxy of the machine has no business between a test and its own process
    return session
