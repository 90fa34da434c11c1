"""Checking a value: it matches or it does not, it stays nowhere, and without count and log line there is no check."""

from __future__ import annotations

import io
import logging
from datetime import UTC, datetime, timedelta

import pytest
import responses
import time_machine
from django.core.cache.backends.dummy import DummyCache
from django.db import connection
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains

from dashboard.access_log.acts import Act
from dashboard.access_log.models import Line
from dashboard.logs import JsonFormatter, ReferenceFilter
from tests.builders import CLIENT_SECRET, CONNECTION_UUID, SECRETS, connection_json
from tests.cached import everything_cached
from tests.conftest import person
from tests.integrations_ui.history.test_sightings import failing
from tests.integrations_ui.places import CONNECTION, PAGE

CHECK = f"{PAGE}/check/"
CANARY = "canary-pasted-value-Jw66Ge"
TOKENS = ("an-access-token-Uy38Fs", "a-refresh-token-Oi51Bn")
START = datetime(2026, 11, 20, 9, 41, tzinfo=UTC)


def announce(exsited: responses.RequestsMock, **changes: object) -> None:
    exsited.get(CONNECTION, json={"integration_connection": [connection_json(**changes)]})


class logged:  # noqa: N801  (reads as a function)
    def __init__(self, name: str, level: int) -> None:
        self.logger, self.level, self.written = logging.getLogger(name), level, io.StringIO()
        self.handler = logging.StreamHandler(self.written)
        self.handler.setFormatter(JsonFormatter())
        self.handler.addFilter(ReferenceFilter())

    def __enter__(self) -> io.StringIO:
        self.before = self.logger.level
        self.logger.addHandler(self.handler)
        self.logger.setLevel(self.level)
        return self.written

    def __exit__(self, *error: object) -> None:
        self.logger.removeHandler(self.handler)
        self.logger.setLevel(self.before)


class OutOfReach(Exception):
    """An error of the cache's own kind."""


class BrokenCache(DummyCache):
    def add(self, *arguments: object, **options: object) -> bool:
        raise OutOfReach


