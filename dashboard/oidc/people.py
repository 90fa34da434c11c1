"""
Whom the provider's word stands for: one person for each issuer and subject, whatever name or address it gives, and the
roles that the person's groups have here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group, User
from django.db import IntegrityError, transaction

from dashboard.access_log.acts import Act
from dashboard.access_log.chain import record
from dashboard.accounts.models import Identity
from dashboard.accounts.people import roles_of, said
from dashboard.accounts.sessions import end_all

LONGEST_SUBJECT = 255
LONGEST_NAME = 140
"""With room for a number behind it."""
NOT_IN_A_NAME = re.compile(r"[^A-Za-z0-9@.+_-]")


class NotLetIn(Exception):
    """The provider knows the person, and yet: why, as a word and in words, and who it says to be."""

    def __init__(self, fault: str, why: str, name: str) -> None:
        self.fault = fault
        self.name = name
        super().__init__(why)


def person(claims: Mapping[str, Any]) -> User:
    """Roles follow the groups with every sign-in. Raises NotLetIn, and NotRecorded where roles would change."""
    subject = claims["sub"]
    if not 0 < len(subject) <= LONGEST_SUBJECT or not subject.isprintable():
        raise NotLetIn("oidc_no_subject", "no usable subject", "somebody new")
    wanted = roles_in(claims)
    try:
        user = known(subject, wanted) or added(subject, wanted, claims)
    except IntegrityError:  # the same person signed in for the first time twice at once, or somebody took the name
        user = known(subject, wanted) or added(subject, wanted, claims)
    if not user.is_active:
        raise NotLetIn("oidc_deactivated", "deactivated", user.get_username())
    if not wanted:
        raise NotLetIn("oidc_no_role", "in no group with a role", user.get_username())
    return user


def roles_in(claims: Mapping[str, Any]) -> list[str]:
    told = claims.get(settings.OIDC_GROUPS_CLAIM)
    groups = [told] if isinstance(told, str) else told if isinstance(told, list) else []
    return sorted(
        {settings.OIDC_ROLES[group] for group in groups if isinstance(group, str) and group in settings.OIDC_ROLES}
    )


@transaction.atomic
def known(subject: str, wanted: list[str]) -> User | None:
    """Whoever has signed in so before, with these roles from now on. Without one every session ends."""
    identity = Identity.objects.select_related("user").filter(issuer=settings.OIDC_ISSUER, subject=subject).first()
    if identity is None:
        return None
    user = identity.user
    had = roles_of(user)
    if had != wanted:
        detail = f"{said(had)} → {said(wanted)}, by the groups of {settings.OIDC_NAME}"
        record(Act.ROLES_CHANGED, by=None, subject=user.get_username(), detail=detail)
        user.groups.set(Group.objects.filter(name__in=wanted))
    if not wanted:
        end_all(user)
    return user


@transaction.atomic
def added(subject: str, wanted: list[str], claims: Mapping[str, Any]) -> User:
    """Somebody new, under a name that nobody has: an account that is there already is never taken over."""
    if not wanted:
        raise NotLetIn("oidc_no_role", "in no group with a role", f"{claimed_name(claims)} (new)")
    name = free_name(claims)
    record(Act.PERSON_ADDED, by=None, subject=name, detail=f"{said(wanted)}, by the groups of {settings.OIDC_NAME}")
    user = User.objects.create_user(name)  # without a password that could be used
    user.groups.set(Group.objects.filter(name__in=wanted))
    Identity.objects.create(user=user, issuer=settings.OIDC_ISSUER, subject=subject)
    return user


def claimed_name(claims: Mapping[str, Any]) -> str:
    """Of plain letters alone: another alphabet's look like them, and the access log tells people by their names."""
    told = (claims.get(claim) for claim in ("preferred_username", "email", "sub"))
    return next((plain for text in told if isinstance(text, str) and (plain := plain_name(text))), "person")


def free_name(claims: Mapping[str, Any]) -> str:
    """The claimed one; where somebody has it, with a number behind it."""
    number, free = 1, (name := claimed_name(claims))
    while User.objects.filter(username__iexact=free).exists():
        number += 1
        free = f"{name}-{number}"
    return free


def plain_name(text: str) -> str:
    return NOT_IN_A_NAME.sub("", unicodedata.normalize("NFKD", text[:LONGEST_NAME]))[:LONGEST_NAME]
