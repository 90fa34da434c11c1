"""When each secret was first and last seen, and which secrets are the same: by their fingerprints alone."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import DatabaseError, transaction

from dashboard.exsited import ID, Connection, Secret
from integrations_ui.models import SecretSighting

log = logging.getLogger("dashboard.sightings")

SECRETS = {"client_secret": "Client secret", "access_token": "Access token", "refresh_token": "Refresh token"}
"""The fields of a connection that hold a secret, and what they are called."""

SEEN_AGAIN = timedelta(hours=1)
"""What was seen so shortly ago is not written down again."""

FirstSeen = Mapping[tuple[str, str], datetime]
"""Connection uuid and field to when the secret that stands there now was first seen."""

Sighted = tuple[str, str, str]
"""Connection uuid, field, fingerprint."""


def secret_of(connection: Connection, field: str) -> Secret | None:
    found: Secret | None = getattr(connection, field)
    return found


def sighted_in(connections: Iterable[Connection]) -> set[Sighted]:
    return {
        (connection.uuid, field, secret.fingerprint)
        for connection in connections
        for field in SECRETS
        if (secret := secret_of(connection, field)) and ID.fullmatch(connection.uuid)
    }


def note_sightings(connections: Iterable[Connection], now: datetime) -> FirstSeen:
    """Remembers what these connections hold, and tells since when. One query, and one or two more if there is news."""
    wanted = sighted_in(connections)
    known = kept_of(wanted)
    unseen = wanted - known.keys()
    with transaction.atomic():
        if unseen:
            news = [
                SecretSighting(connection_uuid=uuid, field=field, fingerprint=mark, first_seen_at=now, last_seen_at=now)
                for uuid, field, mark in sorted(unseen)
            ]
            # Another visit may have met them at the same moment.
            SecretSighting.objects.bulk_create(news, ignore_conflicts=True)
        if old := [sighting.pk for sighting in known.values() if sighting.last_seen_at <= now - SEEN_AGAIN]:
            SecretSighting.objects.filter(pk__in=old).update(last_seen_at=now)
    met = {sighted: sighting.first_seen_at for sighted, sighting in known.items()}
    return {(uuid, field): met.get((uuid, field, mark), now) for uuid, field, mark in wanted}


def noted(connections: Iterable[Connection], now: datetime) -> FirstSeen:
    """The same for a page, which does without where the database fails."""
    try:
        return note_sightings(connections, now)
    except DatabaseError:
        log.warning("sightings_not_kept", exc_info=True)
        return {}


def first_seen_of(connections: Iterable[Connection]) -> FirstSeen:
    """Since when each secret is known; nothing of one that was never noted. It writes nothing."""
    known = kept_of(sighted_in(connections))
    return {(uuid, field): sighting.first_seen_at for (uuid, field, _), sighting in known.items()}


def secret_ages(connections: Iterable[Connection], now: datetime) -> dict[str, timedelta]:
    """Connection uuid to how long its client secret has been the same, as far as anybody here has looked."""
    return {uuid: now - at for (uuid, field), at in first_seen_of(connections).items() if field == "client_secret"}


def kept_of(wanted: set[Sighted]) -> dict[Sighted, SecretSighting]:
    kept = SecretSighting.objects.filter(connection_uuid__in={uuid for uuid, _, _ in wanted}) if wanted else ()
    found = {(one.connection_uuid, one.field, one.fingerprint): one for one in kept}
    return {sighted: sighting for sighted, sighting in found.items() if sighted in wanted}


@dataclass(frozen=True, kw_only=True, slots=True)
class Holding:
    """One place that holds a secret."""

    connection: Connection
    field: str

    @property
    def label(self) -> str:
        return SECRETS[self.field]


@dataclass(frozen=True, kw_only=True, slots=True)
class SharedSecret:
    """One secret that is held in several places."""

    secret: Secret
    holdings: tuple[Holding, ...]

    @property
    def connections(self) -> int:
        return len({holding.connection.uuid for holding in self.holdings})


def shared_secrets(connections: Iterable[Connection]) -> list[SharedSecret]:
    """Those in the most places first."""
    found: dict[str, list[Holding]] = {}
    secrets: dict[str, Secret] = {}
    for connection in connections:
        for field in SECRETS:
            if secret := secret_of(connection, field):
                secrets.setdefault(secret.fingerprint, secret)
                found.setdefault(secret.fingerprint, []).append(Holding(connection=connection, field=field))
    shared = [
        SharedSecret(secret=secrets[mark], holdings=tuple(holdings))
        for mark, holdings in found.items()
        if len(holdings) > 1
    ]
    return sorted(shared, key=lambda one: (-len(one.holdings), one.secret.fingerprint))
