"""Addresses of the case screen itself: with all its parts, with a check for a newer version, as it is now."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest

from invoices_ui.case.seen import LONGEST
from invoices_ui.links import FROM


def case_links(request: HttpRequest, version: str | None) -> dict[str, str]:
    """What each is called in templates. The list that the invoice was opened from goes along."""
    origin = {FROM: request.GET[FROM]} if request.GET.get(FROM) else {}
    seen = {"seen": version[:LONGEST]} if version else {}
    return {
        "case_url": address(request, origin),
        "whole_url": address(request, {"wait": "1", **origin}),
        "listed_url": address(request, {"wait": "1", "list": "1", **origin}),
        "check_url": address(request, {**seen, **origin}) if seen else "",
    }


def address(request: HttpRequest, query: dict[str, str]) -> str:
    return f"{request.path}?{urlencode(query)}" if query else request.path
