"""What an access token's end says about a connection, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from dashboard.exsited import Secret

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

OUT_OF_USE = 7 * DAY
"""A token that ended longer ago was not renewed since: nobody may say that it still renews itself."""


@dataclass(frozen=True, kw_only=True, slots=True)
class TokenState:
    """`note` is a quiet word behind the label."""

    tone: str
    label: str
    note: str = ""


def token_state(access: Secret | None, refresh: Secret | None, *, now: datetime) -> TokenState:
    """
    Access tokens end every half hour and are renewed when they are used, so one that ended is no alarm by itself.
    Only a token that tells its end can be judged at all.
    """
    if access is None:
        return TokenState(tone="off", label="No token")
    if access.expires_at is None:
        return TokenState(tone="off", label="Cannot tell", note="gives no expiry")
    if access.expires_at > now:
        return TokenState(tone="ok", label="Valid", note=f"{span(access.expires_at - now)} left")
    since = now - access.expires_at
    ended = f"{span(since)} ago"
    if refresh is None:
        return TokenState(tone="off", label="Expired", note=f"{ended}, no refresh token")
    if since > OUT_OF_USE:
        return TokenState(tone="off", label="Expired", note=ended)
    return TokenState(tone="off", label="Renews itself", note=f"ended {ended}")


def span(time: timedelta) -> str:
    """Rounded down, in the one unit that tells most: 40 min, 2 h, 12 days."""
    if time < MINUTE:
        return "less than a minute"
    if time < HOUR:
        return f"{time // MINUTE} min"
    if time < 2 * DAY:
        return f"{time // HOUR} h"
    return f"{time // DAY:,} days"
