"""The library's flow with our own calls, and a stricter look at the token than its own."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlsplit

import jwt
from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpRequest
from mozilla_django_oidc.auth import OIDCAuthenticationBackend
from mozilla_django_oidc.views import OIDCAuthenticationRequestView

from dashboard.exsited.http.deadline import Deadline
from dashboard.oidc.people import person
from dashboard.oidc.provider import Metadata, Provider

ALGORITHM = "RS256"
SKEW_SECONDS = 60
CLAIMS = ["iss", "sub", "aud", "exp", "iat", "nonce"]


class Unverified(Exception):
    """The provider vouches for somebody, but not so that we could take it."""


def library_settings(metadata: Metadata, name: str, *default: Any) -> Any:
    """What the library asks for by name. It keeps no token, and takes no unsigned one, by its own defaults."""
    ours = {
        "OIDC_OP_AUTHORIZATION_ENDPOINT": metadata.authorization_endpoint.partition("?")[0],
        "OIDC_OP_TOKEN_ENDPOINT": metadata.token_endpoint,
        "OIDC_OP_USER_ENDPOINT": metadata.userinfo_endpoint,
        "OIDC_OP_JWKS_ENDPOINT": metadata.jwks_uri,
        "OIDC_RP_CLIENT_ID": settings.OIDC_CLIENT_ID,
        "OIDC_RP_CLIENT_SECRET": settings.OIDC_CLIENT_SECRET,
        "OIDC_RP_SIGN_ALGO": ALGORITHM,
        "OIDC_RP_SCOPES": settings.OIDC_SCOPES,
        "OIDC_USE_PKCE": True,
        "OIDC_AUTHENTICATION_CALLBACK_URL": "oidc_callback",
    }
    return ours[name] if name in ours else default[0]


class Begin(OIDCAuthenticationRequestView):  # type: ignore[misc]  # the library has no types
    """Keeps state, nonce and PKCE verifier in the session, and sends the browser to the provider."""

    metadata: Metadata | None = None

    def __init__(self, *, metadata: Metadata) -> None:
        self.metadata = metadata
        super().__init__()

    def get_settings(self, name: str, *default: Any) -> Any:
        assert self.metadata
        return library_settings(self.metadata, name, *default)

    def get_extra_params(self, request: HttpRequest) -> dict[str, str]:
        """Our own address as it is set, in place of the one that the request's Host would make."""
        del request
        assert self.metadata
        query = parse_qsl(urlsplit(self.metadata.authorization_endpoint).query)
        return {**dict(query), "redirect_uri": settings.OIDC_CALLBACK_URL}


class Exchange(OIDCAuthenticationBackend):  # type: ignore[misc]  # the library has no types
    """
    From the code to the person. Raises CodeRefused, ProviderFailed, NotLetIn; and for a token that is not what it must
    be Unverified, SuspiciousOperation or one of PyJWT's errors. Nothing it reads is kept.
    """

    def __init__(self, provider: Provider, deadline: Deadline) -> None:
        self._provider = provider
        self._deadline = deadline
        self._metadata = provider.metadata(deadline)
        super().__init__()

    def get_settings(self, name: str, *default: Any) -> Any:
        return library_settings(self._metadata, name, *default)

    def get_token(self, payload: dict[str, str]) -> dict[str, Any]:
        return self._provider.tokens({**payload, "redirect_uri": settings.OIDC_CALLBACK_URL}, self._deadline)

    def retrieve_matching_jwk(self, token: str) -> jwt.PyJWK:
        key_id = jwt.get_unverified_header(token).get("kid")
        key = self._provider.key(key_id, self._deadline)
        if key is None:
            raise Unverified("the provider has no such key")
        return jwt.PyJWK(key, algorithm=ALGORITHM)

    def get_payload_data(self, token: str, key: jwt.PyJWK) -> dict[str, Any]:
        """The library itself looks at no issuer and no audience, and takes a token that never ends."""
        claims: dict[str, Any] = jwt.decode(
            token,
            key,
            algorithms=[ALGORITHM],
            audience=settings.OIDC_CLIENT_ID,
            issuer=settings.OIDC_ISSUER,
            leeway=SKEW_SECONDS,
            options={"require": CLAIMS, "enforce_minimum_key_length": True},
        )
        others = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
        if claims.get("azp", None if others else settings.OIDC_CLIENT_ID) != settings.OIDC_CLIENT_ID:
            raise Unverified("the token was made for another client")
        return claims

    def get_or_create_user(self, access_token: object, id_token: str, payload: dict[str, Any]) -> User:
        """Many providers tell the groups only when they are asked for them."""
        del id_token
        if settings.OIDC_GROUPS_CLAIM in payload:
            return person(payload)
        told = self._provider.user_info(access_token, self._deadline)
        if told and told.get("sub") != payload["sub"]:
            raise Unverified("the provider told of somebody else")
        return person({**told, **payload})
