"""The pack as sheets of a workbook: one row for each fact, with the connection it belongs to in front."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dashboard.lists.exports import Cell, Sheet, about_sheet
from integrations_ui.audit import Fact
from integrations_ui.audit.rule import AUTOMATIONS, CONFIGURATION, FUNCTIONS
from integrations_ui.configuration.matrix import ABSENT, OFF, ON, UNDOCUMENTED, UNKNOWN, Matrix
from integrations_ui.configuration.matrix import Cell as Flag
from integrations_ui.evidence.pack import Entry, Pack
from integrations_ui.evidence.records import AUTOMATION_NAMES, FUNCTION_NAMES, others_in, wire_name
from integrations_ui.evidence.remarks import Held, Remark
from integrations_ui.history.timeline import person_name
from integrations_ui.tables import SecretRow

Row = Sequence[Cell]

WHOSE = ("Connection", "Connection uuid")
OTHERS = "Everything else"
NOT_LISTED = "Not listed any more"
STATES = {ON: "On", OFF: "Off", ABSENT: "Absent", UNDOCUMENTED: "Not sent", UNKNOWN: "Unknown", "": "No flag"}
OTHER_KEY = "Other key"

CONNECTION_COLUMNS = (
    *("Number", *WHOSE, "Status", "Status in words", "Note on the status", "Provider"),
    *("Remote instance id", "Remote instance name"),
    *("Client id", "Access token is", "Access token in words"),
)
SECRET_COLUMNS = ("ends in", "fingerprint", "length", "first seen", "days known", "issued", "expires")
FACT_COLUMNS = ("is of", "key", "value", "note", "place", "API path")
FINDING_COLUMNS = (
    *(*WHOSE, "State", "Rule", "Severity", "Title", "Why it matters", "What to check"),
    *(f"{which} fact {column}" for which in ("First", "Second") for column in FACT_COLUMNS),
    *("Facts digest (SHA-256)", "Acknowledged until", "Acknowledged by"),
)
ACKNOWLEDGEMENT_COLUMNS = (
    *(*WHOSE, "State", "Rule", "Title", "Reason", "Acknowledged by", "Acknowledged at", "Expires after"),
    *("Withdrawn by", "Withdrawn at", "Covers what is found now", "Facts digest (SHA-256)"),
)
MATRIX_COLUMNS = (*WHOSE, "Module", "Object", "Aspect", "Direction", "Key", "State", "Raw value", "Note")
FUNCTION_COLUMNS = (*WHOSE, *map(wire_name, FUNCTION_NAMES), OTHERS)
AUTOMATION_COLUMNS = (
    *(*WHOSE, "Schedule in words", "Schedule in doubt"),
    *(*map(wire_name, AUTOMATION_NAMES), OTHERS),
)
SNAPSHOT_COLUMNS = (
    *(*WHOSE, "Digest of what was read (SHA-256)", "State", "Snapshot taken at"),
    *("Baseline digest (SHA-256)", "Baseline approved by", "Baseline approved at", "Baseline note"),
    *("Differences from the baseline", "Why drift is not told"),
)
RULE_COLUMNS = ("Rule", "Severity", "Title", "Why it matters", "What to check")
WIDE, TEXT, DIGEST = 36, 60, 66


def sheets_of(pack: Pack) -> list[Sheet]:
    return [
        about_sheet(about_rows(pack)),
        sheet("Connections", connection_columns(pack), connection_rows(pack)),
        sheet("Findings", FINDING_COLUMNS, finding_rows(pack)),
        sheet("Acknowledgements", ACKNOWLEDGEMENT_COLUMNS, acknowledgement_rows(pack)),
        sheet("Matrix", MATRIX_COLUMNS, matrix_rows(pack)),
        sheet("Partner functions", FUNCTION_COLUMNS, function_rows(pack)),
        sheet("Automations", AUTOMATION_COLUMNS, automation_rows(pack)),
        sheet("Snapshots", SNAPSHOT_COLUMNS, snapshot_rows(pack)),
        sheet("Rules", RULE_COLUMNS, rule_rows(pack)),
    ]


def sheet(name: str, columns: Sequence[str], rows: Iterator[Row]) -> Sheet:
    return Sheet(name=name, columns=columns, rows=rows, widths=[width_of(column) for column in columns])


def width_of(column: str) -> int:
    if "SHA-256" in column:
        return DIGEST
    if column in {"Why it matters", "What to check", "Title", "Reason"}:
        return TEXT
    return WIDE if column in {*WHOSE, "uuid", "name", "Key"} else max(14, len(column) + 2)


def about_rows(pack: Pack) -> Iterator[Row]:
    yield ["Evidence pack", pack.scope]
    yield from pack.about
    yield []
    yield ["Not read", "Nothing: everything was read." if pack.complete else f"{len(pack.not_read)} parts:"]
    yield from pack.not_read
    yield []
    yield ["Digest of what was read", "SHA-256 of the content of each connection, as its history keeps it"]
    for entry in pack.entries:
        yield [entry.name, entry.kept.digest or entry.kept.state]


def whose(entry: Entry) -> list[Cell]:
    return [entry.name, entry.connection.uuid]


def not_read(entry: Entry, part: str) -> Iterator[Row]:
    """A row that says what is missing here; the reason stands on the first sheet too."""
    if part in entry.gaps:
        yield [*whose(entry), f"Not read: {entry.gaps[part]}"]


def connection_columns(pack: Pack) -> list[str]:
    names = [secret.name for secret in pack.entries[0].secrets] if pack.entries else []
    return [*CONNECTION_COLUMNS, *(f"{name}, {column}" for name in names for column in SECRET_COLUMNS), OTHERS]


def connection_rows(pack: Pack) -> Iterator[Row]:
    for entry in pack.entries:
        told = entry.connection
        secrets = [cell for secret in entry.secrets for cell in secret_cells(secret)]
        yield [
            *(entry.number, *whose(entry), told.status, entry.state.label, entry.state.note, entry.provider),
            *(told.remote_instance_id, told.remote_instance_name, told.client_id),
            *(entry.token.label, entry.token.note, *secrets, others_in(told.extra)),
        ]


def secret_cells(row: SecretRow) -> list[Cell]:
    """Of the value itself its last characters at most."""
    secret = row.secret
    if secret is None:
        return [None] * len(SECRET_COLUMNS)
    days = None if row.held is None else row.held.days
    times = (row.first_seen_at, days, secret.issued_at, secret.expires_at)
    return [secret.mask, secret.fingerprint, secret.length, *times]


def finding_rows(pack: Pack) -> Iterator[Row]:
    """One row for each rule, so that a sheet filtered by one shows all that was said of it."""
    for entry in pack.entries:
        for remark in entry.remarks:
            facts = [cell for place in range(2) for cell in fact_cells(remark, place)]
            given = remark.acknowledgement
            by = person_name(given.acknowledged_by) if given else None
            for rule in remark.rules:
                yield [
                    *(*whose(entry), remark.state, rule.id, rule.severity.label, rule.title),
                    *(remark.why, remark.check or rule.check, *facts),
                    *(remark.digest, given.expires_on if given else None, by),
                ]


def fact_cells(remark: Remark, place: int) -> list[Cell]:
    if place >= len(remark.facts):
        return [None] * len(FACT_COLUMNS)
    fact = remark.facts[place]
    return [fact.label, fact.key, value_of(fact), fact.note, fact.place, fact.path]


def value_of(fact: Fact) -> str:
    return f"({fact.missing})" if fact.value is None else fact.value


def acknowledgement_rows(pack: Pack) -> Iterator[Row]:
    for entry in pack.entries:
        if entry.held is None:
            yield [*whose(entry), "Not read: the database failed."]
        for held in entry.held or ():
            yield [*whose(entry), *held_cells(held)]
    for held in pack.strays:
        yield [NOT_LISTED, held.acknowledgement.connection_uuid, *held_cells(held)]


def held_cells(held: Held) -> list[Cell]:
    one = held.acknowledgement
    return [
        *(held.state, one.rule, held.title, one.reason, person_name(one.acknowledged_by), one.acknowledged_at),
        *(one.expires_on, held.withdrawn_by, one.withdrawn_at, held.covers, one.facts),
    ]


def matrix_rows(pack: Pack) -> Iterator[Row]:
    for entry in pack.entries:
        yield from not_read(entry, CONFIGURATION)
        if entry.matrix:
            for row in flag_rows(entry.matrix):
                yield [*whose(entry), *row]


def flag_rows(matrix: Matrix) -> Iterator[Row]:
    for block in matrix.blocks:
        for line in block.lines:
            for flag in line.flags:
                yield [block.name, line.thing, line.aspect, flag.section, flag.key, STATES[flag.state], raw_of(flag)]
    for other in matrix.others:
        module, _, section = other.where.partition(".")
        raw = other.setting.raw if other.setting else other.raw
        yield [module, OTHER_KEY, None, section, other.key, STATES[other.state], raw, other.why]


def raw_of(flag: Flag) -> str | None:
    return flag.raw or (flag.setting.raw if flag.setting else None)


def function_rows(pack: Pack) -> Iterator[Row]:
    for entry in pack.entries:
        yield from not_read(entry, FUNCTIONS)
        for function in entry.functions or ():
            yield [*whose(entry), *function.cells]


def automation_rows(pack: Pack) -> Iterator[Row]:
    for entry in pack.entries:
        yield from not_read(entry, AUTOMATIONS)
        for automation in entry.automations or ():
            yield [*whose(entry), *automation.cells]


def snapshot_rows(pack: Pack) -> Iterator[Row]:
    for entry in pack.entries:
        kept = entry.kept
        baseline = kept.baseline
        approval: list[Cell] = [None] * 4
        if baseline:
            by = person_name(baseline.approved_by)
            approval = [baseline.snapshot.digest, by, baseline.approved_at, baseline.note]
        taken_at = kept.snapshot.taken_at if kept.snapshot else None
        yield [*whose(entry), kept.digest, kept.state, taken_at, *approval, kept.drift, kept.no_drift]


def rule_rows(pack: Pack) -> Iterator[Row]:
    for rule in pack.rules:
        yield [rule.id, rule.severity.label, rule.title, rule.why, rule.check]
