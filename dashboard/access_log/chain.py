"""Adding a line. It is there before the act is answered, and with the act in one transaction where the act writes."""

from __future__ import annotations

import logging
import re

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User
from django.db import DatabaseError, transaction
from django.utils import timezone

from dashboard.access_log.acts import Act
from dashboard.access_log.models import DETAIL_LENGTH, SUBJECT_LENGTH, Head, Line
from dashboard.access_log.seals import NO_LINE, head_holds, head_seal, line_seal
from dashboard.logs import reference

log = logging.getLogger("dashboard.access")

UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


class NotRecorded(Exception):
    """The line could not be written: what may not happen without it must not happen."""


def record(act: Act, *, by: AbstractBaseUser | AnonymousUser | None, subject: str = "", detail: str = "") -> Line:
    """
    Adds a line; `by` is None for a command, and where nobody is signed in. Inside a transaction the line stands or
    falls with it, and until its end nobody else adds one.
    """
    try:
        with transaction.atomic():
            line = added(act, by if isinstance(by, User) else None, subject, detail)
    except DatabaseError as error:
        raise NotRecorded("the access log could not be written") from error
    told = {"number": line.number, "act": line.act, "seal": line.seal}
    # In another place than the database: whoever rewrites the whole log cannot rewrite these.
    transaction.on_commit(lambda: log.info("access_line", extra=told))
    return line


def rehearse(act: Act, *, by: User) -> None:
    """For an act whose line says what others are asked for first: they are not, where it could not be written."""
    try:
        with transaction.atomic():
            added(act, by, "", "")
            transaction.set_rollback(True)
    except DatabaseError as error:
        raise NotRecorded("the access log could not be written") from error


def try_to_record(
    act: Act, *, by: AbstractBaseUser | AnonymousUser | None, subject: str = "", detail: str = ""
) -> bool:
    """For what goes on without its line: the process log tells of the act instead."""
    try:
        record(act, by=by, subject=subject, detail=detail)
    except NotRecorded:
        told = {"act": act.value, "user_id": by.pk if by else None, "subject": plain(subject), "detail": plain(detail)}
        log.exception("act_not_recorded", extra=told)
        return False
    return True


def added(act: Act, user: User | None, subject: str, detail: str) -> Line:
    head = locked_head()
    line = Line(
        number=head.number + 1,
        at=timezone.now(),
        user_id=user.pk if user else None,
        user_name=user.get_username() if user else "",
        act=act.value,
        subject=plain(subject)[:SUBJECT_LENGTH],
        detail=plain(detail)[:DETAIL_LENGTH],
        reference=reference.get(),
    )
    line.seal = line_seal(line, head.line_seal)
    line.save()
    Head.objects.filter(pk=head.pk).update(
        number=line.number, line_seal=line.seal, seal=head_seal(line.number, line.seal)
    )
    return line


def locked_head() -> Head:
    """
    Whoever has it adds the next line; others wait. SQLite lets one writing transaction in at a time, so there the
    reading is enough. A head that is gone or was changed is no place to go on from.
    """
    head = Head.objects.select_for_update().first()
    if head is None:
        if Line.objects.exists():
            raise NotRecorded("the access log has lost its head")
        first = Head(number=0, line_seal=NO_LINE, seal=head_seal(0, NO_LINE))
        Head.objects.bulk_create([first], ignore_conflicts=True)
        head = Head.objects.select_for_update().get()
    if not head_holds(head):
        raise NotRecorded("the head of the access log was changed")
    return head


def plain(text: str) -> str:
    """Without what could make one line look like another, or another text like this."""
    return UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text)
