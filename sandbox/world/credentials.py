"""
Client ids, secrets and tokens as each provider shapes them.

They open nothing: all are random. They are long and unlike, so that a search for any of them in a page, a log or a
database finds a leak and nothing else.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from typing import TYPE_CHECKING

from sandbox.world.days import DAY_SECONDS, midnight
from sandbox.world.mixing import uuid_from

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sandbox.world.mixing import Dice

HEX = "0123456789abcdef"
ALNUM = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
SAFE = ALNUM + "-_"

ISSUERS = {"xero": "https://identity.xero-sandbox.example", "quickbooks": "https://oauth.quickbooks-sandbox.example"}
"""Whose access tokens are JSON web tokens; the others' are opaque."""

VALID, EXPIRED, LONG_EXPIRED = 2, -1, -400
"""Days from today on which an access token ends."""


def client_id(dice: Dice, provider: str) -> str:
    if provider == "xero":
        return dice.letters(32, HEX).upper()
    if provider == "quickbooks":
        return "AB" + dice.letters(48, ALNUM)
    return dice.letters(64, HEX) if provider == "netsuite" else uuid_from(dice.bits(), dice.bits())


def client_secret(dice: Dice, provider: str) -> str:
    lengths = {"xero": (48, SAFE), "quickbooks": (40, ALNUM), "netsuite": (64, HEX)}
    return dice.letters(*lengths.get(provider, (32, ALNUM)))


def refresh_token(dice: Dice, provider: str) -> str:
    if provider == "quickbooks":
        return "AB11" + dice.letters(46, ALNUM)
    return dice.letters(43 if provider == "xero" else 72, SAFE)


def access_token(dice: Dice, provider: str, *, today: int, ends_in_days: int) -> str:
    if provider not in ISSUERS:
        return dice.letters(96, SAFE)
    ends = midnight(today + ends_in_days) + dice.between(1, DAY_SECONDS - 1)
    issued = ends - (1800 if ends_in_days < 0 else 5 * DAY_SECONDS)
    claims = {
        "nbf": issued,
        "exp": ends,
        "iat": issued,
        "iss": ISSUERS[provider],
        "sub": dice.letters(32, HEX),
        "jti": dice.letters(32, HEX).upper(),
        "scope": ["accounting.transactions", "accounting.contacts", "offline_access"],
    }
    head = {"alg": "RS256", "kid": dice.letters(40, HEX).upper(), "typ": "JWT"}
    return ".".join((_part(head), _part(claims), dice.letters(342, SAFE)))


def remote_id(dice: Dice, provider: str) -> str:
    if provider == "quickbooks":
        return f"9341{dice.between(10**11, 10**12 - 1)}"
    if provider == "netsuite":
        return f"{dice.between(3_000_000, 9_999_999)}" + dice.pick(("", "", "_SB1"))
    return uuid_from(dice.bits(), dice.bits())


def _part(claims: Mapping[str, object]) -> str:
    return urlsafe_b64encode(json.dumps(claims, separators=(",", ":")).encode()).rstrip(b"=").decode()
