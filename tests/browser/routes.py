"""
Every page of the dashboard, each on the records that show a case of it.

`EXCEPTIONS` are the addresses that are no pages; tests/browser/test_inventory.py holds both complete.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Literal
from urllib.parse import urlsplit

from django.urls import reverse
from django.utils import timezone
from django.utils.dateformat import format as date_format

from tests.browser.records import Records
from tests.console_process import ADMIN, FINANCE, NOBODY, SUPPORT

Access = Literal["anybody", "any person", "any role", "invoices", "finance", "administrators"]

ALLOWED: dict[Access, frozenset[str]] = {
    "anybody": frozenset({ADMIN, SUPPORT, FINANCE, NOBODY}),
    "any person": frozenset({ADMIN, SUPPORT, FINANCE, NOBODY}),
    "any role": frozenset({ADMIN, SUPPORT, FINANCE}),
    "invoices": frozenset({ADMIN, SUPPORT, FINANCE}),
    "finance": frozenset({ADMIN, FINANCE}),
    "administrators": frozenset({ADMIN}),
}

EXCEPTIONS = {
    "login": "is for who is signed out: test_signing_in.py",
    "logout": "ends the session, and only by POST: test_signing_in.py",
    "oidc_sign_in": "leads to the provider: test_signing_in.py",
    "oidc_callback": "leads on from the provider: test_signing_in.py",
    "sign_out_everywhere": "ends all sessions, and only by POST: tests/accounts",
    "healthz": "answers machines with JSON",
    "readyz": "answers machines with JSON",
    "withdraw_finding": "only takes a POST: test_findings_acknowledged.py",
    "search_typed": "is the list below the box, and only takes a POST: test_search_box.py, test_lookup.py",
    "forget_lookups": "only takes a POST: test_search_box.py",
    "ledger_sync": "only takes a POST: tests/invoices_ui/ledger_sync/test_page.py",
    "ledger_cancel": "only takes a POST: tests/invoices_ui/ledger_sync/test_page.py",
    "save_view": "only takes a POST: tests/invoices_ui/lists/test_saved_views.py",
    "rename_view": "only takes a POST: tests/invoices_ui/lists/test_saved_views.py",
    "delete_view": "only takes a POST: tests/invoices_ui/lists/test_saved_views.py",
    "next_invoice": "leads on to an invoice: test_beside.py",
    "previous_invoice": "leads on to an invoice: test_beside.py",
    "invoice_pdf_file": "is the PDF itself: test_pdf.py shows and downloads it",
    "note_source": "is the text of a note itself: tests/invoices_ui/notes/test_long_notes.py",
    "note_file_preview": "is the picture or PDF itself: test_files.py shows it",
    "note_file_download": "is the file itself: test_pdf.py downloads it",
    "evidence_file": "is the workbook itself: tests/integrations_ui/evidence reads it",
    "connection_evidence_file": "is the workbook itself: tests/integrations_ui/evidence reads it",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Route:
    """`ids` names the record of each parameter; `heading` is the page's h1, with names of records in braces."""

    name: str
    view: str
    ids: Mapping[str, str] = field(default_factory=dict)
    literal: Mapping[str, str] = field(default_factory=dict)
    query: str = ""
    path: str = ""
    heading: str
    access: Access
    status: int = 200

    def address(self, records: Records) -> str:
        if self.path:
            return self.path
        found = {parameter: str(getattr(records, name)) for parameter, name in self.ids.items()}
        return reverse(self.view, kwargs={**found, **self.literal}) + self.query.format_map(asdict(records))

    def title(self, records: Records) -> str:
        today = date_format(timezone.localdate(), "l j F Y")
        return self.heading.format_map({**asdict(records), "today": today})

    def opens_for(self, person: str) -> bool:
        return person in ALLOWED[self.access]

    def is_at(self, url: str, records: Records) -> bool:
        parts = urlsplit(url)
        return (f"{parts.path}?{parts.query}" if parts.query else parts.path) == self.address(records)


