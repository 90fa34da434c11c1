"""The page of the ledger: what it tells at each stage of a sync, and what can be asked of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pytest_django.asserts import assertContains, assertNotContains

from dashboard.upstream import process_client
from invoices_ui.ledger.lease import Kind, Status, take_lease
from invoices_ui.ledger.models import LedgerInvoice, LedgerLease, LedgerRun
from invoices_ui.ledger_sync.sync import sync
from invoices_ui.tasks import sync_ledger
from tests.invoices_ui.ledger_sync.billing import Billing
from tests.sandbox_process import SandboxProcess

pytestmark = pytest.mark.django_db

PAGE = "/finance/ledger/"
SYNC = f"{PAGE}sync/"
CANCEL = f"{PAGE}cancel/"
POLLS = 'hx-trigger="every 2s"'
FRAGMENT = {"HX-Request": "true", "HX-Target": "ledger-now"}


def work() -> None:
    """What a worker does with all that is on the queue."""
    for waiting in DBTaskResult.objects.ready():
        waiting.claim("tests")
        waiting.set_successful(waiting.task.call(**waiting.args_kwargs["kwargs"]))


def pressed(client: Client, address: str, **form: str) -> HttpResponse:
    return client.post(address, form, follow=True)  # type: ignore[return-value]


class TestEmpty:
    def test_invites_to_the_first_sync(self, finance: Client) -> None:
        page = finance.get(PAGE)

        assertContains(page, "Nothing has been read yet.")
        assertContains(page, "Sync now")
        assertNotContains(page, "Read everything again")
        assertNotContains(page, POLLS)

    def test_offers_no_button_to_who_may_not_press_it(self, administrator: Client) -> None:
        page = administrator.get(PAGE)

        assertContains(page, "Finance may begin and cancel a sync.")
        assertNotContains(page, "Sync now")


class TestAsking:
    @pytest.mark.sandbox
    @pytest.mark.usefixtures("on_sandbox")
    def test_leads_to_a_whole_ledger(self, finance: Client, sandbox: SandboxProcess) -> None:
        asked = pressed(finance, SYNC, kind="needed")
        assertContains(asked, "A worker begins it in a moment.")
        assertContains(asked, POLLS)

        work()

        page = finance.get(PAGE)
        assertContains(page, "500 invoices")
        assertContains(page, 'data-told="Last sync: complete"')
        assertNotContains(page, POLLS)
        assert LedgerInvoice.objects.count() == 500

    def test_again_while_one_waits_puts_no_other_there(self, finance: Client) -> None:
        pressed(finance, SYNC)

        assertContains(pressed(finance, SYNC), "Already asked for")
        assert DBTaskResult.objects.count() == 1

    def test_again_while_one_goes_on_begins_no_other(self, finance: Client) -> None:
        take_lease(Kind.FULL)

        assertContains(pressed(finance, SYNC, kind="full"), "One sync goes on at a time")
        assert DBTaskResult.objects.count() == 0

    def test_for_everything_reads_everything(self, finance: Client, billing: Billing) -> None:
        sync(process_client())

        pressed(finance, SYNC, kind="full")
        work()

        assert [run.kind for run in LedgerRun.objects.all()] == [Kind.FULL, Kind.FULL]

    def test_short_is_enough_otherwise(self, finance: Client, billing: Billing) -> None:
        sync(process_client())

        pressed(finance, SYNC, kind="needed")
        work()

        assert [run.kind for run in LedgerRun.objects.all()] == [Kind.SHORT, Kind.FULL]

    def test_without_the_token_of_the_form_does_nothing(self, finance: Client) -> None:
        strict = Client(enforce_csrf_checks=True)
        strict.cookies = finance.cookies

        assert strict.post(SYNC).status_code == 403
        assert DBTaskResult.objects.count() == 0

    @pytest.mark.parametrize("address", [SYNC, CANCEL])
    def test_by_a_link_does_nothing(self, finance: Client, address: str) -> None:
        assert finance.get(address).status_code == 405


class TestProgress:
    def test_is_told_after_each_page(self, finance: Client, billing: Billing) -> None:
        told = []

        def look(run: LedgerRun) -> None:
            page = finance.get(PAGE, headers=FRAGMENT).content.decode()
            assert POLLS in page
            assert f"{run.read:,} of 30 invoices" in page or run.records is None
            told.append(page.partition('data-told="')[2].partition('"')[0])

        sync(process_client(), tell=look)

        assert told[0] == "A sync goes on"
        assert "A sync goes on: 30 percent" in told
        assert told[-1] == "A sync goes on: 100 percent"

    def test_ends_with_the_list_of_runs_brought_along(self, finance: Client, billing: Billing) -> None:
        sync(process_client())

        fragment = finance.get(PAGE, headers=FRAGMENT)

        assertNotContains(fragment, POLLS)
        assertNotContains(fragment, "<html")
        assertContains(fragment, 'id="ledger-history" hx-swap-oob="true"')

    def test_says_when_nothing_was_kept_for_long(self, finance: Client) -> None:
        take_lease(Kind.FULL)

        with time_machine.travel(timezone.now() + timedelta(seconds=90)):
            assertContains(finance.get(PAGE), "Nothing was kept for 2 min.")


class TestCancelling:
    def test_ends_the_sync_and_the_next_goes_on(self, finance: Client, billing: Billing) -> None:
        answers: list[HttpResponse] = []

        def cancel(run: LedgerRun) -> None:
            if run.read and not answers:
                answers.append(pressed(finance, CANCEL))

        done = sync(process_client(), tell=cancel)

        assert done.status == Status.CANCELLED
        assert 0 < LedgerInvoice.objects.count() < 30
        assertContains(answers[0], "It ends after the page at hand.")
        assertContains(finance.get(PAGE), "The next one goes on where the last one stopped.")

        pressed(finance, SYNC)
        work()
        assert LedgerInvoice.objects.count() == 30
        assert LedgerRun.objects.count() == 1

    def test_takes_what_waits_off_the_queue(self, finance: Client) -> None:
        pressed(finance, SYNC)

        assertContains(pressed(finance, CANCEL), "Withdrawn")
        assert DBTaskResult.objects.count() == 0

    def test_nothing_is_said_to_be_nothing(self, finance: Client) -> None:
        assertContains(pressed(finance, CANCEL), "Nothing to cancel")


class TestNoWorker:
    def test_is_told_with_the_command_that_starts_one(self, finance: Client) -> None:
        pressed(finance, SYNC)

        with time_machine.travel(timezone.now() + timedelta(seconds=40)):
            page = finance.get(PAGE)

        assertContains(page, "no worker has taken it for 40 s")
        assertContains(page, "python manage.py db_worker")
        assertContains(page, POLLS)

    def test_is_not_watched_for_ever(self, finance: Client) -> None:
        """Or a page left open would keep its session alive."""
        sync_ledger.enqueue()

        with time_machine.travel(timezone.now() + timedelta(minutes=3)):
            assertNotContains(finance.get(PAGE), POLLS)

    def test_but_a_busy_one_is_told_apart(self, finance: Client) -> None:
        sync_ledger.enqueue()
        DBTaskResult.objects.get().claim("somebody")
        sync_ledger.enqueue()

        with time_machine.travel(timezone.now() + timedelta(seconds=40)):
            assertContains(finance.get(PAGE), "A worker may be at another task")


class TestInterrupted:
    def test_is_told_and_the_next_goes_on(self, finance: Client, billing: Billing) -> None:
        """As after the end of the machine: the run says that it goes on, and its process is no more."""
        take_lease(Kind.FULL)
        LedgerLease.objects.update(holder="elsewhere:1:0", renewed_at=timezone.now() - timedelta(hours=1))

        page = finance.get(PAGE)
        assertContains(page, "was interrupted")
        assertContains(page, "Sync now")
        assertNotContains(page, POLLS)

        pressed(finance, SYNC)
        work()
        assertContains(finance.get(PAGE), "30 invoices")
        assert LedgerRun.objects.get().status == Status.COMPLETE


class TestFailure:
    def test_names_the_range_and_the_reason(self, finance: Client, billing: Billing) -> None:
        billing.rows[4] = {**billing.rows[4], "id": ""}

        sync(process_client())

        page = finance.get(PAGE)
        assertContains(page, "Last failure")
        assertContains(page, "Invoice 5")
        assertContains(page, "The answer could not be read")
        assertContains(page, "29 of 30 invoices")

    def test_of_all_is_told_with_what_was_said(self, finance: Client, billing: Billing) -> None:
        billing.spoil = lambda *_: 403

        sync(process_client())

        assertContains(finance.get(PAGE), "The billing API could not be read: upstream_forbidden.")

    def test_is_history_once_a_sync_was_complete(self, finance: Client, billing: Billing) -> None:
        billing.spoil = lambda *_: 403
        sync(process_client())
        billing.spoil = lambda *_: None
        LedgerRun.objects.update(started_at=timezone.now() - timedelta(days=2))

        sync(process_client())

        page = finance.get(PAGE)
        assertNotContains(page, "Last failure")
        assertContains(page, "upstream_forbidden")


class TestNumbers:
    def test_count_what_is_gone_and_what_is_malformed(self, finance: Client, billing: Billing) -> None:
        billing.rows[3]["total"] = "a lot"
        sync(process_client())
        del billing.rows[7]
        sync(process_client(), kind=Kind.FULL)

        facts = finance.get(PAGE).content.decode()

        held = facts.partition('id="ledger-held"')[2]
        assert "29 invoices" in held
        assert [part.split()[0] for part in held.split("<dd>")[3:5]] == ["1", "1"]

    def test_of_any_told_word_change_nothing(self, finance: Client) -> None:
        assertNotContains(finance.get(f"{PAGE}?told=%3Cscript%3E"), "script%3E")
        assert finance.get(f"{PAGE}?told=nobody").status_code == 200
