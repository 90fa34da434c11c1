"""Secrets at the boundary: what may be kept of one, how to recognise one, and how to hide one inside a text."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import html
import json
import math
import re
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

HIDDEN = "[hidden]"
MASK = "••••••••"
SHORTEST_KNOWN = 8
"""A shorter secret is hidden under its own key, but not searched for in other texts: it would match by chance."""

_WORD = re.compile(
    r"secret|token|passw(?:or)?d|passphrase|pwd|api_?key|access_?key|private_?key|signing_?key|encryption_?key"
    r"|credential|authorization|signature|bearer|cookie"
)
_ABOUT = re.compile(r"_(?:type|status|state|enabled|count|date|at|on|in|expiry|expires|expiration|ur[il]|endpoint)$")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[^A-Za-z0-9]+")

_JWT = re.compile(r"(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{5,}+\.[A-Za-z0-9_-]{5,}+\.[A-Za-z0-9_-]*+")
_BEARER = re.compile(r"\bbearer\s+[A-Za-z0-9._~+/-]{8,}+=*+", re.IGNORECASE)
_NAMED = re.compile(
    r"((?:secret|token|passw(?:or)?d|api[_-]?key|private[_-]?key)[\"']?\s*+[=:]\s*+[\"']?)[^\s\"'&,;<>]{6,}+",
    re.IGNORECASE,
)
_SEPARATED = re.compile(r"[=:\s]")
"""What the last two of these need, as the first needs "eyJ": most texts, such as ids, have none of it."""
_FEW = 100
_SHORTEST_PATTERN = len("token=") + 6
_LONG_WORD = re.compile(r"[A-Za-z0-9+/_.~=-]{20,}+")
_LONGEST_PLACEHOLDER = 64
_PLACEHOLDER = re.compile(
    r"(?:change|replace|fill)[-_ ]?(?:me|this|it)(?:[-_ ]?(?:in|now|please))?"
    r"|place[-_ ]?holder|to[-_ ]?do|tbd|tba|fixme"
    r"|(?:my|your|the|client|api|app|access|refresh|test|dummy|sample|example|some)?[-_ ]?"
    r"(?:client|api|app|access|refresh)?[-_ ]?(?:secret|token|password|key)(?:[-_ ]?here)?"
    r"|test|dummy|sample|example|none|nil|undefined|n/?a|unknown|foo(?:bar)?|qwerty|abc123|12345(?:6(?:7(?:89?0?)?)?)?"
    r"|<[^<>]*>|\{\{?[^{}]*\}?\}|\$\{?\w+\}?|\[[^\[\]]*\]|x{3,}[-_x]*|[*•.]+"
)
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Secret:
    """
    What is kept of a secret value. Two equal values have equal fingerprints under the same key.

    `flaws` says in fixed words, never in the value's own, what shows that it cannot be a secret in use.
    """

    mask: str
    fingerprint: str
    length: str
    issued_at: datetime | None
    expires_at: datetime | None
    flaws: frozenset[str] = frozenset()


class Sealer:
    """Turns secret values into `Secret`s under one key; the key decides the fingerprints."""

    __slots__ = ("_key",)

    def __init__(self, key: bytes) -> None:
        if not key:
            raise ValueError("a Sealer needs a key")
        self._key = key

    def seal(self, value: str) -> Secret:
        claims = _claims(value)
        return Secret(
            mask=MASK + value[-4:].replace("\0", "\ufffd") if len(value) >= 20 else MASK,
            fingerprint=self._fingerprint(value),
            length=_length_class(len(value)),
            issued_at=_instant(claims.get("iat")),
            expires_at=_instant(claims.get("exp")),
            flaws=frozenset(flaw for flaw, has in _FLAWS.items() if has(value)),
        )

    def matches(self, value: str, secret: Secret) -> bool:
        """Whether `value` is the one that was sealed, compared in constant time."""
        return hmac.compare_digest(self._fingerprint(value), secret.fingerprint)

    def _fingerprint(self, value: str) -> str:
        return hmac.digest(self._key, value.encode("utf-8", "surrogatepass"), hashlib.sha256).hex()[:10]


def names_a_secret(key: str) -> bool:
    """Whether a key such as `client_secret` or `apiKey` names a secret; `token_type` and `client_id` do not."""
    return _remembered(key) if len(key) <= 64 else _is_secret_name(key)


def _is_secret_name(key: str) -> bool:
    snake = _CAMEL.sub("_", key).lower().rstrip("_")
    return bool(_WORD.search(snake)) and not _ABOUT.search(snake)


_remembered = lru_cache(maxsize=4096)(_is_secret_name)


def looks_secret(word: str) -> bool:
    """Whether one unbroken run of 20 characters or more looks random: letters with digits, and no uuid."""
    if _UUID.fullmatch(word) or not (any(map(str.isdigit, word)) and any(map(str.isalpha, word))):
        return False
    size = len(word)
    return -sum(n / size * math.log2(n / size) for n in Counter(word).values()) >= 3.4


def spellings(value: str) -> set[str]:
    """The forms in which a secret may turn up inside another text: as it is, url-, html-, JSON- or base64-encoded."""
    encoded = base64.b64encode(value.encode("utf-8", "surrogatepass")).decode("ascii")
    return {value, quote(value, safe="", errors="replace"), html.escape(value), json.dumps(value)[1:-1], encoded}


class Known:
    """Secret values that were met, to be hidden wherever else they turn up, however they are spelt there."""

    __slots__ = ("_starts", "_values")

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        found = {spelt for value in secrets if len(value) >= SHORTEST_KNOWN for spelt in spellings(value)}
        self._values = sorted(found, key=lambda value: (-len(value), value))
        self._starts = {value[:SHORTEST_KNOWN] for value in found}

    def hide(self, text: str) -> str:
        if not self._values or not self._may_be_in(text):
            return text
        for value in self._values:
            text = text.replace(value, HIDDEN)
        return text

    def _may_be_in(self, text: str) -> bool:
        """Few values are looked for at once. Of many, which only a broken answer has, the first letters decide."""
        if len(self._values) <= _FEW:
            return any(value in text for value in self._values)
        return any(text[at : at + SHORTEST_KNOWN] in self._starts for at in range(len(text) - SHORTEST_KNOWN + 1))


NOTHING_KNOWN = Known()


def scrub(text: str, known: Known = NOTHING_KNOWN) -> str:
    """`text` without `known` values, JSON web tokens, bearer values and what a `secret=value` pair gives away."""
    text = known.hide(text)
    if len(text) < _SHORTEST_PATTERN or not ("eyJ" in text or _SEPARATED.search(text)):
        return text
    text = _JWT.sub(HIDDEN, text)
    text = _BEARER.sub(HIDDEN, text)
    return _NAMED.sub(rf"\1{HIDDEN}", text)


def scrub_words(text: str) -> str:
    """`text` without the words that look random. For places where an unknown value is more likely a secret than not."""
    return _LONG_WORD.sub(lambda match: HIDDEN if looks_secret(match[0]) else match[0], text)


def _is_placeholder(value: str) -> bool:
    bare = value.strip().lower()
    return len(set(bare)) == 1 or (len(bare) <= _LONGEST_PLACEHOLDER and bool(_PLACEHOLDER.fullmatch(bare)))


def _has_whitespace(value: str) -> bool:
    """At an end or within: no provider issues such a value, but copying one by hand makes it."""
    return any(map(str.isspace, value))


def _is_truncated(value: str) -> bool:
    """A value cut with dots, or one that begins like a JSON web token and lacks a part that every such token has."""
    bare = value.strip()
    if bare.endswith(("...", "…")):
        return True
    parts = bare.split(".")
    if not bare.startswith("eyJ") or len(parts) not in {1, 2, 3}:
        return False
    return not all(parts) if len(parts) == 3 else not _is_json(bare)


def _is_json(value: str) -> bool:
    """Whether this is base64 of a whole JSON object: some tokens are that, and begin as a JSON web token does."""
    try:
        found = json.loads(base64.b64decode(value + "=" * (-len(value) % 4), altchars=b"-_", validate=True))
    except (binascii.Error, ValueError, RecursionError):
        return False
    return isinstance(found, dict) and "alg" not in found


_FLAWS: Mapping[str, Callable[[str], bool]] = {
    "placeholder": _is_placeholder,
    "whitespace": _has_whitespace,
    "truncated": _is_truncated,
}


def _length_class(length: int) -> str:
    if length >= 512:
        return "512 or more characters"
    low = 8
    while length >= low * 2:
        low *= 2
    return "under 8 characters" if length < low else f"{low}-{low * 2 - 1} characters"


def _claims(value: str) -> dict[str, object]:
    """The claims of a JSON web token, unverified; empty for anything else."""
    parts = value.split(".")
    if len(parts) != 3 or not value.startswith("eyJ") or len(value) > 16_384:
        return {}
    try:
        claims = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except (binascii.Error, ValueError, RecursionError):
        return {}
    return claims if isinstance(claims, dict) else {}


def _instant(claim: object) -> datetime | None:
    if isinstance(claim, bool) or not isinstance(claim, int | float):
        return None
    try:
        return datetime.fromtimestamp(claim, UTC)
    except (OverflowError, OSError, ValueError):
        return None
