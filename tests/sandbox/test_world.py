"""The made business adds up, varies as a real one would, contradicts itself only on purpose, and is always the same."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from sandbox.world import World
from sandbox.world.contradictions import Contradiction, Discord
from tests.sandbox.worlds import DEAD, DECIMALS, SYDNEY, TODAY, Record, day, listed, money, small_world, sound


@pytest.fixture(scope="module")
def world() -> World:
    return small_world()


class TestSums:
    @pytest.mark.parametrize("seed", [1, 2, 3, 99])
    def test_lines_sum_to_the_invoice(self, seed: int) -> None:
        for invoice in sound(small_world(seed, invoices=300)):
            lines = invoice["lines"]
            assert money(*(line["subtotal"] for line in lines)) == Decimal(invoice["subtotal"])
            assert money(*(line["tax"]["amount"] for line in lines)) == Decimal(invoice["tax"])
            assert money(*(line["total"] for line in lines)) == Decimal(invoice["total"])

    @pytest.mark.parametrize("seed", [1, 2, 3, 99])
    def test_total_less_paid_is_due_and_the_kpis_agree(self, seed: int) -> None:
        for invoice in sound(small_world(seed, invoices=300)):
            total, paid, due = (Decimal(invoice[name]) for name in ("total", "paid", "due"))
            kpis = invoice["kpis"]
            late = (
                invoice["due_date"] and day(invoice["due_date"]) < TODAY and invoice["status"] not in {*DEAD, "DRAFT"}
            )
            assert Decimal(invoice["subtotal"]) + Decimal(invoice["tax"]) == total
            assert invoice["tax_total"] == invoice["tax"]
            assert due == (0 if invoice["status"] in DEAD else total - paid)
            assert kpis["outstanding"] == due
            assert kpis["overdue"] == (due if late else 0)
            assert kpis["payment_applied"] + kpis["credit_applied"] == paid

    def test_amounts_fit_their_currency(self, world: World) -> None:
        for invoice in sound(world):
            smallest = Decimal(1).scaleb(-DECIMALS[invoice["currency"]["name"]])
            for name in ("subtotal", "tax", "total", "paid", "due", "discount_amount"):
                assert re.fullmatch(r"\d+\.\d{6}", invoice[name])
                assert Decimal(invoice[name]) % smallest == 0

    def test_tax_follows_the_rate_of_each_line(self, world: World) -> None:
        for invoice in sound(world):
            rates = {line["tax"]["rate"] for line in invoice["lines"]}
            home = {"AUD": "10.000000", "NZD": "15.000000"}.get(invoice["currency"]["name"], "0.000000")
            assert rates <= {home, "0.000000"}

    def test_list_kpis_are_exact_numbers_and_detail_kpis_are_text(self, world: World) -> None:
        for invoice in sound(world):
            detail = world.invoice(invoice["id"])
            assert detail is not None
            for name in ("outstanding", "overdue", "payment_applied", "credit_applied", "credit_issued"):
                assert isinstance(invoice["kpis"][name], int | Decimal)
                assert Decimal(detail["kpis"][name]) == invoice["kpis"][name]


@pytest.fixture(scope="module")
def many() -> list[Record]:
    return listed(small_world(invoices=3000))


class TestVariety:
    def test_most_are_in_australian_dollars_and_all_currencies_occur(self, many: list[Record]) -> None:
        share = Counter(invoice["currency"]["name"] for invoice in many)
        assert set(share) == set(DECIMALS)
        assert 0.7 < share["AUD"] / len(many) < 0.9

    def test_every_status_occurs_and_about_three_percent_are_dead(self, many: list[Record]) -> None:
        share = Counter(invoice["status"] for invoice in many)
        assert set(share) == {"ACTIVE", "INACTIVE", "DRAFT", *DEAD}
        assert 0.02 < sum(share[status] for status in DEAD) / len(many) < 0.04

    def test_dead_invoices_say_since_when(self, many: list[Record]) -> None:
        for invoice in many:
            if invoice["status"] in DEAD:
                assert day(invoice["kpis"][DEAD[invoice["status"]]]) < TODAY

    def test_due_dates_go_from_two_years_ago_to_next_quarter_and_some_are_unset(self, many: list[Record]) -> None:
        unpaid = [invoice for invoice in many if invoice["due"] not in {"", "0.000000"}]
        due_days = [day(invoice["due_date"]) for invoice in unpaid if invoice["due_date"]]
        assert min(due_days) < TODAY - timedelta(days=730)
        assert max(due_days) > TODAY + timedelta(days=50)
        assert any(not invoice["due_date"] for invoice in unpaid)

    def test_paid_part_paid_credited_and_unpaid_all_occur(self, many: list[Record]) -> None:
        words = {invoice["payment_status"] for invoice in many}
        assert {"PAID", "PARTIALLY_PAID", "UNPAID"} <= words
        assert any(invoice["kpis"]["credit_applied"] not in {"", 0} for invoice in many)

    def test_some_have_forty_lines_and_more(self, many: list[Record]) -> None:
        counts = [len(invoice["lines"]) for invoice in many]
        assert min(counts) >= 1
        assert 40 < max(counts) < 130

    def test_some_stand_without_an_order(self, many: list[Record]) -> None:
        assert {(invoice["type"], bool(invoice["order_id"])) for invoice in many} == {
            ("LINKED_WITH_ORDER", True),
            ("NOT_LINKED_WITH_ORDER", False),
        }

    def test_ids_have_both_documented_forms(self, many: list[Record]) -> None:
        forms = Counter(re.sub(r"[0-9A-Z]", "x", invoice["id"].removeprefix("INV-")) for invoice in many)
        assert set(forms) == {"xxxxxx-xxxx", "xxxxxxxx"}

    @pytest.mark.parametrize(
        "field",
        ["customer_purchase_order_id", "alternate_due_date", "invoice_note", "custom_attributes", "custom_objects"],
    )
    def test_optional_fields_are_set_on_some_only(self, many: list[Record], field: str) -> None:
        assert 0 < sum(bool(invoice[field]) for invoice in many) < len(many)

    def test_days_are_midnight_in_sydney(self, many: list[Record]) -> None:
        hours = {invoice["issue_date"][11:] for invoice in many} | {
            invoice["billing_end_date"][11:] for invoice in many
        }
        assert hours == {"13:00:00Z", "14:00:00Z"}

    def test_nothing_happened_after_today_or_before_creation(self, many: list[Record]) -> None:
        tonight = datetime(TODAY.year, TODAY.month, TODAY.day, 23, 59, tzinfo=SYDNEY).astimezone(UTC)
        for invoice in many:
            assert invoice["created_on"] <= invoice["last_updated_on"] <= f"{tonight:%Y-%m-%dT%H:%M:%SZ}"


class TestContradictions:
    def test_about_one_in_sixty_and_every_kind(self) -> None:
        world = small_world(invoices=2000)
        kinds = Counter(world.contradiction(invoice["id"]) for invoice in listed(world))
        assert set(kinds) == {*Contradiction, None} - {Contradiction.NONE}
        assert 25 < 2000 - kinds[None] < 40

    def test_each_shows_in_the_numbers(self) -> None:
        world = small_world(invoices=2000)
        for invoice in listed(world):
            kind = world.contradiction(invoice["id"])
            if kind is not None:
                assert CONTRADICTS[kind](invoice), (kind.name, invoice["id"])


class TestDiscord:
    """One answer that tells something else than the others, of the same invoice."""

    def test_about_one_in_sixty_and_every_kind(self) -> None:
        world = small_world(invoices=2000)
        kinds = Counter(world.discord(invoice["id"]) for invoice in listed(world))
        assert set(kinds) == {*Discord, None} - {Discord.NONE}
        assert 25 < 2000 - kinds[None] < 40

    def test_each_shows_in_one_answer_and_in_no_other(self) -> None:
        world = small_world(invoices=600)
        assert {invoice["id"]: told_apart(world, invoice) for invoice in listed(world)} == {
            invoice["id"]: DISCORDS[world.discord(invoice["id"]), bool(invoice["due_date"])]
            for invoice in listed(world)
        }


def told_apart(world: World, invoice: Record) -> set[str]:
    """The fields that another answer tells differently, with that answer's name."""
    found, number = set(), invoice["id"]
    answers = {
        "information": world.information(number),
        "order": of_list(world.order_invoices(invoice["order_id"]), number),
        "account": of_list(world.account_invoices(invoice["account_id"]), number),
    }
    detail = world.invoice(number)
    assert detail
    for name, answer in answers.items():
        for field in set(answer or {}) & set(detail) - {"lines"}:
            if answer and answer[field] != detail[field]:
                found.add(f"{name} {field}")
    return found


