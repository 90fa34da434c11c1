"""What a page says when some of it is what the billing API said a while ago."""

from __future__ import annotations

from datetime import UTC, datetime

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from dashboard.exsited import Client, Old

REGION = "stale"
"""The id of the live region at the top of every page."""


def served_old(request: HttpRequest) -> tuple[Old, ...]:
    client: Client | None = getattr(request, "exsited", None)
    return client.served_old if client else ()


def notice(request: HttpRequest) -> SafeString:
    """How old the oldest part is; empty where all is new."""
    old = served_old(request)
    if not old:
        return SafeString("")
    read_at = datetime.fromtimestamp(min(one.read_at for one in old), UTC)
    minutes = max(int((timezone.now() - read_at).total_seconds() // 60), 0)
    return render_to_string("components/stale.html", {"read_at": read_at, "minutes": minutes})


def region(request: HttpRequest) -> SafeString:
    """There on every page, mostly empty, so that what comes into it later is announced."""
    return format_html('<div id="{}" role="status">{}</div>', REGION, notice(request))


def news(request: HttpRequest) -> SafeString:
    """What a fragment brings along for that region of the page that it goes into."""
    told = notice(request)
    return format_html('<div id="{}" hx-swap-oob="innerHTML">{}</div>', REGION, told) if told else told
