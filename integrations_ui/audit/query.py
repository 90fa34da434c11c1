"""Which findings a page shows: all of it in the URL. What is not known there is as if it were not asked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Self
from urllib.parse import urlencode

from django.http import HttpRequest

from dashboard.exsited import Connection
from dashboard.lists.listing import PER_PAGE, ListQuery
from integrations_ui.audit import words
from integrations_ui.audit.rule import RULES, SEVERITIES, Rule

OPEN, CANNOT, UNCHECKED, ACKNOWLEDGED = "open", "cannot", "unchecked", "acknowledged"
SHOWS = (OPEN, *SEVERITIES, CANNOT, UNCHECKED, ACKNOWLEDGED)
LONGEST_TEXT = 100


@dataclass(frozen=True, kw_only=True, slots=True)
class FindingQuery:
    """`state` is the status of a connection; it and `provider` are compared without their case."""

    path: str
    show: str = OPEN
    text: str = ""
    rule: str = ""
    provider: str = ""
    state: str = ""
    page: int = 1
    per_page: int = PER_PAGE[0]

    @classmethod
    def from_request(cls, request: HttpRequest) -> Self:
        asked, listing = request.GET, ListQuery.from_request(request)
        show, rule = asked.get("show", OPEN), asked.get("rule", "")
        return cls(
            path=request.path,
            show=show if show in SHOWS else OPEN,
            text=asked.get("q", "").strip()[:LONGEST_TEXT],
            rule=rule if rule in RULES else "",
            provider=asked.get("provider", "").strip()[:LONGEST_TEXT],
            state=asked.get("state", "").strip()[:LONGEST_TEXT],
            page=listing.page,
            per_page=listing.per_page,
        )

    def url(self, **changes: Any) -> str:
        """This page with something changed; another choice starts at its first page."""
        wanted = replace(self, **({"page": 1} | changes))
        told = {
            "show": wanted.show if wanted.show != OPEN else "",
            "q": wanted.text,
            "rule": wanted.rule,
            "provider": wanted.provider,
            "state": wanted.state,
            "per_page": str(wanted.per_page) if wanted.per_page != PER_PAGE[0] else "",
            "page": str(wanted.page) if wanted.page > 1 else "",
        }
        kept = {name: value for name, value in told.items() if value}
        return f"{wanted.path}?{urlencode(kept)}" if kept else wanted.path

    @property
    def narrowed(self) -> bool:
        return bool(self.text or self.rule or self.provider or self.state)

    @property
    def everything_url(self) -> str:
        return self.url(text="", rule="", provider="", state="")

    def wants(self, connection: Connection, rules: tuple[Rule, ...], text: str) -> bool:
        return (
            (not self.rule or any(rule.id == self.rule for rule in rules))
            and (not self.provider or words.lower(connection.integration_partner) == words.lower(self.provider))
            and (not self.state or words.upper(connection.status) == words.upper(self.state))
            and all(word in text for word in self.text.lower().split())
        )
