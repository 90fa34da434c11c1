"""
Who has taken a finding as it is, why, and until when.

An acknowledgement covers the very facts it was given for, until the end of its last day or until it is withdrawn.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from django import forms
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from dashboard.access_log.acts import Act
from dashboard.access_log.chain import record
from dashboard.formats import day_text
from integrations_ui.models import Acknowledgement

LONGEST = timedelta(days=365)
USUAL = timedelta(days=90)

Key = tuple[str, str, str]
"""Connection uuid, rule (or `CANNOT_JUDGE`) and the digest of the facts."""


def standing(connection_uuids: Iterable[str], *, today: date) -> Mapping[Key, Acknowledgement]:
    """Those that still cover their finding; of several for one, the newest."""
    found = Acknowledgement.objects.filter(
        connection_uuid__in=set(connection_uuids), withdrawn_at=None, expires_on__gte=today
    )
    return newest_of(found.select_related("acknowledged_by"), today=today)


def newest_of(found: Iterable[Acknowledgement], *, today: date) -> Mapping[Key, Acknowledgement]:
    """The same of acknowledgements that were read already, newest first."""
    told: dict[Key, Acknowledgement] = {}
    for one in found:
        if is_standing(one, today):
            told.setdefault((one.connection_uuid, one.rule, one.facts), one)
    return told


def is_standing(one: Acknowledgement, today: date) -> bool:
    return one.withdrawn_at is None and one.expires_on >= today


def ever_given(connection_uuids: Iterable[str] | None = None) -> list[Acknowledgement]:
    """Also those that ended; newest first, with who gave and who withdrew them. Without uuids, of every connection."""
    found = Acknowledgement.objects.select_related("acknowledged_by", "withdrawn_by")
    return list(found if connection_uuids is None else found.filter(connection_uuid__in=set(connection_uuids)))


def acknowledge(key: Key, *, by: User, reason: str, expires_on: date, now: datetime) -> Acknowledgement:
    connection_uuid, rule, facts = key
    with transaction.atomic():
        record(Act.FINDING_ACKNOWLEDGED, by=by, subject=connection_uuid, detail=f"{rule} until {expires_on}")
        return Acknowledgement.objects.create(
            connection_uuid=connection_uuid,
            rule=rule,
            facts=facts,
            reason=reason,
            acknowledged_by=by,
            acknowledged_at=now,
            expires_on=expires_on,
        )


def withdraw(key: Key, *, by: User, now: datetime) -> int:
    """Ends all that cover this finding; it is open again. How many there were."""
    connection_uuid, rule, facts = key
    given = Acknowledgement.objects.filter(connection_uuid=connection_uuid, rule=rule, facts=facts, withdrawn_at=None)
    with transaction.atomic():
        if ended := given.update(withdrawn_at=now, withdrawn_by=by):
            record(Act.ACKNOWLEDGEMENT_WITHDRAWN, by=by, subject=connection_uuid, detail=rule)
    return ended


class AcknowledgeForm(forms.Form):
    reason = forms.CharField(
        label="Reason",
        max_length=500,
        error_messages={
            "required": "Say why this may stay as it is.",
            "max_length": "Say it in at most 500 characters.",
            "null_characters_not_allowed": "Leave out the characters that cannot be read.",
        },
    )
    expires_on = forms.DateField(
        label="Until",
        error_messages={
            "required": "Choose the day until which this holds.",
            "invalid": "Write the day as year-month-day: 2027-03-31.",
        },
    )

    @property
    def first_day(self) -> date:
        return timezone.localdate() + timedelta(days=1)

    @property
    def last_day(self) -> date:
        return timezone.localdate() + LONGEST

    def clean_expires_on(self) -> date:
        chosen: date = self.cleaned_data["expires_on"]
        if not self.first_day <= chosen <= self.last_day:
            raise forms.ValidationError(f"Choose a day from tomorrow to {day_text(self.last_day)}.")
        return chosen

    @classmethod
    def blank(cls) -> AcknowledgeForm:
        return cls(initial={"expires_on": (timezone.localdate() + USUAL).isoformat()})
