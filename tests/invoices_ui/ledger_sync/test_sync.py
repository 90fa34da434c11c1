"""One sync from beginning to end: what it finds, when a short one is enough, and what becomes of what is unreadable."""

from __future__ import annotations

import json
import threading
from datetime import timedelta

import pytest
from django.utils import timezone
from requests import ConnectionError  # noqa: A004  (what the transport raises)

from dashboard.upstream import process_client
from invoices_ui.ledger.lease import AlreadyRunning, Kind, LeaseLost, Status, take_lease
from invoices_ui.ledger.models import LedgerInvoice, LedgerLease, LedgerRun
from invoices_ui.ledger_sync import sync as syncing
from invoices_ui.ledger_sync.sync import needed_kind, sync
from tests.invoices_ui.ledger_sync.billing import Billing, made, many

pytestmark = pytest.mark.django_db


def run(kind: str | None = None) -> LedgerRun:
    return sync(process_client(), kind=kind)


def ledger() -> dict[str, str]:
    return dict(LedgerInvoice.objects.filter(missing_since=None).values_list("invoice_id", "version"))


def changed(billing: Billing, number: int, **fields: object) -> None:
    place = next(place for place, row in enumerate(billing.rows) if row["id"] == f"INV-{number:05d}")
    later = {"version": "2", "last_updated_on": "2026-08-01T00:00:00Z"}
    billing.rows[place] = {**billing.rows[place], **later, **fields}


class TestFull:
    def test_ends_with_all_invoices(self, billing: Billing) -> None:
        done = run()

        assert (done.status, done.records, done.added, done.kind) == (Status.COMPLETE, 30, 30, Kind.FULL)
        assert ledger() == billing.set
        assert done.verified_at is not None

    def test_of_nothing_is_complete(self, billing: Billing) -> None:
        billing.rows = []

        assert (run().status, ledger()) == (Status.COMPLETE, {})

    def test_marks_what_is_gone_and_drops_nothing(self, billing: Billing) -> None:
        run()
        del billing.rows[4]

        done = run(Kind.FULL)

        gone = LedgerInvoice.objects.get(invoice_id="INV-00005")
        assert (done.missing, done.status) == (1, Status.COMPLETE)
        assert gone.missing_since is not None
        assert ledger() == billing.set

    def test_takes_back_what_is_there_again(self, billing: Billing) -> None:
        run()
        gone = billing.rows.pop(4)
        run(Kind.FULL)
        billing.rows.insert(4, gone)

        run(Kind.FULL)

        assert ledger() == billing.set

    def test_says_which_invoices_came_twice(self, billing: Billing) -> None:
        billing.rows.insert(12, billing.rows[11])

        full, short = run(), run()

        assert (full.status, full.duplicates) == (Status.COMPLETE, 1)
        assert (short.status, short.kind) == (Status.COMPLETE, Kind.SHORT)
        assert ledger() == billing.set

    def test_works_without_any_order(self, billing: Billing) -> None:
        billing.refused = {"created_on", "last_updated_on"}

        assert run().status == Status.COMPLETE
        assert ledger() == billing.set
        assert LedgerLease.objects.get().watermark is None

    def test_works_where_nobody_says_how_many_there_are(self, billing: Billing) -> None:
        billing.counts = False

        done = run()

        assert ledger() == billing.set
        assert (done.status, done.records) == (Status.COMPLETE, None)


