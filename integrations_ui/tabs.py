"""The parts of one connection, as tabs that are pages of their own."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.links import link

PARTS = {
    "connection_detail": "Overview",
    "configuration_detail": "Configuration",
    "partner_function_list": "Partner functions",
    "automation_list": "Automations",
}


@dataclass(frozen=True, slots=True)
class Tab:
    label: str
    url: str
    current: bool


def tabs_of(connection_uuid: str, current: str) -> list[Tab]:
    """`current` is the URL name of the part shown."""
    return [Tab(label, link(name, connection_uuid), name == current) for name, label in PARTS.items()]
