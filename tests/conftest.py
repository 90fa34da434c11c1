"""What every test may use: people of each role, a strict HTTP fake of Exsited, and the dashboard on a real sandbox."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import responses
from django.conf import settings as django_settings
from django.contrib.auth.models import Group, User
from django.core.cache import cache
from django.test import Client
from hypothesis import HealthCheck, settings

from dashboard import roles, upstream
from dashboard.exsited.gather import drain
from dashboard.machine_cache import opened_file
from dashboard.status import window
from tests.every_page import WholeApi
from tests.odd_json import QUICK, THOROUGH
from tests.sandbox_process import SandboxProcess

settings.register_profile(QUICK, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile(THOROUGH, settings.get_profile(QUICK), derandomize=False)
settings.load_profile(QUICK)

BASE_URL = "https://exsited.example"
TOKEN_URL = f"{BASE_URL}/api/v1/oauth2/token"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


@pytest.fixture(scope="session", autouse=True)
def _no_cache_left() -> Iterator[None]:
    """The file of the cache goes with the run that made it."""
    yield
    opened_file(str(django_settings.MACHINE_CACHE)).close()
    for name in ("", "-wal", "-shm"):
        Path(f"{django_settings.MACHINE_CACHE}{name}").unlink(missing_ok=True)


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    """No token, no connection pool, no late call, no answer and no upstream state outlives its test."""
    cache.clear()
    window.forget()
    upstream.process_client.cache_clear()
    yield
    drain()
    cache.clear()
    if upstream.process_client.cache_info().currsize:
        upstream.process_client().close()
    upstream.process_client.cache_clear()


@pytest.fixture
def exsited() -> Iterator[responses.RequestsMock]:
    """A strict fake: a request nobody announced fails the test, and so does an announced one nobody made."""
    with responses.RequestsMock() as fake:
        token = fake.post(
            TOKEN_URL,
            json={"access_token": "canary-access-token", "refresh_token": "canary-refresh", "expires_in": 3600},
        )
        yield fake
        if not token.call_count:
            fake.remove(token)


@pytest.fixture
def whole_api(exsited: responses.RequestsMock) -> WholeApi:
    """The fake, made to answer all that any page asks."""
    return WholeApi(exsited)


def person(name: str, role: str | None) -> Client:
    user = User.objects.create_user(name, password="a long enough password")
    if role:
        user.groups.add(Group.objects.get(name=role))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def administrator(db: None) -> Client:
    return person("ada", roles.ADMINISTRATORS)


@pytest.fixture
def support(db: None) -> Client:
    return person("sam", roles.SUPPORT)


@pytest.fixture
def finance(db: None) -> Client:
    return person("fay", roles.FINANCE)


@pytest.fixture
def nobody(db: None) -> Client:
    """Signed in, without a role."""
    return person("noa", None)


@pytest.fixture(scope="session")
def sandbox() -> Iterator[SandboxProcess]:
    """One sandbox for the whole run, with its faults switch on."""
    with SandboxProcess(invoices=500, allow_faults=True) as process:
        yield process


@pytest.fixture
def on_sandbox(sandbox: SandboxProcess, settings: pytest.FixtureRequest) -> Iterator[SandboxProcess]:
    """Points the dashboard of this test at the sandbox; faults armed by a test end with it."""
    settings.EXSITED_BASE_URL = sandbox.base_url  # type: ignore[attr-defined]
    settings.EXSITED_CLIENT_ID = sandbox.client_id  # type: ignore[attr-defined]
    settings.EXSITED_CLIENT_SECRET = sandbox.client_secret  # type: ignore[attr-defined]
    upstream.process_client.cache_clear()
    yield sandbox
    sandbox.clear_faults()
