"""Which records of the sandbox the pages are opened on: found over its API, so that no id is written down anywhere."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from tests.sandbox_process import SandboxProcess, SignedIn

T = TypeVar("T")
Row = Mapping[str, Any]
SEARCHED = 120
"""Invoices whose notes are read in search of all the cases."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Records:
    """Ids. Those without an adjective belong together: the note is the invoice's, the file is the note's."""

    invoice: str
    note: str
    file: str
    file_name: str
    order: str
    account: str
    long_invoice: str
    quiet_invoice: str
    loose_invoice: str
    noted_invoice: str
    bare_note: str
    foreign_invoice: str
    connection: str
    connection_name: str
    function: str
    function_name: str
    automation: str
    automation_name: str
    busy_connection: str
    busy_connection_name: str
    idle_connection: str
    idle_connection_name: str
    other_connection: str
    other_connection_name: str


def find_records(sandbox: SandboxProcess) -> Records:
    with sandbox.sign_in() as api:
        return Records(**find_invoices(api), **find_connections(api))


def find_invoices(api: SignedIn) -> dict[str, str]:
    invoices: list[Row] = api.json("/api/v3/invoices", limit=1000)["invoices"]
    notes = {row["id"]: notes_of(api, row["id"]) for row in invoices[:SEARCHED]}
    rich = first(
        row for row in invoices[:SEARCHED] if row["order_id"] and any(note["files"] for note in notes[row["id"]])
    )
    note = first(note for note in notes[rich["id"]] if note["files"])
    noted, bare = first((id_, note) for id_, found in notes.items() for note in found if not note["files"])
    return {
        "invoice": rich["id"],
        "note": note["uuid"],
        "file": note["files"][0]["uuid"],
        "file_name": note["files"][0]["name"],
        "order": rich["order_id"],
        "account": rich["account_id"],
        "long_invoice": max(invoices, key=lambda row: len(row["lines"]))["id"],
        "quiet_invoice": first(id_ for id_, found in notes.items() if not found),
        "loose_invoice": first(row["id"] for row in invoices if not row["order_id"] or row["order_id"] == "NULL"),
        "noted_invoice": noted,
        "bare_note": bare["uuid"],
        "foreign_invoice": first(row["id"] for row in invoices if row["currency"]["name"] in {"KWD", "JPY"}),
    }


def notes_of(api: SignedIn, invoice: str) -> list[Row]:
    found: list[Row] = api.json(f"/api/v3/invoices/{invoice}/notes", limit=100)["invoice"]["notes"]
    return found


def find_connections(api: SignedIn) -> dict[str, str]:
    rows: list[Row] = api.json("/api/v2/integration-connections", limit=1000)["integration_connection"]
    functions = {row["uuid"]: parts_of(api, row["uuid"], "partner-function", "partner_functions") for row in rows}
    automations = {row["uuid"]: parts_of(api, row["uuid"], "automation", "integration_automations") for row in rows}
    xero = first(
        row["uuid"]
        for row in rows
        if is_xero(row) and row["status"] == "ACTIVE" and functions[row["uuid"]] and automations[row["uuid"]]
    )
    found = {
        "connection": xero,
        "busy_connection": max(functions, key=lambda uuid: len(functions[uuid])),
        "idle_connection": min(functions, key=lambda uuid: len(functions[uuid]) + len(automations[uuid])),
        "other_connection": first(row["uuid"] for row in rows if not is_xero(row) and row["status"] != "ACTIVE"),
    }
    names = {row["uuid"]: row["remote_instance_name"] or row["uuid"] for row in rows}
    return {
        **found,
        **{f"{case}_name": names[uuid] for case, uuid in found.items()},
        **named("function", functions[xero][0]),
        **named("automation", automations[xero][0]),
    }


def named(case: str, row: Row) -> dict[str, str]:
    return {case: row["uuid"], f"{case}_name": row.get("display_name") or row["name"]}


def parts_of(api: SignedIn, connection: str, part: str, key: str) -> list[Row]:
    found: list[Row] = api.json(f"/api/v3/integration/{connection}/{part}", limit=1000)[key]
    return found


def is_xero(row: Row) -> bool:
    return str(row["integration_partner"]).lower() == "xero"


def first(found: Iterable[T]) -> T:
    """The sandbox promises all these cases: one that is missing is an error here, not a test that tests less."""
    for one in found:
        return one
    raise LookupError("the sandbox has no record of a kind that the browser tests need")
