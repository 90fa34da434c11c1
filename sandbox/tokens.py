"""Who may ask: one pair of credentials, and the one token that is alive for them."""

import base64
import hmac
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

LIFETIME = 3600  # seconds


@dataclass(frozen=True, kw_only=True, slots=True)
class Grant:
    access_token: str
    refresh_token: str
    ends_at: float


class TokenDesk:
    """A new grant ends the one before it, both its tokens. A refresh token works once."""

    def __init__(self, *, client_id: str, client_secret: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._credentials = f"{client_id}\n{client_secret}".encode()
        self._clock = clock
        self._lock = Lock()
        self._grant: Grant | None = None

    def knows(self, client_id: str, client_secret: str) -> bool:
        return hmac.compare_digest(self._credentials, f"{client_id}\n{client_secret}".encode())

    def grant(self) -> Grant:
        with self._lock:
            return self._replace()

    def refresh(self, refresh_token: str) -> Grant | None:
        """None when the token was used before, belongs to an earlier grant, or never was one."""
        with self._lock:
            if self._grant is None or not _same(self._grant.refresh_token, refresh_token):
                return None
            return self._replace()

    def accepts(self, access_token: str) -> bool:
        grant = self._grant
        return grant is not None and self._clock() < grant.ends_at and _same(grant.access_token, access_token)

    def expire(self) -> None:
        """As if its hour were over: the access token is dead, the refresh token still works."""
        with self._lock:
            if self._grant:
                self._grant = Grant(
                    access_token=self._grant.access_token,
                    refresh_token=self._grant.refresh_token,
                    ends_at=self._clock(),
                )

    def _replace(self) -> Grant:
        self._grant = Grant(access_token=_token(), refresh_token=_token(), ends_at=self._clock() + LIFETIME)
        return self._grant


def _token() -> str:
    return base64.b64encode(secrets.token_bytes(40)).decode()


def _same(ours: str, theirs: str) -> bool:
    return hmac.compare_digest(ours.encode(), theirs.encode())
