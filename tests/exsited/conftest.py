"""A client of a strict fake: what these tests do not announce, nobody may ask."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

import pytest
import responses
from responses.matchers import query_param_matcher

from dashboard.exsited.auth import MemoryTokenStore
from dashboard.exsited.client import Client, Credentials
from dashboard.exsited.secrets import Sealer

if TYPE_CHECKING:
    from collections.abc import Iterator

ORIGIN = "https://exsited.example"
SEALER = Sealer(b"a key for tests")


class Announce(Protocol):
    def __call__(self, path: str, body: object = None, *, status: int = 200, query: dict[str, str] = ...) -> None: ...


@pytest.fixture
def fake() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock() as fake:
        yield fake


@pytest.fixture
def client(fake: responses.RequestsMock) -> Iterator[Client]:
    grant = fake.post(f"{ORIGIN}/api/v1/oauth2/token", json={"access_token": "canary-token", "expires_in": 3600})
    client = Client(
        base_url=ORIGIN,
        credentials=Credentials(client_id="us", client_secret="canary-secret", redirect_uri="https://us.example/"),
        tokens=MemoryTokenStore(),
        sealer=SEALER,
    )
    yield client
    client.close()
    if not grant.call_count:
        fake.remove(grant)


@pytest.fixture
def announce(fake: responses.RequestsMock) -> Announce:
    """Announces the one request that a call makes, exact in its path and query, and the JSON it is answered with."""

    def announced(path: str, body: object = None, *, status: int = 200, query: dict[str, Any] | None = None) -> None:
        fake.get(ORIGIN + path, json=body, status=status, match=[query_param_matcher(query or {})])

    return announced
