"""What a report holds: the order, what was not checked, when two findings are the same one, and no secret."""

from __future__ import annotations

import json
import re
import time
from dataclasses import asdict, replace
from typing import Any

import pytest

from integrations_ui.audit import ERROR, INFO, RULES, Report, judge
from tests.builders import ACCESS_TOKEN, CLIENT_SECRET, SECRETS
from tests.integrations_ui.audit.subjects import (
    FLAGS_ON,
    NOW,
    OTHER_UUID,
    audit,
    automation,
    configuration,
    connection,
    found,
    function,
    neighbour,
    report,
)

MANY_FAULTS: dict[str, Any] = {
    "of": connection(status="INACTIVE", refresh_token=ACCESS_TOKEN),
    "flags": configuration(on=("item_sync_to_xero", "invoice_from_xero_enabled", "invoice_to_xero_enabled")),
    "functions": [
        function(enabled="false"),
        function(uuid=OTHER_UUID, name="By hand", mapping_id="", object_mapping=""),
    ],
}


def not_checked(told: Report) -> dict[str, set[str]]:
    return {gap.reason: {rule.id for rule in gap.rules} for gap in told.not_checked}


def reading(*parts: str) -> set[str]:
    return {rule.id for rule in RULES.values() if rule.needs & set(parts)}


class TestOrder:
    def test_is_worst_first(self) -> None:
        ranks = [finding.rule.severity.rank for finding in report(**MANY_FAULTS).findings]

        assert ranks == sorted(ranks)
        assert {ERROR.rank, INFO.rank} < set(ranks)

    def test_is_the_same_whatever_the_order_of_the_lists(self) -> None:
        functions = [function(uuid=f"{at:08x}-0000-4000-8000-000000000000", name=f"By hand {at}") for at in range(9)]

        one, other = (report(functions=listed, automations=[]) for listed in (functions, functions[::-1]))

        assert [finding.digest for finding in one.findings] == [finding.digest for finding in other.findings]
        assert len(one.findings) > 9

    def test_holds_over_several_connections(self) -> None:
        merged = Report.merged([report(automations=[]), report(**MANY_FAULTS)])

        assert [finding.order for finding in merged.findings] == sorted(finding.order for finding in merged.findings)
        assert merged.count(INFO) == 2


class TestNotChecked:
    @pytest.mark.parametrize("part", ["configuration", "functions", "automations", "connections"])
    def test_names_every_rule_that_needs_a_part_that_could_not_be_read(self, part: str) -> None:
        [(reason, rules)] = not_checked(report(unread=[part])).items()

        assert rules == reading(part)
        assert "could not be read. The billing API could not be reached." in reason

    def test_says_so_and_finds_nothing_where_all_is_unread(self) -> None:
        told = report(unread=["configuration", "functions", "automations", "connections"])

        assert set.union(*not_checked(told).values()) == reading(
            "configuration", "functions", "automations", "connections"
        )
        assert told.findings == ()

    @pytest.mark.parametrize(
        ("part", "case", "rule"),
        [
            ("functions", {"automations": [automation(perform_function=OTHER_UUID)]}, "AUT-1"),
            ("automations", {"automations": []}, "FUN-1"),
            ("automations", {"automations": []}, "RUN-1"),
            ("functions", {"functions": [], "automations": []}, "RUN-1"),
        ],
    )
    def test_holds_what_looks_for_the_absent_in_a_list_that_was_not_whole(
        self, part: str, case: dict[str, Any], rule: str
    ) -> None:
        whole = {"functions", "automations", "connections"}

        assert rule in found(report(**case))
        told = report(**case, complete=whole - {part})

        assert rule not in found(told)
        assert [gap for gap in told.not_checked if rule in {left.id for left in gap.rules} and not gap.partly]

    def test_still_finds_what_is_there_in_a_list_that_was_not_whole(self) -> None:
        told = report(functions=[function(enabled="false")], complete=["functions", "connections"])

        [gap] = [gap for gap in told.not_checked if gap.partly]

        assert "AUT-2" in found(told)
        assert "AUT-2" in {rule.id for rule in gap.rules}
        assert gap.reason == "The list of automations could not be read whole."

    def test_leaves_the_rules_of_other_parts_alone(self) -> None:
        assert "SEC-1" in found(report(of=connection(refresh_token=ACCESS_TOKEN), unread=["functions", "automations"]))


