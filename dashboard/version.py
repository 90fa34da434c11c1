"""Which version of the product this is."""

from __future__ import annotations

import functools
import tomllib

from django.conf import settings


@functools.cache
def version() -> str:
    """As pyproject.toml says: the product runs from its own folder and is not installed as a package."""
    with (settings.BASE_DIR / "pyproject.toml").open("rb") as file:
        told: str = tomllib.load(file)["project"]["version"]
    return told
