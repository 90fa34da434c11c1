"""What changed between two contents of an integration, in the words of its pages. No secret's value is ever here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from integrations_ui.configuration.matrix import (
    ABSENT,
    MISSING,
    OFF,
    ON,
    SENT_EMPTY,
    UNDOCUMENTED,
    UNKNOWN,
    VOID,
    Cell,
    Line,
    Matrix,
    matrix_of,
)
from integrations_ui.configuration.places import SECTIONS
from integrations_ui.configuration.states import provider_name
from integrations_ui.history.labels import (
    AUTOMATION_LABELS,
    AUTOMATION_WORDS,
    CONNECTION_LABELS,
    CONNECTION_WORDS,
    FUNCTION_LABELS,
    FUNCTION_WORDS,
    SECRET_LABELS,
    Words,
)
from integrations_ui.history.snapshots import Content, configuration_of, digest

ADDED, REMOVED, CHANGED = "added", "removed", "changed"
NOTHING = "nothing"
ARROW = "\N{RIGHTWARDS ARROW}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """One thing that is not as it was. None: there was, or is, no value."""

    label: str
    before: str | None
    after: str | None

    @property
    def words(self) -> str:
        return f"{self.label}: {self.before or NOTHING} {ARROW} {self.after or NOTHING}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """
    What changed together: a module of the configuration, a partner function, an automation. `name` and `uuid` are
    empty where the part has only one item; an item that was added or removed has all its values as changes.
    """

    changes: tuple[Change, ...]
    name: str = ""
    uuid: str = ""
    kind: str = CHANGED


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """One part of an integration; `noun` is what one of its items is called, `page` the URL name of one's page."""

    title: str
    items: tuple[Item, ...]
    noun: str = ""
    page: str = ""

    @property
    def count(self) -> int:
        """An item that was added or removed is one difference, not one for each of its fields."""
        return sum(len(item.changes) if item.kind == CHANGED else 1 for item in self.items)

    @property
    def sentences(self) -> Iterator[str]:
        """Each difference as a line of text."""
        for item in self.items:
            called = f"{self.noun} {item.name}".strip() if self.noun else ""
            if item.kind != CHANGED:
                yield f"{called} {item.kind}"
            else:
                yield from (f"{called}, {change.words}" if called else change.words for change in item.changes)


Differences = tuple[Part, ...]

FUNCTION = ("Partner function", "partner_function_detail")
AUTOMATION = ("Automation", "automation_detail")


def differences(before: Content, after: Content) -> Differences:
    """Only the parts that differ, always in the same order; nothing at all for equal contents."""
    parts = [
        part("Connection", before, after, ("connection",), connection_items),
        part("Secrets", before, after, ("secrets", "tokens"), secret_items),
        part("Configuration", before, after, ("configuration",), configuration_items),
        part("Partner functions", before, after, ("functions",), function_items, *FUNCTION),
        part("Automations", before, after, ("automations",), automation_items, *AUTOMATION),
    ]
    return tuple(one for one in parts if one.items)


def count(found: Differences) -> int:
    return sum(one.count for one in found)


def sentences(found: Differences) -> list[str]:
    return [sentence for one in found for sentence in one.sentences]


def part(
    title: str,
    before: Content,
    after: Content,
    keys: tuple[str, ...],
    items: Callable[[Content, Content], Iterable[Item]],
    noun: str = "",
    page: str = "",
) -> Part:
    """A difference that has no words here is still told: as two digests."""
    old, new = ({key: content[key] for key in keys} for content in (before, after))
    found = tuple(item for item in items(before, after) if item.changes or item.kind != CHANGED)
    if not found and old != new:
        wordless = Change(label="Digest of this part", before=digest(old)[:12], after=digest(new)[:12])
        found = (Item(changes=(wordless,)),)
    return Part(title=title, items=found, noun=noun, page=page)


def changed(label: str, before: str | None, after: str | None, words: Words = str) -> Iterator[Change]:
    """Nothing for equal texts. Two texts that read the same in words are told as they were sent."""
    if before == after:
        return
    told = [None if text is None else words(text) or SENT_EMPTY for text in (before, after)]
    if told[0] == told[1]:
        told = [before, after]
    yield Change(label=label, before=told[0], after=told[1])


def record_changes(
    before: Content | None, after: Content | None, labels: Mapping[str, str], words: Mapping[str, Words]
) -> tuple[Change, ...]:
    """Field by field, those of the page first; then what the documents do not name. None: there is no such record."""
    old, new = before or {"fields": {}, "extra": {}}, after or {"fields": {}, "extra": {}}
    named = [*labels, *sorted((old["fields"].keys() | new["fields"].keys()) - labels.keys())]
    found = [
        change
        for name in named
        for change in changed(
            labels.get(name, name), old["fields"].get(name), new["fields"].get(name), words.get(name, str)
        )
    ]
    for key in sorted(old["extra"].keys() | new["extra"].keys()):
        found += changed(key, old["extra"].get(key), new["extra"].get(key))
    return tuple(found)


