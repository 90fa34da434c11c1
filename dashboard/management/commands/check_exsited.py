"""`manage.py check_exsited`: proves the credentials and each of the 17 endpoints, one line each."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from dashboard import exsited
from dashboard.exsited import Client, ExsitedError, Page
from dashboard.logs import silenced
from dashboard.problems import words_for
from dashboard.upstream import process_client

CALL_SECONDS = 60.0
NOTES_SOUGHT_IN = 40


class NothingToRead(Exception):
    """The endpoint needs a record that no list gave."""


class Probes:
    """The 17 calls in an order in which each finds the ids it needs in the answers before it."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.connection = self.function = self.automation = ""
        self.invoice = self.order = self.account = self.noted_invoice = self.note = self.file = ""
        self.invoices: list[str] = []

    def all(self) -> Iterator[tuple[str, Callable[[], str]]]:
        integration = "/api/v3/integration/{uuid}"
        note = "/api/v3/invoices/{id}/notes"
        yield "/api/v2/integration-connections", self.connection_list
        yield "/api/v2/integration-connections/{uuid}", self.connection_detail
        yield f"{integration}/configuration", self.configuration
        yield f"{integration}/partner-function", self.function_list
        yield f"{integration}/partner-function/{{uuid}}", self.function_detail
        yield f"{integration}/automation", self.automation_list
        yield f"{integration}/automation/{{uuid}}", self.automation_detail
        yield "/api/v3/invoices", self.invoice_list
        yield "/api/v3/invoices/{id}", self.invoice_detail
        yield "/api/v3/invoices/{id}/information", self.information
        yield "/api/v3/orders/{id}/invoices", self.order_invoices
        yield "/api/v3/accounts/{id}/invoices", self.account_invoices
        yield "/api/v3/invoices/{id}/pdf", self.pdf
        yield note, self.note_list
        yield f"{note}/{{uuid}}", self.note_detail
        yield f"{note}/{{uuid}}/files", self.file_list
        yield f"{note}/{{uuid}}/files/{{uuid}}", self.file_detail

    def connection_list(self) -> str:
        page = exsited.list_connections(self.client, limit=20)
        self.connection = page.items[0].uuid if page.items else ""
        return counted(page)

    def connection_detail(self) -> str:
        connection = exsited.get_connection(self.client, needed(self.connection, "a connection"))
        return f"status {connection.status}"

    def configuration(self) -> str:
        found = exsited.get_configuration(self.client, needed(self.connection, "a connection"))
        return f"{sum(len(module.settings) for module in found.modules)} flags"

    def function_list(self) -> str:
        page = exsited.list_partner_functions(self.client, needed(self.connection, "a connection"), limit=20)
        self.function = page.items[0].uuid if page.items else ""
        return counted(page)

    def function_detail(self) -> str:
        uuid = needed(self.function, "a partner function")
        return f"direction {exsited.get_partner_function(self.client, self.connection, uuid).direction}"

    def automation_list(self) -> str:
        page = exsited.list_automations(self.client, needed(self.connection, "a connection"), limit=20)
        self.automation = page.items[0].uuid if page.items else ""
        return counted(page)

    def automation_detail(self) -> str:
        uuid = needed(self.automation, "an automation")
        return f"status {exsited.get_automation(self.client, self.connection, uuid).status}"

    def invoice_list(self) -> str:
        page = exsited.list_invoices(self.client, limit=NOTES_SOUGHT_IN)
        self.invoices = [invoice.id for invoice in page.items]
        self.invoice = next(iter(self.invoices), "")
        self.order = next((invoice.order_id for invoice in page.items if invoice.order_id), "")
        self.account = next((invoice.account_id for invoice in page.items if invoice.account_id), "")
        return counted(page)

    def invoice_detail(self) -> str:
        return f"status {exsited.get_invoice(self.client, needed(self.invoice, 'an invoice')).status}"

    def information(self) -> str:
        return f"status {exsited.get_invoice_information(self.client, needed(self.invoice, 'an invoice')).status}"

    def order_invoices(self) -> str:
        return counted(exsited.list_order_invoices(self.client, needed(self.order, "an order")))

    def account_invoices(self) -> str:
        return counted(exsited.list_account_invoices(self.client, needed(self.account, "an account")))

    def pdf(self) -> str:
        stream = exsited.open_invoice_pdf(self.client, needed(self.invoice, "an invoice"))
        try:
            size = sum(len(chunk) for chunk in stream)
        finally:
            stream.close()
        return f"{size} bytes"

    def note_list(self) -> str:
        """Remembers a note with a file, where one of the first invoices has one."""
        needed(self.invoice, "an invoice")
        answered = ""
        for invoice in self.invoices:
            page = exsited.list_notes(self.client, invoice)
            answered = answered or counted(page)
            for note in page.items:
                if not self.note or note.files:
                    self.noted_invoice, self.note = invoice, note.uuid
                if note.files:
                    return answered
        return answered

    def note_detail(self) -> str:
        note = exsited.get_note(self.client, self.noted_invoice, needed(self.note, "a note"))
        return f"version {note.version}"

    def file_list(self) -> str:
        files = exsited.list_note_files(self.client, self.noted_invoice, needed(self.note, "a note")).files
        self.file = files[0].uuid if files else ""
        return f"{len(files)} files"

    def file_detail(self) -> str:
        uuid = needed(self.file, "a file")
        return f"version {exsited.get_note_file(self.client, self.noted_invoice, self.note, uuid).version}"


def counted(page: Page[Any]) -> str:
    return f"{len(page.items)} of {page.records if page.records is not None else 'an unknown number of'} records"


def in_words(error: ExsitedError) -> str:
    status = "" if error.status is None else f" (status {error.status})"
    return f"{error.fault}{status}: {words_for(error).sentence}"


def needed(found: str | None, what: str) -> str:
    if not found:
        raise NothingToRead(f"no {what.split(' ', 1)[1]} was found to read")
    return found


class Command(BaseCommand):
    help = "Reads each of the 17 endpoints once and prints one line for each; exit status 1 if any failed."
    requires_system_checks = []

    def handle(self, **options: object) -> None:
        del options
        with silenced():
            failed = self.failed()
        if failed:
            raise CommandError(f"{failed} of 17 endpoints failed.")

    def failed(self) -> int:
        """How many endpoints failed."""
        failed = 0
        client = process_client()
        for number, (path, read) in enumerate(Probes(client.within(CALL_SECONDS)).all(), 1):
            started = time.monotonic()
            try:
                word, said = "good", read()
            except NothingToRead as nothing:
                word, said = "none", str(nothing)
            except ExsitedError as error:
                failed += 1
                word, said = "FAIL", in_words(error)
            milliseconds = round((time.monotonic() - started) * 1000)
            self.stdout.write(f"{number:2} {word}  GET {path}  {said}, {milliseconds} ms")
        return failed
