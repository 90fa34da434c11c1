"""Reading an invoice for its figures alone gives what reading all of it gives, as far as it goes."""

import dataclasses
import json
from typing import Any

import pytest

from dashboard.exsited import Invoice, InvoiceFigures, Sealer, Unreadable
from dashboard.exsited.invoice_figures import AMOUNTS, KPI_AMOUNTS, KPI_MOMENTS, MOMENTS, TEXTS
from dashboard.exsited.wire import read_object
from invoices_ui.sums import Sum, line_sums
from tests.sandbox_process import SandboxProcess

ODD: list[dict[str, Any]] = [
    {},
    {"id": ""},
    {"id": "x", "total": "lots", "lines": {}},
    {"id": "x", "kpis": [], "lines": [1, {"tax": "no"}]},
    {"id": "x", "currency": "AUD", "last_payment": {"amount": "NULL"}, "due_date": "soon", "lines": "NULL"},
    {"id": "x", "api_key": "aaaabbbbcccc", "order_id": "aaaabbbbcccc", "custom_attributes": []},
    {"id": "x", "custom_attributes": [{"name": "api key", "value": "aaaabbbbcccc"}], "order_id": "aaaabbbbcccc"},
    {"id": "x", "lines": [{"total": "0.1", "tax": {"amount": "1"}}, {"total": "0.2", "subtotal": "n/a"}]},
    {"id": "x", "price_tax_inclusive": "true", "last_payment": {"id": "p", "amount": 5, "created_at": "never"}},
]


def rows_of(invoices: list[dict[str, Any]]) -> list[Any]:
    body = json.dumps({"invoices": invoices}).encode()
    return list(read_object(body, sealer=Sealer(b"k" * 32), endpoint="/").need_rows("invoices"))


def figures_of(invoice: Invoice) -> InvoiceFigures:
    """What of the whole record is figures."""
    payment, kpis, lines = invoice.last_payment, invoice.kpis, invoice.lines
    sums = line_sums(lines or ())
    return InvoiceFigures(
        id=invoice.id,
        currency=invoice.currency.name if invoice.currency else None,
        price_tax_inclusive=invoice.price_tax_inclusive,
        last_payment_id=payment.id if payment else None,
        last_payment_amount=payment.amount if payment else None,
        last_payment_created_at=payment.created_at if payment else None,
        lines_count=None if lines is None else len(lines),
        lines_subtotal=whole(sums.subtotal) if lines else None,
        lines_tax=whole(sums.tax) if lines else None,
        lines_total=whole(sums.total) if lines else None,
        **{name: getattr(invoice, name) for name in (*TEXTS, *MOMENTS, *AMOUNTS)},
        **{f"kpis_{name}": getattr(kpis, name) if kpis else None for name in (*KPI_AMOUNTS, *KPI_MOMENTS)},
    )


def whole(found: Sum) -> Any:
    return None if found.left_out else found.amount


def outcome(read: Any, row: Any) -> Any:
    try:
        return read(row)
    except Unreadable as error:
        return error.fault


@pytest.mark.sandbox
def test_they_are_the_same_of_all_invoices(sandbox: SandboxProcess) -> None:
    with sandbox.sign_in() as api:
        invoices = api.json("/api/v3/invoices", limit=500)["invoices"]
    alone, all_of_it = rows_of(invoices), rows_of(invoices)

    assert len(alone) == 500
    for one, other in zip(alone, all_of_it, strict=True):
        assert InvoiceFigures.read(one) == figures_of(Invoice.read(other))


@pytest.mark.parametrize("invoice", ODD, ids=str)
def test_of_an_odd_one_as_well(invoice: dict[str, Any]) -> None:
    [row], [again] = rows_of([invoice]), rows_of([invoice])

    assert outcome(InvoiceFigures.read, row) == outcome(lambda row: figures_of(Invoice.read(row)), again)


def test_a_secret_beside_them_is_hidden_in_them() -> None:
    [row] = rows_of([{"id": "x", "access_token": "aaaabbbbcccc", "order_id": "aaaabbbbcccc"}])

    assert "aaaabbbbcccc" not in str(dataclasses.astuple(InvoiceFigures.read(row)))
