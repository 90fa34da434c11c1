"""Two questions about secrets that need no value to be shown: is this the one, and which of them are the same."""

from __future__ import annotations

import logging

from django.contrib.auth.decorators import permission_required
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from dashboard import errors, roles
from dashboard.access_log.acts import Act
from dashboard.access_log.chain import NotRecorded, record, rehearse
from dashboard.exsited import Connection, get_connection
from dashboard.htmx import render_page
from dashboard.links import link
from dashboard.problems import problem
from dashboard.upstream import exsited, sealer
from integrations_ui.checking import LONGEST_VALUE, CannotCheck, result_of, seconds_to_wait
from integrations_ui.configuration.states import connection_state, provider_name
from integrations_ui.history.sightings import SECRETS, Holding, noted, secret_of, shared_secrets
from integrations_ui.links import connection_trail, list_trail
from integrations_ui.whole import all_connections

log = logging.getLogger("dashboard.checking")

NO_FIELD = "Choose which secret it should be."
NO_TEXT = "Paste the value to check."
COME_AGAIN = 5
"""In seconds, where no check can be written down."""
TOO_LONG = f"No secret is longer than {LONGEST_VALUE:,} characters."


@sensitive_post_parameters("value")
@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(roles.VIEW_INTEGRATIONS, raise_exception=True)
def check_value(request: HttpRequest, connection_uuid: str) -> HttpResponse:
    """The answer to a POST is the page itself: neither the value nor the result is in an address or a session."""
    if request.method == "POST":
        return checked(request, connection_uuid)
    return render_page(request, "integrations_ui/history/check_value.html", page_of(request, connection_uuid))


def page_of(request: HttpRequest, connection_uuid: str) -> dict[str, object]:
    connection = get_connection(exsited(request), connection_uuid)
    return {
        "connection": connection,
        "crumbs": connection_trail(connection_uuid, connection.remote_instance_name),
        "choices": [(field, label, secret_of(connection, field)) for field, label in SECRETS.items()],
        "longest": LONGEST_VALUE,
    }


@sensitive_variables("value")
def checked(request: HttpRequest, connection_uuid: str) -> HttpResponse:
    user = request.user
    assert isinstance(user, User)
    field, value = request.POST.get("field", ""), request.POST.get("value", "")
    wrong = {
        "field": "" if field in SECRETS else NO_FIELD,
        "value": "" if 0 < len(value) <= LONGEST_VALUE else TOO_LONG if value else NO_TEXT,
    }
    if any(wrong.values()):
        context = page_of(request, connection_uuid) | {"chosen": field if field in SECRETS else "", "wrong": wrong}
        return render_page(request, "integrations_ui/history/check_value.html", context, status=400)
    try:
        if wait := seconds_to_wait(user.pk, connection_uuid):
            return too_many(request, wait)
        rehearse(Act.VALUE_CHECKED, by=user)
        context = page_of(request, connection_uuid)
        connection = context["connection"]
        assert isinstance(connection, Connection)
        result = result_of(value, secret_of(connection, field), sealer())
        record(Act.VALUE_CHECKED, by=user, subject=connection.uuid, detail=f"{SECRETS[field]}: {result}")
    except (CannotCheck, NotRecorded) as reason:
        return cannot_check(request, reason)
    told = {"chosen": field, "result": result, "label": SECRETS[field], "blank": value != value.strip()}
    return render_page(request, "integrations_ui/history/check_value.html", context | told)


def too_many(request: HttpRequest, wait: int) -> HttpResponse:
    log.warning("check_throttled", extra={"user_id": request.user.pk})
    return errors.answer(
        request,
        problem(
            request,
            429,
            "Too many checks",
            "So many values may not be checked in so short a time. This one was not compared.",
            "Go back after a while and check it again.",
            fault="check_throttled",
            retry_after=wait,
        ),
    )


def cannot_check(request: HttpRequest, reason: CannotCheck | NotRecorded) -> HttpResponse:
    log.error("check_refused", extra={"user_id": request.user.pk, "reason": str(reason)})
    told = problem(
        request,
        503,
        "No check now",
        "Every check is counted and written down. That is not possible now, so the value was not compared.",
        "Tell an administrator of this dashboard the reference below.",
        fault="check_refused",
        retry_after=COME_AGAIN,
        signed_in=False,
    )
    return errors.without_shell(told)


@require_safe
@permission_required(roles.VIEW_INTEGRATIONS, raise_exception=True)
def shared_credentials(request: HttpRequest) -> HttpResponse:
    walked = all_connections(exsited(request))
    noted(walked.items, timezone.now())
    shared = shared_secrets(walked.items)
    held = sum(secret_of(connection, field) is not None for connection in walked.items for field in SECRETS)
    context = {
        "crumbs": list_trail(),
        "walked": walked,
        "held": held,
        "groups": [(one, [place_of(holding) for holding in one.holdings]) for one in shared],
        "found": f"{len(shared)} of {held} secrets of {len(walked.items)} connections" if shared else "",
    }
    return render_page(request, "integrations_ui/history/shared_credentials.html", context)


def place_of(holding: Holding) -> dict[str, object]:
    connection = holding.connection
    return {
        "name": connection.remote_instance_name or connection.uuid,
        "url": link("connection_detail", connection.uuid),
        "holds": holding.label,
        "provider": provider_name(connection.integration_partner),
        "state": connection_state(connection.status),
        "check_url": link("check_value", connection.uuid),
    }
