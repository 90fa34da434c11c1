"""What an access token's end says about a connection, and what its credentials say about its status, in words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from dashboard.exsited import Connection, Secret
from integrations_ui.configuration.states import State, connection_state

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

OUT_OF_USE = 7 * DAY
"""A token that ended longer ago was not renewed since: nobody may say that it still renews itself."""


@dataclass(frozen=True, kw_only=True, slots=True)
class TokenState:
    """`note` is a quiet word behind the label; a list is sorted by `rank`, then by when the token ends."""

    rank: int
    tone: str
    label: str
    note: str = ""
    ends_at: datetime | None = None


def token_state(access: Secret | None, refresh: Secret | None, *, now: datetime) -> TokenState:
    """
    Access tokens end every half hour and are renewed when they are used, so one that ended is no alarm by itself.
    Only a token that tells its end can be judged at all.
    """
    if access is None:
        return TokenState(rank=4, tone="off", label="No token")
    ends_at = access.expires_at
    if ends_at is None:
        return TokenState(rank=3, tone="off", label="Cannot tell", note="gives no expiry")
    if ends_at > now:
        return TokenState(rank=2, tone="ok", label="Valid", note=f"{span(ends_at - now)} left", ends_at=ends_at)
    ended = f"{span(now - ends_at)} ago"
    if refresh is None:
        note = f"{ended}, no refresh token"
        return TokenState(rank=0, tone="off", label="Expired", note=note, ends_at=ends_at)
    if now - ends_at > OUT_OF_USE:
        return TokenState(rank=0, tone="off", label="Expired", note=ended, ends_at=ends_at)
    return TokenState(rank=1, tone="off", label="Renews itself", note=f"ended {ended}", ends_at=ends_at)


def status_of(connection: Connection, *, now: datetime) -> State:
    """The API's status with the cause that the credentials give for it: the API itself tells none."""
    state = connection_state(connection.status)
    if state.label != "Disconnected":
        return state
    return replace(state, note=cause_of(connection, now) or "no cause told")


def cause_of(connection: Connection, now: datetime) -> str:
    """Why a connection may have ended; empty where nothing that can be seen says so."""
    access, refresh = connection.access_token, connection.refresh_token
    if connection.client_secret is None:
        return "no client secret"
    if access is None and refresh is None:
        return "no tokens"
    if refresh and refresh.expires_at and refresh.expires_at <= now:
        return f"refresh token expired {span(now - refresh.expires_at)} ago"
    if access and access.expires_at and access.expires_at <= now:
        renewable = refresh is not None and now - access.expires_at <= OUT_OF_USE
        return "" if renewable else f"not renewed for {span(now - access.expires_at)}"
    return ""


def span(time: timedelta) -> str:
    """Rounded down, in the one unit that tells most: 40 min, 2 h, 12 days."""
    if time < MINUTE:
        return "less than a minute"
    if time < HOUR:
        return f"{time // MINUTE} min"
    if time < 2 * DAY:
        return f"{time // HOUR} h"
    return f"{time // DAY:,} days"
