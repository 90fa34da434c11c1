"""
Faults on demand: rules that spoil the next answers.

A rule is a JSON object. It acts on requests whose path matches `path` (`*` is any one part of it, `**` any rest) and
whose method is `method` (any when left out), on the next `times` of them (null or left out: for ever). What it does:

    kind            effect
    status          answers `status` with `body` (text as it is, anything else as JSON; left out: an error envelope)
    latency         nothing but the wait
    malformed_json  the true answer, its JSON broken at the end
    html            an HTML page with `status` (200)
    empty           `status` (200), and no body at all
    truncate        half of the true answer, then the connection ends
    drop_fields     the true answer without the keys named in `fields`, at any depth

`kind` may be left out: it is `status` where a status is named, otherwise `latency`. With every kind, `latency_ms` waits
first and `headers` are added to the answer, taking the place of its own. A true answer of status 200 gets `grow_bytes`
zero bytes more at its end, made as they are sent. Where several rules match, the oldest acts.
"""

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from threading import Lock
from typing import Self

from sandbox.messages import JSON_TYPE, Answer, ApiError, Request, encode, error_answer, html_answer


class Kind(StrEnum):
    STATUS = "status"
    LATENCY = "latency"
    MALFORMED_JSON = "malformed_json"
    HTML = "html"
    EMPTY = "empty"
    TRUNCATE = "truncate"
    DROP_FIELDS = "drop_fields"


STAND_INS = frozenset({Kind.STATUS, Kind.HTML, Kind.EMPTY})  # kinds for which the true answer is never made


@dataclass(kw_only=True, slots=True)
class Rule:
    path: str
    method: str | None = None
    times: int | None = None
    kind: Kind = Kind.LATENCY
    status: int | None = None
    body: object = None
    headers: Mapping[str, str] = field(default_factory=dict)
    latency_ms: int = 0
    grow_bytes: int = 0
    fields: Collection[str] = ()
    used: int = field(default=0, init=False)

    @classmethod
    def read(cls, sent: object) -> Self:
        if not isinstance(sent, dict):
            raise ApiError(400, "Not a fault rule: it must be a JSON object")
        try:
            kind = Kind(sent.get("kind", Kind.STATUS if "status" in sent else Kind.LATENCY))
            rule = cls(**{**sent, "kind": kind})
            rule.check()
        except (TypeError, ValueError) as error:
            raise ApiError(400, f"Not a fault rule: {error}") from error
        return rule

    def check(self) -> None:
        if not isinstance(self.path, str) or not self.path.startswith("/"):
            raise ValueError("path must begin with a slash")
        if not isinstance(self.method, str | None):
            raise TypeError("method must be a text")
        if self.times is not None:
            _check_whole("times", self.times, range(1_000_000))
        if self.status is not None:
            _check_whole("status", self.status, range(200, 1000))
        _check_whole("latency_ms", self.latency_ms, range(600_001))
        _check_whole("grow_bytes", self.grow_bytes, range((1 << 31) + 1))
        if not all(isinstance(text, str) for text in (*self.headers, *self.headers.values(), *self.fields)):
            raise TypeError("headers and fields must be texts")

    @property
    def spent(self) -> bool:
        return self.times is not None and self.used >= self.times

    def matches(self, request: Request) -> bool:
        method_fits = self.method is None or self.method.upper() == request.method
        return method_fits and not self.spent and re.fullmatch(_pattern(self.path), request.path) is not None

    def stand_in(self) -> Answer:
        """The answer of a rule that needs no true one."""
        status = self.status or 200
        if self.kind is Kind.HTML:
            answer = html_answer("Just a moment", "This page is not an answer of the API.", status=status)
        elif self.kind is Kind.EMPTY:
            answer = Answer(status=status)
        elif self.body is None:
            answer = error_answer(status, "Fault on demand")
        else:
            answer = Answer(status=status, body=self.body.encode() if isinstance(self.body, str) else encode(self.body))
        return self._headed(answer)

    def distort(self, answer: Answer) -> Answer:
        if answer.status == 200:
            answer = replace(answer, zeros=self.grow_bytes)
        body = answer.body
        if self.kind is Kind.MALFORMED_JSON:
            answer = replace(answer, body=body[:-1] + b",,}")
        elif self.kind is Kind.TRUNCATE:
            answer = replace(answer, cut_after=(len(body) + answer.zeros) // 2)
        elif self.kind is Kind.DROP_FIELDS and answer.content_type == JSON_TYPE:
            value = json.loads(body, parse_float=Decimal)
            answer = replace(answer, body=encode(_without(value, frozenset(self.fields))))
        return self._headed(answer)

    def _headed(self, answer: Answer) -> Answer:
        return replace(answer, headers={**answer.headers, **self.headers})


class Faults:
    def __init__(self) -> None:
        self._rules: list[Rule] = []
        self._lock = Lock()

    def arm(self, rule: Rule) -> None:
        with self._lock:
            self._rules.append(rule)

    def clear(self) -> None:
        with self._lock:
            self._rules.clear()

    def take(self, request: Request) -> Rule | None:
        """The rule that acts on this request, counted as used once more."""
        with self._lock:
            rule = next((rule for rule in self._rules if rule.matches(request)), None)
            if rule:
                rule.used += 1
            return rule

    def listed(self) -> list[dict[str, object]]:
        with self._lock:
            return [asdict(rule) for rule in self._rules]


def _check_whole(name: str, value: object, allowed: range) -> None:
    if not isinstance(value, int) or value not in allowed:
        raise ValueError(f"{name} must be a whole number from {allowed.start} to {allowed.stop - 1}")


def _pattern(glob: str) -> str:
    return re.escape(glob).replace(r"\*\*", ".*").replace(r"\*", "[^/]*")


def _without(value: object, names: frozenset[str]) -> object:
    if isinstance(value, dict):
        return {key: _without(inner, names) for key, inner in value.items() if key not in names}
    return [_without(inner, names) for inner in value] if isinstance(value, list) else value
