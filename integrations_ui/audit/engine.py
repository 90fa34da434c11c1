"""Runs every rule over an integration and keeps what they say: worst first, and always in the same order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from integrations_ui.audit import rules
from integrations_ui.audit.facts import CannotJudge, Fact
from integrations_ui.audit.judged import Doubt, Finding, NotChecked, digest_of
from integrations_ui.audit.rule import RULES, Rule, Severity
from integrations_ui.audit.subject import Gap, IntegrationAudit

rules.load()


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    findings: tuple[Finding, ...] = ()
    cannot_judge: tuple[Doubt, ...] = ()
    not_checked: tuple[NotChecked, ...] = ()

    def count(self, severity: Severity) -> int:
        return sum(finding.rule.severity is severity for finding in self.findings)

    @classmethod
    def merged(cls, reports: Iterable[Report]) -> Self:
        """One report of several; the connections keep their order in all but the findings."""
        told = list(reports)
        return cls(
            findings=tuple(
                sorted((found for one in told for found in one.findings), key=lambda finding: finding.order)
            ),
            cannot_judge=tuple(doubt for one in told for doubt in one.cannot_judge),
            not_checked=tuple(gap for one in told for gap in one.not_checked),
        )


def judge(audit: IntegrationAudit) -> Report:
    """Needs no answer of Exsited beyond what `audit` holds."""
    findings: dict[str, Finding] = {}
    doubts: dict[tuple[Fact, str], list[Rule]] = defaultdict(list)
    gaps: dict[Gap, list[Rule]] = defaultdict(list)
    for rule in RULES.values():
        gap = audit.gap(rule)
        if gap:
            gaps[gap].append(rule)
            if not gap.partly:
                continue
        for verdict in rule.find(audit):
            if isinstance(verdict, CannotJudge):
                about = doubts[verdict.fact, verdict.why]
                about += [] if rule in about else [rule]
            else:
                digest = digest_of(rule, audit.connection, verdict.first, verdict.second)
                findings[digest] = Finding(
                    rule=rule,
                    connection=audit.connection,
                    first=verdict.first,
                    second=verdict.second,
                    digest=digest,
                )
    return Report(
        findings=tuple(sorted(findings.values(), key=lambda finding: finding.order)),
        cannot_judge=tuple(
            Doubt(connection=audit.connection, fact=fact, why=why, rules=tuple(open_rules))
            for (fact, why), open_rules in doubts.items()
        ),
        not_checked=tuple(
            NotChecked(
                connection=audit.connection,
                part=gap.part,
                rules=tuple(left),
                reason=gap.reason,
                partly=gap.partly,
            )
            for gap, left in gaps.items()
        ),
    )
