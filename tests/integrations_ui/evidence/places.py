"""Where evidence is, and an account with something to tell."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import responses
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from integrations_ui.models import Acknowledgement
from tests.builders import CONNECTION_UUID, Json, connection_json
from tests.integrations_ui.audit.subjects import OTHER_UUID, function
from tests.integrations_ui.audit.test_findings import announce_list, announce_parts
from tests.integrations_ui.evidence.workbook import Sheets, content_of, sheets_in
from tests.integrations_ui.places import PAGE

ALL = "/integrations/evidence/"
ALL_FILE = f"{ALL}download/"
ONE = f"{PAGE}/evidence/"
ONE_FILE = f"{ONE}download/"


def another(**changes: Any) -> Json:
    """A connection that shares nothing with the first."""
    own = {
        "uuid": OTHER_UUID,
        "remote_instance_id": "b7a4",
        "remote_instance_name": "Wattle Yard",
        "client_secret": "another-client-secret-Pw55",
        "access_token": "another-access-token-Jd62",
        "refresh_token": "another-refresh-token-Bv17",
    }
    return connection_json(**(own | changes))


def announce_two(exsited: responses.RequestsMock) -> None:
    """The first has a function that is disabled and yet runs; the second is without a fault."""
    announce_list(exsited, connection_json(), another())
    announce_parts(exsited, functions=[function(enabled="false")])
    announce_parts(exsited, uuid=OTHER_UUID)


def book_of(client: Client, path: str) -> Sheets:
    response = client.get(path)
    assert response.status_code == 200
    return sheets_in(content_of(response))


def acknowledged(
    rule: str,
    facts: str,
    *,
    uuid: str = CONNECTION_UUID,
    reason: str = "Known since May",
    until: date | None = None,
    **changes: Any,
) -> Acknowledgement:
    now: datetime = timezone.now()
    return Acknowledgement.objects.create(
        connection_uuid=uuid,
        rule=rule,
        facts=facts,
        reason=reason,
        acknowledged_by=User.objects.get(username="ada"),
        acknowledged_at=now,
        expires_on=until or timezone.localdate() + timedelta(days=30),
        **changes,
    )
