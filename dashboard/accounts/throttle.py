"""
How often somebody may try to sign in, by name and by address, whether or not there is such a name. django-axes asks
before each attempt and tells of each outcome.

An attempt counts as a failure from its beginning until it succeeds: any number of them at once are no way around.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import logging
import math
import unicodedata
from datetime import datetime, timedelta
from typing import Any

from axes.handlers.base import AxesHandler
from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from dashboard import errors
from dashboard.access_log.acts import Act
from dashboard.access_log.chain import try_to_record
from dashboard.accounts.models import SignInFailures
from dashboard.problems import problem

log = logging.getLogger("dashboard.accounts")

FREE_FAILURES = 5
"""The last of them blocks."""
FIRST_BLOCK = timedelta(seconds=30)
LONGEST_BLOCK = timedelta(minutes=15)
FORGOTTEN_AFTER = timedelta(hours=1)
"""Without another failure."""
IPV6_PREFIX = 64
"""What one connection of a provider's customer usually has for itself."""


def address_of(request: HttpRequest) -> str:
    """An IPv4 address, or the network of an IPv6 one. Behind a proxy, what the proxy itself saw: the last address."""
    told = request.META.get("REMOTE_ADDR", "")
    if settings.BEHIND_PROXY:
        told = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip() or told
    try:
        found = ipaddress.ip_address(without_port(told).partition("%")[0])
    except ValueError:
        return ""
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((found, IPV6_PREFIX), strict=False))


def without_port(told: str) -> str:
    """Some proxies tell it, too. Without brackets only an IPv4 address has one."""
    if told.startswith("["):
        return told[1:].partition("]")[0]
    return told.partition(":")[0] if told.count(":") == 1 else told


def keys_of(name: str, request: HttpRequest) -> list[str]:
    """In one order for everybody, so that two attempts never wait for each other."""
    return sorted([keyed_name(name), keyed_address(request)])


def keyed_name(name: str) -> str:
    return keyed(f"name {unicodedata.normalize('NFKC', name).casefold()}")


def keyed_address(request: HttpRequest) -> str:
    return keyed(f"address {address_of(request)}")


def keyed(text: str) -> str:
    key = f"failed sign-ins {settings.SECRET_KEY}".encode()
    return hmac.new(key, text.encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def block_after(count: int) -> timedelta | None:
    """30 seconds after the fifth failure, twice as long after each further one, at most 15 minutes."""
    if count < FREE_FAILURES:
        return None
    doublings: int = min(count - FREE_FAILURES, 10)
    return min(FIRST_BLOCK * (1 << doublings), LONGEST_BLOCK)


def seconds_blocked(name: str, request: HttpRequest) -> int:
    """0 where the next attempt may be made."""
    now = timezone.now()
    blocks = SignInFailures.objects.filter(key__in=keys_of(name, request), blocked_until__gt=now)
    ends = [one.blocked_until for one in blocks if one.blocked_until]
    return math.ceil((max(ends) - now).total_seconds()) if ends else 0


class TurnedAway(Exception):
    """No attempt may be made now."""


@transaction.atomic
def begin(name: str, request: HttpRequest) -> int:
    """
    Counts an attempt, and tells how many seconds it blocks others if it fails. One that is turned away does not count,
    and so makes no block longer.
    """
    now = timezone.now()
    forget_old(now)
    counters = [counter(key, now) for key in keys_of(name, request)]
    if any(one.blocked_until and one.blocked_until > now for one in counters):
        raise TurnedAway
    blocks = []
    for one in counters:
        one.count += 1
        one.failed_at = now
        block = block_after(one.count)
        one.blocked_until = now + block if block else None
        one.save()
        blocks.append(block or timedelta())
    return int(max(blocks).total_seconds())


def forget_old(now: datetime) -> None:
    """But for those that somebody else has just now."""
    old = SignInFailures.objects.select_for_update(skip_locked=True).filter(failed_at__lt=now - FORGOTTEN_AFTER)
    SignInFailures.objects.filter(key__in=list(old.values_list("key", flat=True))).delete()


def counter(key: str, now: datetime) -> SignInFailures:
    """Nobody else has it until the transaction ends."""
    SignInFailures.objects.bulk_create([SignInFailures(key=key, failed_at=now)], ignore_conflicts=True)
    return SignInFailures.objects.select_for_update().get(key=key)


@transaction.atomic
def forget(name: str, request: HttpRequest) -> None:
    """
    After a success: the name's failures, also as far as they counted against the address. Those of other names from
    there stay, or whoever has a password of their own could guess those of others without end.
    """
    locked = SignInFailures.objects.select_for_update().order_by("key")
    found = {one.key: one for one in locked.filter(key__in=keys_of(name, request))}
    forgiven, of_address = found.get(keyed_name(name)), found.get(keyed_address(request))
    if forgiven is None:
        return
    forgiven.delete()
    if of_address is None:
        return
    of_address.count -= forgiven.count
    of_address.blocked_until = None
    if of_address.count > 0:
        of_address.save()
    else:
        of_address.delete()


class Throttle(AxesHandler):  # type: ignore[misc]  # the library has no types
    def is_allowed(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> bool:
        try:
            request.sign_in_blocks = begin(name_in(credentials), request)  # type: ignore[attr-defined]  # kept with it
        except TurnedAway:
            return False
        return True

    def user_login_failed(
        self, sender: object, credentials: dict[str, Any], request: HttpRequest | None = None, **kwargs: object
    ) -> None:
        """Written down only when it blocks: otherwise whoever guesses fills the log."""
        del sender, kwargs
        if not (seconds := getattr(request, "sign_in_blocks", 0)):
            return
        log.warning("sign_in_blocked", extra={"seconds": seconds})
        name = name_in(credentials)
        # A name that nobody has may be a password in the wrong field.
        subject = name if User.objects.filter(username=name).exists() else "an unknown name"
        try_to_record(Act.SIGN_IN_BLOCKED, by=None, subject=subject, detail=f"{seconds} seconds")

    def user_logged_in(self, sender: object, request: HttpRequest, user: User, **kwargs: object) -> None:
        """Whoever is in has shown that the name is good."""
        del sender, kwargs
        forget(user.get_username(), request)


def name_in(credentials: dict[str, Any] | None) -> str:
    return str((credentials or {}).get("username") or "")


def turned_away(request: HttpRequest, response: HttpResponse, credentials: dict[str, Any] | None) -> HttpResponse:
    del response
    return on_hold(request, name_in(credentials) or request.POST.get("username", ""))


def on_hold(request: HttpRequest, name: str) -> HttpResponse:
    """The same for every name, known or not."""
    wait = max(1, seconds_blocked(name, request))
    told = problem(
        request,
        429,
        "Too many attempts",
        f"Sign-in failed too often for this name or from this address. It is on hold for {said(wait)}.",
        "Then sign in again. If you do not know your password, ask an administrator for a new one.",
        fault="sign_in_throttled",
    )
    answer = errors.answer(request, told)
    answer.headers["Retry-After"] = str(wait)
    return answer


def said(seconds: int) -> str:
    if seconds <= 90:
        return f"{seconds} second{'' if seconds == 1 else 's'}"
    return f"{math.ceil(seconds / 60)} minutes"
