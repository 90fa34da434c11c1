"""The keys of a configuration against the documents."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from integrations_ui.audit import told
from integrations_ui.audit.facts import CannotJudge, Verdict
from integrations_ui.audit.rule import CONFIGURATION, INFO, WARNING, rule
from integrations_ui.audit.subject import IntegrationAudit
from integrations_ui.configuration.matrix import MISSING, UNDOCUMENTED, UNKNOWN, Other

NOT_DOCUMENTED = "The keys of this provider are not documented; Xero has such ones."
DOCUMENTED = "documented in "
"""How the matrix begins to say that a key stands in the wrong place."""


@rule(
    "CFG-6",
    severity=INFO,
    title="The configuration has keys that the documents do not",
    why="Nobody can say what they switch, and no rule here looks at them.",
    check="with Exsited what they mean.",
    needs={CONFIGURATION},
)
def unknown_key(audit: IntegrationAudit) -> Iterator[Verdict]:
    found: dict[str, list[Other]] = defaultdict(list)
    for other in audit.matrix.others:
        if not other.why.startswith(DOCUMENTED):
            found[other.where].append(other)
    for where, others in found.items():
        value = ", ".join(f"{other.key} = {sent(other)}" for other in others)
        keys = "1 key" if len(others) == 1 else f"{len(others)} keys"
        fact = told.of_configuration(audit, f"{keys} of {where}", "", value, place=where)
        yield told.against(
            fact, told.of_documents("no such key", note="Documented for Xero, read so for all providers")
        )


@rule(
    "CFG-7",
    severity=WARNING,
    title="Documented keys of the configuration are missing",
    why="A flag that was not sent is neither on nor off, so nobody can say what is synced.",
    check="whether the connection's set-up was finished, and save it again in Exsited.",
    needs={CONFIGURATION},
)
def key_missing(audit: IntegrationAudit) -> Iterator[Verdict]:
    for block in audit.matrix.blocks:
        absent = [cell for cell in block.flags if cell.state in MISSING]
        if not absent:
            continue
        keys = ", ".join(f"{cell.section} {cell.key}" for cell in absent)
        if absent[0].state == UNDOCUMENTED:
            fact = told.of_configuration(audit, f"Not sent in {block.name}", "", keys, place=block.name)
            yield CannotJudge(fact=fact, why=NOT_DOCUMENTED)
            continue
        came = f"{len(block.flags) - len(absent)} of {len(block.flags)} documented keys" if block.sent else None
        sent_fact = told.of_configuration(audit, f"Module {block.name}", "", came, place=block.name)
        yield told.against(told.of_documents(keys), sent_fact)


@rule(
    "CFG-8",
    severity=WARNING,
    title="A key of the configuration stands in the wrong place",
    why="It may be read as another flag, or not at all.",
    check="what was meant, and save the setting again in Exsited.",
    needs={CONFIGURATION},
)
def key_misplaced(audit: IntegrationAudit) -> Iterator[Verdict]:
    for other in audit.matrix.others:
        if other.why.startswith(DOCUMENTED):
            fact = told.of_configuration(audit, f"Sent in {other.where}", other.key, sent(other), place=other.where)
            yield told.against(fact, told.of_documents(other.why.removeprefix(DOCUMENTED), label="Documented in"))


@rule(
    "CFG-9",
    severity=WARNING,
    title="A flag is neither true nor false",
    why="The provider may read it either way.",
    check="the setting in Exsited, and save it again.",
    needs={CONFIGURATION},
)
def flag_not_boolean(audit: IntegrationAudit) -> Iterator[Verdict]:
    for line in audit.matrix.lines:
        for cell in line.cells:
            if cell.state == UNKNOWN:
                yield told.against(told.of_flag(audit, line, cell), told.of_documents("true or false"))


def sent(other: Other) -> str:
    """Its value as it came; a flag's stands in its setting."""
    return (other.setting.raw if other.setting else other.raw) or "(sent empty)"
