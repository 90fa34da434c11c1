"""People as a table."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.urls import reverse

from dashboard import markup
from dashboard.lists.tables import BadgeColumn, MomentColumn, Table, TextColumn

ACTIVE, DEACTIVATED = "ACTIVE", "DEACTIVATED"
PERSON_STATES = {ACTIVE: ("ok", "Active"), DEACTIVATED: ("off", "Deactivated")}


class PersonTable(Table):
    caption, section_id = "People", "person-table"
    brief = ("state",)
    empty_title, empty_advice = "Nobody found", "Look for a part of the name, or add the person."

    username = TextColumn("Name", url=lambda person: reverse("person_detail", args=[person.pk]))
    roles = TextColumn("Roles", empty_values=())
    state = BadgeColumn("May sign in", states=PERSON_STATES, empty_values=())
    last_login = MomentColumn("Last signed in")
    date_joined = MomentColumn("Added")

    def render_roles(self, record: User) -> str:
        return ", ".join(sorted(group.name for group in record.groups.all())) or "No role"

    def render_state(self, record: User) -> object:
        return markup.state(ACTIVE if record.is_active else DEACTIVATED, PERSON_STATES)

    def row_class(self, record: User) -> str:
        return "" if record.is_active else "void"
