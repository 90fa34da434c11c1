"""When a session is over although its cookie is not: twelve hours after sign-in, or since a sign-out everywhere."""

from __future__ import annotations

from typing import cast

from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils import timezone

from dashboard.accounts.models import Account

LONGEST_HOURS = 12
SIGNED_IN_AT, SEEN_AT = "signed_in_at", "seen_at"
SEEN_EVERY_SECONDS = 60
MOST_FORGOTTEN = 10_000


def account_of(request: HttpRequest) -> Account | None:
    """Of whoever is signed in."""
    return Account.objects.filter(user=cast(User, request.user)).first()


def is_over(request: HttpRequest, account: Account | None) -> bool:
    signed_in_at = request.session.get(SIGNED_IN_AT)
    if signed_in_at is None or timezone.now().timestamp() - signed_in_at > LONGEST_HOURS * 3600:
        return True
    return bool(account and account.signed_out_at and signed_in_at <= account.signed_out_at.timestamp())


def remember_when(sender: type, request: HttpRequest, **kwargs: object) -> None:
    """At sign-in: the session's absolute end counts from here."""
    del sender, kwargs
    request.session[SIGNED_IN_AT] = timezone.now().timestamp()
    forget_over()


def forget_over() -> None:
    """Whoever looks at the sign-in page has a session, for the key of its form: they would be kept for ever."""
    over = Session.objects.filter(expire_date__lt=timezone.now()).values("pk")
    Session.objects.filter(pk__in=over[:MOST_FORGOTTEN]).delete()


def note_seen(request: HttpRequest) -> None:
    """
    Its idle time counts from here. Written down once a minute, as each writing holds up a page: a session may end that
    much before it was idle for as long as it may be, and never later.
    """
    now = timezone.now().timestamp()
    if abs(now - request.session.get(SEEN_AT, 0)) >= SEEN_EVERY_SECONDS:
        request.session[SEEN_AT] = now


def end_all(user: User) -> None:
    """Every session of this person that has begun by now."""
    Account.objects.update_or_create(user=user, defaults={"signed_out_at": timezone.now()})
