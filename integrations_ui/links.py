"""The ways back from the pages of a connection."""

from __future__ import annotations

from django.urls import reverse

from dashboard.links import Trail, link


def list_trail() -> Trail:
    return [("Connections", reverse("connection_list"))]


def connection_trail(connection_uuid: str, name: str | None = None) -> Trail:
    """The way to a page below a connection; its uuid stands for a name that is not known."""
    return [*list_trail(), (name or connection_uuid, link("connection_detail", connection_uuid))]
