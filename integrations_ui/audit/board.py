"""A report as a page shows it: counted, filtered, one kind at a time, and what was acknowledged set aside."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dashboard.exsited import Connection
from dashboard.formats import clock_text
from dashboard.links import link
from dashboard.lists.listing import PER_PAGE
from dashboard.lists.tables import Pager, PageSize
from integrations_ui.audit.acknowledging import Key
from integrations_ui.audit.judged import Doubt, Finding, NotChecked
from integrations_ui.audit.query import ACKNOWLEDGED, CANNOT, OPEN, UNCHECKED, FindingQuery
from integrations_ui.audit.reading import Judged
from integrations_ui.audit.rule import CONNECTIONS, RULES, SEVERITIES
from integrations_ui.configuration.states import CONNECTION_STATES, connection_state, provider_name
from integrations_ui.models import Acknowledgement

NAMED_AT_ONCE = 10
"""As many connections that were not checked stand below the findings, and as many that were acknowledged."""


class Addressed:
    """What can be acknowledged, with the addresses of its pages."""

    __slots__ = ()

    @property
    def told(self) -> Finding | Doubt:
        raise NotImplementedError

    @property
    def connection_name(self) -> str:
        return title_of(self.told.connection)

    @property
    def connection_url(self) -> str:
        return url_of(self.told.connection)

    @property
    def acknowledge_url(self) -> str:
        return link("acknowledge_finding", *self.told.key)

    @property
    def withdraw_url(self) -> str:
        return link("withdraw_finding", *self.told.key)


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown(Addressed):
    finding: Finding
    acknowledgement: Acknowledgement | None = None

    @property
    def told(self) -> Finding:
        return self.finding


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownDoubt(Addressed):
    doubt: Doubt
    acknowledgement: Acknowledgement | None = None

    @property
    def told(self) -> Doubt:
        return self.doubt


@dataclass(frozen=True, kw_only=True, slots=True)
class Unchecked:
    """A connection that was not checked whole, and each reason with the rules it keeps back."""

    connection: Connection
    connection_name: str
    connection_url: str
    gaps: tuple[NotChecked, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """One figure above the list, which is also the way to what it counts."""

    show: str
    label: str
    tone: str
    count: int
    url: str
    current: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Option:
    value: str
    label: str
    current: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Board:
    """`caption` and `section_id` are for the pager, which it shares with the tables."""

    judged: Judged
    query: FindingQuery
    open: Sequence[Shown]
    acknowledged: Sequence[Shown | ShownDoubt]
    doubts: Sequence[ShownDoubt]
    unchecked: Sequence[Unchecked]
    caption: str = "Findings"
    section_id: str = "finding-list"

    @property
    def kind(self) -> str:
        """Which template shows the items."""
        return {CANNOT: CANNOT, UNCHECKED: UNCHECKED, ACKNOWLEDGED: ACKNOWLEDGED}.get(self.query.show, OPEN)

    @property
    def all_items(self) -> Sequence[Any]:
        if self.query.show in SEVERITIES:
            return [shown for shown in self.open if shown.finding.rule.severity.name == self.query.show]
        lists = {CANNOT: self.doubts, UNCHECKED: self.unchecked, ACKNOWLEDGED: self.acknowledged}
        return lists.get(self.query.show, self.open)

    @property
    def items(self) -> Sequence[Any]:
        first = (self.query.page - 1) * self.query.per_page
        return self.all_items[first : first + self.query.per_page]

    @property
    def beyond_end(self) -> bool:
        return self.query.page > 1 and not self.items

    @property
    def first_page_url(self) -> str:
        return self.query.url()

    @property
    def choices(self) -> list[Choice]:
        counts = dict.fromkeys(SEVERITIES, 0)
        for shown in self.open:
            counts[shown.finding.rule.severity.name] += 1
        told = [(OPEN, "Open", "", len(self.open))]
        told += [(one.name, one.label, one.tone, counts[one.name]) for one in SEVERITIES.values()]
        told += [
            (CANNOT, "Cannot judge", "off", len(self.doubts)),
            (UNCHECKED, "Not checked", "off", len(self.unchecked)),
            (ACKNOWLEDGED, "Acknowledged", "", len(self.acknowledged)),
        ]
        return [
            Choice(
                show=show,
                label=label,
                tone=tone,
                count=count,
                url=self.query.url(show=show),
                current=show == self.query.show,
            )
            for show, label, tone, count in told
        ]

    @property
    def summary(self) -> str:
        count = len(self.judged.integrations)
        of = f"{count} connections, " if count != 1 else ""
        return f"{of}{len(RULES)} rules, judged at {clock_text(self.judged.at)}"

    @property
    def unchecked_url(self) -> str:
        return self.query.url(show=UNCHECKED)

    @property
    def acknowledged_url(self) -> str:
        return self.query.url(show=ACKNOWLEDGED)

    @property
    def quiet(self) -> Sequence[Shown | ShownDoubt]:
        """The first that were acknowledged, below the open ones."""
        return self.acknowledged[:NAMED_AT_ONCE] if self.query.show == OPEN else ()

    @property
    def has_quiet_doubts(self) -> bool:
        """Whether something that cannot be judged was acknowledged: then not everything was understood."""
        return any(isinstance(shown, ShownDoubt) for shown in self.acknowledged)

    @property
    def named_unchecked(self) -> Sequence[Unchecked]:
        """The first connections that were not checked, for the page that opens with the findings."""
        return self.unchecked[:NAMED_AT_ONCE] if self.query.show == OPEN else ()

    @property
    def more_unchecked(self) -> int:
        return len(self.unchecked) - len(self.named_unchecked)

    @property
    def rules(self) -> list[Option]:
        return [
            Option(value=rule.id, label=f"{rule.id} {rule.title}", current=rule.id == self.query.rule)
            for rule in RULES.values()
        ]

    @property
    def providers(self) -> list[Option]:
        found = {one.lower(): provider_name(one) or one for one in self._told("integration_partner")}
        chosen = self.query.provider.lower()
        return [Option(value=key, label=found[key], current=key == chosen) for key in sorted(found)]

    @property
    def states(self) -> list[Option]:
        found = {one.upper() for one in self._told("status")}
        known = [*CONNECTION_STATES, *sorted(found - set(CONNECTION_STATES))]
        return [
            Option(value=one, label=connection_state(one).label, current=one == self.query.state.upper())
            for one in known
            if one in found
        ]

    def _told(self, field: str) -> set[str]:
        return {value.strip() for connection in self.judged.connections if (value := getattr(connection, field))}

    @property
    def pager(self) -> Pager | None:
        total = len(self.all_items)
        if not total:
            return None
        query, pages = self.query, max(1, math.ceil(total / self.query.per_page))
        first = (query.page - 1) * query.per_page + 1
        last = min(total, first + query.per_page - 1)
        few = total <= PER_PAGE[0] and query.per_page == PER_PAGE[0]
        return Pager(
            range="" if self.beyond_end else f"{first:,} to {last:,} of {total:,}",
            place=f"Page {query.page:,} of {pages:,}",
            sizes=[] if few or self.beyond_end else [size_of(query, size) for size in PER_PAGE],
            previous_url=query.url(page=min(query.page - 1, pages)) if query.page > 1 else "",
            next_url=query.url(page=query.page + 1) if query.page < pages else "",
        )


def size_of(query: FindingQuery, size: int) -> PageSize:
    return PageSize(size=size, url=query.url(per_page=size), current=size == query.per_page)


def board_of(judged: Judged, query: FindingQuery, acknowledged: Mapping[Key, Acknowledgement]) -> Board:
    report = judged.report
    findings = [
        Shown(finding=one, acknowledgement=acknowledged.get(one.key))
        for one in report.findings
        if query.wants(one.connection, (one.rule,), one.text)
    ]
    doubts = [
        ShownDoubt(doubt=one, acknowledgement=acknowledged.get(one.key))
        for one in report.cannot_judge
        if query.wants(one.connection, one.rules, text_of(one.connection, one.fact.label, one.fact.key, one.why))
    ]
    either: list[Shown | ShownDoubt] = [*findings, *doubts]
    return Board(
        judged=judged,
        query=query,
        open=[shown for shown in findings if not shown.acknowledgement],
        acknowledged=[shown for shown in either if shown.acknowledgement],
        doubts=[shown for shown in doubts if not shown.acknowledgement],
        unchecked=unchecked_of(judged, query),
    )


def unchecked_of(judged: Judged, query: FindingQuery) -> list[Unchecked]:
    """One for each connection. That their list was cut short is said once for all of them, not for each."""
    found: dict[str, list[NotChecked]] = {}
    for gap in judged.report.not_checked:
        if gap.part == CONNECTIONS and not judged.complete:
            continue
        if query.wants(gap.connection, gap.rules, text_of(gap.connection, gap.reason)):
            found.setdefault(gap.connection.uuid, []).append(gap)
    return [
        Unchecked(
            connection=gaps[0].connection,
            connection_name=title_of(gaps[0].connection),
            connection_url=url_of(gaps[0].connection),
            gaps=tuple(gaps),
        )
        for gaps in found.values()
    ]


def title_of(connection: Connection) -> str:
    return connection.remote_instance_name or connection.uuid


def url_of(connection: Connection) -> str:
    return link("connection_findings", connection.uuid)


def text_of(connection: Connection, *told: str) -> str:
    return " ".join([title_of(connection), connection.uuid, *told]).lower()
