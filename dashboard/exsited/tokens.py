"""The access token: what it is, where it is shared, and how it is read from the endpoint's answer."""

from __future__ import annotations

import json
import math
import re
import time
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Protocol

_LIFETIME, _SHORTEST, _LONGEST = 3600.0, 60.0, 86_400.0
_TOKEN = re.compile(r"[A-Za-z0-9\-._~+/]+=*")


@dataclass(frozen=True, kw_only=True, slots=True, repr=False)
class Credentials:
    client_id: str
    client_secret: str
    redirect_uri: str

    def __repr__(self) -> str:
        return "<Credentials>"


@dataclass(frozen=True, kw_only=True, slots=True, repr=False)
class Token:
    """`expires_at` is wall-clock time in seconds since 1970, because other processes read it too."""

    access_token: str
    refresh_token: str | None
    expires_at: float
    lifetime: float = 3600.0

    def __repr__(self) -> str:
        return "<Token>"


class TokenStore(Protocol):
    """Where the token is shared. `lock` is held while it is replaced; it may give up waiting with a TimeoutError."""

    def read(self) -> Token | None: ...

    def write(self, token: Token) -> None: ...

    def lock(self, seconds: float) -> AbstractContextManager[None]: ...


class MemoryTokenStore:
    """For one process. Its threads already wait for each other in `Authenticator`."""

    def __init__(self) -> None:
        self._token: Token | None = None

    def read(self) -> Token | None:
        return self._token

    def write(self, token: Token) -> None:
        self._token = token

    def lock(self, seconds: float) -> AbstractContextManager[None]:
        del seconds
        return nullcontext()


def read_token(answer: bytes, refresh_token: str | None) -> Token | None:
    """The token in an answer; None unless it may stand in a header. Read raw: a `Row` would hide it."""
    try:
        values = json.loads(answer)
    except (ValueError, RecursionError):
        return None
    if not isinstance(values, dict) or not is_token(values.get("access_token")):
        return None
    renewed = values.get("refresh_token")
    lifetime = _lifetime(values.get("expires_in"))
    return Token(
        access_token=values["access_token"],
        refresh_token=renewed if is_token(renewed) else refresh_token,
        expires_at=time.time() + lifetime,
        lifetime=lifetime,
    )


def is_token(value: object) -> bool:
    return isinstance(value, str) and len(value) <= 8192 and _TOKEN.fullmatch(value) is not None


def _lifetime(said: object) -> float:
    if isinstance(said, str) and said.isascii() and said.isdigit() and len(said) < 10:
        said = int(said)
    if isinstance(said, bool) or not isinstance(said, int | float) or (isinstance(said, float) and math.isnan(said)):
        return _LIFETIME
    return min(max(said, _SHORTEST), _LONGEST)
