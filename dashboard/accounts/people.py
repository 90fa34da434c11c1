"""
Adding people and changing what they may do. Each change stands or falls with its line in the access log, whose chain
lets one of them in at a time: so what is checked here still holds when it is changed.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection

from django.contrib.auth.models import Group, User
from django.db import transaction
from django.db.models import Q

from dashboard import roles
from dashboard.access_log.acts import Act
from dashboard.access_log.chain import record
from dashboard.accounts.models import Account, Identity
from dashboard.accounts.sessions import end_all

ROLES = (roles.ADMINISTRATORS, roles.SUPPORT, roles.FINANCE)


class Refused(Exception):
    """A sentence that says why this may not be."""


def roles_of(user: User) -> list[str]:
    return sorted(user.groups.values_list("name", flat=True))


def new_password() -> str:
    """Long enough that nobody guesses it, short enough to be read out."""
    return secrets.token_urlsafe(12)


@transaction.atomic
def add(name: str, wanted: Collection[str], *, by: User) -> tuple[User, str]:
    """The person, and the password to hand over; the first sign-in replaces it."""
    record(Act.PERSON_ADDED, by=by, subject=name, detail=said(wanted))
    refuse_for_the_name(name)
    password = new_password()
    user = User.objects.create_user(name, password=password)
    user.groups.set(Group.objects.filter(name__in=wanted))
    Account.objects.create(user=user, password_temporary=True)
    return user, password


@transaction.atomic
def set_roles(user: User, wanted: Collection[str], *, by: User | None) -> None:
    had = roles_of(user)
    if sorted(wanted) == had:
        return
    record(Act.ROLES_CHANGED, by=by, subject=user.get_username(), detail=f"{said(had)} → {said(wanted)}")
    refuse_for_the_provider(user)
    if roles.ADMINISTRATORS in had and roles.ADMINISTRATORS not in wanted:
        refuse_for_oneself(user, by)
        refuse_for_the_last(user)
    user.groups.set(Group.objects.filter(name__in=wanted))


@transaction.atomic
def deactivate(user: User, *, by: User) -> None:
    """On the very next request the person is nobody."""
    record(Act.PERSON_DEACTIVATED, by=by, subject=user.get_username())
    refuse_for_oneself(user, by)
    refuse_for_the_last(user)
    user.is_active = False
    user.save(update_fields=["is_active"])
    end_all(user)


@transaction.atomic
def activate(user: User, *, by: User) -> None:
    record(Act.PERSON_ACTIVATED, by=by, subject=user.get_username())
    user.is_active = True
    user.save(update_fields=["is_active"])


@transaction.atomic
def sign_out_everywhere(user: User, *, by: User) -> None:
    record(Act.SIGNED_OUT_EVERYWHERE, by=by, subject=user.get_username())
    end_all(user)


@transaction.atomic
def give_password(user: User, *, by: User) -> str:
    """In place of one that was forgotten; it ends the person's sessions."""
    record(Act.PASSWORD_GIVEN, by=by, subject=user.get_username())
    if user == by:
        raise Refused("Your own password you change yourself.")
    refuse_for_the_provider(user)
    password = new_password()
    user.set_password(password)
    user.save(update_fields=["password"])
    Account.objects.update_or_create(user=user, defaults={"password_temporary": True})
    end_all(user)
    return password


def refuse_for_the_name(name: str) -> None:
    """Whatever its letters' case: not every database compares those beyond A to Z so."""
    wanted = name.casefold()
    if any(wanted == taken.casefold() for taken in User.objects.values_list("username", flat=True).iterator()):
        raise Refused("Somebody has this name already.")


def refuse_for_the_provider(user: User) -> None:
    if Identity.objects.filter(user=user).exists():
        raise Refused(
            "This person signs in elsewhere: password and groups are kept there, and the groups give the roles."
        )


def refuse_for_oneself(user: User, by: User | None) -> None:
    if user == by:
        raise Refused("You cannot take this away from yourself; another administrator can.")


def refuse_for_the_last(user: User) -> None:
    administrators = Q(groups__name=roles.ADMINISTRATORS) | Q(is_superuser=True)
    if not User.objects.filter(administrators, is_active=True).exclude(pk=user.pk).exists():
        raise Refused("Nobody would be left to administer this dashboard.")


def said(names: Collection[str]) -> str:
    return ", ".join(sorted(names)) or "no role"
