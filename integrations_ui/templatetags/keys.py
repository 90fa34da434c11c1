"""`{% load keys %}`: how the API's keys are shown."""

from __future__ import annotations

from django import template

from integrations_ui import keys

register = template.Library()

register.filter("soft", keys.soft)
