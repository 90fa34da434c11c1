"""
What is kept of an integration so that its changes can be told: its content in one canonical form, when it differs.

A snapshot holds what people decide. What renews itself is not in it, or nearly every visit would find a change: of
access and refresh tokens it tells only whether they are there.
"""

from __future__ import annotations

import hashlib
import json
import logging
import re
from collections.abc import Iterable
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from django.db import DatabaseError, transaction
from django.db import connection as database
from django.utils import timezone

from dashboard.exsited import (
    ID,
    Automation,
    Configuration,
    Extra,
    Malformed,
    Module,
    PartnerFunction,
    Secret,
    Setting,
)
from integrations_ui.models import Snapshot
from integrations_ui.whole import Integration

log = logging.getLogger("dashboard.history")

Content: TypeAlias = dict[str, Any]
"""
Objects, lists and texts as JSON has them; None where the API sent nothing.

connection, functions.<uuid>, automations.<uuid>   {"fields": {name: text}, "extra": {key: text}}
secrets         {"client_secret": {"mask", "fingerprint"}}
tokens          {field: "there"}
configuration   {"modules": {name: [{"provider", "settings": [[section, key, text]], "extra"}]}, "extra"}

A setting that was sent empty has the text ""; one that was not sent is not there.
"""

CONNECTION_FIELDS = ("status", "integration_partner", "remote_instance_id", "remote_instance_name", "client_id")
TOKENS = ("access_token", "refresh_token")
THERE = "there"

SEEN_AGAIN = timedelta(minutes=1)

CLOCK_KEY = re.compile(r"(?:^|_)(?:last|next)(?:_|[A-Z])|expir", re.IGNORECASE)
CLOCK_VALUE = re.compile(r"[\d\s:.,TZ+-]+", re.ASCII)


def normalised(integration: Integration) -> Content:
    """The same integration always gives the same content. A ValueError for one that was not read whole."""
    configuration, functions, automations = integration.configuration, integration.functions, integration.automations
    if not integration.whole or configuration is None or functions is None or automations is None:
        raise ValueError("only an integration that was read whole has a content")
    connection = integration.connection
    return {
        "connection": {
            "fields": {name: text_of(getattr(connection, name)) for name in CONNECTION_FIELDS},
            "extra": extra_of(connection.extra),
        },
        "secrets": {"client_secret": seal_of(connection.client_secret)},
        "tokens": {name: THERE if getattr(connection, name) else None for name in TOKENS},
        "configuration": {
            "modules": modules_of(configuration),
            "extra": extra_of(configuration.extra),
        },
        "functions": {one.uuid: record_of(one) for one in sorted(functions.items, key=lambda one: one.uuid)},
        "automations": {one.uuid: record_of(one) for one in sorted(automations.items, key=lambda one: one.uuid)},
    }


