"""What is kept of people beyond Django's own user, and of sign-ins that failed."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Account(models.Model):
    """
    Made when there is something to keep; somebody without one has neither.

    signed_out_at        sessions that began before are over
    password_temporary   somebody else knows the password: the person must choose another before anything else
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    signed_out_at = models.DateTimeField(null=True, blank=True)
    password_temporary = models.BooleanField(default=False)

    class Meta:
        default_permissions = ()
        permissions = [("manage_people", "Can add and deactivate people and set their roles")]


class Identity(models.Model):
    """Of somebody who signs in through an OpenID provider: who it is there. Whoever has one has no password here."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    issuer = models.CharField(max_length=255)
    subject = models.CharField(max_length=255)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["issuer", "subject"], name="one_person_for_each_subject")]


class SignInFailures(models.Model):
    """
    Failed sign-ins by one name or from one address. `key` is a keyed hash of it: what was typed as a name may have been
    a password.
    """

    key = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveIntegerField(default=0)
    failed_at = models.DateTimeField(db_index=True)
    blocked_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        default_permissions = ()
