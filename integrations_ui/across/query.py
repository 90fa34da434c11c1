"""What the URL asks of the matrix of all connections: which of them, held against what, and which rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Self
from urllib.parse import urlencode

from django.http import HttpRequest

from dashboard.lists.files import KINDS, PARAMETER
from dashboard.lists.listing import WHOLE_NUMBER
from integrations_ui.across.grid import Listed, Row
from integrations_ui.configuration.states import connection_state, provider_name

MOST_CONNECTIONS = 200
"""More columns than this nobody reads, and a browser hardly shows."""
LONGEST = 128
NONE = "none"
"""In the URL: connections without a provider, or without a status."""


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a select."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class AcrossQuery:
    """
    `walk` is the ticket of a list of connections that was read a moment ago, `step` how often its configurations were
    asked for; no link that a person might keep has them.
    """

    path: str
    provider: str = ""
    status: str = ""
    against: str = ""
    text: str = ""
    uneven: bool = False
    keys: bool = False
    sheets: bool = False
    wait: bool = False
    walk: str = ""
    step: int = 0
    kind: str = ""

    @classmethod
    def from_request(cls, request: HttpRequest) -> Self:
        def asked(name: str) -> str:
            return " ".join(request.GET.get(name, "")[:LONGEST].split())

        return cls(
            path=request.path,
            provider=asked("provider").lower(),
            status=asked("status").lower(),
            against=asked("against"),
            text=asked("q"),
            uneven=asked("show") == "differences",
            keys=asked("keys") == "1",
            sheets=asked("sheets") == "1",
            wait="wait" in request.GET,
            walk=asked("walk"),
            step=int(step) if WHOLE_NUMBER.fullmatch(step := asked("step")[:4]) else 0,
        )

    @property
    def url(self) -> str:
        state = {
            "provider": self.provider,
            "status": self.status,
            "against": self.against,
            "q": self.text,
            "show": "differences" if self.uneven else "",
            "keys": "1" if self.keys else "",
            "sheets": "1" if self.sheets else "",
            "wait": "1" if self.wait else "",
            "walk": self.walk,
            "step": str(self.step or ""),
            PARAMETER: self.kind,
        }
        told = {name: value for name, value in state.items() if value}
        return f"{self.path}?{urlencode(told)}" if told else self.path

    @property
    def waiting_url(self) -> str:
        """This page with its table in it, for whoever has no JavaScript."""
        return replace(self, wait=True, walk="", step=0).url

    def step_url(self, ticket: str, step: int) -> str:
        """The fragment that reads on."""
        return replace(self, wait=True, walk=ticket, step=step).url

    def rest_url(self, ticket: str) -> str:
        """The page with its table, for which only what is not known yet is read."""
        return replace(self, wait=True, walk=ticket, step=0).url

    def file_urls(self, ticket: str) -> list[tuple[str, str]]:
        """What is shown as files, of what was read for it as long as that is kept."""
        plain = replace(self, wait=False, walk=ticket, step=0)
        return [(kind.upper(), replace(plain, kind=kind).url) for kind in KINDS]

    @property
    def told(self) -> list[tuple[str, str]]:
        """Which connections and settings are shown, for paper and files; empty where all are."""
        chosen = {
            "Provider": self.provider,
            "Status": self.status,
            "Settings that name": self.text,
            "Only": "settings that differ" if self.uneven else "",
        }
        return [(name, value) for name, value in chosen.items() if value]

    @property
    def unfiltered_url(self) -> str:
        """The same connections, all rows."""
        return replace(self, text="", uneven=False, walk="", step=0).url

    @property
    def everything_url(self) -> str:
        return replace(self, provider="", status="", text="", uneven=False, walk="", step=0).url

    @property
    def filtered(self) -> bool:
        return bool(self.provider or self.status or self.text or self.uneven)

    def chosen(self, connections: Sequence[Listed]) -> list[Listed]:
        """The connections that are asked for, the reference before them whatever the filters say."""
        first = [one for one in connections if self.against and one.uuid == self.against]
        rest = [one for one in connections if one not in first and self._wants(one)]
        return first + rest

    def _wants(self, connection: Listed) -> bool:
        return self.provider in {"", provider_word(connection)} and self.status in {"", status_word(connection)}

    def wants_row(self, row: Row) -> bool:
        return (row.uneven or not self.uneven) and all(word in row.text for word in self.text.lower().split())

    def providers(self, connections: Sequence[Listed]) -> list[Option]:
        return options(connections, provider_word, lambda one: provider_name(one.provider), self.provider)

    def states(self, connections: Sequence[Listed]) -> list[Option]:
        return options(connections, status_word, lambda one: connection_state(one.status).label, self.status)

    def references(self, connections: Sequence[Listed]) -> list[Option]:
        return [Option(one.uuid, one.title, one.uuid == self.against) for one in connections]


def provider_word(connection: Listed) -> str:
    return in_url(connection.provider)


def status_word(connection: Listed) -> str:
    return in_url(connection.status)


def in_url(word: str | None) -> str:
    return " ".join((word or "").lower().split())[:LONGEST] or NONE


def options(
    connections: Sequence[Listed], word: Callable[[Listed], str], label: Callable[[Listed], str | None], now: str
) -> list[Option]:
    """Each word that connections have, with how many do; the chosen one also where no connection has it."""
    counts = Counter(map(word, connections))
    labels = {word(one): label(one) or "None" for one in reversed(connections)}
    labels.setdefault(now, now)
    return [
        Option(value, f"{shown} ({counts[value]})", value == now)
        for value, shown in sorted(labels.items(), key=lambda item: item[1].lower())
        if value
    ]
