"""The provider's process, and a person in front of it: begins at the dashboard, agrees there, and comes back."""

from __future__ import annotations

import os
import re
import select
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

import requests
from django.http.response import HttpResponseBase
from django.test import Client

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 60.0
CLIENT_ID, CLIENT_SECRET = "dashboard", "canary-oidc-client-secret-8wYt3K"


class ProviderProcess:
    """`server.py` as long as this lasts."""

    issuer = ""

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "tests.oidc.server", CLIENT_ID],
            cwd=ROOT,
            env=os.environ | {"AUTHLIB_INSECURE_TRANSPORT": "1", "OIDC_CLIENT_SECRET": CLIENT_SECRET},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self._process.stdout
        readable, _, _ = select.select([self._process.stdout], [], [], SECONDS)
        ready = re.fullmatch(r"ready at (\S+)\n", self._process.stdout.readline() if readable else "")
        if not ready:
            self._process.kill()
            raise RuntimeError("the OpenID provider did not start")
        self.issuer = ready[1]
        self._session = requests.Session()
        self._session.trust_env = False
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._session.close()
        self._process.kill()
        self._process.wait()
        assert self._process.stdout
        self._process.stdout.close()

    def knows(self, subject: str, **claims: object) -> None:
        """Of this person from now on, and no more."""
        self._call("PUT", f"/users/{subject}", json=claims)

    def spoil(self, **how: object) -> None:
        """The next ID token; `server.py` says how."""
        self._call("PUT", "/_spoil", json=how)

    def asked(self) -> list[str]:
        """What it was asked since this was last called."""
        paths: list[str] = self._call("GET", "/_asked").json()
        return [path for path in paths if not path.startswith("/_")]

    def agreed(self, address: str, subject: str, **form: str) -> str:
        """Where the provider sends the browser back to, once this person has agreed."""
        answer = self._session.post(address, {"sub": subject, **form}, timeout=SECONDS, allow_redirects=False)
        return answer.headers["Location"]

    def _call(self, method: str, path: str, **options: Any) -> requests.Response:
        answer = self._session.request(method, self.issuer + path, timeout=SECONDS, **options)
        answer.raise_for_status()
        return answer


def begun(client: Client, next_page: str = "") -> str:
    """The provider's address that the sign-in page's link leads to."""
    answer = client.get("/oidc/sign-in/", {"next": next_page} if next_page else {})
    assert answer.status_code == 302, answer.content
    return answer.headers["Location"]


def back(client: Client, address: str, **changed: str) -> HttpResponseBase:
    """The callback's answer, with some of what the provider gave changed on the way."""
    parts = urlsplit(address)
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == "https://dashboard.example/oidc/callback/"
    return client.get(parts.path, {name: values[0] for name, values in parse_qs(parts.query).items()} | changed)


def sign_in(provider: ProviderProcess, client: Client, subject: str, next_page: str = "") -> HttpResponseBase:
    return back(client, provider.agreed(begun(client, next_page), subject))


def signed_in(provider: ProviderProcess, subject: str) -> Client:
    client = Client()
    answer = sign_in(provider, client, subject)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    return client


def is_in(client: Client) -> bool:
    return client.get("/components/").status_code != 302
