"""What the frame of every page shows: the menu of this person's role, and the upstream's state."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

from dashboard import roles
from dashboard.health import Upstream, upstream_state


@dataclass(frozen=True, kw_only=True, slots=True)
class MenuItem:
    label: str
    url: str
    icon: str
    current: bool
    count: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class MenuGroup:
    title: str
    items: list[MenuItem]


# group, permission, label, URL name, icon, and the paths that count as being there
ENTRIES: list[tuple[str, str, str, str, str, tuple[str, ...]]] = [
    ("", "", "Home", "home", "home", ()),
    ("Integrations", roles.VIEW_INTEGRATIONS, "Connections", "connection_list", "link", ("/integrations/",)),
    (
        "Integrations",
        roles.VIEW_INTEGRATIONS,
        "Findings",
        "finding_list",
        "exclamation-triangle",
        ("/integrations/findings/",),
    ),
    (
        "Integrations",
        roles.VIEW_INTEGRATIONS,
        "Matrix",
        "configuration_matrix",
        "table-cells",
        ("/integrations/matrix/",),
    ),
    ("Integrations", roles.VIEW_INTEGRATIONS, "Compare", "connection_compare", "scale", ("/integrations/compare/",)),
    (
        "Integrations",
        roles.VIEW_INTEGRATIONS,
        "Shared credentials",
        "shared_credentials",
        "key",
        ("/integrations/shared-credentials/",),
    ),
    (
        "Invoices",
        roles.VIEW_INVOICES,
        "All invoices",
        "invoice_list",
        "document-text",
        ("/invoices/", "/orders/", "/accounts/"),
    ),
    ("Finance", roles.VIEW_FINANCE, "Outstanding", "finance", "chart-bar", ()),
    ("Finance", roles.VIEW_FINANCE, "Ageing", "ageing", "calendar-days", ()),
    ("Finance", roles.VIEW_FINANCE, "Invoices", "ledger_list", "document-text", ()),
    ("Finance", roles.VIEW_FINANCE, "Reconciliation", "reconciliation", "scale", ()),
    ("Finance", roles.VIEW_FINANCE, "Movement", "movement", "arrows-right-left", ()),
    ("Finance", roles.VIEW_FINANCE, "Ledger", "ledger", "book-open", ("/finance/ledger/",)),
    ("System", roles.MANAGE_PEOPLE, "People", "person_list", "users", ("/users/",)),
    ("System", roles.VIEW_LOG, "Access log", "access_log", "clipboard-document-list", ()),
    ("System", roles.VIEW_SYSTEM, "Status", "status", "signal", ()),
    ("System", roles.VIEW_SYSTEM, "Components", "component_sheet", "squares-2x2", ()),
]


def menu_of(request: HttpRequest) -> list[MenuGroup]:
    """Only what this person's role may open."""
    groups: dict[str, list[MenuItem]] = {}
    for title, permission, label, name, icon, places in ENTRIES:
        if permission and not request.user.has_perm(permission):
            continue
        url = reverse(name)
        current = request.path == url or request.path.startswith(places or "\0")
        current = current and not any(request.path.startswith(place) for place in within(places))
        groups.setdefault(title, []).append(MenuItem(label=label, url=url, icon=icon, current=current))
    return [MenuGroup(title=title, items=items) for title, items in groups.items()]


def within(places: tuple[str, ...]) -> list[str]:
    """The paths below `places` that have an entry of their own, and are there alone."""
    own = [place for *_, others in ENTRIES for place in others if place not in places]
    return [place for place in own if place.startswith(places or "\0")]


def shell(request: HttpRequest) -> dict[str, object]:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    upstream: Upstream = upstream_state()
    return {"menu": menu_of(request), "upstream": upstream, "role": roles.role_of(user)}
