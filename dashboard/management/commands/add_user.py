"""`manage.py add_user NAME ROLE`: somebody who may sign in, or another role for somebody who already may."""

from __future__ import annotations

import getpass
from argparse import ArgumentParser

from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from dashboard import roles
from dashboard.access_log.acts import Act
from dashboard.access_log.chain import NotRecorded, record
from dashboard.accounts.people import Refused, refuse_for_the_name, set_roles


class Command(BaseCommand):
    help = "Adds somebody who may sign in, asking for a password; of somebody who is there already, changes the role."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="the name to sign in with")
        parser.add_argument("role", choices=[roles.ADMINISTRATORS, roles.SUPPORT, roles.FINANCE])

    def handle(self, *, name: str, role: str, **options: object) -> None:
        del options
        try:
            self.give_role(name, role)
        except (Refused, NotRecorded) as reason:
            raise CommandError(str(reason)) from None
        self.stdout.write(f"{name} has the role {role}.")

    @transaction.atomic
    def give_role(self, name: str, role: str) -> None:
        name = User.normalize_username(name)
        user = User.objects.filter(username=name).first()
        if user is None:
            user = self.new_user(name)
            record(Act.PERSON_ADDED, by=None, subject=name)
        set_roles(user, [role], by=None)

    def new_user(self, name: str) -> User:
        refuse_for_the_name(name)
        user = User(username=name)
        password = getpass.getpass(f"Password of {name}: ")
        try:
            user.clean_fields(exclude=["password"])
            validate_password(password, user)
        except ValidationError as flaw:
            raise CommandError(" ".join(flaw.messages)) from None
        if getpass.getpass("The same again: ") != password:
            raise CommandError("The two passwords differ.")
        user.set_password(password)
        user.save()
        return user
