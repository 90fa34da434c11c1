"""The server as HTTP sees it: paths, methods, headers, connections, and its life as a process."""

import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests

from tests.sandbox_process import ROOT, SandboxProcess, SignedIn

pytestmark = pytest.mark.sandbox


def run_sandbox(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "sandbox", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=30, check=False)


class TestPaths:
    @pytest.mark.parametrize(
        "path",
        [
            "/api/v2/invoices",
            "/api/v3/invoices/",
            "//api/v3/invoices",
            "/api//v3///invoices//",
        ],
    )
    def test_many_spellings_are_one_path(self, api: SignedIn, path: str) -> None:
        assert api.json(path) == api.json("/api/v3/invoices")

    @pytest.mark.parametrize("path", ["integration-connections", "integration/{connection}/automation"])
    def test_integrations_answer_under_both_versions(self, api: SignedIn, ids: Any, path: str) -> None:
        path = path.format(**ids._asdict())

        assert api.json(f"/api/v2/{path}") == api.json(f"/api/v3/{path}")

    @pytest.mark.parametrize(
        "path",
        ["/api", "/api/v3", "/api/v3/unheard-of", "/api/v1/invoices", "/api/v4/invoices", "/api/v3/invoices/a/b"],
    )
    def test_unknown_paths_are_a_404_in_json(self, api: SignedIn, path: str) -> None:
        response = api.get(path)

        assert response.status_code == 404
        assert response.json()["errors"][0]["code"] == 404

    def test_nothing_under_api_answers_a_redirect(self, api: SignedIn) -> None:
        paths = ["/api/", "/api/v3/", "/api/v3/integration/", "/api/v3/invoices/", "/api/v3/invoices/%2e%2e/invoices"]

        assert {api.get(path).status_code for path in paths} <= {200, 404}

    def test_outside_the_api_is_a_page(self, api: SignedIn) -> None:
        response = api.get("/favicon.ico")

        assert (response.status_code, response.headers["Content-Type"]) == (404, "text/html; charset=utf-8")


class TestMethods:
    @pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
    def test_only_get_is_allowed(self, api: SignedIn, ids: Any, method: str) -> None:
        response = api.request(method, f"/api/v3/invoices/{ids.invoice}", data=b"{}")

        assert response.status_code == 405
        assert response.json()["errors"][0]["code"] == 405


class TestHeaders:
    @pytest.mark.parametrize("path", ["/api/v3/invoices", "/api/v3/unheard-of", "/login", "/nowhere"])
    def test_every_answer_says_what_it_is(self, api: SignedIn, path: str) -> None:
        headers = api.get(path).headers

        assert {"Content-Type", "Content-Length", "Date", "Server"} <= set(headers)

    def test_json_is_utf_8_without_a_charset(self, api: SignedIn) -> None:
        response = api.get("/api/v3/invoices", limit=100)

        assert response.headers["Content-Type"] == "application/json"
        response.content.decode("utf-8")


class TestPartsOfAPdf:
    @pytest.fixture
    def pdf_path(self, ids: Any) -> str:
        return f"/api/v3/invoices/{ids.invoice}/pdf"

    @pytest.mark.parametrize(
        ("asked", "part"),
        [("bytes=0-9", slice(0, 10)), ("bytes=100-", slice(100, None)), ("bytes=-7", slice(-7, None))],
    )
    def test_a_range_is_a_206(self, api: SignedIn, pdf_path: str, asked: str, part: slice) -> None:
        whole = api.get(pdf_path).content
        response = api.get(pdf_path, headers={"Range": asked})

        assert response.status_code == 206
        assert response.content == whole[part]
        assert response.headers["Content-Range"].endswith(f"/{len(whole)}")

    def test_a_range_beyond_the_end_is_a_416(self, api: SignedIn, pdf_path: str) -> None:
        size = len(api.get(pdf_path).content)
        response = api.get(pdf_path, headers={"Range": f"bytes={size}-"})

        assert (response.status_code, response.headers["Content-Range"]) == (416, f"bytes */{size}")

    @pytest.mark.parametrize("asked", ["bytes=0-1,5-6", "bytes=-", "lines=1-2", "nonsense"])
    def test_what_it_does_not_understand_is_answered_with_the_whole(
        self, api: SignedIn, pdf_path: str, asked: str
    ) -> None:
        response = api.get(pdf_path, headers={"Range": asked})

        assert (response.status_code, response.headers["Accept-Ranges"]) == (200, "bytes")