class TestMovingList:
    """The list changes between two pages; the walk must notice, and still end with exactly what is there."""

    def test_an_invoice_deleted_behind_the_walk(self, billing: Billing) -> None:
        def move(number: int) -> None:
            if number == 4:
                del billing.rows[0]

        billing.before = move

        assert run().status == Status.COMPLETE
        assert ledger() == billing.set

    def test_one_deleted_and_one_added_so_that_the_number_stays(self, billing: Billing) -> None:
        def move(number: int) -> None:
            if number == 4:
                billing.rows.pop(0)
                billing.rows.append(made(99))

        billing.before = move

        assert run().status == Status.COMPLETE
        assert ledger() == billing.set

    def test_the_whole_order_changed(self, billing: Billing) -> None:
        billing.ignored = True
        billing.before = lambda number: billing.rows.reverse() if number == 4 else None

        assert run().status == Status.COMPLETE
        assert ledger() == billing.set

    def test_an_invoice_changed_behind_the_walk(self, billing: Billing) -> None:
        billing.before = lambda number: changed(billing, 2) if number == 5 else None

        assert run().status == Status.COMPLETE
        assert ledger() == billing.set

    def test_invoices_put_in_at_the_front(self, billing: Billing) -> None:
        def move(number: int) -> None:
            if number == 4:
                billing.rows[:0] = [{**row, "created_on": "2026-01-01T00:00:00Z"} for row in many(3, first=100)]

        billing.before = move

        done = run()

        assert done.status == Status.COMPLETE
        assert ledger() == billing.set

    def test_a_list_that_never_keeps_still_is_no_complete_ledger(self, billing: Billing) -> None:
        def move(number: int) -> None:
            billing.rows.pop(0)
            billing.rows.append(made(100 + number))

        billing.before = move

        done = run()

        assert (done.status, done.reason) == (Status.PARTIAL, syncing.RESTLESS)

    def test_an_api_that_gives_one_page_for_ever_ends_the_walk(self, billing: Billing) -> None:
        page = json.dumps({"invoices": many(10), "pagination": {"records": 10_000}})
        billing.spoil = lambda *_: page

        done = run()

        assert (done.status, done.reason) == (Status.FAILED, syncing.ENDLESS)
        assert len(billing.asked) < 40


class TestShort:
    def test_reads_only_what_changed(self, billing: Billing) -> None:
        run()
        changed(billing, 7, due="1.000000")
        billing.rows.append(made(2000))
        billing.asked.clear()

        done = run()

        assert (done.kind, done.status, done.changed, done.added) == (Kind.SHORT, Status.COMPLETE, 1, 1)
        assert ledger() == billing.set
        assert {order for order, _, _ in billing.asked} == {"last_updated_on"}
        assert len(billing.asked) <= 4

    def test_becomes_a_full_one_when_the_numbers_differ(self, billing: Billing) -> None:
        run()
        del billing.rows[3]

        done = run()

        assert (done.kind, done.status, done.missing) == (Kind.FULL, Status.COMPLETE, 1)
        assert "the billing API has 29 invoices, the ledger 30" in done.reason
        assert ledger() == billing.set

    def test_becomes_a_full_one_where_the_order_is_refused(self, billing: Billing) -> None:
        run()
        billing.refused = {"last_updated_on"}
        changed(billing, 7)

        done = run()

        assert (done.kind, done.status) == (Kind.FULL, Status.COMPLETE)
        assert "does not sort by the last change" in done.reason
        assert ledger() == billing.set

    def test_becomes_a_full_one_where_the_order_is_not_kept(self, billing: Billing) -> None:
        run()
        billing.ignored = True
        changed(billing, 7)

        done = run()

        assert "does not keep to the order" in done.reason
        assert ledger() == billing.set

    def test_becomes_a_full_one_where_an_invoice_has_no_day_of_change(self, billing: Billing) -> None:
        run()
        billing.rows.append(made(31, last_updated_on="~ yesterday"))

        done = run()

        assert "has no last_updated_on" in done.reason
        assert ledger() == billing.set

    def test_is_not_enough_once_a_day(self, billing: Billing) -> None:
        run()
        assert needed_kind() == Kind.SHORT

        LedgerRun.objects.update(ended_at=timezone.now() - timedelta(hours=25))

        assert needed_kind() == Kind.FULL

    def test_one_that_was_interrupted_leaves_nothing_out(self, billing: Billing) -> None:
        run()
        for number in range(1, 26):
            changed(billing, number)
        billing.spoil = lambda _, offset, __: ConnectionError() if offset else None
        assert run(Kind.SHORT).status == Status.FAILED
        billing.spoil = lambda *_: None

        assert run(Kind.SHORT).status == Status.COMPLETE
        assert ledger() == billing.set


