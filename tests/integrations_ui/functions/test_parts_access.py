"""Who may open the pages below a connection."""

from __future__ import annotations

import pytest
import responses
from django.test import Client

from tests.integrations_ui.places import PAGES


class TestAccess:
    @pytest.mark.parametrize("page", PAGES)
    @pytest.mark.parametrize("role", ["support", "finance", "nobody"])
    def test_is_refused_to_other_roles(
        self, request: pytest.FixtureRequest, exsited: responses.RequestsMock, role: str, page: str
    ) -> None:
        client: Client = request.getfixturevalue(role)

        assert client.get(page).status_code == 403
        assert len(exsited.calls) == 0

    @pytest.mark.parametrize("page", PAGES)
    def test_asks_who_is_signed_out_to_sign_in(
        self, client: Client, db: None, exsited: responses.RequestsMock, page: str
    ) -> None:
        response = client.get(page)

        assert response.status_code == 302
        assert response.headers["Location"].startswith("/login/?next=")

    @pytest.mark.parametrize("page", PAGES)
    def test_nothing_can_be_sent_to_it(self, administrator: Client, exsited: responses.RequestsMock, page: str) -> None:
        assert administrator.post(page).status_code == 405