def connection_items(before: Content, after: Content) -> Iterator[Item]:
    yield Item(
        changes=record_changes(before["connection"], after["connection"], CONNECTION_LABELS, CONNECTION_WORDS),
    )


def secret_items(before: Content, after: Content) -> Iterator[Item]:
    found: list[Change] = []
    for field, label in SECRET_LABELS.items():
        old, new = (secret_text(content, field) for content in (before, after))
        what = ADDED if old is None else REMOVED if new is None else CHANGED
        found += changed(f"{label} {what}", old, new)
    yield Item(changes=tuple(found))


def secret_text(content: Content, field: str) -> str | None:
    seal = content["secrets"].get(field)
    if seal is not None:
        return f"{seal['mask']} fingerprint {seal['fingerprint']}"
    there: str | None = content["tokens"].get(field)
    return there


def function_items(before: Content, after: Content) -> Iterator[Item]:
    return record_items(before["functions"], after["functions"], ("name",), FUNCTION_LABELS, FUNCTION_WORDS)


def automation_items(before: Content, after: Content) -> Iterator[Item]:
    old, new = before["automations"], after["automations"]
    return record_items(old, new, ("display_name", "name"), AUTOMATION_LABELS, AUTOMATION_WORDS)


def record_items(
    before: Mapping[str, Content],
    after: Mapping[str, Content],
    called: tuple[str, ...],
    labels: Mapping[str, str],
    words: Mapping[str, Words],
) -> Iterator[Item]:
    """By name, and of one name by uuid; `called` are the fields that may give the name."""

    def name(uuid: str) -> str:
        kept = (after.get(uuid) or before[uuid])["fields"]
        return next((kept[field] for field in called if kept.get(field)), uuid)

    for uuid in sorted(before.keys() | after.keys(), key=lambda uuid: (name(uuid).casefold(), uuid)):
        old, new = before.get(uuid), after.get(uuid)
        if old != new:
            kind = ADDED if old is None else REMOVED if new is None else CHANGED
            changes = record_changes(old, new, labels, words)
            yield Item(name=name(uuid), uuid=uuid, kind=kind, changes=changes)


def configuration_items(before: Content, after: Content) -> Iterator[Item]:
    old, new = (matrix_of(configuration_of(content)) for content in (before, after))
    sent = [
        {name: len(several) for name, several in one["configuration"]["modules"].items()} for one in (before, after)
    ]
    for was, now in zip(old.blocks, new.blocks, strict=True):
        found = list(times_changed("Module", sent, now.name))
        found += changed("Provider", was.provider, now.provider, lambda text: provider_name(text) or text)
        for one, other in zip(was.lines, now.lines, strict=True):
            found += line_changes(one, other)
        yield Item(name=now.name.capitalize(), changes=tuple(found))
    documented = {block.name for block in old.blocks}
    others = [
        change
        for name in sorted((sent[0].keys() | sent[1].keys()) - documented)
        for change in times_changed(f"Module {name}", sent, name)
    ]
    yield Item(name="Other keys", changes=(*others, *other_changes(old, new)))


def times_changed(label: str, sent: Sequence[Mapping[str, int]], module: str) -> Iterator[Change]:
    before, after = (sent_words(counts.get(module, 0)) for counts in sent)
    return changed(label, before, after)


def sent_words(times: int) -> str:
    return "not sent" if times == 0 else "sent" if times == 1 else f"sent {times} times"


def line_changes(before: Line, after: Line) -> Iterator[Change]:
    for section, was, now in zip(SECTIONS, before.cells, after.cells, strict=True):
        if now.state == VOID or {was.state, now.state} <= MISSING:
            continue
        label = flag_label(after, section)
        yield from changed(label, cell_words(was), cell_words(now))
        if not {was.state, now.state} & MISSING:
            yield from changed(f"{label}, key", was.key, now.key)


def flag_label(line: Line, section: str) -> str:
    """`Invoice tax, export`"""
    return f"{line.thing} {line.aspect[:1].lower()}{line.aspect[1:]}".rstrip() + f", {section}"


STATE_WORDS = {ON: "On", OFF: "Off", ABSENT: "Absent", UNDOCUMENTED: "Not sent"}


def cell_words(cell: Cell) -> str:
    return STATE_WORDS.get(cell.state) or f"Unknown ({cell.raw})"


def other_changes(before: Matrix, after: Matrix) -> Iterator[Change]:
    """A key may be sent more than once at one place: all its values count."""
    old, new = other_values(before), other_values(after)
    for where, key in sorted(old.keys() | new.keys()):
        was, now = (", ".join(found[where, key]) if (where, key) in found else None for found in (old, new))
        yield from changed(f"{key} ({where})", was, now)


def other_values(matrix: Matrix) -> dict[tuple[str, str], list[str]]:
    found: dict[tuple[str, str], list[str]] = {}
    for other in matrix.others:
        raw = other.raw or SENT_EMPTY
        told = STATE_WORDS.get(other.state) or (f"Unknown ({raw})" if other.state == UNKNOWN else raw)
        found.setdefault((other.where, other.key), []).append(told)
    return {place: sorted(values) for place, values in found.items()}
