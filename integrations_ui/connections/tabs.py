"""The parts of one connection, as tabs that are pages of their own."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.links import link

PARTS = {
    "connection_detail": "Overview",
    "configuration_detail": "Configuration",
    "partner_function_list": "Partner functions",
    "automation_list": "Automations",
    "connection_findings": "Findings",
    "connection_history": "History",
}


@dataclass(frozen=True, slots=True)
class Tab:
    """`inside` says that the page shown is one record of this part, not the part itself."""

    label: str
    url: str
    current: bool
    inside: bool = False


def tabs_of(connection_uuid: str, current: str, *, inside: bool = False) -> list[Tab]:
    """`current` is the URL name of the part shown, or of the list that the record shown is in."""
    return [
        Tab(label, link(name, connection_uuid), name == current, inside=inside and name == current)
        for name, label in PARTS.items()
    ]
