"""How far integrations are from what somebody approved: the newest baseline of each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.core.cache import cache
from django.db.models import OuterRef, QuerySet, Subquery

from integrations_ui.history.differences import Differences, count, differences
from integrations_ui.history.snapshots import normalised
from integrations_ui.models import Baseline, Snapshot
from integrations_ui.whole import Integration

COUNT_KEPT_SECONDS = 24 * 3600


@dataclass(frozen=True, kw_only=True, slots=True)
class Drift:
    """What is no longer as approved; no `parts` where all of it still is."""

    baseline: Baseline
    parts: Differences

    @property
    def count(self) -> int:
        return count(self.parts)


def drift_of(connection_uuid: str, integration: Integration) -> Drift | None:
    """None where nothing was approved, or where the integration was not read whole, so that nobody can tell."""
    return drifts_of([integration]).get(connection_uuid)


def drifts_of(integrations: Iterable[Integration]) -> dict[str, Drift]:
    """The same by uuid for many connections in one query; those that nobody can tell are left out."""
    whole = {one.connection.uuid: one for one in integrations if one.whole}
    baselines = newest_baselines().filter(snapshot__connection_uuid__in=whole) if whole else ()
    found: dict[str, Drift] = {}
    for baseline in baselines:
        uuid = baseline.snapshot.connection_uuid
        parts = differences(baseline.snapshot.content, normalised(whole[uuid]))
        found[uuid] = Drift(baseline=baseline, parts=parts)
    return found


def drifted_as_kept() -> dict[str, Baseline]:
    """
    By uuid, every connection whose last snapshot differs from its baseline. It asks nothing of the billing API: what
    changed since somebody last looked is not in it. The contents are not loaded.
    """
    last = Snapshot.objects.filter(connection_uuid=OuterRef("snapshot__connection_uuid")).values("digest")[:1]
    found = newest_baselines().defer("snapshot__content").annotate(last_digest=Subquery(last))
    return {
        baseline.snapshot.connection_uuid: baseline
        for baseline in found
        if baseline.last_digest != baseline.snapshot.digest
    }


def newest_baselines() -> QuerySet[Baseline]:
    """The newest baseline of each connection, with its snapshot and who approved it."""
    newer = Baseline.objects.filter(snapshot__connection_uuid=OuterRef("snapshot__connection_uuid")).values("pk")[:1]
    return Baseline.objects.filter(pk=Subquery(newer)).select_related("snapshot", "approved_by")


@dataclass(frozen=True, kw_only=True, slots=True)
class KeptDrift:
    """A connection that was last seen other than it was approved; `last` is how, without its content."""

    baseline: Baseline
    last: Snapshot
    name: str
    count: int

    @property
    def uuid(self) -> str:
        return self.last.connection_uuid


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """
    How connections stand as far as is kept: `drifted` of those `approved`, the first `most` of them as `drifts`;
    those without a baseline. `seen_at` is when the one was read that nobody has read for longest.
    """

    drifts: list[KeptDrift]
    drifted: int
    approved: int
    unapproved: int
    seen_at: datetime | None


def standing_as_kept(*, most: int) -> Standing:
    """It asks nothing of the billing API, and reads the contents only of what it has not counted lately."""
    last = Snapshot.objects.filter(connection_uuid=OuterRef("snapshot__connection_uuid")).values("pk")[:1]
    found = list(newest_baselines().defer("snapshot__content").annotate(last_pk=Subquery(last)))
    lasts = Snapshot.objects.defer("content").in_bulk([one.last_pk for one in found])
    drifted = [one for one in found if lasts[one.last_pk].digest != one.snapshot.digest]
    drifted.sort(key=lambda one: lasts[one.last_pk].taken_at, reverse=True)
    names = dict(
        Snapshot.objects.filter(pk__in=[one.last_pk for one in drifted[:most]]).values_list(
            "pk", "content__connection__fields__remote_instance_name"
        )
    )
    every = Snapshot.objects.order_by().values("connection_uuid").distinct().count()
    return Standing(
        drifts=[
            KeptDrift(
                baseline=one,
                last=lasts[one.last_pk],
                name=names[one.last_pk] or one.snapshot.connection_uuid,
                count=counted(one.snapshot, lasts[one.last_pk]),
            )
            for one in drifted[:most]
        ],
        drifted=len(drifted),
        approved=len(found),
        unapproved=every - len(found),
        seen_at=min((one.seen_at for one in lasts.values()), default=None),
    )


def counted(before: Snapshot, after: Snapshot) -> int:
    """How many differences there are; of the same two contents they are always as many."""
    key = f"integrations-differences:{before.digest}:{after.digest}"
    found: int | None = cache.get(key)
    if found is None:
        found = count(differences(before.content, after.content))
        cache.set(key, found, timeout=COUNT_KEPT_SECONDS)
    return found


def baseline_of(connection_uuid: str) -> Baseline | None:
    return newest_baselines().filter(snapshot__connection_uuid=connection_uuid).first()
