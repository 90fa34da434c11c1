"""The snapshots of one connection as a list: each with what changed against the one before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.contrib.auth.models import User
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from dashboard import formats, markup
from dashboard.exsited import Page
from dashboard.links import link
from dashboard.lists.tables import Column, IdColumn, ListQuery, Table
from integrations_ui.history.differences import Differences, count, differences, sentences
from integrations_ui.models import Baseline, Snapshot

TOLD = 3
"""How many differences of a snapshot the list tells; the comparison tells all."""
LONGEST_SENTENCE = 160


@dataclass(frozen=True, kw_only=True, slots=True)
class Kept:
    """`before` is the snapshot before it, `baseline` its newest approval, `current` whether drift counts from it."""

    snapshot: Snapshot
    before: Snapshot | None
    changes: Differences
    baseline: Baseline | None
    current: bool

    @property
    def taken_at(self) -> datetime:
        return self.snapshot.taken_at

    @property
    def digest(self) -> str:
        return self.snapshot.digest


def kept_page(connection_uuid: str, query: ListQuery) -> Page[Kept]:
    """Newest first."""
    every = Snapshot.objects.filter(connection_uuid=connection_uuid)
    found = list(every[query.offset : query.offset + query.limit + 1])
    approvals = list(Baseline.objects.filter(snapshot__connection_uuid=connection_uuid).select_related("approved_by"))
    newest = {baseline.snapshot_id: baseline for baseline in reversed(approvals)}
    current = approvals[0].snapshot_id if approvals else None
    items = [
        Kept(
            snapshot=snapshot,
            before=before,
            changes=differences(before.content, snapshot.content) if before else (),
            baseline=newest.get(snapshot.pk),
            current=snapshot.pk == current,
        )
        for snapshot, before in zip(found, [*found[1:], None], strict=False)
    ]
    return Page(items=tuple(items[: query.limit]), limit=query.limit, offset=query.offset, records=every.count())


def person_name(person: User) -> str:
    return person.get_full_name() or person.get_username()


def comparison_url(connection_uuid: str, before: Snapshot, after: Snapshot) -> str:
    return with_query(link("history_diff", connection_uuid), {"from": before.pk, "to": after.pk})


def approval_url(connection_uuid: str, snapshot: Snapshot) -> str:
    return with_query(link("history_approve", connection_uuid), {"snapshot": snapshot.pk})


def with_query(url: str, values: dict[str, int]) -> str:
    return f"{url}?{urlencode(values)}" if url else ""


class SnapshotTable(Table):
    caption = "Snapshots"
    section_id = "snapshot-table"
    brief = ("baseline",)
    empty_title = "No snapshot yet"
    empty_advice = "The first is kept as soon as this connection is read whole."

    taken_at = Column("Kept", css="nowrap")
    changes = Column("What changed", empty_values=(), css="text")
    baseline = Column("Baseline", empty_values=())
    digest = IdColumn("Digest", short=True)

    def __init__(self, source: Page[Kept], *, query: ListQuery, connection_uuid: str) -> None:
        super().__init__(source, query=query, title="Snapshots")
        self.connection_uuid = connection_uuid

    def row_class(self, record: Kept) -> str:
        return "current" if record.current else ""

    def render_taken_at(self, value: datetime, record: Kept) -> SafeString:
        url = comparison_url(self.connection_uuid, record.before, record.snapshot) if record.before else ""
        return markup.linked(markup.moment(value), url)

    def render_changes(self, record: Kept) -> SafeString:
        if record.before is None:
            return format_html('<span class="muted">{}</span>', "The first that was kept")
        return sentence_list(record.changes)

    def render_baseline(self, record: Kept) -> SafeString:
        url = "" if record.current else approval_url(self.connection_uuid, record.snapshot)
        if record.baseline is None:
            return format_html('<a href="{}">Approve</a>', url) if url else markup.ABSENT
        note = f"{formats.day_text(record.baseline.approved_at)}, {person_name(record.baseline.approved_by)}"
        if record.current:
            return markup.badge("ok", "Baseline", note=note)
        was = markup.badge("off", "Was", note=note)
        return format_html('{} <a href="{}">Approve again</a>', was, url) if url else was


def sentence_list(changes: Differences) -> SafeString:
    """The first differences, and how many there are beyond them."""
    told = [shortened(sentence) for sentence in sentences(changes)[:TOLD]]
    lines = format_html_join(SafeString("<br>"), "{}", ((sentence,) for sentence in told))
    more = count(changes) - len(told)
    return format_html('{}<br><span class="muted small">and {} more</span>', lines, more) if more > 0 else lines


def shortened(sentence: str) -> str:
    return sentence if len(sentence) <= LONGEST_SENTENCE else f"{sentence[:LONGEST_SENTENCE]}…"


def choices_of(connection_uuid: str, chosen: Sequence[Snapshot], *, most: int = 100) -> list[Snapshot]:
    """The newest snapshots without their contents, and those chosen however old they are."""
    newest = list(Snapshot.objects.filter(connection_uuid=connection_uuid).defer("content")[:most])
    older = [snapshot for snapshot in chosen if snapshot not in newest]
    return [*newest, *sorted(older, key=lambda snapshot: snapshot.taken_at, reverse=True)]
