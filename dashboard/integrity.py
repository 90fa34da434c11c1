"""Scripts with the hash of what they are, so that a browser runs nothing else that came under their address."""

from __future__ import annotations

import base64
import functools
import hashlib
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString


def script(name: str, *, at_once: bool = False) -> SafeString:
    """A static script. It runs once the page is read; `at_once` where it stands."""
    integrity = integrity_of(name) if settings.DEBUG else kept_integrity_of(name)
    moment = SafeString("" if at_once else " defer")
    return format_html('<script src="{}" integrity="{}"{}></script>', static(name), integrity, moment)


def integrity_of(name: str) -> str:
    return "sha384-" + base64.b64encode(hashlib.sha384(content_of(name)).digest()).decode()


kept_integrity_of = functools.cache(integrity_of)


def content_of(name: str) -> bytes:
    """As it is served: collecting may have changed it."""
    stored_name: Callable[[str], str] | None = getattr(staticfiles_storage, "stored_name", None)
    if stored_name:
        with staticfiles_storage.open(stored_name(name)) as file:
            return bytes(file.read())
    found = finders.find(name)
    if found is None:
        raise ValueError(f"{name} is no static file")
    return Path(found).read_bytes()
