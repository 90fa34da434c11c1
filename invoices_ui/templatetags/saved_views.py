"""The views a person may open, and the form that saves the page they are on: `{% load saved_views %}`."""

from __future__ import annotations

from django import template
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.template import Context

from invoices_ui.models import LONGEST_VIEW_NAME
from invoices_ui.saved import shareable, visible_to

register = template.Library()


@register.inclusion_tag("invoices_ui/lists/_saved_views.html", takes_context=True)
def saved_views(context: Context) -> dict[str, object]:
    request: HttpRequest = context["request"]
    assert isinstance(request.user, User)
    return {
        "views": visible_to(request.user),
        "roles": shareable(request.user),
        "address": request.get_full_path(),
        "csrf_token": context.get("csrf_token"),
        "longest": LONGEST_VIEW_NAME,
    }
