"""`manage.py sync_ledger` and the task behind it: what they say, and how they end."""

from __future__ import annotations

import io
import logging

import pytest
from django.core.management import CommandError, call_command
from django_tasks_db.models import DBTaskResult

from invoices_ui.ledger.lease import Kind, Status, take_lease
from invoices_ui.ledger.models import LedgerInvoice, LedgerRun
from invoices_ui.management.commands import sync_ledger as command
from invoices_ui.tasks import NotAllRead, sync_ledger
from tests.invoices_ui.ledger_sync.billing import Billing

pytestmark = pytest.mark.django_db


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def synced(*options: str, screen: io.StringIO | None = None) -> str:
    screen = screen or io.StringIO()
    call_command("sync_ledger", *options, stdout=screen)
    return screen.getvalue()


@pytest.fixture(autouse=True)
def _each_step_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "REDRAW_SECONDS", 0.0)
    monkeypatch.setattr(command, "LINE_SECONDS", 0.0)


class TestCommand:
    def test_draws_a_bar_over_itself_on_a_terminal(self, billing: Billing) -> None:
        steps = synced(screen=Terminal()).split("\r")

        assert any(step.startswith("[########................] 10 of 30 invoices") for step in steps)
        assert steps[-1].startswith("[########################] 30 of 30 invoices")
        assert "complete in" in steps[-1].splitlines()[-1]

    def test_silences_the_log_while_it_lasts(self, billing: Billing, caplog: pytest.LogCaptureFixture) -> None:
        log = logging.getLogger("dashboard")
        with caplog.at_level(logging.INFO, logger="dashboard"):
            synced()
            assert log.level == logging.INFO

        assert caplog.records == []

    def test_writes_lines_elsewhere(self, billing: Billing) -> None:
        said = synced()

        assert "\r" not in said
        assert "10 of 30 invoices" in said
        assert said.splitlines()[-1].endswith("30 invoices, 30 new, 0 changed, 0 no longer there.")

    def test_reads_only_what_is_needed_unless_told_otherwise(self, billing: Billing) -> None:
        synced()
        assert synced().splitlines()[-1].startswith("Short sync complete")
        assert synced("--full").splitlines()[-1].startswith("Full sync complete")

    def test_fails_with_what_was_not_read(self, billing: Billing) -> None:
        billing.rows[4] = {**billing.rows[4], "id": ""}

        with pytest.raises(CommandError, match=r"^Partial: Not read: invoice 5 \(schema_missing\)\.$") as failed:
            synced()

        assert failed.value.returncode == 1
        assert LedgerInvoice.objects.count() == 29

    def test_fails_where_the_api_is_not_to_be_read(self, billing: Billing) -> None:
        billing.spoil = lambda *_: 403

        with pytest.raises(CommandError, match="could not be read: upstream_forbidden"):
            synced()

    def test_refuses_a_second_sync(self, billing: Billing) -> None:
        take_lease(Kind.FULL)

        with pytest.raises(CommandError, match="Another sync goes on since"):
            synced()

        assert billing.asked == []

    def test_can_leave_it_to_a_worker(self, billing: Billing) -> None:
        said = synced("--full", "--enqueue")

        waiting = DBTaskResult.objects.get()
        assert str(waiting.id) in said
        assert waiting.args_kwargs["kwargs"] == {"kind": "full"}
        assert billing.asked == []


class TestTask:
    def test_tells_what_became_of_it(self, billing: Billing) -> None:
        told = sync_ledger.call()

        assert (told["status"], told["records"], told["added"]) == (Status.COMPLETE, 30, 30)

    def test_has_nothing_to_do_while_another_goes_on(self, billing: Billing) -> None:
        take_lease(Kind.FULL)

        assert sync_ledger.call() == {"already_running": True}
        assert LedgerRun.objects.count() == 1

    def test_failed_where_not_all_was_read(self, billing: Billing) -> None:
        billing.spoil = lambda *_: 403

        with pytest.raises(NotAllRead, match="upstream_forbidden"):
            sync_ledger.call()

    def test_cancelled_is_no_failure(self, billing: Billing) -> None:
        def cancel(number: int) -> None:
            if number == 1:
                LedgerRun.objects.update(cancel_asked=True)

        billing.before = cancel

        assert sync_ledger.call(kind="full")["status"] == Status.CANCELLED
