"""The pages over real HTTP: the sandbox answers as Exsited does, and as it does when something is wrong."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from pytest_django.asserts import assertContains

from dashboard.exsited import ExsitedError
from tests.sandbox_process import SandboxProcess

pytestmark = pytest.mark.sandbox


def ids_on(page: bytes) -> list[str]:
    return list(dict.fromkeys(re.findall(r'href="/invoices/([^/"?]+)/[?"]', page.decode())))


@pytest.fixture
def noted(on_sandbox: SandboxProcess) -> tuple[str, str, str]:
    """An invoice, its note and that note's file."""
    with on_sandbox.sign_in() as api:
        for invoice in api.json("/api/v3/invoices", limit=100)["invoices"]:
            for note in api.json(f"/api/v3/invoices/{invoice['id']}/notes")["invoice"]["notes"]:
                if note["files"]:
                    return invoice["id"], note["uuid"], note["files"][0]["uuid"]
    raise LookupError("the sandbox has no note with a file")


class TestEveryPage:
    def test_opens(self, support: Client, noted: tuple[str, str, str]) -> None:
        invoice, note, file = noted
        base = f"/invoices/{invoice}/"

        pages = [base, f"{base}information/", f"{base}pdf/", f"{base}notes/", f"{base}notes/{note}/"]
        pages += [f"{base}notes/{note}/files/", f"{base}notes/{note}/files/{file}/"]

        assert {page: support.get(page).status_code for page in pages} == dict.fromkeys(pages, 200)

    def test_leads_from_invoice_to_order_to_account_and_back(
        self, support: Client, noted: tuple[str, str, str]
    ) -> None:
        page = support.get(f"/invoices/{noted[0]}/").content.decode()
        for kind in ("orders", "accounts"):
            links = re.findall(rf'href="(/{kind}/[^"]+/invoices/)"', page)
            assertContains(support.get(f"{links[0]}?per_page=100"), f'href="/invoices/{noted[0]}/?from=')


class TestSorting:
    @pytest.mark.parametrize("field", ["id", "account_id", "order_id", "issue_date", "due_date", "total", "due"])
    def test_is_of_the_whole_set(self, support: Client, on_sandbox: SandboxProcess, field: str) -> None:
        up, down = (support.get(f"/invoices/?sort={sign}{field}").content for sign in ("", "-"))

        assert b"Not sorted" not in up + down
        assert not set(ids_on(up)) & set(ids_on(down))


class TestPdf:
    def test_comes_whole(self, support: Client, noted: tuple[str, str, str]) -> None:
        response = support.get(f"/invoices/{noted[0]}/pdf/file/")

        content = b"".join(response)
        assert content.startswith(b"%PDF-")
        assert len(content) == int(response.headers["Content-Length"])

    def test_one_that_is_cut_breaks_off(
        self, support: Client, on_sandbox: SandboxProcess, noted: tuple[str, str, str]
    ) -> None:
        on_sandbox.arm(path=f"/api/v3/invoices/{noted[0]}/pdf", kind="truncate")
        response = support.get(f"/invoices/{noted[0]}/pdf/file/")

        if response.streaming:
            with pytest.raises(ExsitedError):
                b"".join(response)
        else:
            assert response.status_code == 502


class TestDownload:
    def test_comes_under_a_safe_name(self, support: Client, noted: tuple[str, str, str]) -> None:
        invoice, note, file = noted

        response = support.get(f"/invoices/{invoice}/notes/{note}/files/{file}/download/")

        assert response.content
        assert response.headers["Content-Disposition"].startswith("attachment; filename=")


class TestSearch:
    def test_finds_an_invoice_in_a_mail(self, support: Client, noted: tuple[str, str, str]) -> None:
        response = support.get("/search/", {"q": f"Please look at {noted[0]}, thank you"})

        assert response.headers["Location"] == f"/invoices/{noted[0]}/"

    def test_finds_nothing_where_nothing_is(self, support: Client, on_sandbox: SandboxProcess) -> None:
        assertContains(support.get("/search/?q=wombats"), "Nothing found")
