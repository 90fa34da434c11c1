"""
The MDN HTTP Observatory's rules as data: "Tests & Scoring" of its documentation, with the tests of the cross-origin
opener and embedder policies that were added to it in 2026. A site begins at 100 and loses what it is blamed for; with
90 or more left it gains its bonuses, 65 at most. Five of those need a place in the browsers' own list of hosts.
"""

from __future__ import annotations

from dataclasses import dataclass
from http.cookies import Morsel, SimpleCookie
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

BASELINE, ENOUGH_FOR_BONUSES = 100, 90
SIX_MONTHS = 15_768_000

MODIFIERS = {
    "csp-implemented-with-no-unsafe-default-src-none": 10,
    "csp-implemented-with-no-unsafe": 5,
    "csp-implemented-with-unsafe-inline-in-style-src-only": 0,
    "csp-implemented-with-insecure-scheme-in-passive-content-only": -10,
    "csp-implemented-with-unsafe-eval": -10,
    "csp-implemented-with-insecure-scheme": -20,
    "csp-implemented-with-unsafe-inline": -20,
    "csp-not-implemented": -25,
    "cookies-secure-with-httponly-sessions-and-samesite": 5,
    "cookies-secure-with-httponly-sessions": 0,
    "cookies-not-found": 0,
    "cookies-without-secure-flag-but-protected-by-hsts": -5,
    "cookies-session-without-secure-flag-but-protected-by-hsts": -10,
    "cookies-without-secure-flag": -20,
    "cookies-samesite-flag-invalid": -20,
    "cookies-session-without-httponly-flag": -30,
    "cookies-session-without-secure-flag": -40,
    "cross-origin-resource-sharing-not-implemented": 0,
    "cross-origin-resource-sharing-implemented-with-public-access": 0,
    "cross-origin-resource-sharing-implemented-with-universal-access": -50,
    "redirection-to-https": 0,
    "redirection-off-host-from-http": -5,
    "redirection-not-to-https": -20,
    "redirection-missing": -20,
    "referrer-policy-private": 5,
    "referrer-policy-not-implemented": 0,
    "referrer-policy-unsafe": -5,
    "referrer-policy-header-invalid": -5,
    "hsts-implemented-max-age-at-least-six-months": 0,
    "hsts-implemented-max-age-less-than-six-months": -10,
    "hsts-not-implemented": -20,
    "sri-implemented-and-all-scripts-loaded-securely": 5,
    "sri-not-implemented-but-no-scripts-loaded": 0,
    "sri-not-implemented-but-all-scripts-loaded-from-secure-origin": 0,
    "sri-not-implemented-and-external-scripts-not-loaded-securely": -50,
    "x-content-type-options-nosniff": 0,
    "x-content-type-options-not-implemented": -5,
    "x-frame-options-implemented-via-csp": 5,
    "x-frame-options-sameorigin-or-deny": 0,
    "x-frame-options-not-implemented": -20,
    "corp-implemented-with-same-origin": 10,
    "corp-implemented-with-same-site": 10,
    "corp-implemented-with-cross-origin": 0,
    "corp-not-implemented": 0,
    "corp-header-invalid": -5,
    "coop-implemented-with-same-origin": 10,
    "coop-implemented-with-unsafe-none": 0,
    "coop-not-implemented": 0,
    "coop-header-invalid": -5,
    "coep-implemented-with-require-corp": 10,
    "coep-implemented-with-unsafe-none": 0,
    "coep-not-implemented": 0,
    "coep-header-invalid": -5,
}
BROAD = frozenset({"ftp:", "http:", "https:", "*", "http://*", "https://*"})
UNSAFE = BROAD | {"'unsafe-inline'", "data:"}
PRIVATE = frozenset({"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"})
PUBLIC = frozenset({"origin", "origin-when-cross-origin", "unsafe-url", "no-referrer-when-downgrade"})


@dataclass(frozen=True, kw_only=True)
class Site:
    """What the Observatory sees: an answer over https, its cookies, and where plain http leads."""

    headers: dict[str, str]
    cookies: SimpleCookie
    html: str
    host: str
    redirected_to: str | None

    def header(self, name: str) -> str:
        return self.headers.get(name, "").strip().lower()

    @property
    def policy(self) -> dict[str, frozenset[str]]:
        parts = [part.split() for part in self.header("content-security-policy").split(";") if part.strip()]
        return {name: frozenset(sources) for name, *sources in parts}

    @property
    def results(self) -> dict[str, str]:
        return {
            "csp": csp(self.policy),
            "cookies": cookies(list(self.cookies.values()), has_hsts=bool(self.header("strict-transport-security"))),
            "cors": cors(
                self.headers.get("access-control-allow-origin"), self.header("access-control-allow-credentials")
            ),
            "redirection": redirection(self.redirected_to, self.host),
            "referrer policy": referrer_policy(self.header("referrer-policy")),
            "hsts": hsts(self.header("strict-transport-security")),
            "sri": integrity(self.html),
            "content type": f"x-content-type-options-{self.header('x-content-type-options') or 'not-implemented'}",
            "frames": frames(self.policy, self.header("x-frame-options")),
            "corp": isolation(
                "corp", self.header("cross-origin-resource-policy"), "same-origin same-site cross-origin"
            ),
            "coop": isolation("coop", self.header("cross-origin-opener-policy"), "same-origin unsafe-none"),
            "coep": isolation("coep", self.header("cross-origin-embedder-policy"), "require-corp unsafe-none"),
        }

    @property
    def score(self) -> int:
        modifiers = [MODIFIERS[result] for result in self.results.values()]
        left = BASELINE + sum(modifier for modifier in modifiers if modifier < 0)
        return (
            left + sum(modifier for modifier in modifiers if modifier > 0)
            if left >= ENOUGH_FOR_BONUSES
            else max(left, 0)
        )


