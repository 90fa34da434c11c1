"""
Where an integration contradicts itself, or another one.

A rule is data plus one function (`rules/`); `judge` runs them all over one `IntegrationAudit` and gives a `Report`.
"""

from integrations_ui.audit.engine import Report, judge
from integrations_ui.audit.facts import CannotJudge, Contradiction, Fact
from integrations_ui.audit.judged import Doubt, Finding, NotChecked
from integrations_ui.audit.rule import ERROR, INFO, RULES, SEVERITIES, WARNING, Rule
from integrations_ui.audit.subject import IntegrationAudit, Neighbours

__all__ = [
    "ERROR",
    "INFO",
    "RULES",
    "SEVERITIES",
    "WARNING",
    "CannotJudge",
    "Contradiction",
    "Doubt",
    "Fact",
    "Finding",
    "IntegrationAudit",
    "Neighbours",
    "NotChecked",
    "Report",
    "Rule",
    "judge",
]
