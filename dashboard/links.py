"""Addresses of what a record names. An id that may not stand in a path names nothing, so it gets no link."""

from __future__ import annotations

from urllib.parse import SplitResult, urlsplit

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import escape_leading_slashes

from dashboard.exsited import ID

Trail = list[tuple[str, str]]
"""The way back that a page's head shows: a label and its address, the nearest last."""


def link(name: str, *ids: str | None) -> str:
    """The page of this URL name for these ids; empty without one."""
    return reverse(name, args=ids) if all(one and ID.fullmatch(one) for one in ids) else ""


def this_address(request: HttpRequest) -> str:
    """What was asked for. With two slashes before it, which no page has, a link would lead to another host."""
    return escape_leading_slashes(request.get_full_path())


def own_address(address: str) -> SplitResult | None:
    """The parts of an address on this dashboard; None for any other, so that no foreign one is linked or kept."""
    # With two slashes a host would follow, and one that is none is an error of its own.
    if not address.startswith("/") or address.startswith("//") or not address.isprintable():
        return None
    return urlsplit(address)