def of_list(rows: Sequence[Record] | None, number: str) -> Record | None:
    return next((row for row in rows or () if row["id"] == number), None)


DISCORDS: dict[tuple[Discord | None, bool], set[str]] = {
    (None, True): set(),
    (None, False): set(),
    (Discord.DISCOUNT, True): {"information discount_amount"},
    (Discord.DISCOUNT, False): {"information discount_amount"},
    (Discord.LATER, True): {"order version"},
    (Discord.LATER, False): {"order version"},
    (Discord.DUE_DATE, True): {"account due_date"},
    (Discord.DUE_DATE, False): set(),
}


def overdue_disagrees(invoice: Record) -> bool:
    late = invoice["due_date"] and day(invoice["due_date"]) < TODAY
    return bool(invoice["kpis"]["overdue"] != (Decimal(invoice["due"]) if late else 0))


CONTRADICTS: dict[Contradiction, Callable[[Record], bool]] = {
    Contradiction.OVERDUE: overdue_disagrees,
    Contradiction.LINES: lambda row: money(*(line["total"] for line in row["lines"])) != Decimal(row["total"]),
    Contradiction.WORD: lambda row: row["payment_status"] in {"PARTIAL", "HOLD"},
    Contradiction.BLANK: lambda row: "" in {row["due"], row["total"], row["paid"]},
    Contradiction.PAID_WORD: lambda row: row["payment_status"] == "PAID" and Decimal(row["due"]) > 0,
    Contradiction.BALANCE: lambda row: Decimal(row["due"]) != Decimal(row["total"]) - Decimal(row["paid"]),
    Contradiction.DATES: lambda row: row["due_date"] < row["issue_date"],
}


