"""How far integrations are from what somebody approved: the newest baseline of each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import OuterRef, QuerySet, Subquery

from integrations_ui.differences import Differences, count, differences
from integrations_ui.models import Baseline, Snapshot
from integrations_ui.snapshots import normalised
from integrations_ui.whole import Integration


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


def baseline_of(connection_uuid: str) -> Baseline | None:
    return newest_baselines().filter(snapshot__connection_uuid=connection_uuid).first()
