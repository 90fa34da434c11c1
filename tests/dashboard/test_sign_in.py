from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from pytest_django.asserts import assertContains, assertRedirects

PASSWORD = "a long enough password"


class TestSignIn:
    def test_shows_the_form_to_anyone(self, client: Client, db: None) -> None:
        response = client.get("/login/")

        assertContains(response, 'name="username"')
        assertContains(response, 'name="password"')

    def test_lets_in_and_goes_where_the_person_wanted(self, support: Client) -> None:
        response = Client().post("/login/", {"username": "sam", "password": PASSWORD, "next": "/components/"})

        assertRedirects(response, "/components/", fetch_redirect_response=False)

    def test_never_goes_to_another_site(self, support: Client) -> None:
        response = Client().post("/login/", {"username": "sam", "password": PASSWORD, "next": "//evil.example/"})

        assertRedirects(response, "/", fetch_redirect_response=False)

    def test_says_the_same_of_a_wrong_name_and_a_wrong_password(self, support: Client) -> None:
        wrong_password = Client().post("/login/", {"username": "sam", "password": "wrong"})
        wrong_name = Client().post("/login/", {"username": "nobody", "password": "wrong"})

        for response in (wrong_password, wrong_name):
            assertContains(response, "Name or password is wrong.")

    def test_wants_a_token_with_the_form(self, support: Client) -> None:
        careful = Client(enforce_csrf_checks=True)

        response = careful.post("/login/", {"username": "sam", "password": PASSWORD})

        assertContains(response, "not sent from a page of this session", status_code=403)


class TestSignedOut:
    @pytest.mark.parametrize("path", ["/", "/invoices/", "/integrations/", "/search/?q=INV-1", "/components/"])
    def test_is_sent_to_sign_in(self, client: Client, db: None, path: str) -> None:
        response = client.get(path)

        assert response.status_code == 302
        assert response.headers["Location"].startswith("/login/?next=/")

    def test_a_fragment_takes_the_whole_page_there(self, client: Client, db: None) -> None:
        response = client.get("/invoices/", headers={"HX-Request": "true", "HX-Target": "invoice-table"})

        assert response.status_code == 200
        assert response.headers["HX-Redirect"].startswith("/login/?next=/invoices/")
        assert response.content == b""

    @pytest.mark.parametrize(
        ("sender", "back"),
        [
            ("http://testserver/invoices/?page=2", "/invoices/%3Fpage%3D2"),
            ("https://evil.example/invoices/", "/"),
            ("//evil.example/", "/"),
            ("", "/"),
        ],
    )
    @pytest.mark.parametrize("path", ["/search/", "/search/typed/", "/finance/ledger/sync/"])
    def test_what_is_sent_leads_by_the_sign_in_back_to_its_page(
        self, db: None, path: str, sender: str, back: str
    ) -> None:
        """The form's key ended with the session, so that the form is not what is too old."""
        careful = Client(enforce_csrf_checks=True)

        response = careful.post(path, {"q": "wombat"}, headers={"Referer": sender})
        fragment = careful.post(path, {"q": "wombat"}, headers={"Referer": sender, "HX-Request": "true"})

        assert response.headers["Location"] == f"/login/?next={back}"
        assert fragment.headers["HX-Redirect"] == f"/login/?next={back}"

    def test_signing_out_ends_the_session(self, support: Client) -> None:
        response = support.post("/logout/")

        assertRedirects(response, "/login/", fetch_redirect_response=False)
        assert support.get("/").status_code == 302

    def test_signing_out_is_never_a_link(self, support: Client) -> None:
        assert support.get("/logout/").status_code == 405


class TestSessionEnd:
    def test_after_half_an_hour_without_a_click(self, support: Client) -> None:
        with time_machine.travel(timezone.now() + timedelta(minutes=31)):
            assert support.get("/components/").status_code == 302

    def test_after_twelve_hours_whatever_was_clicked(self, support: Client) -> None:
        start = timezone.now()
        statuses = []
        for minutes in range(25, 12 * 60 + 26, 25):
            with time_machine.travel(start + timedelta(minutes=minutes)):
                statuses.append(support.get("/components/").status_code)

        assert statuses[0] == 403
        assert statuses[-1] == 302
        assert statuses.index(302) == len(statuses) - 1