class TestDeterminism:
    SCRIPT = """
import hashlib, sys
from datetime import date
from sandbox.world import World
world = World(seed=7, invoices=60, connections=8, today=date(2026, 11, 21))
found = hashlib.sha256()
for invoice in world.invoice_ids_page("due", descending=True, limit=60, offset=0):
    notes = world.notes(invoice["id"])
    files = [world.note_file(file["uuid"]) for note in notes for file in note["files"]]
    found.update(repr((invoice, world.pdf(invoice["id"]), notes, files)).encode())
for row in world.connections():
    uuid = row["uuid"]
    parts = row, world.configuration(uuid), world.partner_functions(uuid), world.automations(uuid)
    found.update(repr(parts).encode())
print(found.hexdigest())
"""

    def test_the_same_seed_gives_the_same_bytes_in_any_process(self) -> None:
        answers = {
            subprocess.run(
                [sys.executable, "-c", self.SCRIPT],
                env={"PYTHONHASHSEED": hash_seed, "PYTHONPATH": "."},
                capture_output=True,
                check=True,
                text=True,
            ).stdout
            for hash_seed in ("1", "2")
        }
        assert len(answers) == 1

    def test_another_seed_gives_another_business(self) -> None:
        assert digest(small_world(1)) != digest(small_world(2))

    def test_asking_twice_gives_equal_records_that_do_not_share_state(self, world: World) -> None:
        first, second = (world.invoice_ids_page(None, descending=False, limit=1, offset=0)[0] for _ in range(2))
        first["lines"][0]["tax"]["code"] = "changed"
        first["custom_attributes"].append("changed")
        assert second == world.invoice_ids_page(None, descending=False, limit=1, offset=0)[0]


def digest(world: World) -> str:
    return hashlib.sha256(json.dumps(listed(world), default=str).encode()).hexdigest()
