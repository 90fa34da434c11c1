"""`{% load keys %}`: how the API's keys are shown, and where a record that changed has its page."""

from __future__ import annotations

from django import template

from dashboard.links import link
from integrations_ui import keys
from integrations_ui.history.differences import REMOVED, Item, Part

register = template.Library()

register.filter("soft", keys.soft)


@register.simple_tag
def record_url(part: Part, item: Item, connection_uuid: str) -> str:
    """The page of a function or an automation; empty for anything else, and for one that is no longer there."""
    if not part.page or not item.uuid or item.kind == REMOVED:
        return ""
    return link(part.page, connection_uuid, item.uuid)
