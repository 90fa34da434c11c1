"""
The control desk of `--allow-faults`, for tests and the demo; only for callers on this machine.

    POST   /_control/faults         arms a rule (`sandbox.faults` says what one looks like), or a list of them
    GET    /_control/faults         the armed rules, each with how often it was `used`
    DELETE /_control/faults         disarms all
    GET    /_control/requests       what the API was asked so far: `count`, and the latest `requests`
    DELETE /_control/requests       forgets it
    POST   /_control/tokens/expire  ends the live access token, as if its hour were over
    POST   /_control/invoices       changes the set of invoices (`sandbox.world.moving` says how)

Without `--allow-faults`, or from another machine, these paths are a plain 404.
"""

import json
from collections import deque
from ipaddress import ip_address
from threading import Lock
from typing import Any

from sandbox.faults import Faults, Rule
from sandbox.messages import Answer, ApiError, Request, error_answer, json_answer
from sandbox.tokens import TokenDesk
from sandbox.world.moving import MovingWorld

CONTROL_PATH = "/_control"
KEPT_REQUESTS = 20_000


class Journal:
    """The latest requests to the API, and how many there were in all."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._count = 0
        self._latest: deque[dict[str, object]] = deque(maxlen=KEPT_REQUESTS)

    def write(self, request: Request, answer: Answer) -> None:
        entry = {"method": request.method, "path": request.path, "query": request.query, "status": answer.status}
        with self._lock:
            self._count += 1
            self._latest.append(entry)

    def read(self) -> dict[str, object]:
        with self._lock:
            return {"count": self._count, "requests": list(self._latest)}

    def forget(self) -> None:
        with self._lock:
            self._count = 0
            self._latest.clear()


class ControlDesk:
    def __init__(self, *, faults: Faults, journal: Journal, tokens: TokenDesk, world: MovingWorld) -> None:
        self._faults = faults
        self._journal = journal
        self._tokens = tokens
        self._world = world

    def answer(self, request: Request) -> Answer | None:
        """None for a caller from elsewhere, or a path that is none of its own."""
        try:
            return self._obey(request) if _is_loopback(request.client) else None
        except ApiError as error:
            return error_answer(error.status, error.message)

    def _obey(self, request: Request) -> Answer | None:
        match request.method, request.path.removeprefix(CONTROL_PATH):
            case "GET", "/faults":
                pass
            case "POST", "/faults":
                self._arm(request.body)
            case "DELETE", "/faults":
                self._faults.clear()
            case "GET", "/requests":
                return json_answer(self._journal.read())
            case "DELETE", "/requests":
                self._journal.forget()
                return json_answer(self._journal.read())
            case "POST", "/tokens/expire":
                self._tokens.expire()
                return json_answer({})
            case "POST", "/invoices":
                return self._change(request.body)
            case _:
                return None
        return json_answer({"faults": self._faults.listed()})

    def _change(self, body: bytes) -> Answer:
        try:
            return json_answer(self._world.change(_sent(body)))
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise ApiError(400, f"Not a change: {error!r}") from error

    def _arm(self, body: bytes) -> None:
        sent = _sent(body)
        for rule in [Rule.read(one) for one in (sent if isinstance(sent, list) else [sent])]:
            self._faults.arm(rule)


def _sent(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError as error:
        raise ApiError(400, f"Not JSON: {error}") from error


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
