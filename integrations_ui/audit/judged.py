"""What a report is made of: findings, what could not be judged, and what was not checked."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from dashboard.exsited import Connection
from integrations_ui.audit.facts import Fact
from integrations_ui.audit.rule import Rule

CANNOT_JUDGE = "CANNOT-JUDGE"
"""Stands where a finding has its rule: nobody can judge the fact, whichever rules stay open because of it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """
    A contradiction that a rule found in a connection.

    digest   SHA-256 of the rule, the connection and the two facts as they came: another fact makes another finding
    """

    rule: Rule
    connection: Connection
    first: Fact
    second: Fact
    digest: str

    @property
    def key(self) -> tuple[str, str, str]:
        return (self.connection.uuid, self.rule.id, self.digest)

    @property
    def order(self) -> tuple[int, str, str, str]:
        """Worst first; then by rule and connection, so that the same facts always stand in the same order."""
        return (self.rule.severity.rank, self.rule.id, self.connection.uuid, self.digest)

    @property
    def text(self) -> str:
        """Everything a person may look it up by."""
        facts = (self.first, self.second)
        told = [part for fact in facts for part in (fact.label, fact.key, fact.value or "", fact.note)]
        name = self.connection.remote_instance_name or ""
        return " ".join([self.rule.id, self.rule.title, name, self.connection.uuid, *told]).lower()


@dataclass(frozen=True, kw_only=True, slots=True)
class Doubt:
    """A fact that nobody can judge, and every rule that stays open because of it."""

    connection: Connection
    fact: Fact
    why: str
    rules: tuple[Rule, ...]

    @property
    def digest(self) -> str:
        """SHA-256 of the connection, the fact as it came and what stays open: with another fact it is another doubt."""
        return sealed([CANNOT_JUDGE, self.connection.uuid, self.why, self.fact.raw])

    @property
    def key(self) -> tuple[str, str, str]:
        return (self.connection.uuid, CANNOT_JUDGE, self.digest)


@dataclass(frozen=True, kw_only=True, slots=True)
class NotChecked:
    """Rules that had to be left out, or that saw only some of a list (`partly`), and the one reason for it."""

    connection: Connection
    part: str
    rules: tuple[Rule, ...]
    reason: str
    partly: bool = False


def digest_of(rule: Rule, connection: Connection, *facts: Fact) -> str:
    return sealed([rule.id, connection.uuid, *(fact.raw for fact in facts)])


def sealed(told: list[object]) -> str:
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()
