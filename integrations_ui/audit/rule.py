"""A rule: data that says what it is about, and the function that finds it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from integrations_ui.audit.facts import Verdict

if TYPE_CHECKING:
    from integrations_ui.audit.subject import IntegrationAudit

Finder = Callable[["IntegrationAudit"], Iterator[Verdict]]

CONFIGURATION, FUNCTIONS, AUTOMATIONS, CONNECTIONS = "configuration", "functions", "automations", "connections"
PARTS = {
    CONFIGURATION: "the configuration",
    FUNCTIONS: "the list of partner functions",
    AUTOMATIONS: "the list of automations",
    CONNECTIONS: "the list of connections",
}


@dataclass(frozen=True, order=True, slots=True)
class Severity:
    """Ordered worst first."""

    rank: int
    name: str
    tone: str
    label: str


ERROR = Severity(0, "error", "bad", "Error")
WARNING = Severity(1, "warning", "warn", "Warning")
INFO = Severity(2, "info", "info", "Info")
SEVERITIES = {severity.name: severity for severity in (ERROR, WARNING, INFO)}


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """
    needs   the parts it reads. One that could not be read leaves the rule unchecked
    whole   those of them that it must know to the end, because it looks for what is not there
    alike   its two facts are the same where they should differ
    """

    id: str
    severity: Severity
    title: str
    why: str
    check: str
    needs: frozenset[str]
    whole: frozenset[str]
    alike: bool
    find: Finder


RULES: dict[str, Rule] = {}
"""Every rule by its id, in the order of the modules that define them."""


def rule(
    id: str,  # noqa: A002  (what everybody calls it)
    *,
    severity: Severity,
    title: str,
    why: str,
    check: str,
    needs: Iterable[str] = (),
    whole: Iterable[str] = (),
    alike: bool = False,
) -> Callable[[Finder], Finder]:
    def add(find: Finder) -> Finder:
        if id in RULES:
            raise ValueError(f"two rules are called {id}")
        RULES[id] = Rule(
            id=id,
            severity=severity,
            title=title,
            why=why,
            check=check,
            needs=frozenset(needs) | frozenset(whole),
            whole=frozenset(whole),
            alike=alike,
            find=find,
        )
        return find

    return add
