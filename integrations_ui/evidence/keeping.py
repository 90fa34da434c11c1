"""The snapshots that hold what was just read, and what somebody approved: for many connections in a few queries."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import DatabaseError
from django.db.models import OuterRef, Subquery

from dashboard.exsited import ID
from integrations_ui.history.differences import count, differences
from integrations_ui.history.drift import newest_baselines
from integrations_ui.history.snapshots import SEEN_AGAIN, Content, digest, keep_snapshot, last_snapshot, normalised
from integrations_ui.models import Baseline, Snapshot
from integrations_ui.whole import Integration

log = logging.getLogger("dashboard.evidence")

NOT_WHOLE = "Not every part of it was read whole."
DATABASE_FAILED = "The database failed."
OVERTAKEN = "A newer reading was kept before this one could be."
NOT_SEEN = "The baseline could not be read: the database failed."


@dataclass(frozen=True, kw_only=True, slots=True)
class Kept:
    """
    digest      SHA-256 of what was read; None where not everything was read, so that there is no content to seal
    snapshot    the one in the history that holds it; `news`: it was kept by this reading
    not_kept    why there is none
    drift       how many differences there are from the baseline; None where there is none, or `no_drift` says why
    """

    digest: str | None = None
    snapshot: Snapshot | None = None
    news: bool = False
    not_kept: str = ""
    baseline: Baseline | None = None
    drift: int | None = None
    no_drift: str = ""

    @property
    def state(self) -> str:
        if self.snapshot is None:
            return f"Not kept. {self.not_kept}"
        return "Kept with this reading" if self.news else "As it was last kept"


def keep_all(integrations: Iterable[Integration], now: datetime) -> dict[str, Kept]:
    """By uuid. What is as it was last kept costs no query of its own."""
    read = {one.connection.uuid: one for one in integrations}
    contents = {uuid: normalised(one) for uuid, one in read.items() if one.whole and ID.fullmatch(uuid)}
    held = held_now({uuid: read[uuid] for uuid in contents}, contents, now)
    baselines = approved(read)
    return {uuid: beside(held.get(uuid, Kept(not_kept=NOT_WHOLE)), uuid, contents, baselines) for uuid in read}


def held_now(whole: Mapping[str, Integration], contents: Mapping[str, Content], now: datetime) -> dict[str, Kept]:
    digests = {uuid: digest(content) for uuid, content in contents.items()}
    try:
        lasts = newest(digests)
    except DatabaseError:
        log.warning("snapshots_not_read", exc_info=True)
        return {uuid: Kept(digest=found, not_kept=DATABASE_FAILED) for uuid, found in digests.items()}
    same = {uuid: last for uuid, last in lasts.items() if last.digest == digests[uuid]}
    seen_again(same.values(), now)
    return {
        uuid: Kept(digest=found, snapshot=same[uuid]) if uuid in same else kept_anew(whole[uuid], found, now)
        for uuid, found in digests.items()
    }


def kept_anew(integration: Integration, found: str, now: datetime) -> Kept:
    try:
        if snapshot := keep_snapshot(integration, now):
            return Kept(digest=found, snapshot=snapshot, news=True)
        last = last_snapshot(integration.connection.uuid)  # another visit was faster
    except DatabaseError:
        log.warning("snapshot_not_kept", exc_info=True)
        return Kept(digest=found, not_kept=DATABASE_FAILED)
    if last and last.digest == found:
        return Kept(digest=found, snapshot=last)
    return Kept(digest=found, not_kept=OVERTAKEN)


def newest(connection_uuids: Collection[str]) -> dict[str, Snapshot]:
    last = Snapshot.objects.filter(connection_uuid=OuterRef("connection_uuid")).values("pk")[:1]
    found = Snapshot.objects.filter(connection_uuid__in=connection_uuids, pk=Subquery(last)).defer("content")
    return {one.connection_uuid: one for one in found}


def seen_again(same: Iterable[Snapshot], now: datetime) -> None:
    """As `keep_snapshot` notes it, for all of them at once."""
    old = [one.pk for one in same if one.seen_at <= now - SEEN_AGAIN]
    try:
        if old:
            Snapshot.objects.filter(pk__in=old, seen_at__lt=now).update(seen_at=now)
    except DatabaseError:
        log.warning("snapshot_not_kept", exc_info=True)  # what the pack tells is in the history all the same


def approved(connection_uuids: Collection[str]) -> dict[str, Baseline] | None:
    try:
        found = newest_baselines().filter(snapshot__connection_uuid__in=connection_uuids)
        return {one.snapshot.connection_uuid: one for one in found}
    except DatabaseError:
        log.warning("baselines_not_read", exc_info=True)
        return None


def beside(kept: Kept, uuid: str, contents: Mapping[str, Content], baselines: Mapping[str, Baseline] | None) -> Kept:
    """What was kept, with what was approved and how far it is from that."""
    if baselines is None:
        return replace(kept, no_drift=NOT_SEEN)
    baseline = baselines.get(uuid)
    if baseline is None:
        return kept
    if uuid not in contents:
        return replace(kept, baseline=baseline, no_drift=NOT_WHOLE)
    return replace(kept, baseline=baseline, drift=count(differences(baseline.snapshot.content, contents[uuid])))
