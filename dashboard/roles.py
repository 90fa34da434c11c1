"""The three roles: each is a group of this name with these permissions, made by a migration."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User

ADMINISTRATORS = "Administrators"
SUPPORT = "Support"
FINANCE = "Finance"

VIEW_SYSTEM = "dashboard.view_system"
MANAGE_PEOPLE = "accounts.manage_people"
VIEW_LOG = "access_log.view_log"
VIEW_INTEGRATIONS = "integrations_ui.view_integrations"
VIEW_INVOICES = "invoices_ui.view_invoices"
VIEW_FINANCE = "invoices_ui.view_finance"
SYNC_LEDGER = "invoices_ui.sync_ledger"


def role_of(user: AbstractBaseUser | AnonymousUser) -> str:
    """The names of the person's roles; empty without one."""
    if not isinstance(user, User):
        return ""
    if user.is_superuser:
        return "Superuser"
    return ", ".join(sorted(user.groups.values_list("name", flat=True)))
