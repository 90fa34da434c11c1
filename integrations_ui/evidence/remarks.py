"""What the rules say of a connection, and what people have said to it, each as one entry of a list."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from integrations_ui.audit import RULES, Doubt, Fact, Finding, NotChecked, Rule
from integrations_ui.audit.acknowledging import Key, is_standing
from integrations_ui.history.timeline import person_name
from integrations_ui.models import Acknowledgement

OPEN, ACKNOWLEDGED, NOT_KNOWN = "Open", "Acknowledged", "Open unless acknowledged"
CANNOT_JUDGE, SET_ASIDE = "Cannot judge", "Cannot judge, acknowledged"
NOT_CHECKED, PARTLY_CHECKED = "Not checked", "Checked only on what came"

NOT_RECORDED = "Not recorded"
STANDING, EXPIRED, WITHDRAWN = "Standing", "Expired", "Withdrawn"
COVERS, COVERS_NOTHING, CANNOT_TELL = "Yes", "No, its facts are not found now", "Cannot tell, not everything was read"


@dataclass(frozen=True, kw_only=True, slots=True)
class Remark:
    """
    A finding, what cannot be judged, or what was not checked.

    rules   one for a finding; of the others all that stay open for the same reason
    why     why a finding matters; why nobody can judge; what could not be read
    alike   the two facts are the same where they should differ
    """

    state: str
    rules: tuple[Rule, ...]
    why: str
    title: str = ""
    check: str = ""
    facts: tuple[Fact, ...] = ()
    alike: bool = False
    digest: str = ""
    acknowledgement: Acknowledgement | None = None

    @property
    def tone(self) -> str:
        """Of what is open; whatever somebody has set aside, or nobody can judge, is quiet."""
        return self.rules[0].severity.tone if self.state in {OPEN, NOT_KNOWN} else "off"

    @property
    def finding(self) -> Rule | None:
        """The rule of a finding."""
        return self.rules[0] if self.state in {OPEN, ACKNOWLEDGED, NOT_KNOWN} else None


def remark_of_finding(finding: Finding, acknowledged: Mapping[Key, Acknowledgement] | None) -> Remark:
    """`acknowledged` is None where nobody could read what is."""
    found = (acknowledged or {}).get(finding.key)
    rule = finding.rule
    return Remark(
        state=NOT_KNOWN if acknowledged is None else ACKNOWLEDGED if found else OPEN,
        rules=(rule,),
        title=rule.title,
        why=rule.why,
        check=rule.check,
        facts=(finding.first, finding.second),
        alike=rule.alike,
        digest=finding.digest,
        acknowledgement=found,
    )


def remark_of_doubt(doubt: Doubt, acknowledged: Mapping[Key, Acknowledgement] | None) -> Remark:
    found = (acknowledged or {}).get(doubt.key)
    return Remark(
        state=SET_ASIDE if found else CANNOT_JUDGE,
        rules=doubt.rules,
        title=doubt.fact.label,
        why=doubt.why,
        facts=(doubt.fact,),
        digest=doubt.digest,
        acknowledgement=found,
    )


def remark_of_gap(gap: NotChecked) -> Remark:
    return Remark(state=PARTLY_CHECKED if gap.partly else NOT_CHECKED, rules=gap.rules, why=gap.reason)


@dataclass(frozen=True, kw_only=True, slots=True)
class Held:
    """An acknowledgement, also one that ended. `covers`: whether what it was given for is found now."""

    acknowledgement: Acknowledgement
    state: str
    covers: str

    @property
    def withdrawn_by(self) -> str | None:
        """Who, where that was kept; the first acknowledgements did not keep it."""
        if self.acknowledgement.withdrawn_at is None:
            return None
        by = self.acknowledgement.withdrawn_by
        return person_name(by) if by else NOT_RECORDED

    @property
    def title(self) -> str:
        """What it was given for; a rule that is no more is known by its id alone."""
        rule = RULES.get(self.acknowledgement.rule)
        return rule.title if rule else ""


def held_of(given: Iterable[Acknowledgement], found: Container[Key], *, whole: bool, today: date) -> Iterator[Held]:
    """`found` is what was found now; where not everything was read, what is not in it may still be so."""
    for one in given:
        covers = (one.connection_uuid, one.rule, one.facts) in found
        yield Held(
            acknowledgement=one,
            state=WITHDRAWN if one.withdrawn_at else STANDING if is_standing(one, today) else EXPIRED,
            covers=COVERS if covers else COVERS_NOTHING if whole else CANNOT_TELL,
        )
