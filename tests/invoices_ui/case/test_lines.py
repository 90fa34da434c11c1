from __future__ import annotations

from dataclasses import asdict

from django.template.loader import render_to_string

from dashboard.formats import DASH
from invoices_ui.case.lines import line_rows
from tests.invoices_ui.records import line


class TestLines:
    def test_each_shows_what_is_charged_and_all_close_with_sums(self) -> None:
        found = line_rows([line(item_name="Service plan"), line()], currency="KWD")

        row = found.rows[0]
        assert "Service plan" in row.item
        assert "GST" in row.tax
        assert "10 %" in row.tax
        assert "Each" in row.quantity
        assert row.code == "Sales 200"
        assert "220.000" in found.total
        assert found.label == "Sum of 2 lines"

    def test_a_bare_line_is_dashes(self) -> None:
        bare = line(
            **dict.fromkeys(("tax", "total", "subtotal", "item_id", "accounting_code", "item_uom")),
            item_order_quantity="",
            charging_start_date="",
            charging_end_date="",
        )

        (row,) = line_rows([bare], currency="AUD").rows

        assert [name for name, cell in asdict(row).items() if DASH not in cell] == []

    def test_a_sum_says_what_it_leaves_out(self) -> None:
        found = line_rows([line(), line(total="abc")], currency="AUD")

        assert "110.00" in found.total
        assert "without 1" in found.total

    def test_what_people_wrote_is_text(self) -> None:
        found = line_rows(
            [line(item_id="<i>", item_name="<b>", item_uom="<u>", accounting_code={"sales_revenue": "<s>"})],
            currency="<x>",
        )

        page = render_to_string("invoices_ui/case/_line_rows.html", {"lines": found})

        assert [tag for tag in ("<i>", "<b>", "<u>", "<s>", "<x>") if tag in page] == []