class TestCannotJudge:
    def test_tells_one_word_once_with_all_that_stays_open(self) -> None:
        [doubt] = report(automations=[automation(status="PAUSED")]).cannot_judge

        assert (doubt.fact.key, doubt.fact.value) == ("status", "PAUSED")
        assert {rule.id for rule in doubt.rules} == {"FUN-1", "RUN-1", "WRD-2"}


class TestDigest:
    def one(self, **changes: Any) -> str:
        [finding] = [finding for finding in report(**changes).findings if finding.rule.id == "AUT-2"]
        return finding.digest

    def test_is_the_same_for_the_same_facts(self) -> None:
        disabled = function(enabled="false")

        assert self.one(functions=[disabled]) == self.one(functions=[function(enabled="false", tag="other")])
        assert re.fullmatch(r"[0-9a-f]{64}", self.one(functions=[disabled]))

    def test_is_another_when_a_fact_changes(self) -> None:
        changed = {"functions": [function(enabled="FALSE", uuid=OTHER_UUID)]}

        assert self.one(functions=[function(enabled="false")]) != self.one(
            **changed, automations=[automation(perform_function=OTHER_UUID)]
        )

    def test_is_another_for_another_connection(self) -> None:
        disabled = [function(enabled="false")]

        assert self.one(functions=disabled) != self.one(functions=disabled, of=connection(uuid=OTHER_UUID))

    def test_tells_two_records_with_the_same_values_apart(self) -> None:
        disabled = [function(enabled="false"), function(uuid=OTHER_UUID, name="Again", enabled="false")]
        runs = [automation(), automation(uuid=OTHER_UUID, perform_function=OTHER_UUID)]

        told = [
            finding for finding in report(functions=disabled, automations=runs).findings if finding.rule.id == "AUT-2"
        ]

        assert len({finding.digest for finding in told}) == 2

    def test_does_not_change_as_time_goes_by(self) -> None:
        subject = audit(**MANY_FAULTS)
        later = replace(subject, now=NOW.replace(year=2027))

        assert [one.digest for one in judge(subject).findings] == [one.digest for one in judge(later).findings]


class TestSecrets:
    def test_are_in_no_finding(self) -> None:
        told = report(
            of=connection(refresh_token=ACCESS_TOKEN, access_token=ACCESS_TOKEN, client_secret=f"{CLIENT_SECRET} "),
            others=[neighbour(client_secret=f"{CLIENT_SECRET} ")],
        )
        text = json.dumps([[asdict(one.first), asdict(one.second)] for one in told.findings])

        assert {"SEC-1", "SEC-2", "SEC-3"} <= set(found(told))
        assert [secret for secret in SECRETS if secret in text] == []


class TestSpeed:
    def test_judges_500_functions_and_500_automations_in_well_under_100_ms(self) -> None:
        uuids = [f"{at:08x}-0000-4000-8000-000000000000" for at in range(500)]
        subject = audit(
            functions=[function(uuid=uuid, name=f"Send invoices {uuid}") for uuid in uuids],
            automations=[automation(uuid=uuid, perform_function=uuid, checkOnText="Every 4 hours") for uuid in uuids],
            flags=configuration(on=FLAGS_ON),
        )
        spent = []
        for _ in range(3):
            fresh = replace(subject)
            started = time.process_time()
            told = judge(fresh)
            spent.append(time.process_time() - started)

        assert len(told.findings) == 500
        assert min(spent) < 0.1
