"""The one Client of this process, made from the settings, and what it shares with those of other processes."""

from __future__ import annotations

import base64
import functools
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from dashboard.exsited import Client, Credentials, Sealer, Token
from dashboard.health import note_call
from dashboard.shared import CacheShared


def derived_key(purpose: str) -> bytes:
    """32 bytes of its own for each purpose, so that no two uses of SECRET_KEY share a key."""
    return hmac.new(settings.SECRET_KEY.encode(), f"exsited-console {purpose}".encode(), hashlib.sha256).digest()


class CacheTokenStore:
    """The shared token, kept in the Django cache under encryption, replaced under a lock that all processes see."""

    LOCK_SECONDS = 10
    """Longer than a grant may take; a holder that died holds no longer."""
    POLL_SECONDS = 0.02

    def __init__(self, name: str, key: bytes) -> None:
        self._token_key = f"exsited-token:{name}"
        self._lock_key = f"exsited-token-lock:{name}"
        self._cipher = Fernet(base64.urlsafe_b64encode(key))

    def read(self) -> Token | None:
        sealed = cache.get(self._token_key)
        if sealed is None:
            return None
        try:
            return Token(**json.loads(self._cipher.decrypt(sealed)))
        except (InvalidToken, ValueError, TypeError):
            return None  # written under another SECRET_KEY or by another version: ask for a new one

    def write(self, token: Token) -> None:
        cache.set(self._token_key, self._cipher.encrypt(json.dumps(asdict(token)).encode()), timeout=24 * 3600)

    @contextmanager
    def lock(self, seconds: float) -> Iterator[None]:
        """Raises a TimeoutError when the holder does not let go within `seconds`."""
        mine = secrets.token_hex(8)
        give_up = time.monotonic() + seconds
        while not cache.add(self._lock_key, mine, timeout=self.LOCK_SECONDS):
            if time.monotonic() > give_up:
                raise TimeoutError("the token is being replaced elsewhere")
            time.sleep(self.POLL_SECONDS)
        try:
            yield
        finally:
            if cache.get(self._lock_key) == mine:
                cache.delete(self._lock_key)


@functools.cache
def sealer() -> Sealer:
    return Sealer(derived_key("secret fingerprints"))


@functools.cache
def process_client() -> Client:
    """One connection pool and one token for the whole process."""
    return Client(
        base_url=settings.EXSITED_BASE_URL,
        credentials=Credentials(
            client_id=settings.EXSITED_CLIENT_ID,
            client_secret=settings.EXSITED_CLIENT_SECRET,
            redirect_uri=settings.EXSITED_REDIRECT_URI,
        ),
        tokens=token_store(),
        sealer=sealer(),
        limits=settings.UPSTREAM_LIMITS,
        observe=note_call,
        shared=CacheShared(store_name()),
        answers=CacheShared(store_name()),
    )


def token_store() -> CacheTokenStore:
    return CacheTokenStore(store_name(), derived_key("shared token"))


def store_name() -> str:
    """One store for each upstream and credentials, so that a changed setting never meets an old token."""
    told = f"{settings.EXSITED_BASE_URL} {settings.EXSITED_CLIENT_ID} {settings.EXSITED_CLIENT_SECRET}"
    return hmac.new(derived_key("name of the token's store"), told.encode(), hashlib.sha256).hexdigest()[:16]


def audience_of(request: HttpRequest) -> str:
    """People who may see the same: whoever has one of them share what was kept for the others."""
    allowed = " ".join(sorted(request.user.get_all_permissions()))
    return hashlib.sha256(allowed.encode()).hexdigest()[:16]


def exsited(request: HttpRequest) -> Client:
    """The client for this page: every call made through it draws on the page's one deadline."""
    client = getattr(request, "exsited", None)
    if client is None:
        client = process_client().within(settings.PAGE_SECONDS, audience=audience_of(request))
        request.exsited = client  # type: ignore[attr-defined]  # kept with the request it belongs to
    return client
