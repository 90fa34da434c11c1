"""One connection: its facts and secrets, and three panels that fail or come late by themselves."""

from __future__ import annotations

import base64
import json
import re

import pytest
import responses
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains
from responses.matchers import query_param_matcher

from dashboard import upstream
from tests.builders import (
    AUTOMATION_UUID,
    CLIENT_SECRET,
    CONNECTION_UUID,
    FUNCTION_UUID,
    SECRETS,
    Json,
    automation_json,
    configuration_json,
    connection_json,
    page_of,
    partner_function_json,
)
from tests.conftest import BASE_URL
from tests.sandbox_process import SandboxProcess

CONNECTION = f"{BASE_URL}/api/v2/integration-connections/{CONNECTION_UUID}"
INTEGRATION = f"{BASE_URL}/api/v3/integration/{CONNECTION_UUID}"
CONFIGURATION = f"{INTEGRATION}/configuration"
FUNCTIONS = f"{INTEGRATION}/partner-function"
AUTOMATIONS = f"{INTEGRATION}/automation"
PAGE = f"/integrations/{CONNECTION_UUID}/"
FIRST_FIVE = query_param_matcher({"limit": "5", "offset": "0"})

PANELS = {
    "panel-configuration": ("Configuration", CONFIGURATION),
    "panel-partner-functions": ("Partner functions", FUNCTIONS),
    "panel-automations": ("Automations", AUTOMATIONS),
}


def jwt(**claims: int) -> str:
    parts = [
        base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in ({"typ": "JWT"}, claims)
    ]
    return ".".join([*parts, "canary-signature-Hd72Qs"])


def announce(exsited: responses.RequestsMock, *, but: str = "", **changes: object) -> None:
    """All four answers of a healthy page; without the one of the address `but`."""
    functions = page_of(partner_function_json(), key="partner_functions", records=42, limit=5)
    automations = page_of(automation_json(), key="integration_automations", limit=5)
    answers: dict[str, Json] = {
        CONNECTION: {"integration_connection": [connection_json(**changes)]},
        CONFIGURATION: {"integration": configuration_json()},
        FUNCTIONS: functions,
        AUTOMATIONS: automations,
    }
    for address, answer in answers.items():
        if address != but:
            matchers = [FIRST_FIVE] if address in {FUNCTIONS, AUTOMATIONS} else []
            exsited.get(address, json=answer, match=matchers)


def panel_of(content: bytes, panel_id: str) -> str:
    found = re.search(rf'<section[^>]*id="{panel_id}".*?</section>', content.decode(), re.DOTALL)
    assert found, panel_id
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found[0]))


