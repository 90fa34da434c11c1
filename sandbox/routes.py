"""The 17 endpoints and `note_attachment`, each under `/api/v2` and `/api/v3`."""

import re
from collections.abc import Callable
from typing import NamedTuple

from sandbox import integrations, invoices
from sandbox.messages import Answer

Handler = Callable[..., Answer]  # (world, request, *the ids in the path)


class Route(NamedTuple):
    path: re.Pattern[str]
    handler: Handler


def _route(template: str, handler: Handler) -> Route:
    return Route(re.compile("/api/v[23]/" + template.replace("{}", "([^/]+)")), handler)


ROUTES = (
    _route("integration-connections", integrations.connections),
    _route("integration-connections/{}", integrations.connection),
    _route("integration/{}/configuration", integrations.configuration),
    _route("integration/{}/partner-function", integrations.partner_functions),
    _route("integration/{}/partner-function/{}", integrations.partner_function),
    _route("integration/{}/automation", integrations.automations),
    _route("integration/{}/automation/{}", integrations.automation),
    _route("invoices", invoices.invoices),
    _route("invoices/{}", invoices.invoice),
    _route("invoices/{}/information", invoices.information),
    _route("orders/{}/invoices", invoices.order_invoices),
    _route("accounts/{}/invoices", invoices.account_invoices),
    _route("invoices/{}/pdf", invoices.pdf),
    _route("invoices/{}/notes", invoices.notes),
    _route("invoices/{}/notes/{}", invoices.note),
    _route("invoices/{}/notes/{}/files", invoices.note_files),
    _route("invoices/{}/notes/{}/files/{}", invoices.note_file),
    _route("note_attachment/{}", invoices.note_attachment),
)


def find(path: str) -> tuple[Handler, tuple[str, ...]] | None:
    """The handler of a path, and the ids in it."""
    for route in ROUTES:
        if match := route.path.fullmatch(path):
            return route.handler, match.groups()
    return None