def csp(policy: dict[str, frozenset[str]]) -> str:
    if not policy:
        return "csp-not-implemented"

    def sources(name: str) -> frozenset[str]:
        return policy.get(name, policy.get("default-src", frozenset("*")))

    active = frozenset().union(*(found for name, found in policy.items() if name not in {"img-src", "media-src"}))
    passive = sources("img-src") | sources("media-src")
    if sources("script-src") & UNSAFE or sources("object-src") & BROAD:
        return "csp-implemented-with-unsafe-inline"
    if any(source.startswith(("http:", "ftp:")) for source in active):
        return "csp-implemented-with-insecure-scheme"
    if "'unsafe-eval'" in sources("script-src") | sources("style-src"):
        return "csp-implemented-with-unsafe-eval"
    if any(source.startswith(("http:", "ftp:")) for source in passive):
        return "csp-implemented-with-insecure-scheme-in-passive-content-only"
    if sources("style-src") & UNSAFE:
        return "csp-implemented-with-unsafe-inline-in-style-src-only"
    nothing_else = policy.get("default-src") == frozenset({"'none'"})
    return "csp-implemented-with-no-unsafe" + ("-default-src-none" if nothing_else else "")


def cookies(found: list[Morsel[str]], *, has_hsts: bool) -> str:
    protected = "-but-protected-by-hsts" if has_hsts else ""
    sessions = [one for one in found if any(word in one.key.lower() for word in ("login", "sess"))]
    if not found:
        return "cookies-not-found"
    if not all(one["httponly"] for one in sessions):
        return "cookies-session-without-httponly-flag"
    if any(one["samesite"].lower() not in {"", "lax", "strict"} for one in found):
        return "cookies-samesite-flag-invalid"
    if not all(one["secure"] for one in sessions):
        return f"cookies-session-without-secure-flag{protected}"
    if not all(one["secure"] for one in found):
        return f"cookies-without-secure-flag{protected}"
    return "cookies-secure-with-httponly-sessions" + ("-and-samesite" if all(one["samesite"] for one in found) else "")


def cors(origin: str | None, credentials: str) -> str:
    if origin is None:
        return "cross-origin-resource-sharing-not-implemented"
    kind = "universal" if credentials == "true" else "public"
    return f"cross-origin-resource-sharing-implemented-with-{kind}-access"


def redirection(target: str | None, host: str) -> str:
    parts = urlsplit(target or "")
    if target is None:
        return "redirection-missing"
    if parts.scheme != "https":
        return "redirection-not-to-https"
    return "redirection-to-https" if parts.hostname == host else "redirection-off-host-from-http"


def referrer_policy(value: str) -> str:
    if not value:
        return "referrer-policy-not-implemented"
    known = [word.strip() for word in value.split(",") if word.strip() in PRIVATE | PUBLIC]
    if not known:
        return "referrer-policy-header-invalid"
    return "referrer-policy-private" if known[-1] in PRIVATE else "referrer-policy-unsafe"


def hsts(value: str) -> str:
    ages = [part.strip().removeprefix("max-age=") for part in value.split(";") if part.strip().startswith("max-age=")]
    if not ages:
        return "hsts-not-implemented"
    kind = "at-least" if int(ages[0]) >= SIX_MONTHS else "less-than"
    return f"hsts-implemented-max-age-{kind}-six-months"


def integrity(html: str) -> str:
    scripts = [script.attributes for script in LexborHTMLParser(html).css("script")]
    sources = [(script.get("src") or "", script.get("integrity")) for script in scripts]
    if not sources:
        return "sri-not-implemented-but-no-scripts-loaded"
    if any(source.startswith(("//", "http")) for source, _ in sources):
        return "sri-not-implemented-and-external-scripts-not-loaded-securely"
    if any(source and told for source, told in sources):
        return "sri-implemented-and-all-scripts-loaded-securely"
    return "sri-not-implemented-but-all-scripts-loaded-from-secure-origin"


def frames(policy: dict[str, frozenset[str]], header: str) -> str:
    if policy.get("frame-ancestors"):
        return "x-frame-options-implemented-via-csp"
    return f"x-frame-options-{'sameorigin-or-deny' if header in {'sameorigin', 'deny'} else 'not-implemented'}"


def isolation(name: str, value: str, known: str) -> str:
    if not value:
        return f"{name}-not-implemented"
    return f"{name}-implemented-with-{value}" if value in known.split() else f"{name}-header-invalid"