def text_of(value: object) -> str | None:
    """A value as the API writes it. PostgreSQL keeps no NUL in JSON, so that one character is replaced."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.isoformat()
    text = value.raw if isinstance(value, Malformed) else str(value)
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}")


def extra_of(extra: Extra) -> Content:
    """
    What the documents do not name. A key such as `last_sync_at` or `token_expires_in` with a time or a number in it
    runs by itself and is left out.
    """
    kept = {key: text for key, text in extra.items() if not (CLOCK_KEY.search(key) and CLOCK_VALUE.fullmatch(text))}
    return {str(text_of(key)): text_of(text) for key, text in sorted(kept.items())}


def seal_of(secret: Secret | None) -> Content | None:
    return None if secret is None else {"mask": secret.mask, "fingerprint": secret.fingerprint}


def record_of(record: PartnerFunction | Automation) -> Content:
    told = [field.name for field in fields(record) if field.name not in {"uuid", "extra"}]
    return {
        "fields": {name: text_of(getattr(record, name)) for name in told},
        "extra": extra_of(record.extra),
    }


def modules_of(configuration: Configuration) -> Content:
    """The API may send a module several times: they are kept in its order, for the first one stands in the matrix."""
    found: dict[str, list[Content]] = {}
    for module in sorted(configuration.modules, key=lambda module: module.name):
        kept = {
            "provider": text_of(module.provider),
            "settings": sorted([setting.section, setting.key, setting_text(setting)] for setting in module.settings),
            "extra": extra_of(module.extra),
        }
        found.setdefault(module.name, []).append(kept)
    return dict(found)


def setting_text(setting: Setting) -> str:
    """`true` however it was written, and the whole text of what is neither true nor false."""
    value = setting.value if isinstance(setting.value, bool) else setting.raw
    return text_of(value) or ""


def configuration_of(content: Content) -> Configuration:
    """The configuration again, so that what was kept can be shown as a matrix."""
    kept = content["configuration"]
    modules = [module_of(name, one) for name, several in kept["modules"].items() for one in several]
    return Configuration(modules=tuple(modules), extra=kept["extra"])


def module_of(name: str, kept: Content) -> Module:
    return Module(
        name=name,
        provider=kept["provider"],
        settings=tuple(setting_of(*setting) for setting in kept["settings"]),
        extra=kept["extra"],
    )


def setting_of(section: str, key: str, text: str) -> Setting:
    known = {"true": True, "false": False, "": None}
    return Setting(key=key, section=section, value=known.get(text, Malformed(text)), raw=text or None)


def digest(content: Content) -> str:
    """SHA-256 of the content, in hex."""
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(canonical.encode()).hexdigest()


def last_snapshot(connection_uuid: str) -> Snapshot | None:
    return Snapshot.objects.filter(connection_uuid=connection_uuid).first()


def keep_snapshot(integration: Integration, now: datetime) -> Snapshot | None:
    """
    The new snapshot; None where nothing changed, or where the integration was not read whole. `now` is when the
    reading began: what is older than the last snapshot is no news.
    """
    uuid = integration.connection.uuid
    if not integration.whole or not ID.fullmatch(uuid):
        return None
    content = normalised(integration)
    found = digest(content)
    if not is_news(last := newest(uuid), found, now):
        note_seen(last, found, now)
        return None
    with transaction.atomic():
        wait_for_others(uuid)
        if not is_news(newest(uuid), found, now):
            return None
        return Snapshot.objects.create(connection_uuid=uuid, taken_at=now, seen_at=now, digest=found, content=content)


def keep_seen(integrations: Iterable[Integration], now: datetime) -> bool:
    """The same for a page that has read these anyway; False where the database fails, for the page does without."""
    try:
        for integration in integrations:
            keep_snapshot(integration, now)
    except DatabaseError:
        log.warning("snapshot_not_kept", exc_info=True)
        return False
    return True


def newest(connection_uuid: str) -> Snapshot | None:
    """The last one without its content, which may be long."""
    return Snapshot.objects.filter(connection_uuid=connection_uuid).defer("content").first()


def note_seen(last: Snapshot | None, found: str, now: datetime) -> None:
    """That the connection still is as it was last kept; not again for what was seen a moment ago."""
    if last and last.digest == found and last.seen_at <= now - SEEN_AGAIN:
        Snapshot.objects.filter(pk=last.pk, seen_at__lt=now).update(seen_at=now)


def is_news(last: Snapshot | None, found: str, now: datetime) -> bool:
    if last is None:
        return True
    # A snapshot from the future tells of a wrong clock, and must not keep out all that come after it.
    overtaken = now < last.taken_at <= timezone.now()
    return last.digest != found and not overtaken


def wait_for_others(connection_uuid: str) -> None:
    """Until this transaction ends nobody else keeps a snapshot of this connection."""
    if database.vendor != "postgresql":
        return  # SQLite lets one writing transaction in at a time
    number = int.from_bytes(hashlib.sha256(connection_uuid.encode()).digest()[:8], "big", signed=True)
    with database.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])


def name_of(content: Content) -> str | None:
    name: str | None = content["connection"]["fields"]["remote_instance_name"]
    return name
