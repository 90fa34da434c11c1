"""A connection as a row of the list: what the API says of it, and what is remembered of its audit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from dashboard.exsited import Connection
from dashboard.lists import Facet, SortKey, folded
from integrations_ui.audit.judgements import Tally, tallies
from integrations_ui.configuration.states import CONNECTION_STATES, State, provider_name
from integrations_ui.connections.tokens import TokenState, status_of, token_state
from integrations_ui.history.drift import counted, newest_baselines
from integrations_ui.history.sightings import SECRETS, FirstSeen, secret_of
from integrations_ui.models import Judgement, Snapshot


@dataclass(frozen=True, kw_only=True, slots=True)
class DriftKept:
    """How a connection last was, against what was approved; `changes` is None without a baseline."""

    changes: int | None = None
    approved_at: datetime | None = None


NO_BASELINE = DriftKept()


@dataclass(frozen=True, kw_only=True, slots=True)
class ConnectionRow:
    """
    tally        None where it was never judged
    secret_age   field to how long its secret has been the same, as far as anybody here has looked
    """

    connection: Connection
    state: State
    provider: str | None
    token: TokenState
    tally: Tally | None
    drift: DriftKept
    secret_age: Mapping[str, timedelta]

    @property
    def name(self) -> str | None:
        return self.connection.remote_instance_name

    @property
    def findings(self) -> str:
        """Whether there are any, in one word for the URL."""
        if self.tally is None:
            return "unread"
        return "any" if self.tally.findings else "none"

    @property
    def drifted(self) -> str:
        if self.drift.changes is None:
            return "unapproved"
        return "changed" if self.drift.changes else "same"


def rows_of(
    connections: Sequence[Connection], judgements: Mapping[str, Judgement], first_seen: FirstSeen, now: datetime
) -> list[ConnectionRow]:
    counts = tallies(judgements, today=timezone.localdate(now))
    drifts = dict(kept_drifts([connection.uuid for connection in connections]))
    return [
        ConnectionRow(
            connection=connection,
            state=status_of(connection, now=now),
            provider=provider_name(connection.integration_partner),
            token=token_state(connection.access_token, connection.refresh_token, now=now),
            tally=counts.get(connection.uuid),
            drift=drifts.get(connection.uuid, NO_BASELINE),
            secret_age={
                field: now - first_seen[connection.uuid, field]
                for field in SECRETS
                if secret_of(connection, field) and (connection.uuid, field) in first_seen
            },
        )
        for connection in connections
    ]


def kept_drifts(uuids: Sequence[str]) -> Iterator[tuple[str, DriftKept]]:
    """By uuid, each that has a baseline. Of those that are as approved no content is loaded."""
    last = Snapshot.objects.filter(connection_uuid=OuterRef("snapshot__connection_uuid")).values("pk")[:1]
    found = newest_baselines().filter(snapshot__connection_uuid__in=uuids).defer("snapshot__content")
    baselines = list(found.annotate(last_pk=Subquery(last)))
    lasts = Snapshot.objects.defer("content").in_bulk([one.last_pk for one in baselines])
    for one in baselines:
        newest = lasts[one.last_pk]
        changes = 0 if newest.digest == one.snapshot.digest else counted(one.snapshot, newest)
        yield one.snapshot.connection_uuid, DriftKept(changes=changes, approved_at=one.approved_at)


STATUS_WORDS = {word: state.label for word, state in CONNECTION_STATES.items()}
FINDINGS_WORDS = {"any": "Some", "none": "None", "unread": "Not read yet"}
DRIFT_WORDS = {"changed": "Changed", "same": "As approved", "unapproved": "No baseline"}

FACETS: tuple[Facet[ConnectionRow], ...] = (
    Facet(
        name="status",
        label="Status",
        word=lambda row: row.connection.status.upper() if row.connection.status else None,
        say=lambda word: STATUS_WORDS.get(word, word),
        everything="Any",
        nothing="No status",
    ),
    Facet(name="provider", label="Provider", word=lambda row: row.provider, everything="Any", nothing="Not told"),
    Facet(name="token", label="Token", word=lambda row: row.token.label, everything="Any"),
    Facet(
        name="findings",
        label="Findings",
        word=lambda row: row.findings,
        say=lambda word: FINDINGS_WORDS.get(word, word),
        everything="Any",
    ),
    Facet(
        name="drift",
        label="Drift",
        word=lambda row: row.drifted,
        say=lambda word: DRIFT_WORDS.get(word, word),
        everything="Any",
    ),
)


def age_key(field: str) -> SortKey[ConnectionRow]:
    return lambda row: row.secret_age.get(field)


KEYS: dict[str, SortKey[ConnectionRow]] = {
    "remote_instance_name": lambda row: folded(row.name),
    "integration_partner": lambda row: folded(row.provider),
    "status": lambda row: (row.state.rank, folded(row.state.label), row.state.note),
    "findings": lambda row: row.tally.weight if row.tally else None,
    "token": lambda row: (row.token.rank, row.token.ends_at.timestamp() if row.token.ends_at else 0.0),
    "client_secret_age": age_key("client_secret"),
    "access_token_age": age_key("access_token"),
    "refresh_token_age": age_key("refresh_token"),
    "drift": lambda row: row.drift.changes,
    "remote_instance_id": lambda row: folded(row.connection.remote_instance_id),
    "client_id": lambda row: folded(row.connection.client_id),
    "uuid": lambda row: row.connection.uuid,
    "judged_at": lambda row: row.tally.judged_at if row.tally else None,
}
"""No order is by a secret, which would tell of its value."""


def texts_of(row: ConnectionRow) -> Iterable[str | None]:
    one = row.connection
    return (one.remote_instance_name, one.uuid, one.remote_instance_id, one.client_id, row.provider, one.status)