def invoice_route(name: str, view: str, heading: str, **ids: str) -> Route:
    return Route(name=name, view=view, ids=ids, heading=heading, access="invoices")


def case_route(name: str, invoice: str) -> Route:
    """With all its parts, which otherwise come one after the other."""
    return Route(
        name=name,
        view="invoice_detail",
        ids={"invoice_id": invoice},
        query="?wait=1",
        heading=f"{{{invoice}}}",
        access="invoices",
    )


def connection_route(name: str, view: str, heading: str, **ids: str) -> Route:
    return Route(name=name, view=view, ids=ids, heading=heading, access="administrators")


ROUTES = (
    Route(name="home", view="home", heading="{today}", access="any person"),
    Route(name="components", view="component_sheet", heading="INV-76GOU2-6081", access="administrators"),
    Route(name="status", view="status", heading="Status", access="administrators"),
    Route(name="people", view="person_list", heading="People", access="administrators"),
    Route(
        name="people, nobody found", view="person_list", query="?q=wombats", heading="People", access="administrators"
    ),
    Route(name="add somebody", view="person_add", heading="Add somebody", access="administrators"),
    Route(name="person", view="person_detail", literal={"person_id": "2"}, heading=SUPPORT, access="administrators"),
    Route(name="password", view="password_change", heading="Change password", access="any person"),
    Route(name="access log", view="access_log", heading="Access log", access="administrators"),
    Route(
        name="access log, verified",
        view="access_log",
        query="?verify=all&act=connection_viewed",
        heading="Access log",
        access="administrators",
    ),
    Route(
        name="access log, no match",
        view="access_log",
        query="?q=wombats",
        heading="Access log",
        access="administrators",
    ),
    Route(name="search, nothing asked", view="search", heading="Look up", access="any role"),
    Route(
        name="search, several found",
        view="search",
        query="?q={invoice}+and+{quiet_invoice}",
        heading="Look up",
        access="any role",
    ),
    Route(name="search, nothing found", view="search", query="?q=wombats", heading="Look up", access="any role"),
    Route(name="search, refused", view="search", query="?told=secret", heading="Look up", access="any role"),
    Route(
        name="search, not tried",
        view="search",
        query="?q=CPO-AAAAAA-0001+INV-1+INV-2+INV-3+INV-4+INV-5+INV-6+INV-7&told=long",
        heading="Look up",
        access="any role",
    ),
    Route(name="invoices", view="invoice_list", heading="Invoices", access="invoices"),
    Route(
        name="invoices, sorted, later page",
        view="invoice_list",
        query="?sort=-due_date&per_page=50&page=3",
        heading="Invoices",
        access="invoices",
    ),
    Route(
        name="invoices, beyond the end", view="invoice_list", query="?page=900", heading="Invoices", access="invoices"
    ),
    Route(name="saved views", view="saved_view_list", heading="Saved views", access="invoices"),
    Route(name="ledger", view="ledger_list", heading="Invoices in the ledger", access="invoices"),
    Route(
        name="ledger, filtered",
        view="ledger_list",
        query="?state=open&due_from=1&column=account_name&column=due&column=state&sort=-due",
        heading="Invoices in the ledger",
        access="invoices",
    ),
    Route(
        name="ledger, wrong filter",
        view="ledger_list",
        query="?due_from=lots&age=wombat",
        heading="Invoices in the ledger",
        access="invoices",
        status=400,
    ),
    Route(name="invoices, filtered", view="invoice_list", query="?state=open", heading="Invoices", access="invoices"),
    case_route("invoice", "invoice"),
    Route(
        name="invoice, from a list",
        view="invoice_detail",
        ids={"invoice_id": "invoice"},
        query="?wait=1&from=/invoices/&beside=first",
        heading="{invoice}",
        access="invoices",
    ),
    case_route("invoice, many lines", "long_invoice"),
    case_route("invoice, no notes", "quiet_invoice"),
    case_route("invoice, no order", "loose_invoice"),
    case_route("invoice, odd currency", "foreign_invoice"),
    invoice_route("information", "invoice_information", "{invoice}", invoice_id="invoice"),
    invoice_route("json", "invoice_json", "JSON of {invoice}", invoice_id="invoice"),
    invoice_route("pdf", "invoice_pdf", "PDF of {invoice}", invoice_id="invoice"),
    invoice_route("notes", "note_list", "Notes on {invoice}", invoice_id="invoice"),
    Route(
        name="notes, searched",
        view="note_list",
        ids={"invoice_id": "invoice"},
        query="?q=the",
        heading="Notes on {invoice}",
        access="invoices",
    ),
    invoice_route("notes, none", "note_list", "Notes on {quiet_invoice}", invoice_id="quiet_invoice"),
    invoice_route("note", "note_detail", "Note on {invoice}", invoice_id="invoice", note_uuid="note"),
    invoice_route(
        "note, no files", "note_detail", "Note on {noted_invoice}", invoice_id="noted_invoice", note_uuid="bare_note"
    ),
    invoice_route("files", "note_file_list", "Files", invoice_id="invoice", note_uuid="note"),
    invoice_route("files, none", "note_file_list", "Files", invoice_id="noted_invoice", note_uuid="bare_note"),
    invoice_route("file", "note_file_detail", "{file_name}", invoice_id="invoice", note_uuid="note", file_uuid="file"),
    invoice_route("order", "order_invoice_list", "{order}", order_id="order"),
    invoice_route("account", "account_invoice_list", "{account}", account_id="account"),
    Route(name="ledger itself", view="ledger", heading="Ledger", access="finance"),
    Route(name="ledger itself, told", view="ledger", query="?told=waiting", heading="Ledger", access="finance"),
    connection_route("connections", "connection_list", "Connections"),
    connection_route("connection", "connection_detail", "{connection_name}", connection_uuid="connection"),
    connection_route(
        "connection, other", "connection_detail", "{other_connection_name}", connection_uuid="other_connection"
    ),
    connection_route(
        "connection, idle", "connection_detail", "{idle_connection_name}", connection_uuid="idle_connection"
    ),
    connection_route("configuration", "configuration_detail", "{connection_name}", connection_uuid="connection"),
    connection_route(
        "configuration, other", "configuration_detail", "{other_connection_name}", connection_uuid="other_connection"
    ),
    Route(
        name="matrix of all",
        view="configuration_matrix",
        query="?wait=1",
        heading="Matrix",
        access="administrators",
    ),
    Route(
        name="matrix of all, in sheets, against one",
        view="configuration_matrix",
        query="?against={connection}&show=differences&keys=1&sheets=1&wait=1",
        heading="Matrix",
        access="administrators",
    ),
    Route(name="compare, nothing chosen", view="connection_compare", heading="Compare", access="administrators"),
    Route(
        name="compare",
        view="connection_compare",
        query="?a={connection}&b={other_connection}",
        heading="Compare",
        access="administrators",
    ),
    Route(
        name="compare, only differences",
        view="connection_compare",
        query="?a={connection}&b={busy_connection}&only=differences",
        heading="Compare",
        access="administrators",
    ),
    connection_route("functions", "partner_function_list", "{connection_name}", connection_uuid="connection"),
    connection_route(
        "functions, many", "partner_function_list", "{busy_connection_name}", connection_uuid="busy_connection"
    ),
    connection_route(
        "functions, none", "partner_function_list", "{idle_connection_name}", connection_uuid="idle_connection"
    ),
    Route(
        name="functions, narrowed and sorted, other columns",
        view="partner_function_list",
        ids={"connection_uuid": "busy_connection"},
        query="?q=from&direction=import&sort=-run_by&column=run_by&column=description&column=uuid&per_page=50",
        heading="{busy_connection_name}",
        access="administrators",
    ),
    Route(
        name="functions, none match",
        view="partner_function_list",
        ids={"connection_uuid": "connection"},
        query="?q=wombats&tag=none",
        heading="{connection_name}",
        access="administrators",
    ),
    connection_route(
        "function", "partner_function_detail", "{function_name}", connection_uuid="connection", function_uuid="function"
    ),
    connection_route("automations", "automation_list", "{connection_name}", connection_uuid="connection"),
    Route(
        name="automations, narrowed and sorted, other columns",
        view="automation_list",
        ids={"connection_uuid": "busy_connection"},
        query="?status=inactive&sort=schedule&column=schedule&column=function&column=check_on_minutes&column=uuid",
        heading="{busy_connection_name}",
        access="administrators",
    ),
    connection_route(
        "automations, none", "automation_list", "{idle_connection_name}", connection_uuid="idle_connection"
    ),
    connection_route(
        "automation",
        "automation_detail",
        "{automation_name}",
        connection_uuid="connection",
        automation_uuid="automation",
    ),
    connection_route("findings", "finding_list", "Findings"),
    Route(
        name="findings, not judged",
        view="finding_list",
        query="?show=cannot",
        heading="Findings",
        access="administrators",
    ),
    connection_route("connection findings", "connection_findings", "{connection_name}", connection_uuid="connection"),
    connection_route(
        "connection findings, none", "connection_findings", "{idle_connection_name}", connection_uuid="idle_connection"
    ),
    Route(
        name="finding, no longer there",
        view="acknowledge_finding",
        ids={"connection_uuid": "connection"},
        literal={"rule": "AUT-1", "facts": "0b" * 32},
        heading="No such finding",
        access="administrators",
        status=404,
    ),
    connection_route("evidence", "evidence_pack", "Evidence pack"),
    connection_route("connection evidence", "connection_evidence", "Evidence pack", connection_uuid="connection"),
    connection_route(
        "connection evidence, idle", "connection_evidence", "Evidence pack", connection_uuid="idle_connection"
    ),
    connection_route("history", "connection_history", "{connection_name}", connection_uuid="connection"),
    connection_route(
        "history, idle", "connection_history", "{idle_connection_name}", connection_uuid="idle_connection"
    ),
    connection_route("snapshots compared", "history_diff", "Compare snapshots", connection_uuid="connection"),
    connection_route("baseline", "history_approve", "Approve a baseline", connection_uuid="connection"),
    connection_route("check", "check_value", "Check a value", connection_uuid="connection"),
    connection_route("shared credentials", "shared_credentials", "Shared credentials"),
    Route(name="outstanding", view="finance", heading="Outstanding", access="finance"),
    Route(name="movement", view="movement", heading="Movement", access="finance"),
    Route(
        name="movement since the month's end",
        view="movement",
        query="?since=month",
        heading="Movement",
        access="finance",
    ),
    Route(name="reconciliation", view="reconciliation", heading="Reconciliation", access="finance"),
    Route(name="ageing", view="ageing", heading="Ageing", access="finance"),
    Route(
        name="ageing of a past day",
        view="ageing",
        query="?as_of=2026-06-30&by=issue_date&edges=7,14&bucket=past-3",
        heading="Ageing",
        access="finance",
    ),
    Route(
        name="ageing, no such day",
        view="ageing",
        query="?as_of=2026-02-30&edges=30,20",
        heading="Ageing",
        access="finance",
        status=400,
    ),
    Route(name="no page", view="", path="/no/such/page/", heading="No such page", access="any person", status=404),
    Route(
        name="no id", view="invoice_detail", path="/invoices/..%20/", heading="Not an id", access="invoices", status=404
    ),
    Route(
        name="no invoice",
        view="invoice_detail",
        literal={"invoice_id": "INV-NOBODY-0000"},
        heading="Not found",
        access="invoices",
        status=404,
    ),
)
