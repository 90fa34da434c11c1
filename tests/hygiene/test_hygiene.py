"""The checks of the repository can fail: on a planted secret, a known vulnerability, a package left out."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from tests.builders import CLIENT_SECRET
from tests.hygiene.audit import OutOfReach, audit, known
from tests.hygiene.bill import BILL, bill, pinned
from tests.hygiene.secret_scan import files, new_secrets
from tests.oidc.test_attacks import closed_port

PLANTED = {
    "a key of the cloud": "AKIA" + "IOSFODNN7EXAMPL3",
    "a private key": "-----BEGIN RSA PRIVATE " + "KEY-----\n" + secrets.token_hex(32),
    "a password": "db_pass" + f'word = "{secrets.token_urlsafe(12)}"',
    "a password in an address": "postgres://dashboard:" + f"{secrets.token_urlsafe(12)}@db.internal/x",
    "a token of GitHub": "ghp_" + "x7Kq" * 9,
    "a long random text": f'value = "{secrets.token_urlsafe(48)}"',
    "a client secret in an environment": "EXSITED_CLIENT_SEC" + f'RET="{secrets.token_urlsafe(24)}"',
}


class TestSecretScan:
    @pytest.mark.parametrize("kind", PLANTED)
    def test_finds_what_was_planted_and_does_not_repeat_it(self, tmp_path: Path, kind: str) -> None:
        (tmp_path / "settings.py").write_text(f"first = 1\n{PLANTED[kind]}\n")

        [place, *_] = new_secrets(tmp_path, files(tmp_path))

        assert place.startswith("settings.py:2: ")
        assert PLANTED[kind][-12:] not in place

    @pytest.mark.parametrize(
        "line", [f'client_secret = "{CLIENT_SECRET}"', 'password = "a long enough password"', 'token = "refresh_token"']
    )
    def test_allows_canaries_and_what_is_plainly_none(self, tmp_path: Path, line: str) -> None:
        (tmp_path / "settings.py").write_text(line)

        assert new_secrets(tmp_path, files(tmp_path)) == []

    def test_what_one_file_may_hold_another_may_not(self, tmp_path: Path) -> None:
        (tmp_path / "other.py").write_text(Path("tests/__main__.py").read_text())

        assert any("Secret Keyword" in place for place in new_secrets(tmp_path, ["other.py"]))

    def test_reads_every_file_of_the_repository(self) -> None:
        names = files(Path())

        assert {"README.md", "dashboard/settings.py", "Makefile", ".ci/run", "tests/settings.py"} <= set(names)


class Vulnerabilities(BaseHTTPRequestHandler):
    """OSV, which knows of one."""

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        bad = {"id": "PYSEC-1", "affected": [{"package": asked["package"], "ranges": []}], "summary": "x"}
        told = json.dumps({"vulns": [bad]} if asked["package"]["name"] == "broken" else {}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(told)))
        self.end_headers()
        self.wfile.write(told)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (its name there)
        pass


@pytest.fixture
def osv() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), Vulnerabilities) as server:
        thread = Thread(target=server.serve_forever, args=[0.01], daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/v1/query"
        server.shutdown()
        thread.join()


class TestAudit:
    def test_fails_for_a_known_vulnerability(self, osv: str, capsys: pytest.CaptureFixture[str]) -> None:
        assert audit(["sound==1.0", "broken==2.0"], osv=osv) == 1
        assert capsys.readouterr().out == "broken 2.0: PYSEC-1, mended in no version\n"

    def test_passes_when_none_is_known(self, osv: str) -> None:
        assert known(["sound==1.0"], osv=osv, seconds=60) == []

    def test_says_so_and_passes_where_it_cannot_ask(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert audit(["sound==1.0"], osv=f"http://127.0.0.1:{closed_port()}/") == 0
        assert "NOT AUDITED" in capsys.readouterr().out

    def test_waits_no_longer_than_it_may(self, osv: str) -> None:
        with pytest.raises(OutOfReach, match="no answer within"):
            known(["sound==1.0"], osv=osv, seconds=0.01)

    def test_takes_no_other_failure_for_silence(self, osv: str) -> None:
        with pytest.raises(RuntimeError):
            known(["not a pin"], osv=osv, seconds=60)


class TestBill:
    def test_is_that_of_the_constraints(self) -> None:
        assert BILL.read_text() == bill(), "run `make bill`"

    def test_names_every_pinned_package(self) -> None:
        told = json.loads(BILL.read_text())

        assert {part["name"]: part["version"] for part in told["components"]} == pinned()
        assert (told["bomFormat"], told["metadata"]["component"]["name"]) == ("CycloneDX", "exsited-console")

    def test_tells_what_runs_from_what_only_tests(self) -> None:
        scopes = {part["name"]: part.get("scope") for part in json.loads(BILL.read_text())["components"]}

        assert (scopes["django"], scopes["redis"], scopes["pytest"]) == ("required", "optional", "excluded")
