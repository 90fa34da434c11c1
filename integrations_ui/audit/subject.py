"""An integration prepared for the rules: each list indexed once, so that no rule needs more than one pass."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self

from django.utils.functional import cached_property

from dashboard.exsited import Automation, Connection, ExsitedError, PartnerFunction, Secret, Walk
from dashboard.problems import words_for
from integrations_ui.audit import words
from integrations_ui.audit.rule import CONFIGURATION, CONNECTIONS, PARTS, Rule
from integrations_ui.configuration.matrix import Group, Matrix, matrix_of
from integrations_ui.functions.runs import NamedFunctions
from integrations_ui.whole import Integration

SECRET_FIELDS = ("client_secret", "access_token", "refresh_token")


@dataclass(frozen=True, slots=True)
class Gap:
    """Why a rule cannot see everything of a part; `partly`: it still sees something."""

    part: str
    reason: str
    partly: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Neighbours:
    """All connections, by what no two of them should share."""

    complete: bool
    by_instance: Mapping[tuple[str, str], list[Connection]]
    by_fingerprint: Mapping[str, list[tuple[Connection, str]]]

    @classmethod
    def of(cls, connections: Iterable[Connection], *, complete: bool) -> Self:
        by_instance: dict[tuple[str, str], list[Connection]] = defaultdict(list)
        by_fingerprint: dict[str, list[tuple[Connection, str]]] = defaultdict(list)
        for connection in sorted(connections, key=lambda connection: connection.uuid):
            if place := instance_of(connection):
                by_instance[place].append(connection)
            for name, secret in secrets_of(connection):
                by_fingerprint[secret.fingerprint].append((connection, name))
        return cls(complete=complete, by_instance=dict(by_instance), by_fingerprint=dict(by_fingerprint))


@dataclass(frozen=True, kw_only=True)
class IntegrationAudit:
    """
    first_seen  since when each secret has been what it is now, as far as known, by connection and field
    """

    integration: Integration
    now: datetime
    neighbours: Neighbours | ExsitedError | None = None
    first_seen: Mapping[tuple[str, str], datetime] = field(default_factory=dict)

    @property
    def connection(self) -> Connection:
        return self.integration.connection

    @property
    def uuid(self) -> str:
        return self.connection.uuid

    def gap(self, rule: Rule) -> Gap | None:
        """The first reason why `rule` does not see all that it should."""
        needed = [part for part in PARTS if part in rule.needs]
        for part in needed:
            if reason := self._unread(part):
                return Gap(part, reason, partly=False)
        for part in needed:
            if not self._complete(part):
                reason = f"{sentence(PARTS[part])} could not be read whole."
                return Gap(part, reason, partly=part not in rule.whole)
        return None

    def _unread(self, part: str) -> str:
        if part == CONNECTIONS:
            return "" if isinstance(self.neighbours, Neighbours) else unread(part, self.neighbours)
        return "" if getattr(self.integration, part) is not None else unread(part, self.integration.errors.get(part))

    def _complete(self, part: str) -> bool:
        if part == CONNECTIONS:
            return isinstance(self.neighbours, Neighbours) and self.neighbours.complete
        if part == CONFIGURATION:
            return True
        walked: Walk[Any] = getattr(self.integration, part)
        return walked.complete

    @cached_property
    def matrix(self) -> Matrix:
        configuration = self.integration.configuration
        return matrix_of(configuration) if configuration else Matrix(blocks=(), others=())

    @cached_property
    def groups(self) -> list[tuple[str, Group]]:
        """Each object of the configuration with the name of its module."""
        return [(block.name, group) for block in self.matrix.blocks for group in block.groups]

    @property
    def functions(self) -> tuple[PartnerFunction, ...]:
        return self.integration.functions.items if self.integration.functions else ()

    @property
    def automations(self) -> tuple[Automation, ...]:
        return self.integration.automations.items if self.integration.automations else ()

    @cached_property
    def acting(self) -> list[Automation]:
        """Those that are active, and those whose status nobody documented: they may be."""
        return [one for one in self.automations if words.upper(one.status) != words.INACTIVE]

    @cached_property
    def _named(self) -> NamedFunctions:
        return NamedFunctions.of(self.functions)

    def functions_of(self, automation: Automation) -> tuple[PartnerFunction, ...]:
        """The function it names by uuid, or those that have the name it gives."""
        return self._named.run_by(automation)

    @cached_property
    def performing(self) -> list[tuple[Automation, PartnerFunction]]:
        """Each automation that may be active with the one function it runs."""
        found = ((automation, self.functions_of(automation)) for automation in self.acting)
        return [(automation, functions[0]) for automation, functions in found if len(functions) == 1]

    @cached_property
    def runners(self) -> Mapping[str, list[Automation]]:
        """The automations that may be active by the uuid of each function they may run."""
        found: dict[str, list[Automation]] = defaultdict(list)
        for automation in self.acting:
            for function in self.functions_of(automation):
                found[function.uuid].append(automation)
        return found


def is_active(automation: Automation) -> bool:
    return words.upper(automation.status) == words.ACTIVE


def instance_of(connection: Connection) -> tuple[str, str] | None:
    provider, instance = words.lower(connection.integration_partner), words.lower(connection.remote_instance_id)
    return (provider, instance) if provider and instance else None


def secrets_of(connection: Connection) -> Iterator[tuple[str, Secret]]:
    for name in SECRET_FIELDS:
        secret: Secret | None = getattr(connection, name)
        if secret is not None:
            yield name, secret


def unread(part: str, error: ExsitedError | None) -> str:
    why = f" {words_for(error).sentence}" if error else ""
    return f"{sentence(PARTS[part])} could not be read.{why}"


def sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
