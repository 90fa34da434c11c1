"""
A configuration as a matrix: objects and their aspects against sync, export and import. What has no place in it is kept
among the other keys.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dashboard.exsited import Configuration, Flag, Malformed, Module, Setting
from integrations_ui.configuration.places import PLACES, PROVIDER_IN_KEY, PROVIDERS, SECTIONS

ON, OFF, ABSENT, UNDOCUMENTED, UNKNOWN, VOID = "on", "off", "absent", "not-sent", "unknown", "void"
"""Absent is a flag that the documents have for this provider. Only Xero's are documented: of others it is not sent."""
MISSING = frozenset({ABSENT, UNDOCUMENTED})
SENT_EMPTY = "sent empty"

Slot = tuple[str, str, str]
"""Module, section and the key with `{p}` in the provider's place."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Cell:
    """
    One flag of one row. `key` is the key that was sent, or would have been if the flag were not absent.

    `raw` is only told of what is neither on nor off. A void cell has no key: there is no such flag.
    """

    section: str
    state: str
    key: str = ""
    raw: str = ""
    setting: Setting | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One row, its cells in the order of `SECTIONS`."""

    module: str
    thing: str
    aspect: str
    cells: tuple[Cell, ...]

    @property
    def flags(self) -> tuple[Cell, ...]:
        return tuple(cell for cell in self.cells if cell.state != VOID)

    @property
    def differs(self) -> bool:
        """Whether export and import are both there and not the same."""
        _, outgoing, incoming = self.cells
        if VOID in {outgoing.state, incoming.state}:
            return False
        return (outgoing.state, outgoing.raw) != (incoming.state, incoming.raw)

    @property
    def text(self) -> str:
        """Everything a person may look this row up by."""
        return " ".join([self.module, self.thing, self.aspect, *(cell.key for cell in self.cells)]).lower()


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """An object: its own row, then those of its aspects."""

    name: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Block:
    """A documented module. `sent` is False where the answer has no such module: all of its flags are absent."""

    name: str
    provider: str | None
    sent: bool
    groups: tuple[Group, ...]

    @property
    def lines(self) -> tuple[Line, ...]:
        return tuple(line for group in self.groups for line in group.lines)

    @property
    def flags(self) -> tuple[Cell, ...]:
        return tuple(cell for line in self.lines for cell in line.flags)


@dataclass(frozen=True, kw_only=True, slots=True)
class Other:
    """A key without a place in the matrix. `state` is empty for what is no flag at all; `why` says more if it can."""

    key: str
    where: str
    state: str
    raw: str
    why: str = ""
    setting: Setting | None = None

    @property
    def text(self) -> str:
        return f"{self.key} {self.where} {self.raw}".lower()


@dataclass(frozen=True, kw_only=True, slots=True)
class Matrix:
    blocks: tuple[Block, ...]
    others: tuple[Other, ...]

    @property
    def lines(self) -> tuple[Line, ...]:
        return tuple(line for block in self.blocks for line in block.lines)

    @property
    def flags(self) -> tuple[Cell, ...]:
        return tuple(cell for block in self.blocks for cell in block.flags)

    def count(self, state: str) -> int:
        return sum(cell.state == state for cell in self.flags)

    @property
    def empty(self) -> bool:
        """Whether not even an empty module was sent."""
        return not self.others and not any(block.sent for block in self.blocks)


def state_of(value: Flag) -> str:
    """A key that was sent with nothing in it is not the same as no key."""
    if value is None or isinstance(value, Malformed):
        return UNKNOWN
    return ON if value else OFF


def matrix_of(configuration: Configuration) -> Matrix:
    """Every key of the configuration once: in its documented place, or among the others."""
    blocks: list[Block] = []
    others: list[Other] = []
    named = next((module.provider for module in configuration.modules if module.provider), None)
    for name in PLACES:
        modules = [module for module in configuration.modules if module.name == name]
        placed, rest = placed_settings(name, modules)
        blocks.append(block_of(name, modules, placed, named))
        others += rest
    others += [other for module in configuration.modules if module.name not in PLACES for other in strangers(module)]
    others += [Other(key=key, where="integration", state="", raw=raw) for key, raw in configuration.extra.items()]
    return Matrix(blocks=tuple(blocks), others=tuple(others))