class TestConnectionDetail:
    def test_shows_what_the_api_says(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce(exsited, region="AU-1")

        response = administrator.get(PAGE)

        assertContains(response, "<h1>Harbour Lane Trading</h1>", html=True)
        assertContains(response, '<span class="badge ok fill">Active</span>', html=True)
        for value in ("Xero", "e52d8c70-4b96-4f13-9d08-a6c1f7e39b42", "4F8E01B2A6C97D35", CONNECTION_UUID):
            assertContains(response, value)
        assertContains(response, "region")
        assertContains(response, "AU-1")

    def test_leads_back_and_to_its_parts(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce(exsited)

        response = administrator.get(PAGE)

        assertContains(response, '<a href="/integrations/">Connections</a>', html=True)
        assertContains(response, f'<a href="{PAGE}" aria-current="page">Overview</a>', html=True)
        for part in ("configuration", "partner-functions", "automations"):
            assertContains(response, f'href="{PAGE}{part}/"')

    def test_is_named_by_its_uuid_without_a_name(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce(exsited, remote_instance_name="")

        assertContains(administrator.get(PAGE), f"<h1>{CONNECTION_UUID}</h1>", html=True)

    def test_counts_flags_by_module(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        odd = configuration_json(item={"export": {"a_enabled": "perhaps", "b_enabled": "", "c_enabled": "true"}})
        announce(exsited, but=CONFIGURATION)
        exsited.get(CONFIGURATION, json={"integration": odd})

        panel = panel_of(administrator.get(PAGE).content, "panel-configuration")

        assert re.search(r"Account +4 +5 +0", panel)
        assert re.search(r"Item +1 +0 +2", panel)

    def test_links_the_first_functions_and_automations(
        self, administrator: Client, exsited: responses.RequestsMock
    ) -> None:
        announce(exsited)

        response = administrator.get(PAGE)

        assertContains(response, f'<a href="{PAGE}partner-functions/{FUNCTION_UUID}/">Import customers</a>', html=True)
        assertContains(response, f'<a href="{PAGE}automations/{AUTOMATION_UUID}/">New suppliers</a>', html=True)
        assert "1 of 42" in panel_of(response.content, "panel-partner-functions")

    def test_tells_a_schedule_as_the_list_of_automations_does(
        self, administrator: Client, exsited: responses.RequestsMock
    ) -> None:
        announce(exsited, but=AUTOMATIONS)
        hourly = automation_json(check_on="1 hour", check_on_minutes="60", checkOnText="Every 1 hour")
        exsited.get(AUTOMATIONS, json=page_of(hourly, key="integration_automations"))

        panel = panel_of(administrator.get(PAGE).content, "panel-automations")

        assert "Every hour" in panel
        assert "Every 1 hour" not in panel

    def test_says_where_each_part_comes_from(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce(exsited)

        response = administrator.get(PAGE)

        for path in ("configuration", "partner-function", "automation"):
            assertContains(response, f"GET /api/v3/integration/{{uuid}}/{path}")
        assertContains(response, "GET /api/v2/integration-connections/{uuid}")

    def test_says_so_where_there_is_nothing(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(CONNECTION, json={"integration_connection": connection_json()})
        exsited.get(CONFIGURATION, json={"integration": {}})
        exsited.get(FUNCTIONS, json=page_of(key="partner_functions"))
        exsited.get(AUTOMATIONS, json=page_of(key="integration_automations"))

        response = administrator.get(PAGE)

        assertContains(response, "Nothing is configured for this connection.")
        assertContains(response, "This connection has no partner functions.")
        assertContains(response, "Nothing runs by itself on this connection.")
        assertNotContains(response, "0 of 0")


class TestSecrets:
    def test_are_told_apart_without_being_shown(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce(exsited, refresh_token=CLIENT_SECRET)

        response = administrator.get(PAGE)

        sealed = upstream.sealer().seal(CLIENT_SECRET)
        assertContains(response, sealed.mask, count=2)
        assertContains(response, sealed.fingerprint, count=2)
        assertContains(response, "equal fingerprints mean equal values")

    def test_say_when_a_token_was_issued_and_ends(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce(exsited, access_token=jwt(iat=1_600_000_000, exp=1_600_001_800))

        response = administrator.get(PAGE)

        assertContains(response, "13 Sep 2020, 22:26")
        assertContains(response, "13 Sep 2020, 22:56")
        assertContains(response, '<span class="badge off">Expired</span>', html=True)

    def test_are_in_no_answer(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        token = jwt(exp=1_600_001_800)
        announce(exsited, access_token=token, webhook_secret="canary-webhook-secret-91", memo=f"was {CLIENT_SECRET}")

        response = administrator.get(PAGE)

        told = f"{response.headers}{response.content.decode()}"
        secrets = (*SECRETS, token, "canary-signature-Hd72Qs", "canary-webhook-secret-91")
        assert not [secret for secret in secrets if secret in told]

    def test_that_are_absent_are_a_dash(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce(exsited, client_secret="", access_token=None, refresh_token="NULL")

        panel = panel_of(administrator.get(PAGE).content, "secrets")

        assert re.search(r"Client secret( +–)+ ", panel)  # noqa: RUF001  (an en dash)
        assert "No token" in panel


class TestFragment:
    @pytest.mark.parametrize("panel_id", PANELS)
    def test_reads_its_own_part_and_the_subject(
        self, administrator: Client, exsited: responses.RequestsMock, panel_id: str
    ) -> None:
        title, address = PANELS[panel_id]
        exsited.get(CONNECTION, json={"integration_connection": [connection_json()]})
        answers = {
            CONFIGURATION: {"integration": configuration_json()},
            FUNCTIONS: page_of(partner_function_json(), key="partner_functions"),
            AUTOMATIONS: page_of(automation_json(), key="integration_automations"),
        }
        exsited.get(address, json=answers[address])

        response = administrator.get(PAGE, headers={"HX-Request": "true", "HX-Target": panel_id})

        assertContains(response, f'<h2 id="{panel_id}-title">{title}</h2>', html=True)
        assertContains(response, f'href="{PAGE}', status_code=200)
        assertNotContains(response, "<h1")


class TestFailure:
    @pytest.mark.parametrize("panel_id", PANELS)
    def test_of_one_panel_costs_that_panel(
        self, administrator: Client, exsited: responses.RequestsMock, panel_id: str
    ) -> None:
        title, address = PANELS[panel_id]
        announce(exsited, but=address)
        exsited.get(address, status=403, json={})

        response = administrator.get(PAGE)

        assertContains(response, "<h1>Harbour Lane Trading</h1>", html=True)
        card = panel_of(response.content, panel_id)
        assert title in card
        assert "does not let this dashboard read this section" in card
        assert all("does not let" not in panel_of(response.content, other) for other in PANELS if other != panel_id)

    def test_of_the_subject_is_the_page(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(CONNECTION, status=500, json={})
        exsited.assert_all_requests_are_fired = False
        announce(exsited, but=CONNECTION)

        response = administrator.get(PAGE)

        assertContains(response, "The billing API is failing", status_code=502)

    def test_of_an_unknown_id_is_not_found(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(CONNECTION, status=404, json={})
        exsited.assert_all_requests_are_fired = False
        announce(exsited, but=CONNECTION)

        assertContains(administrator.get(PAGE), "has no such record", status_code=404)

    @pytest.mark.parametrize("hostile", ["..", "%2e%2e", "a%20b", "%3Cscript%3E", "-x", "a" * 129])
    def test_of_what_is_no_id_asks_nobody(
        self, administrator: Client, exsited: responses.RequestsMock, hostile: str
    ) -> None:
        response = administrator.get(f"/integrations/{hostile}/")

        assert response.status_code == 404
        assertNotContains(response, "<script>", status_code=404)
        assert not exsited.calls


class TestAccess:
    @pytest.mark.parametrize("role", ["support", "finance", "nobody"])
    def test_is_for_administrators(
        self, request: pytest.FixtureRequest, exsited: responses.RequestsMock, role: str
    ) -> None:
        client: Client = request.getfixturevalue(role)

        assert client.get(PAGE).status_code == 403
        assert not exsited.calls

    def test_is_not_for_who_is_signed_out(self, client: Client, db: None, exsited: responses.RequestsMock) -> None:
        assert client.get(PAGE).headers["Location"] == f"/login/?next={PAGE}"
        assert not exsited.calls


@pytest.mark.sandbox
class TestOnTheSandbox:
    def test_shows_every_connection(self, administrator: Client, on_sandbox: SandboxProcess) -> None:
        with on_sandbox.sign_in() as api:
            rows = api.json("/api/v2/integration-connections", limit=1000)["integration_connection"]

        for row in rows[:8]:
            response = administrator.get(f"/integrations/{row['uuid']}/?wait=1")
            told = response.content.decode()
            assert response.status_code == 200
            assertContains(response, "card edge failed", count=0)
            assert not [key for key in ("client_secret", "access_token", "refresh_token") if row[key] in told]

    def test_a_slow_panel_comes_by_itself(
        self, administrator: Client, on_sandbox: SandboxProcess, settings: pytest.FixtureRequest
    ) -> None:
        settings.PANEL_PATIENCE_SECONDS = 0.1  # type: ignore[attr-defined]
        with on_sandbox.sign_in() as api:
            uuid = api.json("/api/v2/integration-connections")["integration_connection"][0]["uuid"]
        administrator.get("/integrations/")
        on_sandbox.arm(path=f"/api/v3/integration/{uuid}/automation", times=1, latency_ms=1500)

        response = administrator.get(f"/integrations/{uuid}/")

        assert "Still loading" in panel_of(response.content, "panel-automations")
        assert "Still loading" not in panel_of(response.content, "panel-partner-functions")
