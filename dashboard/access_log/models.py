"""The lines of the access log, and its head. `chain.py` alone adds lines and moves the head."""

from __future__ import annotations

from typing import Any, NoReturn

from django.db import models

NAME_LENGTH = 150
SUBJECT_LENGTH = 200
DETAIL_LENGTH = 300
SEAL_LENGTH = 64


class AppendOnly(TypeError):
    """Something tried to change or to remove a line."""


class Lines(models.QuerySet["Line"]):
    """What would get past `Line.save` and `Line.delete`."""

    def update(self, **values: Any) -> NoReturn:
        del values
        raise AppendOnly("a line of the access log cannot be changed")

    def delete(self) -> NoReturn:
        raise AppendOnly("a line of the access log cannot be removed")


class Line(models.Model):
    """
    One act. It holds no secret, and of the person no more than the name.

    number      1, 2, 3 and so on: none is left out
    user_id     of who did it; None for a command or somebody not signed in. No foreign key: a line outlives the person
    act         a word of `acts.Act`
    subject     what it was done to: a uuid, a name, the name of a file
    reference   the id of the request, which its log lines have too
    seal        HMAC-SHA-256 over the line and the seal before it, in hex
    """

    number = models.PositiveBigIntegerField(primary_key=True)
    at = models.DateTimeField(db_index=True)
    user_id = models.PositiveBigIntegerField(null=True)
    user_name = models.CharField(max_length=NAME_LENGTH, db_index=True)
    act = models.CharField(max_length=32, db_index=True)
    subject = models.CharField(max_length=SUBJECT_LENGTH, blank=True)
    detail = models.CharField(max_length=DETAIL_LENGTH, blank=True)
    reference = models.CharField(max_length=16, blank=True)
    seal = models.CharField(max_length=SEAL_LENGTH)

    objects = Lines.as_manager()

    class Meta:
        default_permissions = ()
        permissions = [("view_log", "Can read the access log")]
        ordering = ["-number"]

    def save(self, *args: Any, **options: Any) -> None:
        """Only ever a new line: one that is there already is an IntegrityError."""
        if not self._state.adding:
            raise AppendOnly("a line of the access log cannot be changed")
        super().save(*args, **{**options, "force_insert": True})

    def delete(self, *args: Any, **options: Any) -> NoReturn:
        del args, options
        raise AppendOnly("a line of the access log cannot be removed")


class Head(models.Model):
    """The last line's number and seal, sealed themselves. Without it a log cut short would look whole."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    number = models.PositiveBigIntegerField()
    line_seal = models.CharField(max_length=SEAL_LENGTH)
    seal = models.CharField(max_length=SEAL_LENGTH)

    class Meta:
        default_permissions = ()