class TestForm:
    def test_asks_for_a_field_and_a_hidden_value(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce(exsited, refresh_token="")

        response = administrator.get(CHECK)

        assertContains(response, "<h1>Check a value</h1>", html=True)
        assertContains(response, 'type="password"')
        assertContains(response, 'autocomplete="off"')
        assertContains(response, 'maxlength="8192"')
        assertContains(response, "Refresh token, not set")
        for label in ("Client secret", "Access token"):
            assertContains(response, label)

    def test_is_reached_from_the_secrets_of_the_connection(
        self, administrator: Client, exsited: responses.RequestsMock
    ) -> None:
        announce(exsited)
        for part in ("configuration", "partner-function", "automation"):
            exsited.get(CONNECTION.replace("v2/integration-connections", "v3/integration") + f"/{part}", status=500)

        assertContains(administrator.get(f"{PAGE}/"), f'href="{CHECK}"')

    def test_shows_no_secret(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce(exsited)

        page = administrator.get(CHECK).content.decode()

        assert not [secret for secret in SECRETS if secret in page]

    def test_takes_no_value_from_the_address(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce(exsited)

        response = administrator.get(f"{CHECK}?field=client_secret&value={CLIENT_SECRET}")

        assertNotContains(response, CLIENT_SECRET)
        assertNotContains(response, "The value you pasted")


class TestCheck:
    @pytest.mark.parametrize(
        ("field", "value", "told"),
        [
            ("client_secret", CLIENT_SECRET, "is the client secret of"),
            ("access_token", TOKENS[0], "is the access token of"),
            ("refresh_token", TOKENS[1], "is the refresh token of"),
            ("client_secret", TOKENS[0], "is not the client secret of"),
            ("client_secret", f"{CLIENT_SECRET} ", "begins or ends with a blank"),
            ("client_secret", "\ud800" * 3, "is not the client secret of"),
            ("client_secret", "x" * 8192, "is not the client secret of"),
        ],
    )
    def test_says_whether_it_matches(
        self, administrator: Client, exsited: responses.RequestsMock, field: str, value: str, told: str
    ) -> None:
        announce(exsited, access_token=TOKENS[0], refresh_token=TOKENS[1])
        body = f"field={field}&value=".encode() + quoted(value)

        response = administrator.post(CHECK, body, content_type="application/x-www-form-urlencoded")

        assertContains(response, told)
        assert "no-store" in response.headers["Cache-Control"]
        assert "Location" not in response.headers

    def test_says_that_there_is_no_such_value(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce(exsited, refresh_token="NULL")

        response = administrator.post(CHECK, {"field": "refresh_token", "value": CANARY})

        assertContains(response, "This connection has no refresh token")

    @pytest.mark.parametrize(
        ("form", "told"),
        [
            ({"field": "", "value": CANARY}, "Choose which secret"),
            ({"field": "client_id", "value": CANARY}, "Choose which secret"),
            ({"field": "__class__", "value": CANARY}, "Choose which secret"),
            ({"value": CANARY}, "Choose which secret"),
            ({"field": "client_secret", "value": ""}, "Paste the value"),
            ({"field": "client_secret", "value": CANARY * 400}, "No secret is longer"),
        ],
    )
    def test_wants_a_field_and_a_value(
        self,
        administrator: Client,
        exsited: responses.RequestsMock,
        form: dict[str, str],
        told: str,
    ) -> None:
        announce(exsited)

        response = administrator.post(CHECK, form)

        assertContains(response, told, status_code=400)
        assertNotContains(response, CANARY, status_code=400)
        assertNotContains(response, "__class__", status_code=400)
        assert not Line.objects.filter(act=Act.VALUE_CHECKED).exists()

    def test_fails_with_the_billing_api(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(CONNECTION, status=500, json={})

        response = administrator.post(CHECK, {"field": "client_secret", "value": CANARY})

        assertContains(response, "The billing API is failing", status_code=502)
        assertNotContains(response, CANARY, status_code=502)

    def test_wants_the_form_of_this_session(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        strict = Client(enforce_csrf_checks=True)
        strict.cookies = administrator.cookies

        assert strict.post(CHECK, {"field": "client_secret", "value": CANARY}).status_code == 403
        assert len(exsited.calls) == 0

    @pytest.mark.parametrize("role", ["support", "finance", "nobody"])
    def test_is_for_administrators(
        self, request: pytest.FixtureRequest, exsited: responses.RequestsMock, role: str
    ) -> None:
        client: Client = request.getfixturevalue(role)

        assert client.post(CHECK, {"field": "client_secret", "value": CLIENT_SECRET}).status_code == 403
        assert len(exsited.calls) == 0

    def test_is_not_for_who_is_signed_out(self, client: Client, db: None, exsited: responses.RequestsMock) -> None:
        response = client.post(CHECK, {"field": "client_secret", "value": CANARY})

        assert response.status_code == 302
        assert CANARY not in response.headers["Location"]
        assert len(exsited.calls) == 0


def quoted(value: str) -> bytes:
    return "".join(f"%{byte:02X}" for byte in value.encode("utf-8", "surrogatepass")).encode()


class TestLogLine:
    @pytest.mark.parametrize(
        ("value", "changes", "result"),
        [(CLIENT_SECRET, {}, "matches"), (CANARY, {}, "differs"), (CANARY, {"client_secret": ""}, "no value")],
    )
    def test_tells_who_what_and_the_result(
        self,
        administrator: Client,
        exsited: responses.RequestsMock,
        value: str,
        changes: dict[str, str],
        result: str,
    ) -> None:
        announce(exsited, **changes)

        response = administrator.post(CHECK, {"field": "client_secret", "value": value})

        line = Line.objects.get()
        assert (line.act, line.user_name, line.subject) == (Act.VALUE_CHECKED, "ada", CONNECTION_UUID)
        assert line.detail == f"Client secret: {result}"
        assert line.reference == response.headers["X-Request-ID"]

    def test_that_cannot_be_written_refuses_the_check(
        self, administrator: Client, exsited: responses.RequestsMock
    ) -> None:
        """Before the API is asked for anything."""
        with failing("INSERT"):
            response = administrator.post(CHECK, {"field": "client_secret", "value": CLIENT_SECRET})

        assertContains(response, "was not compared", status_code=503)
        assertNotContains(response, "is the client secret of", status_code=503)
        assert not Line.objects.exists()


class TestTheValue:
    @pytest.mark.parametrize("field", ["client_secret", "no such field"])
    @pytest.mark.parametrize("status", [200, 500])
    def test_stays_nowhere(
        self, administrator: Client, exsited: responses.RequestsMock, field: str, status: int
    ) -> None:
        exsited.get(CONNECTION, status=status, json={"integration_connection": [connection_json()]})

        with logged("", logging.DEBUG) as everything_said:
            response = administrator.post(CHECK, {"field": field, "value": CANARY})

        assert connection.connection is not None
        places = {
            "logs": everything_said.getvalue(),
            "database": "\n".join(connection.connection.iterdump()),
            "cache": repr(everything_cached()),
            "answer": f"{response.headers}{response.cookies}{response.content.decode()}",
            "session": str(dict(administrator.session)),
            "sent": str([(call.request.url, call.request.body, call.request.headers) for call in exsited.calls]),
        }
        assert [place for place, content in places.items() if CANARY in content] == []
        assert all(places.values())

    def test_is_hidden_in_a_report_of_a_bug(
        self, administrator: Client, exsited: responses.RequestsMock, settings: pytest.FixtureRequest
    ) -> None:
        from django.views.debug import SafeExceptionReporterFilter

        announce(exsited)
        response = administrator.post(CHECK, {"field": "client_secret", "value": CANARY})

        shown = SafeExceptionReporterFilter().get_post_parameters(response.wsgi_request)
        assert CANARY not in str(shown)


class TestThrottle:
    def check(self, client: Client, times: int, page: str = CHECK) -> list[int]:
        form = {"field": "client_secret", "value": CANARY}
        return [client.post(page, form).status_code for _ in range(times)]

    def test_is_five_in_a_minute(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce(exsited)
        with time_machine.travel(START, tick=False) as clock:
            assert self.check(administrator, 6) == [200] * 5 + [429]
            clock.shift(timedelta(minutes=1))

            assert self.check(administrator, 1) == [200]

    def test_is_twenty_in_an_hour(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce(exsited)
        with time_machine.travel(START - timedelta(minutes=41), tick=False) as clock:
            for _ in range(4):
                assert self.check(administrator, 5) == [200] * 5
                clock.shift(timedelta(minutes=2))

            assert self.check(administrator, 1) == [429]

    def test_says_when_to_come_back(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce(exsited)
        with time_machine.travel(START + timedelta(seconds=20), tick=False):
            self.check(administrator, 5)
            response = administrator.post(CHECK, {"field": "client_secret", "value": CLIENT_SECRET})

        assertContains(response, "Too many checks", status_code=429)
        assertNotContains(response, "is the client secret", status_code=429)
        assert response.headers["Retry-After"] == "40"
        assert Line.objects.count() == 5

    def test_counts_all_connections_of_one_person(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce(exsited)
        exsited.get(CONNECTION.replace(CONNECTION_UUID, "other"), json={"integration_connection": [connection_json()]})
        with time_machine.travel(START, tick=False):
            self.check(administrator, 4)

            assert self.check(administrator, 2, "/integrations/other/check/") == [200, 429]

    def test_counts_all_persons_of_one_connection(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        announce(exsited)
        other = person("alan", "Administrators")
        with time_machine.travel(START, tick=False):
            self.check(administrator, 5)

            assert self.check(other, 1) == [429]
            assert self.check(other, 1, CHECK.replace(CONNECTION_UUID, CONNECTION_UUID.upper())) == [429]

    def test_is_not_used_up_by_forms_that_are_not_filled_in(
        self, administrator: Client, exsited: responses.RequestsMock
    ) -> None:
        announce(exsited)
        for _ in range(6):
            administrator.post(CHECK, {"field": "client_secret", "value": ""})

        assert self.check(administrator, 1) == [200]

    @pytest.mark.parametrize("backend", ["django.core.cache.backends.dummy.DummyCache", f"{__name__}.BrokenCache"])
    def test_that_cannot_count_refuses_the_check(
        self, administrator: Client, exsited: responses.RequestsMock, settings: pytest.FixtureRequest, backend: str
    ) -> None:
        settings.CACHES = {"default": {"BACKEND": backend}}  # type: ignore[attr-defined]

        response = administrator.post(CHECK, {"field": "client_secret", "value": CLIENT_SECRET})

        assertContains(response, "was not compared", status_code=503)
        assert len(exsited.calls) == 0
