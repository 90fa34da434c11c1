"""Reading an invoice for its figures alone gives what reading all of it gives, as far as it goes."""

import dataclasses
import json
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from dashboard.exsited import Invoice, Sealer, Unreadable
from dashboard.exsited.invoice_figures import read_figures
from dashboard.exsited.wire import read_object
from invoices_ui.ledger.entries import row_of
from tests.sandbox_process import SandboxProcess

ODD = [{}, {"id": ""}, {"id": "x", "total": "lots", "lines": {}}, {"id": "x", "kpis": [], "lines": [1, {"tax": "no"}]}]
ODD += [{"id": "x", "currency": "AUD", "last_payment": {"amount": "NULL"}, "due_date": "soon", "lines": "NULL"}]


def rows_of(invoices: list[dict[str, Any]]) -> list[Any]:
    body = json.dumps({"invoices": invoices}).encode()
    return list(read_object(body, sealer=Sealer(b"k" * 32), endpoint="/").need_rows("invoices"))


def kept(invoice: Invoice, now: datetime) -> dict[str, Any]:
    row = row_of(invoice, zone=ZoneInfo("Australia/Sydney"), read_at=now, walk=1)
    return {field.name: getattr(row, field.name) for field in row._meta.concrete_fields}


def outcome(read: Any, row: Any, now: datetime) -> Any:
    try:
        return kept(read(row), now)
    except Unreadable as error:
        return error.fault


@pytest.mark.sandbox
def test_a_ledger_keeps_the_same_of_all_invoices(sandbox: SandboxProcess) -> None:
    now = timezone.now()
    with sandbox.sign_in() as api:
        invoices = api.json("/api/v3/invoices", limit=500)["invoices"]
    whole, figures = rows_of(invoices), rows_of(invoices)

    assert len(whole) == 500
    for one, other in zip(whole, figures, strict=True):
        assert kept(Invoice.read(one), now) == kept(read_figures(other), now)


@pytest.mark.parametrize("invoice", ODD, ids=str)
def test_of_an_odd_one_as_well(invoice: dict[str, Any]) -> None:
    now = timezone.now()

    [row], [again] = rows_of([invoice]), rows_of([invoice])

    assert outcome(read_figures, row, now) == outcome(Invoice.read, again, now)


def test_what_it_reads_is_what_the_whole_record_has() -> None:
    [row], [again] = (rows_of([{"id": "x", "total": "1.5", "invoice_note": "words", "new": 1}]) for _ in range(2))

    figures, whole = read_figures(row), Invoice.read(again)

    assert dataclasses.replace(whole, invoice_note=None, extra={}) == figures