def placed_settings(name: str, modules: list[Module]) -> tuple[dict[Slot, Setting], list[Other]]:
    """
    The settings that have a place, and everything else. Of several for one place the one in the name of the module's
    own provider stands there, else the first.
    """
    placed: dict[Slot, Setting] = {}
    rest: list[Other] = []
    for number, module in enumerate(modules):
        slots = slots_of(name, module.provider)
        own = own_name(module.provider)
        for setting in sorted(module.settings, key=lambda setting: own not in setting.key.lower().split("_")):
            slot = slots.get((setting.section, setting.key.lower()))
            if slot is None:
                rest.append(stranger(module, setting, where_documented(slots, setting)))
            elif slot in placed:
                rest.append(stranger(module, setting, f"sent again for the place of {placed[slot].key}"))
            else:
                placed[slot] = setting
        # The provider of the first stands in the block's head.
        rest += leftovers(module, None if number == 0 else module.provider)
    return placed, rest


def own_name(provider: str | None) -> str:
    """The provider as keys spell it; of an odd or missing name, Xero's, as the API documents it."""
    name = (provider or "").lower()
    return name if PROVIDER_IN_KEY.fullmatch(name) else PROVIDERS[0]


def is_documented(provider: str | None) -> bool:
    """Whether the documents have the keys of this provider; where it has no name, nothing speaks against it."""
    return provider is None or provider.strip().lower() == PROVIDERS[0]


def slots_of(name: str, provider: str | None) -> dict[tuple[str, str], Slot]:
    """Section and key, spelled for every provider, to the place."""
    return {
        (section, key.format(p=spelled)): (name, section, key)
        for spelled in (own_name(provider), *PROVIDERS)
        for place in PLACES[name]
        for section, key in zip(SECTIONS, place.keys, strict=True)
        if key is not None
    }


def where_documented(slots: Mapping[tuple[str, str], Slot], setting: Setting) -> str:
    """Where the documents have a key that was sent in another section; empty for an unknown key."""
    for (section, key), (module, _, _) in slots.items():
        if key == setting.key.lower():
            return f"documented in {module}.{section}"
    return ""


def block_of(name: str, modules: list[Module], placed: Mapping[Slot, Setting], named: str | None) -> Block:
    """`named` is the provider of the other modules, for one that was not sent or names none."""
    provider = modules[0].provider if modules else None
    whose = provider or named
    groups: dict[str, list[Line]] = {}
    for place in PLACES[name]:
        cells = tuple(
            cell_of(section, key, placed.get((name, section, key or "")), whose)
            for section, key in zip(SECTIONS, place.keys, strict=True)
        )
        groups.setdefault(place.thing, []).append(
            Line(module=name, thing=place.thing, aspect=place.aspect, cells=cells)
        )
    return Block(
        name=name,
        provider=provider,
        sent=bool(modules),
        groups=tuple(Group(name=thing, lines=tuple(lines)) for thing, lines in groups.items()),
    )


def cell_of(section: str, key: str | None, setting: Setting | None, provider: str | None) -> Cell:
    if key is None:
        return Cell(section=section, state=VOID)
    if setting is None:
        state = ABSENT if is_documented(provider) else UNDOCUMENTED
        return Cell(section=section, state=state, key=key.format(p=own_name(provider)))
    state = state_of(setting.value)
    raw = (setting.raw or SENT_EMPTY) if state == UNKNOWN else ""
    return Cell(section=section, state=state, key=setting.key, raw=raw, setting=setting)


def stranger(module: Module, setting: Setting, why: str = "") -> Other:
    where = module.name if setting.section == "sync" else f"{module.name}.{setting.section}"
    state = state_of(setting.value)
    return Other(
        key=setting.key,
        where=where,
        state=state,
        raw=(setting.raw or SENT_EMPTY) if state == UNKNOWN else "",
        why=why,
        setting=setting,
    )


def leftovers(module: Module, provider: str | None) -> list[Other]:
    """What a module holds beside its settings; `provider` as far as it is shown nowhere else."""
    named = [] if provider is None else [Other(key="provider", where=module.name, state="", raw=provider)]
    return named + [Other(key=key, where=module.name, state="", raw=raw) for key, raw in module.extra.items()]


def strangers(module: Module) -> Iterator[Other]:
    """Everything of a module nobody documented."""
    for setting in module.settings:
        yield stranger(module, setting)
    yield from leftovers(module, module.provider)
