"""The rules on a made business: every fault that was put into it is found, and nothing else."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from dashboard.exsited import Automation, Configuration, Connection, PartnerFunction, Walk
from integrations_ui.audit import IntegrationAudit, Neighbours, Report, judge
from integrations_ui.whole import Integration
from sandbox.world import World
from sandbox.world.faults import FAULTS
from tests.integrations_ui.audit.subjects import doubted, found, row

TODAY = date(2026, 11, 21)
NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
CONNECTIONS = 44
"""So many that each fault has a connection to itself, and every connection made to be faulty has one."""

EXPECTED: dict[str, set[str]] = {
    "function_missing": {"AUT-1"},
    "function_disabled": {"AUT-2"},
    "direction_at_odds": {"AUT-3"},
    "provider_at_odds": {"AUT-4"},
    "object_at_odds": {"AUT-5"},
    "schedule_incomplete": {"SCH-1"},
    "schedule_text_at_odds": {"SCH-2"},
    "function_run_twice": {"AUT-6"},
    "function_never_run": {"FUN-1"},
    "mapping_missing": {"FUN-2"},
    "toggle_off": {"CFG-1"},
    "toggle_without_flags": {"CFG-2"},
    "aspect_without_master": {"CFG-3"},
    "payment_without_invoice": {"CFG-4"},
    "both_ways": {"CFG-5"},
    "flag_nothing_runs": {"RUN-1"},
    "run_but_flag_off": {"RUN-2"},
    "unknown_key": {"CFG-6"},
    "key_missing": {"CFG-7"},
    "key_misplaced": {"CFG-7", "CFG-8"},
    "flag_not_boolean": {"CFG-9"},
    "inactive_but_running": {"CON-1"},
    "disconnected_but_running": {"CON-1"},
    "remote_instance_shared": {"CON-2"},
    "secret_shared": {"SEC-2"},
    "secret_in_two_fields": {"SEC-1"},
    "secret_placeholder": {"SEC-3"},
    "secret_with_whitespace": {"SEC-3"},
    "secret_truncated": {"SEC-3"},
    "token_long_expired": {"SEC-4"},
    "word_unknown": {"WRD-2", "AUT-3"},
}


def integration(world: World, connection: Connection) -> Integration:
    uuid = connection.uuid
    return Integration(
        connection=connection,
        configuration=Configuration.read(row(world.configuration(uuid) or {})),
        functions=Walk(
            items=tuple(PartnerFunction.read(row(one)) for one in world.partner_functions(uuid) or ()), complete=True
        ),
        automations=Walk(
            items=tuple(Automation.read(row(one)) for one in world.automations(uuid) or ()), complete=True
        ),
    )


def reports(*, seed: int, connections: int) -> list[tuple[tuple[str, ...], Report]]:
    """What is wrong with each connection on purpose, and what the rules say."""
    world = World(seed=seed, invoices=20, connections=connections, today=TODAY)
    listed = [Connection.read(row(one)) for one in world.connections()]
    neighbours = Neighbours.of(listed, complete=True)
    seen = {(one.uuid, "access_token"): NOW - timedelta(days=60) for one in listed}
    return [
        (
            world.seeded_faults(one.uuid),
            judge(
                IntegrationAudit(integration=integration(world, one), now=NOW, neighbours=neighbours, first_seen=seen)
            ),
        )
        for one in listed
    ]


@pytest.fixture(scope="module", params=[1, 2, 3], ids="seed {}".format)
def judged(request: pytest.FixtureRequest) -> list[tuple[tuple[str, ...], Report]]:
    return reports(seed=request.param, connections=CONNECTIONS)


class TestMadeIntegrations:
    def test_without_faults_have_no_findings(self, judged: list[tuple[tuple[str, ...], Report]]) -> None:
        clean = [report for faults, report in judged if not faults]

        assert len(clean) == 13
        assert [(found(report), doubted(report), report.not_checked) for report in clean] == [([], set(), ())] * len(
            clean
        )

    def test_with_a_fault_are_found_out(self, judged: list[tuple[tuple[str, ...], Report]]) -> None:
        missed = [
            fault
            for faults, report in judged
            for fault in faults
            if not EXPECTED[fault] <= set(found(report)) | doubted(report)
        ]

        assert missed == []

    def test_have_every_fault_there_is(self, judged: list[tuple[tuple[str, ...], Report]]) -> None:
        made = {fault for faults, _ in judged for fault in faults}

        assert made == set(EXPECTED) == {fault.__name__ for fault in FAULTS}

    def test_show_several_faults_at_once(self) -> None:
        for faults, report in reports(seed=1, connections=38):
            assert set[str]().union(*(EXPECTED[fault] for fault in faults)) <= set(found(report)) | doubted(report)
