"""What the API's status words mean here. An unknown word is shown as it is and never coloured as a good one."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, order=True, slots=True)
class State:
    """Ordered as a person would want to see them: `rank` first. `note` is a quiet word behind the label."""

    rank: int
    tone: str
    label: str
    note: str = ""


CONNECTION_STATES = {
    "ACTIVE": State(1, "ok", "Active"),
    "INACTIVE": State(2, "off", "Inactive"),
    "DISCONNECTED": State(0, "bad", "Disconnected"),
}
AUTOMATION_STATES = {
    "ACTIVE": State(0, "ok", "Active"),
    "INACTIVE": State(1, "off", "Inactive"),
}
NO_STATUS = State(9, "off", "No status")

PROVIDERS = {"xero": "Xero", "quickbooks": "QuickBooks", "netsuite": "NetSuite", "myob": "MYOB"}


def state_of(status: str | None, states: dict[str, State]) -> State:
    if status is None:
        return NO_STATUS
    return states.get(status.upper()) or State(8, "off", status, "unknown word")


def connection_state(status: str | None) -> State:
    return state_of(status, CONNECTION_STATES)


def automation_state(status: str | None) -> State:
    return state_of(status, AUTOMATION_STATES)


def provider_name(provider: str | None) -> str | None:
    """Exsited writes the same provider in several cases; another one stays as it came."""
    return PROVIDERS.get(provider.lower(), provider) if provider else None
