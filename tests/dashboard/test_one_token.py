"""All processes of one machine use one token: a grant of any of them would end the others'."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.sandbox_process import SandboxProcess

pytestmark = pytest.mark.sandbox

ROOT = Path(__file__).resolve().parent.parent.parent
PROCESSES = 3
READ = """
import django
django.setup()
from dashboard.exsited import list_invoices
from dashboard.upstream import process_client
for _ in range(10):
    list_invoices(process_client(), limit=1)
"""


@pytest.mark.usefixtures("on_sandbox")
def test_processes_ask_for_one_token(sandbox: SandboxProcess, tmp_path: Path) -> None:
    sandbox.forget_requests()
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "dashboard.settings",
        "DATABASE_URL": f"sqlite:///{tmp_path / 'dashboard.sqlite3'}",
        "EXSITED_BASE_URL": sandbox.base_url,
        "EXSITED_CLIENT_ID": sandbox.client_id,
        "EXSITED_CLIENT_SECRET": sandbox.client_secret,
        "EXSITED_REDIRECT_URI": sandbox.redirect_uri,
    }
    readers = [subprocess.Popen([sys.executable, "-c", READ], cwd=ROOT, env=environment) for _ in range(PROCESSES)]

    assert [reader.wait(60) for reader in readers] == [0] * PROCESSES
    statuses = [(seen["method"], seen["status"]) for seen in sandbox.requests_seen()]
    assert statuses.count(("POST", 200)) == 1
    assert statuses.count(("GET", 200)) == 10 * PROCESSES
    assert len(statuses) == 1 + 10 * PROCESSES
