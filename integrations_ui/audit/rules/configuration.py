"""The flags of a configuration against each other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from integrations_ui.audit import told
from integrations_ui.audit.facts import CannotJudge, Verdict
from integrations_ui.audit.rule import CONFIGURATION, ERROR, WARNING, rule
from integrations_ui.audit.subject import IntegrationAudit
from integrations_ui.configuration.matrix import OFF, ON, UNKNOWN, Cell, Group, Line

NEITHER = "It is neither true nor false, so what depends on it stays open."
FOLLOWERS = {"Payment": False, "Credit note": True, "Refund": True}
"""
What needs invoices, and whether in its own direction. A payment often comes back for an invoice that was sent.
"""


class Flag(NamedTuple):
    line: Line
    cell: Cell


def ways_of(group: Group) -> list[Flag]:
    """The object's own export and import."""
    return [Flag(line, cell) for line in group.lines if not line.aspect for cell in line.cells[1:]]


def flags_of(group: Group) -> list[Flag]:
    """Export and import of the object and of each of its aspects."""
    return [Flag(line, cell) for line in group.lines for cell in line.cells[1:]]


def toggle_of(group: Group) -> Flag:
    return Flag(group.lines[0], group.lines[0].cells[0])


def neither(audit: IntegrationAudit, flag: Flag) -> CannotJudge:
    return CannotJudge(fact=told.of_flag(audit, *flag), why=NEITHER)


@rule(
    "CFG-1",
    severity=ERROR,
    title="A flag is on while the sync of its object is off",
    why="The flag promises what the switch above it prevents: records may never arrive.",
    check="whether the sync was switched off on purpose; then switch its flags off too.",
    needs={CONFIGURATION},
)
def toggle_off(audit: IntegrationAudit) -> Iterator[Verdict]:
    for _, group in audit.groups:
        toggle = toggle_of(group)
        on = [flag for flag in flags_of(group) if flag.cell.state == ON]
        if on and toggle.cell.state == OFF:
            yield told.against(told.of_flag(audit, *toggle), told.of_flags(audit, on, "on"))
        elif on and toggle.cell.state == UNKNOWN:
            yield neither(audit, toggle)


@rule(
    "CFG-2",
    severity=WARNING,
    title="The sync of an object is on with all of its flags off",
    why="It looks as if the object were synced, but nothing of it goes either way.",
    check="which direction is meant, or switch the sync off.",
    needs={CONFIGURATION},
)
def toggle_without_flags(audit: IntegrationAudit) -> Iterator[Verdict]:
    for _, group in audit.groups:
        toggle = toggle_of(group)
        states = {flag.cell.state for flag in flags_of(group)}
        if toggle.cell.state != ON or ON in states:
            continue
        open_flags = [flag for flag in flags_of(group) if flag.cell.state == UNKNOWN]
        for flag in open_flags:
            yield neither(audit, flag)
        off = [flag for flag in flags_of(group) if flag.cell.state == OFF]
        if off and not open_flags:
            yield told.against(told.of_flag(audit, *toggle), told.of_flags(audit, off, "off"))


@rule(
    "CFG-3",
    severity=WARNING,
    title="An aspect is on while its object is off in that direction",
    why="There is nothing the aspect could be a part of, so it has no effect or an unforeseen one.",
    check="whether the object should go this way; else switch the aspect off.",
    needs={CONFIGURATION},
)
def aspect_without_master(audit: IntegrationAudit) -> Iterator[Verdict]:
    for _, group in audit.groups:
        masters = {flag.cell.section: flag for flag in ways_of(group)}
        for flag in flags_of(group):
            master = masters.get(flag.cell.section)
            if flag.cell.state != ON or not flag.line.aspect or master is None:
                continue
            if master.cell.state == OFF:
                yield told.against(told.of_flag(audit, *master), told.of_flag(audit, *flag))
            elif master.cell.state == UNKNOWN:
                yield neither(audit, master)


@rule(
    "CFG-4",
    severity=ERROR,
    title="Payments, credit notes or refunds are on while invoices are off",
    why="They arrive for invoices the other side does not have, and cannot be matched there.",
    check="whether invoices should be synced too.",
    needs={CONFIGURATION},
)
def payment_without_invoice(audit: IntegrationAudit) -> Iterator[Verdict]:
    groups = {group.name: group for _, group in audit.groups}
    if "Invoice" not in groups:
        return
    invoices = ways_of(groups["Invoice"])
    for name, same_way in FOLLOWERS.items():
        for flag in ways_of(groups[name]) if name in groups else ():
            own = [invoice for invoice in invoices if invoice.cell.section == flag.cell.section]
            bases = own if same_way else invoices
            if flag.cell.state != ON or any(invoice.cell.state == ON for invoice in bases):
                continue
            if all(invoice.cell.state == OFF for invoice in bases):
                yield told.against(told.of_flags(audit, bases, "off"), told.of_flag(audit, *flag))
            for invoice in bases:
                if invoice.cell.state == UNKNOWN:
                    yield neither(audit, invoice)


@rule(
    "CFG-5",
    severity=WARNING,
    title="The same object is both exported and imported",
    why="Each side may overwrite the other, and a change can go round in circles.",
    check="which side leads, and whether the provider's rules prevent a loop.",
    needs={CONFIGURATION},
    alike=True,
)
def both_ways(audit: IntegrationAudit) -> Iterator[Verdict]:
    for _, group in audit.groups:
        ways = ways_of(group)
        if len(ways) == 2 and all(flag.cell.state == ON for flag in ways):
            yield told.against(told.of_flag(audit, *ways[0]), told.of_flag(audit, *ways[1]))
        elif {flag.cell.state for flag in ways} == {ON, UNKNOWN}:
            for flag in ways:
                if flag.cell.state == UNKNOWN:
                    yield neither(audit, flag)