class TestGaps:
    def test_a_page_that_fails_once_is_read_at_the_end(self, billing: Billing) -> None:
        failing = {9: 3}

        def spoil(order: str, offset: int, limit: int) -> int | None:
            if order == "created_on" and failing.get(offset):
                failing[offset] -= 1
                return 500
            return None

        billing.spoil = spoil

        done = run()

        assert (done.status, done.failures) == (Status.COMPLETE, 1)
        assert ledger() == billing.set

    def test_an_invoice_that_breaks_its_page_is_singled_out(self, billing: Billing) -> None:
        billing.rows[14] = {**billing.rows[14], "id": ""}

        done = run()

        assert (done.status, len(ledger())) == (Status.PARTIAL, 29)
        assert done.reason == "Not read: invoice 15 (schema_missing)."
        assert not LedgerInvoice.objects.exclude(missing_since=None).exists()

    def test_a_page_that_fails_for_ever_is_named_and_the_rest_is_there(self, billing: Billing) -> None:
        billing.spoil = lambda _, offset, limit: 500 if offset <= 12 < offset + limit else None

        done = run()

        assert done.status == Status.PARTIAL
        assert "Not read: invoice 13 " in done.reason
        assert len(ledger()) == 29

    def test_nothing_is_marked_missing_while_something_was_not_read(self, billing: Billing) -> None:
        run()
        del billing.rows[2]
        billing.rows[14] = {**billing.rows[14], "id": ""}

        assert run(Kind.FULL).missing == 0

    def test_the_next_sync_reads_only_what_is_left(self, billing: Billing) -> None:
        whole = billing.rows[14]
        billing.rows[14] = {**whole, "id": ""}
        first = run()
        billing.rows[14] = whole
        billing.asked.clear()

        second = run()

        assert (second.pk, second.status) == (first.pk, Status.COMPLETE)
        assert ledger() == billing.set
        assert all(offset == 14 for order, offset, _ in billing.asked if order == "created_on")

    def test_a_dead_api_ends_the_run_and_the_next_one_goes_on(self, billing: Billing) -> None:
        billing.most = 2
        billing.spoil = lambda _, offset, __: 503 if offset > 8 else None
        first = run()
        billing.spoil = lambda *_: None
        asked = len(billing.asked)

        second = run()

        assert (first.status, first.pk) == (Status.FAILED, second.pk)
        assert "could not be read" in first.reason
        assert second.status == Status.COMPLETE
        assert ledger() == billing.set
        assert 0 not in [offset for order, offset, _ in billing.asked[asked:] if order == "created_on"]

    def test_a_page_too_large_is_asked_for_in_smaller_pieces(self, billing: Billing) -> None:
        billing.most = 1000
        large = json.dumps({"invoices": [], "pad": "x" * 9_000_000})
        billing.spoil = lambda order, _, limit: large if order == "created_on" and limit > 100 else None

        assert run().status == Status.COMPLETE
        assert ledger() == billing.set


class TestLease:
    def test_lets_only_one_run_at_a_time(self, billing: Billing) -> None:
        take_lease(Kind.FULL)

        with pytest.raises(AlreadyRunning):
            run()

    def test_is_taken_over_once_its_holder_is_silent(self, billing: Billing) -> None:
        take_lease(Kind.FULL)
        LedgerLease.objects.update(renewed_at=timezone.now() - timedelta(minutes=10))

        assert run().status == Status.COMPLETE

    def test_is_taken_over_at_once_from_a_process_that_is_gone(self, billing: Billing) -> None:
        holder, _ = take_lease(Kind.FULL)
        host, _, rest = holder.rsplit(":", 2)
        LedgerLease.objects.update(holder=f"{host}:99999999:{rest}")

        assert run().status == Status.COMPLETE

    def test_whoever_lost_it_keeps_nothing(self, billing: Billing) -> None:
        def rob(number: int) -> None:
            if number == 3:
                robbed.set()

        robbed = threading.Event()
        billing.before = rob

        def tell(_: LedgerRun) -> None:
            if robbed.is_set():
                LedgerLease.objects.update(holder="another:1:0")

        with pytest.raises(LeaseLost):
            sync(process_client(), tell=tell)

        assert LedgerLease.objects.get().holder == "another:1:0"
        assert len(ledger()) < 30


class TestCancelled:
    def test_ends_after_the_page_at_hand_and_goes_on_later(self, billing: Billing) -> None:
        def tell(run: LedgerRun) -> None:
            if run.read >= 10:
                LedgerRun.objects.update(cancel_asked=True)

        first = sync(process_client(), tell=tell)

        assert (first.status, len(ledger()) < 30) == (Status.CANCELLED, True)
        assert LedgerLease.objects.get().holder == ""

        second = run()

        assert (second.pk, second.status, second.cancel_asked) == (first.pk, Status.COMPLETE, False)
        assert ledger() == billing.set

    def test_is_forgotten_after_a_day(self, billing: Billing) -> None:
        def tell(_: LedgerRun) -> None:
            LedgerRun.objects.update(cancel_asked=True)

        first = sync(process_client(), tell=tell)
        LedgerRun.objects.update(started_at=timezone.now() - timedelta(hours=25))

        second = run()

        assert (first.status, second.pk > first.pk) == (Status.CANCELLED, True)
