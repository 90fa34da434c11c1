"""`{% load stale %}`: where a page says how old it is."""

from __future__ import annotations

from django import template
from django.template.context import RequestContext
from django.utils.safestring import SafeString

from dashboard.stale import region

register = template.Library()


@register.simple_tag(takes_context=True)
def stale_region(context: RequestContext) -> SafeString:
    return region(context.request)
