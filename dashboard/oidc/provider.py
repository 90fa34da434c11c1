"""
What the OpenID provider is asked. What it publishes of itself is kept in the memory of this process alone: whoever can
write to a shared cache could otherwise put a key of their own there, and sign tokens with it.
"""

from __future__ import annotations

import base64
import functools
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Generic, TypeVar
from urllib.parse import quote_plus, urlencode, urlsplit

import requests

from dashboard.exsited import origin_of
from dashboard.exsited.http.deadline import Deadline
from dashboard.oidc.wire import ProviderFailed, Silent, ask

Found = TypeVar("Found")
Key = dict[str, Any]

METADATA_SECONDS = 3600.0
KEYS_SECONDS = 600.0
NEW_KEYS_SECONDS = 30.0
"""No sooner are the keys asked for again, for a token that names one we have not."""
LEFT_ALONE_SECONDS = 10.0
"""For so long after it gave no answer nobody asks it: each would wait as long again."""
AT_ONCE = 3
"""So many threads of this process wait for it; the others go on making pages."""
QUEUE_SECONDS = 1.0


class CodeRefused(Exception):
    """The provider does not take this code, or no longer."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Metadata:
    """What it says of itself at `/.well-known/openid-configuration`."""

    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str | None
    secret_in_form: bool

    @classmethod
    def read(cls, told: Mapping[str, Any], issuer: str) -> Metadata:
        if told.get("issuer") != issuer:
            raise ProviderFailed("wrong_issuer")
        methods = told.get("token_endpoint_auth_methods_supported")
        return cls(
            authorization_endpoint=endpoint(told.get("authorization_endpoint"), issuer),
            token_endpoint=endpoint(told.get("token_endpoint"), issuer),
            jwks_uri=endpoint(told.get("jwks_uri"), issuer),
            userinfo_endpoint=endpoint(told["userinfo_endpoint"], issuer) if told.get("userinfo_endpoint") else None,
            secret_in_form=isinstance(methods, list) and "client_secret_basic" not in methods,
        )


def endpoint(told: object, issuer: str) -> str:
    """An https address; of this machine also http, where the issuer is there too."""
    if not isinstance(told, str) or not told.isprintable():
        raise ProviderFailed("bad_metadata")
    try:
        parts = urlsplit(told)
        origin_of(f"{parts.scheme}://{parts.netloc}")
    except ValueError:
        raise ProviderFailed("bad_metadata") from None
    if parts.fragment or (parts.scheme != "https" and not issuer.startswith("http:")):
        raise ProviderFailed("bad_metadata")
    return told


class Kept(Generic[Found]):
    """What was last read, by the monotonic clock."""

    def __init__(self) -> None:
        self._found: Found | None = None
        self._at = 0.0

    def get(self, seconds: float, read: Callable[[], Found]) -> Found:
        """As it was read, unless that is longer ago."""
        if self._found is None or time.monotonic() - self._at > seconds:
            self._found = read()
            self._at = time.monotonic()
        return self._found


class Provider:
    """One of them, as this process knows it."""

    def __init__(self, issuer: str) -> None:
        self._issuer = issuer
        self._metadata: Kept[Metadata] = Kept()
        self._keys: Kept[list[Key]] = Kept()
        self._places = threading.BoundedSemaphore(AT_ONCE)
        self._left_alone_until = 0.0

    def metadata(self, deadline: Deadline) -> Metadata:
        def read() -> Metadata:
            url = f"{self._issuer.rstrip('/')}/.well-known/openid-configuration"
            return Metadata.read(self._object(requests.Request("GET", url), deadline), self._issuer)

        return self._metadata.get(METADATA_SECONDS, read)

    def key(self, key_id: str | None, deadline: Deadline) -> Key | None:
        """The one RSA key for signatures of that id; where the token names none, the only one there is. Else None."""

        def read() -> list[Key]:
            told = self._object(requests.Request("GET", self.metadata(deadline).jwks_uri), deadline).get("keys")
            return [key for key in told if isinstance(key, dict)] if isinstance(told, list) else []

        for age in (KEYS_SECONDS, NEW_KEYS_SECONDS):
            fitting = [key for key in self._keys.get(age, read) if fits(key, key_id)]
            if len(fitting) == 1:
                return fitting[0]
        return None

    def tokens(self, form: Mapping[str, str], deadline: Deadline) -> dict[str, Any]:
        """For a code. `form` holds client id and secret, which go where the provider wants them."""
        metadata = self.metadata(deadline)
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        if not metadata.secret_in_form:
            headers["Authorization"] = basic(form["client_id"], form["client_secret"])
            form = {name: value for name, value in form.items() if name not in {"client_id", "client_secret"}}
        request = requests.Request("POST", metadata.token_endpoint, data=urlencode(form), headers=headers)
        status, told = self._answer(request, deadline)
        if told.get("error") == "invalid_grant" and status == HTTPStatus.BAD_REQUEST:
            raise CodeRefused
        if status != HTTPStatus.OK:
            raise ProviderFailed("client_rejected")
        if not str(told.get("id_token")).isascii():  # what reads it cannot even say that it is no token
            raise ProviderFailed("bad_token")
        return told

    def user_info(self, access_token: object, deadline: Deadline) -> dict[str, Any]:
        url = self.metadata(deadline).userinfo_endpoint
        if (
            url is None
            or not isinstance(access_token, str)
            or not (access_token.isascii() and access_token.isprintable())
        ):
            return {}
        request = requests.Request("GET", url, headers={"Authorization": f"Bearer {access_token}"})
        return self._object(request, deadline)

    def _object(self, request: requests.Request, deadline: Deadline) -> dict[str, Any]:
        status, told = self._answer(request, deadline)
        if status != HTTPStatus.OK:
            raise ProviderFailed("unexpected_status")
        return told

    def _answer(self, request: requests.Request, deadline: Deadline) -> tuple[int, dict[str, Any]]:
        if time.monotonic() < self._left_alone_until:
            raise ProviderFailed("left_alone", status=HTTPStatus.SERVICE_UNAVAILABLE)
        with self._place(deadline):
            try:
                return ask(request, deadline)
            except Silent:
                self._left_alone_until = time.monotonic() + LEFT_ALONE_SECONDS
                raise

    @contextmanager
    def _place(self, deadline: Deadline) -> Iterator[None]:
        if not self._places.acquire(timeout=max(min(QUEUE_SECONDS, deadline.left), 0)):
            raise ProviderFailed("overloaded", status=HTTPStatus.SERVICE_UNAVAILABLE)
        try:
            yield
        finally:
            self._places.release()


def fits(key: Key, key_id: str | None) -> bool:
    for_signatures = key.get("use", "sig") == "sig" and key.get("alg", "RS256") == "RS256"
    return key.get("kty") == "RSA" and for_signatures and key_id in (None, key.get("kid"))


def basic(name: str, secret: str) -> str:
    """Each encoded as in a form first (RFC 6749, 2.3.1)."""
    return "Basic " + base64.b64encode(f"{quote_plus(name)}:{quote_plus(secret)}".encode()).decode()


@functools.cache
def provider_at(issuer: str) -> Provider:
    return Provider(issuer)
