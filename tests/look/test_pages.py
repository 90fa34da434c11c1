"""The pages that are part of the look, through the real settings."""

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from dashboard.component_sheet import problem


class TestComponentSheet:
    def test_shows_every_component_to_an_administrator(self, administrator: Client) -> None:
        response = administrator.get(reverse("component_sheet"))

        assert response.status_code == 200

    def test_is_not_for_everyone(self, support: Client) -> None:
        assert support.get(reverse("component_sheet")).status_code == 403


class TestErrorPage:
    def test_without_a_request_has_no_shell(self) -> None:
        shown = render_to_string("dashboard/error.html", {"problem": problem(500)})

        assert "7f3a91c4" in shown
        assert 'class="side"' not in shown


@pytest.mark.django_db
class TestLogin:
    def test_ties_the_failure_to_the_fields(self, client: Client) -> None:
        response = client.post(reverse("login"), {"username": "nobody", "password": "wrong"})
        shown = response.content.decode()

        assert 'id="sign-in-error"' in shown
        assert shown.count('aria-describedby="sign-in-error"') == 2

    def test_never_gives_the_password_back(self, client: Client) -> None:
        response = client.post(reverse("login"), {"username": "nobody", "password": "wrong-but-mine"})

        assert "wrong-but-mine" not in response.content.decode()
