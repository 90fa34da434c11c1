"""What one sees when the billing API is slow or fails: a late card, a failed card, a page that says what happened."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import violations
from tests.browser.records import Records
from tests.browser.watch import Watch, nothing
from tests.console_process import ConsoleProcess
from tests.sandbox_process import SandboxProcess

pytestmark = pytest.mark.browser

LATE_MS = 3000
# The faults are answers that cannot be read: for an API that is down, pages show what they read before.


def notes_path(records: Records) -> str:
    return f"/api/v3/invoices/{records.invoice}/notes"


class TestLatePanel:
    def test_shows_its_place_first_and_then_arrives_by_itself(
        self, page: Page, watch: Watch, records: Records, faulty: SandboxProcess
    ) -> None:
        faulty.arm(path=notes_path(records), latency_ms=LATE_MS, times=2)
        page.goto(f"/invoices/{records.invoice}/", wait_until="commit")
        panel = page.locator("#panel-notes")

        expect(panel).to_contain_text("Still loading")
        expect(page.locator("h1")).to_have_text(records.invoice)
        expect(panel).not_to_contain_text("Still loading")
        expect(panel.get_by_role("link", name="All notes")).to_be_visible()
        assert page.url.endswith(f"/invoices/{records.invoice}/")
        nothing(watch.complaints)


class TestFailedPanel:
    def test_loses_nothing_else_of_the_page(
        self, page: Page, watch: Watch, records: Records, faulty: SandboxProcess
    ) -> None:
        faulty.arm(path=notes_path(records), kind="malformed_json")
        answer = page.goto(f"/invoices/{records.invoice}/")
        assert answer
        card = page.locator("#panel-notes")

        assert answer.status == 200
        expect(card).to_contain_text("Not loaded")
        expect(card).to_contain_text("The billing API sent an answer that could not be read.")
        expect(card).to_contain_text("Reference")
        expect(page.locator("#lines tbody tr").first).to_be_visible()
        nothing(violations(page))
        nothing(watch.complaints)

    def test_trying_again_brings_it_back_without_a_new_page(
        self, page: Page, records: Records, faulty: SandboxProcess
    ) -> None:
        faulty.arm(path=notes_path(records), kind="malformed_json")
        page.goto(f"/invoices/{records.invoice}/")
        page.evaluate("document.querySelector('h1').dataset.kept = 'yes'")
        faulty.clear_faults()
        page.locator("#panel-notes").get_by_role("link", name="Try again").click()

        expect(page.locator("#panel-notes").get_by_role("link", name="All notes")).to_be_visible()
        expect(page.locator("h1[data-kept]")).to_have_count(1)


class TestDeadPage:
    @pytest.mark.parametrize(
        ("address", "path"),
        [("/invoices/", "/api/v3/invoices"), ("/integrations/", "/api/v2/integration-connections")],
    )
    def test_says_what_failed_under_a_reference_that_the_log_knows(
        self, page: Page, watch: Watch, faulty: SandboxProcess, console: ConsoleProcess, address: str, path: str
    ) -> None:
        faulty.arm(path=path, kind="malformed_json")
        answer = page.goto(address)
        assert answer
        reference = page.locator(".trace [data-copy]").get_attribute("data-copy")
        assert reference

        assert answer.status == 502
        expect(page.locator("h1")).to_have_text("Unexpected answer")
        expect(page.get_by_role("navigation", name="Main")).to_be_visible()
        told = [line for line in console.log_lines_of(reference) if line["event"] == "problem"]
        assert [(line["fault"], line["endpoint"], line["answer"]) for line in told] == [("bad_json", path, 502)]
        nothing(violations(page))
        nothing(watch.complaints)

    def test_a_table_that_fails_while_it_is_used_says_so_in_its_place(
        self, page: Page, watch: Watch, faulty: SandboxProcess
    ) -> None:
        page.goto("/invoices/")
        faulty.arm(path="/api/v3/invoices", kind="malformed_json")
        page.locator("#invoice-table").get_by_role("link", name="Next").click()

        expect(page.locator("main")).to_contain_text("Unexpected answer")
        expect(page.locator("h1")).to_have_text("Invoices")
        # htmx itself writes each answer with an error status to the console.
        nothing([told for told in watch.complaints if "Response Status Error Code 502" not in told])
        faulty.clear_faults()
        page.get_by_role("link", name="Try again").click()
        expect(page.locator("#invoice-table tbody tr")).to_have_count(20)
