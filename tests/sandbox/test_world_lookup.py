"""Made invoices in every order and by every id, in the forms that the API documents."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from sandbox.world import World
from tests.sandbox.worlds import Record, listed, small_world


@pytest.fixture(scope="module")
def world() -> World:
    return small_world()


class TestSorting:
    @pytest.mark.parametrize("field", sorted(World.INVOICE_SORTS))
    def test_is_a_brute_force_sort_of_the_whole_set(self, world: World, field: str) -> None:
        size = world.invoice_count
        expected = sorted(listed(world), key=lambda invoice: sort_value(invoice, field))
        assert world.invoice_ids_page(field, descending=False, limit=size, offset=0) == expected
        assert world.invoice_ids_page(field, descending=True, limit=size, offset=0) == expected[::-1]

    def test_pages_of_any_size_meet_without_gap_or_overlap(self, world: World) -> None:
        whole = [row["id"] for row in world.invoice_ids_page("total", descending=True, limit=400, offset=0)]
        pages = [
            world.invoice_ids_page("total", descending=True, limit=33, offset=offset) for offset in range(0, 460, 33)
        ]
        assert [row["id"] for page in pages for row in page] == whole

    def test_the_usual_order_is_that_of_creation(self, world: World) -> None:
        created = [invoice["created_on"] for invoice in listed(world)]
        assert created == sorted(created)

    def test_past_the_end_there_is_nothing(self, world: World) -> None:
        assert world.invoice_ids_page("id", descending=True, limit=20, offset=10**9) == []

    def test_an_unknown_field_is_refused(self, world: World) -> None:
        with pytest.raises(KeyError):
            world.invoice_ids_page("secret", descending=False, limit=20, offset=0)


def sort_value(invoice: Record, field: str) -> Decimal | str:
    value: str = invoice[field]
    if field in {"total", "due"}:
        return Decimal(value) if value else Decimal(-1)
    return value


class TestIds:
    def test_every_listed_invoice_is_found_by_its_id(self, world: World) -> None:
        invoices = listed(world)
        assert len({invoice["id"] for invoice in invoices}) == len({invoice["uuid"] for invoice in invoices}) == 400
        for invoice in invoices:
            found = world.invoice(invoice["id"])
            assert found is not None
            assert found["uuid"] == invoice["uuid"]

    @pytest.mark.parametrize(
        "invoice_id",
        ["", "INV-", "INV-AAAAAA-0001", "INV-99999999", "inv-60828001", "INV-٦٠٨٢٨٠٠١", "INV-60828001\n", "../x", None],
    )
    def test_what_is_not_there_is_not_found(self, world: World, invoice_id: str | None) -> None:
        assert world.invoice(invoice_id) is None

    def test_an_account_with_plain_numbers_has_no_ids_of_the_other_form(self, world: World) -> None:
        plain = next(row for row in listed(world) if re.fullmatch(r"INV-\d{8}", row["id"]))
        assert all(world.invoice(f"INV-{plain['account_id']}-{number:04d}") is None for number in range(1, 200))

    def test_orders_and_accounts_divide_the_invoices_between_them(self, world: World) -> None:
        invoices = listed(world)
        for field, read in (("order_id", world.order_invoices), ("account_id", world.account_invoices)):
            by_owner: dict[str, list[str]] = {}
            for invoice in invoices:
                by_owner.setdefault(invoice[field], []).append(invoice["id"])
            by_owner.pop("", None)
            for owner, ids in by_owner.items():
                rows = read(owner)
                assert rows is not None
                assert len(rows) == len(ids)
                assert [row["id"] for row in rows[:]] == ids

    @pytest.mark.parametrize("order_id", ["", "ORD-AAAAAA-0001", "ORD-1", "x"])
    def test_no_such_order(self, world: World, order_id: str) -> None:
        assert world.order_invoices(order_id) is None

    def test_no_such_account(self, world: World) -> None:
        assert world.account_invoices("AAAAA!") is None

    @pytest.mark.parametrize("invoices", [0, 1, 19])
    def test_worlds_of_few_invoices_are_whole(self, invoices: int) -> None:
        world = small_world(invoices=invoices)
        assert world.invoice_count == len(listed(world)) == invoices
        assert len(world.invoice_ids_page("id", descending=True, limit=50, offset=0)) == invoices


class TestForms:
    def test_information_has_neither_lines_nor_tax_total(self, world: World) -> None:
        invoice_id = listed(world)[5]["id"]
        detail, information = world.invoice(invoice_id), world.information(invoice_id)
        assert detail is not None
        assert information is not None
        assert set(detail) - set(information) == {"lines", "tax_total"}
        assert all(information[name] == detail[name] for name in information)

    def test_an_accounts_invoices_carry_names_and_shipping(self, world: World) -> None:
        rows = world.account_invoices(listed(world)[5]["account_id"])
        assert rows is not None
        assert {"shipping_cost", "account_name"} <= set(rows[0])
        assert all(line["item_name"] for line in rows[0]["lines"])

    def test_every_documented_field_is_there(self, world: World) -> None:
        invoice = world.invoice(listed(world)[0]["id"])
        assert invoice is not None
        assert set(invoice) == set(INVOICE_FIELDS.split())
        assert set(invoice["kpis"]) == set(KPI_FIELDS.split())
        assert set(invoice["lines"][0]) == set(LINE_FIELDS.split())
        assert set(invoice["lines"][0]["tax"]) == {"amount", "uuid", "code", "rate", "link"}
        assert set(invoice["last_payment"]) == {"id", "amount", "created_at"}


INVOICE_FIELDS = """
status id type custom_form currency customer_purchase_order_id billing_start_date alternate_billing_start_date
billing_end_date alternate_billing_end_date issue_date alternate_issue_date due_date alternate_due_date subtotal tax
tax_total total paid due payment_status last_payment discount_amount price_tax_inclusive invoice_note account_id
order_id created_by created_on last_updated_by last_updated_on uuid version custom_attributes custom_objects lines kpis
"""
KPI_FIELDS = """
outstanding overdue last_payment_date payment_applied credit_applied credit_issued last_reactivated_on last_cancelled_on
last_amended_on voided_on deleted_on
"""
LINE_FIELDS = """
subtotal total tax accounting_code item_uuid item_id item_order_quantity item_uom item_warehouse pricing_snapshot_uuid
charging_start_date alternate_charging_start_date charging_end_date alternate_charging_end_date uuid version
"""
