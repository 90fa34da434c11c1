"""Addresses of what a record names. An id that may not stand in a path names nothing, so it gets no link."""

from __future__ import annotations

import re

from django.urls import reverse

ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}")

Trail = list[tuple[str, str]]


def link(name: str, *ids: str | None) -> str:
    """The page of this URL name for these ids; empty without one."""
    return reverse(name, args=ids) if all(one and ID.fullmatch(one) for one in ids) else ""


def list_trail() -> Trail:
    return [("Connections", reverse("connection_list"))]


def connection_trail(connection_uuid: str, name: str | None = None) -> Trail:
    """The way to a page below a connection; its uuid stands for a name that is not known."""
    return [*list_trail(), (name or connection_uuid, link("connection_detail", connection_uuid))]
