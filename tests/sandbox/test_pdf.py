"""The PDFs of made invoices, read back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from sandbox.world import World

Record = dict[str, Any]


@pytest.fixture(scope="module")
def world() -> World:
    return World(seed=1, invoices=500, connections=1, today=date(2026, 11, 21))


@pytest.fixture(scope="module")
def invoices(world: World) -> list[Record]:
    return [
        row
        for row in world.invoice_ids_page(None, descending=True, limit=500, offset=0)
        if world.contradiction(row["id"]) is None
    ]


def pages(world: World, invoice: Record) -> list[str]:
    document = world.pdf(invoice["id"])
    assert document is not None
    assert document.startswith(b"%PDF-")
    return [page.extract_text() for page in PdfReader(BytesIO(document)).pages]


def plain(amount: str, decimals: int = 2) -> str:
    return f"{Decimal(amount):,.{decimals}f}"


class TestInvoicePdf:
    def test_shows_id_account_lines_and_totals(self, world: World, invoices: list[Record]) -> None:
        for invoice in [row for row in invoices if row["currency"]["name"] == "AUD" and row["tax"] != "0.000000"][:20]:
            text = "\n".join(pages(world, invoice))
            assert "TAX INVOICE" in text
            assert invoice["id"] in text
            assert invoice["account_id"] in text
            assert all(line["item_id"] in text for line in invoice["lines"])
            for amount in ("subtotal", "tax", "total"):
                assert plain(invoice[amount]) in text

    def test_many_lines_run_over_pages_that_repeat_the_head(self, world: World, invoices: list[Record]) -> None:
        largest = max(invoices, key=lambda invoice: len(invoice["lines"]))
        found = pages(world, largest)
        assert len(found) >= 2
        assert all("Unit price" in page for page in found[:2])
        assert sum(page.count("ITEM-") for page in found) == len(largest["lines"])
        assert f"Page 2 of {len(found)}" in found[1]

    @pytest.mark.parametrize(("currency", "decimals"), [("JPY", 0), ("KWD", 3)])
    def test_amounts_have_their_currencys_decimals(
        self, world: World, invoices: list[Record], currency: str, decimals: int
    ) -> None:
        invoice = next(row for row in invoices if row["currency"]["name"] == currency)
        assert plain(invoice["total"], decimals) in pages(world, invoice)[0]

    def test_a_dead_invoice_is_stamped(self, world: World, invoices: list[Record]) -> None:
        invoice = next(row for row in invoices if row["status"] in {"VOID", "DELETED", "CANCELLED"})
        assert invoice["status"] in pages(world, invoice)[0]

    def test_the_same_invoice_gives_the_same_bytes(self, world: World, invoices: list[Record]) -> None:
        assert world.pdf(invoices[0]["id"]) == world.pdf(invoices[0]["id"])

    def test_an_unknown_invoice_has_none(self, world: World) -> None:
        assert world.pdf("INV-1") is None
