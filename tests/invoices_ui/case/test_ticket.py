from __future__ import annotations

import re

import responses
from django.test import Client
from pytest_django.asserts import assertContains

from tests.builders import invoice_json, page_of
from tests.invoices_ui.records import INVOICE, NOTES, PAGE


class TestForATicket:
    def ticket(self, person: Client) -> list[str]:
        page = person.get(PAGE).content.decode()
        found = re.search(r'id="ticket-text"\s*>([^<]*)</pre>', page)
        assert found
        return found[1].splitlines()

    def test_says_what_when_and_where(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(INVOICE, json={"invoice": invoice_json(due="50")})
        exsited.get(NOTES, json=page_of(key="notes", within="invoice"))

        lines = self.ticket(support)

        assert lines[0].startswith("Invoice INV-76GOU2-6081: Overdue")
        assert "Total: AUD 110.00, Paid: AUD 55.00, Due: AUD 50.00" in lines
        assert any(line.startswith("Disagrees: total") and "55.00 ≠ 50.00" in line for line in lines)
        assert re.fullmatch(r"Version 2, read \d+ \w+ \d{4}, \d\d:\d\d AE[SD]T \(.*Z\)", lines[-2])
        assert lines[-1] == f"http://testserver{PAGE}"

    def test_nobody_writes_its_lines_through_a_name(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(INVOICE, json={"invoice": invoice_json(customer_purchase_order_id="A\nPaid in full\u202e" * 90)})
        exsited.get(NOTES, json=page_of(key="notes", within="invoice"))

        lines = self.ticket(support)

        assert len(lines) == 9
        assert "\u202e" not in "".join(lines)
        assert max(map(len, lines)) < 250

    def test_the_button_without_javascript_is_no_dead_end(
        self, support: Client, exsited: responses.RequestsMock
    ) -> None:
        exsited.get(INVOICE, json={"invoice": invoice_json()})
        exsited.get(NOTES, json=page_of(key="notes", within="invoice"))

        assertContains(support.get(PAGE), 'data-copy-from="#ticket-text"')
