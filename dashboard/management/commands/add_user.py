"""`manage.py add_user NAME ROLE`: somebody who may sign in, or another role for somebody who already may."""

from __future__ import annotations

import getpass
from argparse import ArgumentParser

from django.contrib.auth.models import Group, User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from dashboard import roles


class Command(BaseCommand):
    help = "Adds somebody who may sign in, asking for a password; of somebody who is there already, changes the role."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="the name to sign in with")
        parser.add_argument("role", choices=[roles.ADMINISTRATORS, roles.SUPPORT, roles.FINANCE])

    def handle(self, *, name: str, role: str, **options: object) -> None:
        del options
        user = User.objects.filter(username=name).first() or self.new_user(name)
        user.groups.set([Group.objects.get(name=role)])
        self.stdout.write(f"{name} has the role {role}.")

    def new_user(self, name: str) -> User:
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
