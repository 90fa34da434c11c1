"""One sandbox process for all of these tests; each test signs in anew, and leaves no fault behind."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest

from tests.sandbox_process import SandboxProcess, SignedIn


class Ids(NamedTuple):
    connection: str
    invoice: str
    note: str
    file: str
    order: str
    account: str


@pytest.fixture(scope="session")
def sandbox_process() -> Iterator[SandboxProcess]:
    with SandboxProcess(invoices=200) as process:
        yield process


@pytest.fixture
def sandbox(sandbox_process: SandboxProcess) -> Iterator[SandboxProcess]:
    yield sandbox_process
    sandbox_process.clear_faults()


@pytest.fixture
def api(sandbox: SandboxProcess) -> Iterator[SignedIn]:
    with sandbox.sign_in() as client:
        yield client


@pytest.fixture(scope="session")
def ids(sandbox_process: SandboxProcess) -> Ids:
    """Records that belong together: an invoice of an order, with a note that has a file; and a connection to Xero."""
    with sandbox_process.sign_in() as client:
        invoice, note = _invoice_with_a_file(client)
        connections = client.json("/api/v2/integration-connections", limit=1000)["integration_connection"]
        xero = next(row for row in connections if row["integration_partner"].lower() == "xero")
        return Ids(
            connection=xero["uuid"],
            invoice=invoice["id"],
            note=note["uuid"],
            file=note["files"][0]["uuid"],
            order=invoice["order_id"],
            account=invoice["account_id"],
        )


def _invoice_with_a_file(client: SignedIn) -> tuple[dict[str, Any], dict[str, Any]]:
    for invoice in client.json("/api/v3/invoices", limit=1000)["invoices"]:
        if not invoice["order_id"]:
            continue
        notes = client.json(f"/api/v3/invoices/{invoice['id']}/notes", limit=1000)["invoice"]["notes"]
        for note in notes:
            if note["files"]:
                return invoice, note
    raise LookupError("no invoice of an order has a note with a file")
