"""The page of secrets that are held in more than one place."""

from __future__ import annotations

import html
import re

import pytest
import responses
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains

from dashboard import upstream
from integrations_ui.models import SecretSighting
from tests.builders import CLIENT_SECRET, CONNECTION_UUID, SECRETS, Json, connection_json, page_of
from tests.conftest import BASE_URL

CONNECTIONS = f"{BASE_URL}/api/v2/integration-connections"
SHARED = "/integrations/shared-credentials/"


def connections(*rows: Json, records: int | None = None, offset: int = 0) -> Json:
    return page_of(*rows, key="integration_connection", limit=100, records=records, offset=offset)


def other(**changes: object) -> Json:
    own = {"client_secret": "s-2", "access_token": "a-2", "refresh_token": "r-2"}
    return connection_json(**({"uuid": "other", "remote_instance_name": "Quarry <Works>"} | own | changes))


def text_of(content: bytes) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", content.decode())))


class TestSharedCredentials:
    def test_name_each_place(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(CONNECTIONS, json=connections(connection_json(), other(access_token=CLIENT_SECRET)))

        response = administrator.get(SHARED)

        told = text_of(response.content)
        assert "1 of 6 secrets of 2 connections" in told
        assert "2 places, 2 connections" in told
        assert "Harbour Lane Trading Client secret Xero Active" in told
        assert "Quarry <Works> Access token" in told
        assertContains(response, upstream.sealer().seal(CLIENT_SECRET).fingerprint)
        for uuid in (CONNECTION_UUID, "other"):
            assertContains(response, f'href="/integrations/{uuid}/"')
            assertContains(response, f'href="/integrations/{uuid}/check/"')

    def test_are_found_within_one_connection(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(CONNECTIONS, json=connections(connection_json(refresh_token=CLIENT_SECRET)))

        assert "2 places, 1 connection " in text_of(administrator.get(SHARED).content)

    def test_are_a_quiet_page_where_there_are_none(
        self, administrator: Client, exsited: responses.RequestsMock
    ) -> None:
        exsited.get(CONNECTIONS, json=connections(connection_json(), other()))

        response = administrator.get(SHARED)

        assertContains(response, "No secret is shared")
        assertContains(response, "All 6 secrets of 2 connections differ.")

    def test_are_not_denied_where_nothing_is_held(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        bare = {"client_secret": "", "access_token": "", "refresh_token": ""}
        exsited.get(CONNECTIONS, json=connections(connection_json(**bare)))

        assertContains(administrator.get(SHARED), "No secrets")

    def test_are_not_denied_on_half_a_list(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(CONNECTIONS, json=connections(connection_json(), records=900))

        response = administrator.get(SHARED)

        assertContains(response, "could not be read whole")
        assertContains(response, "None met")
        assertNotContains(response, "No secret is shared")

    def test_walk_the_whole_list(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        many = [
            connection_json(uuid=f"c-{n}", client_secret=f"s{n}", access_token="", refresh_token="") for n in range(100)
        ]
        exsited.get(CONNECTIONS, json=connections(*many, records=101))
        exsited.get(CONNECTIONS, json=connections(other(client_secret="s0"), records=101, offset=100))

        assert "2 places, 2 connections" in text_of(administrator.get(SHARED).content)

    def test_show_no_secret_and_note_what_was_seen(
        self, administrator: Client, exsited: responses.RequestsMock
    ) -> None:
        exsited.get(CONNECTIONS, json=connections(connection_json(), other(client_secret=CLIENT_SECRET)))

        page = administrator.get(SHARED).content.decode()

        assert not [secret for secret in SECRETS if secret in page]
        assert SecretSighting.objects.count() == 6

    def test_have_no_link_for_an_odd_uuid(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(CONNECTIONS, json=connections(connection_json(), other(uuid="../x", client_secret=CLIENT_SECRET)))

        assertNotContains(administrator.get(SHARED), 'href="/integrations/..')

    def test_fail_as_a_page(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(CONNECTIONS, status=500, json={})

        response = administrator.get(SHARED)

        assertContains(response, "The billing API is failing", status_code=502)
        assertNotContains(response, "No secret is shared", status_code=502)

    @pytest.mark.parametrize("role", ["support", "finance", "nobody"])
    def test_are_for_administrators(
        self, request: pytest.FixtureRequest, exsited: responses.RequestsMock, role: str
    ) -> None:
        client: Client = request.getfixturevalue(role)

        assert client.get(SHARED).status_code == 403
        assert len(exsited.calls) == 0

    def test_only_read(self, administrator: Client) -> None:
        assert administrator.post(SHARED).status_code == 405
