"""
Days and instants.

A day is a count of days since 1970-01-01, an instant a count of seconds. The tenant lives in Sydney, so the API writes
each of its days as Sydney's midnight in UTC: 14:00 of the day before in winter, 13:00 in summer.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

TENANT_ZONE = ZoneInfo("Australia/Sydney")
DAY_SECONDS = 86_400
UNSET = 0
"""The number of a day that is not set."""

_EPOCH = date(1970, 1, 1)


def number_of(day: date) -> int:
    return (day - _EPOCH).days


def day_of(number: int) -> date:
    return _EPOCH + timedelta(days=number)


def tenant_today() -> date:
    return datetime.now(tz=TENANT_ZONE).date()


@lru_cache(maxsize=8192)
def midnight(number: int) -> int:
    """The instant a day begins in Sydney."""
    day = day_of(number)
    return int(datetime(day.year, day.month, day.day, tzinfo=TENANT_ZONE).timestamp())


@lru_cache(maxsize=8192)
def day_text(number: int) -> str:
    return "" if number == UNSET else instant_text(midnight(number))


def instant_text(seconds: int) -> str:
    if seconds == UNSET:
        return ""
    day, rest = divmod(seconds, DAY_SECONDS)
    return f"{_iso(day)}T{rest // 3600:02d}:{rest // 60 % 60:02d}:{rest % 60:02d}Z"


def local_text(seconds: int) -> str:
    """An instant as people in the tenant's office would write it."""
    return f"{datetime.fromtimestamp(seconds, tz=UTC).astimezone(TENANT_ZONE):%d/%m/%Y %I:%M %p}"


def spoken_day(number: int) -> str:
    return f"{day_of(number):%d %b %Y}"


@lru_cache(maxsize=8192)
def _iso(number: int) -> str:
    return day_of(number).isoformat()
