"""Saved views: whose they are, what may be kept, and that only their owner changes them."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains

from invoices_ui.models import SavedView

LIST = "/finance/invoices/?state=open&sort=-due"


def save(client: Client, name: str = "Overdue", address: str = LIST, role: str = "") -> int:
    return client.post("/views/save/", {"name": name, "address": address, "role": role}).status_code


@pytest.mark.django_db
class TestSaving:
    def test_keeps_the_list_and_not_its_page(self, finance: Client) -> None:
        assert save(finance, address=f"{LIST}&after=abc&page=3&format=csv&column=due") == 302

        assert SavedView.objects.get().address == f"{LIST}&column=due"
        assertContains(
            finance.get("/finance/invoices/"), 'href="/finance/invoices/?state=open&amp;sort=-due&amp;column=due"'
        )

    def test_the_same_name_is_the_same_view(self, finance: Client) -> None:
        save(finance)
        save(finance, address="/invoices/?currency=")

        assert SavedView.objects.get().address == "/invoices/?currency="

    @pytest.mark.parametrize(
        ("address", "kept"),
        [
            ("/finance/invoices/?per_page=10&q=acme", "/finance/invoices/?q=acme"),
            ("/finance/invoices/?per_page=51", "/finance/invoices/?per_page=100"),
            ("/invoices/?per_page=50&per_page=9", "/invoices/"),
            ("/invoices/?sort=-wombat&column=due&column=wombat&wombat=1", "/invoices/?column=due"),
            ("/finance/ageing/?per_page=999", "/finance/ageing/?per_page=100"),
        ],
    )
    def test_holds_only_what_the_page_makes_something_of(self, finance: Client, address: str, kept: str) -> None:
        save(finance, address=address)

        assert SavedView.objects.get().address == kept

    def test_is_not_made_of_a_wrong_filter(self, finance: Client) -> None:
        told = {"name": "Overdue", "address": "/finance/invoices/?due_from=lots", "role": ""}

        assertContains(finance.post("/views/save/", told), "One of the filters is wrong", status_code=400)
        assert not SavedView.objects.exists()

    @pytest.mark.parametrize(
        "address",
        [
            "https://evil.example/finance/",
            "//evil.example/finance/",
            "//[x",
            "http://[",
            "/\\evil.example/",
            "javascript:alert(1)",
            "/nowhere/",
            "/logout/",
            "/integrations/",
            "/invoices/INV-1/",
            "finance/",
            "/finance/invoices/?q=\nx",
            "/invoices/?q=eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U",
            "",
        ],
    )
    def test_takes_no_other_address_and_no_secret(self, finance: Client, address: str) -> None:
        assert save(finance, address=address) == 400
        assert not SavedView.objects.exists()

    def test_takes_no_secret_as_a_name(self, finance: Client) -> None:
        assert save(finance, name="sk4hT9vQ2mXw7RzL1pBn8KdY") == 400

    def test_is_shared_with_a_role_of_ones_own_only(self, finance: Client) -> None:
        assert save(finance, role="Administrators") == 400
        assert save(finance, role="Finance") == 302


@pytest.mark.django_db
class TestOpening:
    def test_a_view_of_ones_own_is_nobody_elses(self, finance: Client, support: Client) -> None:
        save(finance, name="Mine alone")

        assertContains(finance.get("/views/"), "Mine alone")
        assertNotContains(support.get("/views/"), "Mine alone")

    def test_a_shared_view_is_seen_by_its_role_and_says_whose_it_is(self, finance: Client, support: Client) -> None:
        save(finance, name="Ours", role="Finance")
        colleague = User.objects.create_user("flo")
        colleague.groups.set(User.objects.get(username="fay").groups.all())
        other = Client()
        other.force_login(colleague)

        assertContains(other.get("/views/"), "by fay")
        assertNotContains(other.get("/views/"), "Rename")
        assertNotContains(support.get("/views/"), "Ours")


@pytest.mark.django_db
class TestChanging:
    def test_an_owner_renames_and_deletes(self, finance: Client) -> None:
        save(finance)
        view = SavedView.objects.get()

        finance.post(f"/views/{view.pk}/rename/", {"name": "Late"})
        assertContains(finance.get("/views/"), "Late")
        finance.post(f"/views/{view.pk}/delete/")
        assertContains(finance.get("/views/"), "No saved views")

    @pytest.mark.parametrize("name", ["", " ", "x" * 81, "a\nb", "Other", "sk4hT9vQ2mXw7RzL1pBn8KdY"])
    def test_a_name_has_to_do(self, finance: Client, name: str) -> None:
        save(finance, name="Other")
        save(finance, name="Late")
        view = SavedView.objects.get(name="Late")

        assert finance.post(f"/views/{view.pk}/rename/", {"name": name}).status_code == 400
        assert SavedView.objects.filter(name="Late").exists()

    @pytest.mark.parametrize("what", ["rename", "delete"])
    def test_nobody_else_changes_it(self, finance: Client, support: Client, what: str) -> None:
        save(finance)
        view = SavedView.objects.get()

        assert support.post(f"/views/{view.pk}/{what}/", {"name": "Theirs"}).status_code == 404
        assert SavedView.objects.get().name == "Overdue"

    def test_nothing_changes_by_a_visit(self, finance: Client) -> None:
        save(finance)
        view = SavedView.objects.get()

        assert finance.get(f"/views/{view.pk}/delete/").status_code == 405
        assert finance.get("/views/save/").status_code == 405