class TestConnections:
    def test_one_connection_serves_many_requests_without_stalling(self, sandbox: SandboxProcess) -> None:
        token = sandbox.ask_for_token().json()["access_token"]
        with closing(http.client.HTTPConnection(urlsplit(sandbox.base_url).netloc, timeout=10)) as connection:
            connection.connect()
            socket = connection.sock
            times = []
            for _ in range(20):
                start = time.perf_counter()
                connection.request("GET", "/api/v3/invoices", headers={"Authorization": f"Bearer {token}"})
                response = connection.getresponse()
                response.read()
                times.append(time.perf_counter() - start)
                assert response.status == 200

            assert connection.sock is socket
        # Delayed acknowledgements would cost 40 ms each.
        assert sorted(times)[10] < 0.03


class TestProcess:
    @pytest.fixture
    def patient(self) -> Iterator[SandboxProcess]:
        with SandboxProcess(invoices=3, connections=2, seed=7, latency_ms=150, allow_faults=False) as process:
            yield process

    def test_starts_says_so_waits_and_stops(self, patient: SandboxProcess) -> None:
        assert patient.ready_line == f"Sandbox ready at {patient.base_url} (3 invoices, 2 connections, seed 7)\n"
        assert patient.base_url.startswith("http://127.0.0.1:")
        with patient.sign_in() as api:
            start = time.perf_counter()
            assert len(api.json("/api/v3/invoices")["invoices"]) == 3
            assert 0.15 <= time.perf_counter() - start < 1
            assert patient.stop() == 0
            with pytest.raises(requests.ConnectionError):
                api.get("/api/v3/invoices")

    def test_an_interrupt_is_a_clean_end(self) -> None:
        with SandboxProcess(invoices=1, connections=1) as process:
            os.kill(process.pid, signal.SIGINT)

            assert process.wait() == 0

    def test_the_same_seed_gives_the_same_bytes(self, sandbox: SandboxProcess, api: SignedIn) -> None:
        with SandboxProcess(invoices=200) as twin, twin.sign_in() as other:
            for path in ("/api/v3/invoices", "/api/v2/integration-connections"):
                assert other.get(path, limit=100).content == api.get(path, limit=100).content

    @pytest.mark.parametrize("arguments", [["--port", "70000"], ["--invoices", "-1"], ["--today", "soon"], ["--what"]])
    def test_wrong_options_end_it_with_a_sentence(self, arguments: list[str]) -> None:
        ended = run_sandbox(*arguments)

        assert ended.returncode == 2
        assert arguments[0] in ended.stderr

    def test_help_names_the_credentials(self) -> None:
        shown = run_sandbox("--help")

        assert shown.returncode == 0
        assert "may sign in (sandbox)" in " ".join(shown.stdout.split())
        assert "sandbox_secret_for_demonstration" in shown.stdout


class TestManageCommand:
    """`manage.py sandbox` needs no setting, stands in no particular directory, and becomes the sandbox process."""

    @pytest.mark.parametrize(("argument", "status"), [("--help", 0), ("--port=70000", 2)])
    def test_hands_its_arguments_over(self, tmp_path: Path, argument: str, status: int) -> None:
        command = [sys.executable, str(ROOT / "manage.py"), "sandbox", argument]

        ended = subprocess.run(command, cwd=tmp_path, env={}, capture_output=True, text=True, timeout=30, check=False)

        assert ended.returncode == status
        assert (ended.stdout + ended.stderr).startswith("usage: sandbox ")
