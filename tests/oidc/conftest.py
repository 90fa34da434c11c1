from __future__ import annotations

from collections.abc import Iterator

import pytest

from dashboard.oidc.provider import provider_at
from tests.oidc.provider import ProviderProcess


@pytest.fixture(scope="session")
def provider_process() -> Iterator[ProviderProcess]:
    with ProviderProcess() as process:
        yield process


@pytest.fixture
def provider(provider_process: ProviderProcess, settings: pytest.FixtureRequest, db: None) -> ProviderProcess:
    """The provider of this test's dashboard, which has been asked nothing and spoils nothing."""
    settings.OIDC_ISSUER = provider_process.issuer  # type: ignore[attr-defined]
    provider_at.cache_clear()
    provider_process.spoil()
    provider_process.asked()
    return provider_process
